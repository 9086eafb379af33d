//! The test: starts everybody, kills at random moments, lets all drain, and counts.

use crate::{checks, hub, phone};
use gridbook_domain::area::Level;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{Class, FeedId};
use gridbook_hub::{Hub, NewPart};
use gridbook_testkit::{Dice, Disk, fields};
use serde_json::json;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

const KILLS: u32 = 50;
const PHONES: usize = 3;
const HOMES: u32 = 8;
const YEAR: i64 = 365 * 86_400_000;

/// A process under way.
struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let this = std::env::current_exe().unwrap();
        let mut command = Command::new(this);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (input, output) = (child.stdin.take(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        assert!(line.ends_with('\n'), "a process ended by itself");
        line.trim_end().to_owned()
    }

    /// Lets it do so many things.
    fn allow(&mut self, things: u64) {
        let input = self.input.as_mut().unwrap();
        (0..things).for_each(|_| input.write_all(b"go\n").unwrap());
    }

    /// SIGKILL.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Lets it end by itself, and hears it out.
    fn end(mut self) {
        self.input = None;
        let mut last = String::new();
        while self.output.read_line(&mut last).unwrap() > 0 {}
        assert!(self.child.wait().unwrap().success(), "a process failed");
    }
}

struct Stage {
    disk: Disk,
    dice: Dice,
    hub: Option<Process>,
    phones: Vec<Process>,
    starts: u64,
    hub_kills: u32,
}

/// Runs the test and prints one line; panics, and so ends with an error, on any loss.
pub fn run(name: &str) {
    let begun = Instant::now();
    let seed = begun_at();
    println!("{name}: seed {seed}");
    let mut stage = Stage::set(seed);
    for _ in 0..KILLS {
        stage.kill_somebody();
    }
    // All drain; then once more, so that each hears what the others said last.
    for _ in 0..2 {
        for phone in std::mem::take(&mut stage.phones) {
            phone.end();
        }
        stage.start_phones();
    }
    std::mem::take(&mut stage.phones).into_iter().for_each(Process::end);
    stage.hub.take().unwrap().kill();
    let folders: Vec<PathBuf> = (0..PHONES).map(|number| stage.phone_folder(number)).collect();
    let found = checks::nothing_is_lost(&stage.hub_folder(), &folders);
    println!(
        "{name}: ok; killed {KILLS} times (the hub {}, phones {}); {} saves told, {} in the \
         journal once each, 0 lost; {} conflicts kept, {} photos whole; {} ms",
        stage.hub_kills,
        KILLS - stage.hub_kills,
        found.told,
        found.journaled,
        found.conflicts,
        found.photos,
        begun.elapsed().as_millis()
    );
}

/// Another run, other moments; the seed is printed. SEED asks for a certain one.
fn begun_at() -> u64 {
    let asked = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok());
    asked.unwrap_or_else(|| u64::from(std::process::id()))
}

impl Stage {
    fn set(seed: u64) -> Self {
        let (disk, dice) = (Disk::new(), Dice::new(seed));
        let mut stage = Self { disk, dice, hub: None, phones: Vec::new(), starts: 0, hub_kills: 0 };
        let hub = hub::open(&stage.hub_folder());
        for (number, line) in found(&hub).iter().enumerate() {
            fs::create_dir_all(stage.phone_folder(number)).unwrap();
            fs::write(stage.phone_folder(number).join(phone::INVITATION), line).unwrap();
        }
        drop(hub);
        stage.start_hub();
        stage.start_phones();
        stage
    }

    fn hub_folder(&self) -> PathBuf {
        self.disk.path().join("hub")
    }

    fn phone_folder(&self, number: usize) -> PathBuf {
        self.disk.path().join(format!("phone-{number}"))
    }

    fn port(&self) -> PathBuf {
        self.disk.path().join("port")
    }

    fn start_hub(&mut self) {
        let mut hub = Process::start(&["role:hub", text(&self.hub_folder())]);
        let port = hub.line();
        // Phones read it at any moment: it is never half there.
        let beside = self.disk.path().join("port.new");
        fs::write(&beside, port).unwrap();
        fs::rename(beside, self.port()).unwrap();
        self.hub = Some(hub);
    }

    fn phone(&mut self, number: usize) -> Process {
        self.starts += 1;
        let seed = (self.dice.roll() / 2 + self.starts).to_string();
        let (folder, port) = (self.phone_folder(number), self.port());
        Process::start(&["role:phone", text(&folder), text(&port), &seed])
    }

    fn start_phones(&mut self) {
        self.phones = (0..PHONES).map(|number| self.phone(number)).collect();
    }

    /// Lets all work, listens to one of them for a random while, and kills one, or the hub.
    fn kill_somebody(&mut self) {
        let things = 4 + self.dice.below(12);
        self.phones.iter_mut().for_each(|phone| phone.allow(things));
        let listened = self.any_phone();
        let lines = 1 + self.dice.below(things);
        for _ in 0..lines {
            self.phones[listened].line();
        }
        if self.dice.below(5) < 2 {
            self.hub_kills += 1;
            self.hub.take().unwrap().kill();
            self.start_hub();
        } else {
            let number = self.any_phone();
            let fresh = self.phone(number);
            // The old one still runs beside the new one for a moment, as phones' systems do it.
            std::mem::replace(&mut self.phones[number], fresh).kill();
        }
    }

    fn any_phone(&self) -> usize {
        usize::try_from(self.dice.below(u64::try_from(PHONES).unwrap())).unwrap()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Founds a street with a few homes and gives the invitations of three workers of one grid.
fn found(hub: &Hub) -> Vec<String> {
    let street = hub.add_area("东风街道", Level::Street, None).unwrap();
    let community = hub.add_area("春风社区", Level::Community, Some(street)).unwrap();
    let grid = hub.add_area("第一网格", Level::Grid, Some(community)).unwrap();
    let areas = hub.areas().unwrap();
    let feed = areas.iter().find(|area| area.area == grid).unwrap().feed.unwrap();
    let author = hub.own_account().unwrap();
    for door in 0..HOMES {
        hub.save(community, author, home(hub, feed, door)).unwrap();
    }
    let invite = |name: &str| {
        let account = hub.add_account(name, Role::Worker, community).unwrap();
        hub.grant(account, grid, FeedKind::Grid).unwrap();
        hub.invite(account, "http://127.0.0.1:1", YEAR).unwrap().to_line().unwrap()
    };
    ["王芳", "李敏", "张伟"].map(invite).to_vec()
}

fn home(hub: &Hub, feed: FeedId, door: u32) -> Vec<NewPart> {
    let new = || hub.new_record().unwrap();
    let (dwelling, household) = (new(), new());
    let part =
        |class, record, patch| NewPart { class, record, feed, base: None, patch: fields(patch) };
    let place = json!({"building": "1号楼", "door": format!("{door}")});
    let person = json!({"household": household, "name": format!("住户{door}"), "relation": "head"});
    vec![
        part(Class::Dwelling, dwelling, place),
        part(Class::Household, household, json!({"dwelling": dwelling})),
        part(Class::Person, new(), person),
    ]
}
