//! The demo: a street lives through a working day, and nothing is lost.
//!
//! One hub answers over real HTTP; twelve devices, each the real core on its own database file,
//! do what their day brings. The day is a list of events in the order of time, lived one after the
//! other as fast as they go, so that the same seed gives the same day.

mod centre;
mod day;
mod device;
mod network;
mod picture;
mod show;
mod simulated;
mod street;
mod tally;
mod words;

use crate::args::DemoArgs;
use crate::failure::{Failure, While as _};
use crate::seed::Seed;
use crate::serve::{self, Serving};
use crate::{import, print, sample};
use centre::{Centre, Login};
use chrono::{Days, NaiveDate};
use day::{EVENING, Event};
use device::Device;
use gridbook_domain::clock::{CHINA, day_of};
use gridbook_domain::outcome::Effect;
use gridbook_domain::setting::EMERGENCY_PHONE;
use gridbook_hub::Hub;
use gridbook_hub::host::{Clock, Random, SystemClock, SystemRandom};
use gridbook_roster::{ImportOptions, NewAreas, probe};
use serde::Serialize;
use show::{Show, Silent};
use simulated::{SharedSeed, TrueTime};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use tally::{Counts, Line, Reasons};
use tempfile::TempDir;

/// How long it takes until the next worker does something once the day is over: often enough to see
/// the console change, seldom enough to read what it says.
const PAUSE: Duration = Duration::from_secs(4);
const MINUTE_MS: i64 = 60_000;
/// How often the people at the hub work through what has arrived, in minutes of the day.
const CENTRE_EVERY: u32 = 45;
/// How often a line says how far the day is, in minutes of it.
const TELL_EVERY: u32 = 4 * CENTRE_EVERY;

/// The output of `--once --json`.
#[derive(Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    total: Counts,
    seconds: f64,
    seed: u64,
    residents: usize,
    households: usize,
    reasons: Reasons,
    workers: &'a [Line],
}

/// `gridbook demo`, and `gridbook` alone.
pub fn run(args: &DemoArgs) -> Result<ExitCode, Failure> {
    if let Some(roster) = &args.roster {
        probe(roster).map_err(|error| Failure::new(error.to_string()))?;
    }
    let (folder, _temporary) = folder(args)?;
    if folder.join("hub.db").exists() {
        let folder = folder.display();
        return Err(Failure::new(format!(
            "{folder} holds a hub; a demo takes a folder of its own"
        )));
    }
    let listener = serve::listen(if args.once { args.port.or(Some(0)) } else { args.port })?;
    let show = Show::new(args.json);
    let street = Street::open(args, &folder)?;
    let serving = Serving::start(Arc::clone(&street.hub), listener)?;
    show.line(&format!("平台 {}  数据 {}", serving.url, folder.display()));
    let begun = Instant::now();
    let imported = street.import(args, &folder, &show)?;
    let mut devices = street.devices(&serving.url, &folder)?;
    let mut centre = Centre::new(&street.hub, street.seed.part(2000))?;
    street.live_a_day(&mut devices, &mut centre, &show)?;
    let lines = count(&street.hub, &devices)?;
    let total: Counts = lines.iter().map(|line| line.counts).sum();
    if args.json {
        let report = Report {
            total,
            seconds: (begun.elapsed().as_secs_f64() * 100.0).round() / 100.0,
            seed: street.number,
            residents: imported.people,
            households: imported.households,
            reasons: tally::reasons(&lines),
            workers: &lines,
        };
        print::line(&serde_json::to_string(&report).during("writing JSON")?);
    } else {
        show.line(&format!("{}{}", tally::table(&lines), tally::told(&lines)));
        show.line(&format!("用时 {:.1} 秒，种子 {}", begun.elapsed().as_secs_f64(), street.number));
    }
    if !args.once {
        street.live_on(&mut devices, &mut centre, &show, &serving)?;
    }
    serving.stop()?;
    Ok(if total.lost == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The folder of the run; a temporary one goes when the run ends.
fn folder(args: &DemoArgs) -> Result<(PathBuf, Option<TempDir>), Failure> {
    match (&args.data, args.once) {
        (Some(folder), _) => Ok((folder.clone(), None)),
        (None, false) => Ok((PathBuf::from("gridbook-data"), None)),
        (None, true) => {
            let temporary = tempfile::tempdir().during("a temporary folder")?;
            Ok((temporary.path().to_owned(), Some(temporary)))
        }
    }
}

/// A hub, the time, and the seed everything else follows from.
struct Street {
    hub: Arc<Hub>,
    time: Arc<TrueTime>,
    seed: Seed,
    number: u64,
    reproducible: bool,
}

impl Street {
    fn open(args: &DemoArgs, folder: &Path) -> Result<Self, Failure> {
        let number = args.seed.map_or_else(any_number, Ok)?;
        // A run that goes on in a folder must not draw the same ids as the one before.
        let (seed, reproducible) =
            (Seed::new(number).part(run_number(folder)?), args.seed.is_some());
        let time = Arc::new(TrueTime::new(0));
        let random: Arc<dyn Random> = if reproducible {
            Arc::new(SharedSeed::new(seed.part(3000)))
        } else {
            Arc::new(SystemRandom)
        };
        let clock: Arc<dyn Clock> = Arc::<TrueTime>::clone(&time);
        let hub = serve::open_with(&folder.join("hub"), clock, random)?;
        let street = Self { hub, time, seed, number, reproducible };
        street.time.advance_to(street.morning()?);
        Ok(street)
    }

    /// 08:00 of the day after the last one lived here, or of today.
    fn morning(&self) -> Result<i64, Failure> {
        let installs = self.hub.installs().during("reading the devices")?;
        let last = installs.iter().map(|install| install.contact).max().unwrap_or(0);
        let day = match day_of(last, CHINA).filter(|_| last > 0) {
            Some(last) => last.checked_add_days(Days::new(1)),
            None if self.reproducible => NaiveDate::from_ymd_opt(2026, 11, 23),
            None => day_of(SystemClock.now(), CHINA),
        };
        let eight = day.and_then(|day| day.and_hms_opt(8, 0, 0));
        let eight = eight.and_then(|eight| eight.and_local_timezone(CHINA).single());
        eight.map(|eight| eight.timestamp_millis()).ok_or_else(|| Failure::new("no such day"))
    }

    /// Imports the roster. The same file again changes nothing, so a run that was interrupted goes
    /// on.
    fn import(&self, args: &DemoArgs, folder: &Path, show: &Show) -> Result<Imported, Failure> {
        let file = match &args.roster {
            Some(file) => file.clone(),
            None => sample_in(folder, self.number)?,
        };
        let options = ImportOptions { areas: NewAreas::OnFirstImport, ..ImportOptions::default() };
        let report = if args.json {
            gridbook_roster::import_roster(&self.hub, &file, &options, &mut |_| {})
                .map_err(|error| Failure::new(error.to_string()))?
        } else {
            import::with_progress(&self.hub, &file, &options)?
        };
        show.line(&import::summary(&report));
        import::took_any(&report)?;
        self.hub.set(EMERGENCY_PHONE, "110".into()).during("the emergency phone")?;
        Ok(Imported { people: report.people, households: report.households })
    }

    fn devices(&self, url: &str, folder: &Path) -> Result<Vec<Device>, Failure> {
        street::devices(&street::Terms {
            hub: &self.hub,
            url,
            folder: &folder.join("handhelds"),
            seed: &self.seed,
            reproducible: self.reproducible,
            time: &self.time,
        })
    }

    fn live_a_day(
        &self,
        devices: &mut [Device],
        centre: &mut Centre<'_>,
        show: &Show,
    ) -> Result<(), Failure> {
        let morning = self.time.now();
        for device in devices.iter() {
            let bar = show.first_sync(&device.name);
            device.sync(&day::Network::Good, &bar)?;
            bar.done();
        }
        let events = day::day(&self.seed, devices.len());
        let bar = show.day(events.len());
        let mut desk = CENTRE_EVERY;
        for event in &events {
            while event.at >= desk {
                self.time.advance_to(morning + i64::from(desk) * MINUTE_MS);
                centre.work(devices)?;
                if desk.is_multiple_of(TELL_EVERY) {
                    show.line(&self.now(devices)?);
                }
                desk += CENTRE_EVERY;
            }
            self.time.advance_to(morning + i64::from(event.at) * MINUTE_MS);
            if let Some(device) = devices.get_mut(event.worker) {
                bar.set_message(show::event(event, &device.name));
                device.act(&event.act, &Silent)?;
            }
            bar.inc(1);
        }
        self.time.advance_to(morning + i64::from(EVENING + 30) * MINUTE_MS);
        for device in devices.iter() {
            device.sync(&day::Network::Good, &Silent)?;
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// The hub stays up and the devices go on living slowly, until Ctrl-C.
    fn live_on(
        &self,
        devices: &mut [Device],
        centre: &mut Centre<'_>,
        show: &Show,
        serving: &Serving,
    ) -> Result<(), Failure> {
        let stop = interrupted(serving)?;
        show.line(&console(&serving.url, &centre.logins()?));
        let status = show.status();
        let mut seed = self.seed.part(self.time.now().unsigned_abs());
        // From here on time goes as it does for whoever looks: sessions last hours, not minutes.
        let (evening, begun) = (self.time.now(), Instant::now());
        loop {
            status.set_message(self.now(devices)?);
            match stop.recv_timeout(PAUSE) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
            }
            let passed = i64::try_from(begun.elapsed().as_millis()).unwrap_or(0);
            self.time.advance_to(evening.saturating_add(passed));
            for Event { worker, act, .. } in day::slowly(&mut seed, devices.len()) {
                if let Some(device) = devices.get_mut(worker) {
                    device.act(&act, &Silent)?;
                }
            }
            if seed.chance(25) {
                centre.one_step()?;
            }
        }
        status.finish_and_clear();
        Ok(())
    }

    /// One line: what is where.
    fn now(&self, devices: &[Device]) -> Result<String, Failure> {
        let lines = count(&self.hub, devices)?;
        let total: Counts = lines.iter().map(|line| line.counts).sum();
        let time = chrono::DateTime::from_timestamp_millis(self.time.now());
        let time =
            time.map(|time| time.with_timezone(&CHINA).format("%-m月%-d日 %H:%M").to_string());
        Ok(format!(
            "{}  {} 台终端  已记录 {}  已送达 {}  待发送 {}  冲突 {}  丢失 {}",
            time.unwrap_or_default(),
            devices.len(),
            total.recorded,
            total.durable,
            total.recorded - total.durable.min(total.recorded),
            total.conflicts,
            total.lost - (total.recorded - total.durable).min(total.lost),
        ))
    }
}

/// Prints the address of the console and its logins: new passwords at every start, shown only here.
fn console(url: &str, logins: &[Login]) -> String {
    let mut text = format!("控制台 {url}  终端继续工作，页面随之变化  (Ctrl-C 结束)");
    for Login { role, login, password } in logins {
        text.push_str(&format!("\n  {}  登录名 {login}  密码 {password}", role.label()));
    }
    text.push_str("\n密码在每次启动时重新生成，只显示这一次。");
    text
}

/// Counts the runs in a folder; the first is 1.
fn run_number(folder: &Path) -> Result<u64, Failure> {
    let file = folder.join("runs");
    std::fs::create_dir_all(folder).during(folder.display())?;
    let before = std::fs::read_to_string(&file).unwrap_or_default();
    let run = before.trim().parse().unwrap_or(0) + 1;
    std::fs::write(&file, format!("{run}\n")).during(file.display())?;
    Ok(run)
}

/// How much the roster held.
struct Imported {
    people: usize,
    households: usize,
}

/// The made-up roster in the run's folder, written when it is not there.
fn sample_in(folder: &Path, seed: u64) -> Result<PathBuf, Failure> {
    let file = folder.join("清河街道台账.xlsx");
    if !file.exists() {
        let unfinished = folder.join("台账.part");
        sample::write_sample(&unfinished, seed).during(unfinished.display())?;
        std::fs::rename(&unfinished, &file).during(file.display())?;
    }
    Ok(file)
}

/// A message when Ctrl-C is pressed, or the system asks to terminate.
fn interrupted(serving: &Serving) -> Result<Receiver<()>, Failure> {
    let (tell, told) = channel();
    let asked = serving.asked()?;
    serving.runtime().spawn(async move {
        asked.wait().await;
        // A receiver that is gone has stopped already.
        tell.send(()).unwrap_or_default();
    });
    Ok(told)
}

/// Returns the outcomes of everything each device recorded.
fn count(hub: &Hub, devices: &[Device]) -> Result<Vec<Line>, Failure> {
    let traffic = hub.traffic();
    let line = |device: &Device| -> Result<Line, Failure> {
        let ops = device.book.saved_ops().during(&device.name)?;
        let ids: Vec<_> = device.recorded(&ops).into_iter().collect();
        let missing = hub.missing(device.community, &ids).during("reading the journal")?;
        let identity = device.book.identity().during(&device.name)?;
        let moved = identity.and_then(|own| traffic.get(&Some(own.install)).copied());
        let moved = moved.unwrap_or_default();
        let mut counts = Counts {
            recorded: ids.len() as u64,
            lost: missing.len() as u64,
            bytes_up: moved.up,
            bytes_down: moved.down,
            photos: device.photos_delivered().during(&device.name)?,
            ..Counts::default()
        };
        ops.iter().for_each(|op| tell(&mut counts, op));
        Ok(Line { name: device.name.clone(), counts, reasons: why(&ops) })
    };
    devices.iter().map(line).collect()
}

/// Adds one op to the counts.
fn tell(counts: &mut Counts, op: &gridbook_core::SavedOp) {
    use gridbook_core::DeliveryState;
    counts.durable +=
        u64::from(matches!(op.state, DeliveryState::Delivered | DeliveryState::Archived));
    let has = |effects: &[Effect]| {
        op.parts.iter().any(|part| part.effect.as_ref().is_some_and(|e| effects.contains(e)))
    };
    if has(&[Effect::Refused, Effect::Quarantined]) {
        counts.refused += 1;
    } else if has(&[Effect::Held]) {
        counts.held += 1;
    } else if has(&[Effect::Conflict]) {
        counts.conflicts += 1;
    } else if op.parts.iter().all(|part| part.effect.is_some()) {
        counts.applied += 1;
    }
}

/// Why parts were refused or wait.
fn why(ops: &[gridbook_core::SavedOp]) -> Reasons {
    let told = |effect: &Effect| matches!(effect, Effect::Refused | Effect::Held);
    let mut reasons = Reasons::new();
    for part in ops.iter().flat_map(|op| &op.parts) {
        if let (Some(effect), Some(message)) =
            (part.effect.as_ref().filter(|e| told(e)), &part.message)
        {
            *reasons.entry(format!("{}：{message}", effect.label())).or_default() += 1;
        }
    }
    reasons
}

fn any_number() -> Result<u64, Failure> {
    let mut bytes = [0; 8];
    let drawn = SystemRandom.fill(&mut bytes);
    drawn.during("drawing a seed")?;
    Ok(u64::from_le_bytes(bytes) % 1_000_000)
}
