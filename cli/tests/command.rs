//! The command as its users meet it: what it prints, how it ends, what it leaves behind.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

fn gridbook() -> Command {
    Command::new(env!("CARGO_BIN_EXE_gridbook"))
}

fn run(arguments: &[&str]) -> Output {
    gridbook().args(arguments).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", words(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit code 2 and one sentence.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", words(output));
    assert!(output.stdout.is_empty());
    let words = words(output);
    assert_eq!(words.trim_end().lines().count(), 1, "{words}");
    words
}

/// A process that prints lines; killed when the test ends.
struct Running(Child, BufReader<ChildStdout>);

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = gridbook().args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self(child, lines)
    }

    /// The first line that holds a word.
    fn wait_for(&mut self, word: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(self.1.read_line(&mut line).unwrap() > 0, "it ended before it said {word}");
            if line.contains(word) {
                return line;
            }
        }
    }

    /// Sends a signal; gives the exit code.
    fn ended_by(mut self, signal: &str) -> Option<i32> {
        let number = self.0.id().to_string();
        assert!(Command::new("kill").args([signal, &number]).status().unwrap().success());
        self.0.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.0.kill().unwrap_or_default();
        self.0.wait().map(drop).unwrap_or_default();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_file_that_is_no_workbook_ends_in_one_sentence_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("台账.xlsx"), folder.path().join("data"));
    std::fs::write(&file, "not a workbook").unwrap();
    let import = run(&["import", "roster", text(&file), "--data", text(&data)]);
    assert!(refused(&import).contains("台账.xlsx"));
    let demo = run(&["demo", "--once", "--roster", text(&file), "--data", text(&data)]);
    assert!(refused(&demo).contains("台账.xlsx"));
    assert!(!data.exists());
}

#[test]
fn a_roster_without_a_row_that_can_be_taken_ends_the_same_way_in_import_and_demo() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("台账.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["网格", "门牌", "姓名", "电话"]).unwrap();
    sheet.write_row(1, 0, ["一网格", "101", "", "12011112222"]).unwrap();
    book.save(&file).unwrap();
    let (data, report) = (folder.path().join("data"), folder.path().join("report.xlsx"));
    let arguments = ["import", "roster", text(&file), "--data", text(&data), "--json"];
    let import = run(&[&arguments[..], &["--report", text(&report)]].concat());
    assert_eq!(import.status.code(), Some(2));
    let told: Value = serde_json::from_slice(&import.stdout).unwrap();
    assert_eq!((&told["refused"], &told["notes"][0]["code"]), (&1.into(), &"no_name".into()));
    assert!(report.exists(), "what is wrong is told all the same");
    let demo = run(&["demo", "--once", "--json", "--roster", text(&file)]);
    assert_eq!(refused(&demo), words(&import));
}

/// A workbook of as many residents, one a door, with this phone.
fn roster(path: &Path, residents: u32, phone: &str) {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["网格", "门牌", "姓名", "电话"]).unwrap();
    for row in 1..=residents {
        let (door, name) = (row.to_string(), format!("居民{row}"));
        sheet.write_row(row, 0, ["一网格", &door, &name, phone]).unwrap();
    }
    book.save(path).unwrap();
}

#[test]
fn a_roster_is_previewed_and_imported_beside_the_running_hub() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("台账.xlsx"), folder.path().join("data"));
    let (file, data) = (text(&file), text(&data));
    roster(Path::new(file), 3, "13900001234");
    json(&run(&["import", "roster", file, "--data", data, "--json"]));
    let mut hub = Running::start(&["hub", "--data", data, "--listen", "127.0.0.1:0"]);
    hub.wait_for("http://");
    roster(Path::new(file), 3, "13900005678");
    let preview = json(&run(&["import", "roster", file, "--data", data, "--json", "--preview"]));
    assert_eq!((&preview["imported"], &preview["ops"]), (&3.into(), &0.into()));
    let done = json(&run(&["import", "roster", file, "--data", data, "--json"]));
    assert_eq!((&done["imported"], &done["ops"]), (&3.into(), &3.into()));
    let again = json(&run(&["import", "roster", file, "--data", data, "--json"]));
    assert_eq!(again["unchanged"], 3);
    assert_eq!(hub.ended_by("-TERM"), Some(0));
}

#[test]
fn a_file_that_needs_too_much_memory_ends_its_reader_and_one_sentence_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("台账.csv"), folder.path().join("data"));
    // 10 million cells with one letter take far more than this shell lets a process have.
    std::fs::write(&file, "a,".repeat(10 << 20)).unwrap();
    let (command, file, data) = (env!("CARGO_BIN_EXE_gridbook"), text(&file), text(&data));
    let script = "ulimit -v 400000; exec \"$0\" import roster \"$1\" --data \"$2\"";
    let import = Command::new("sh").args(["-c", script, command, file, data]).output().unwrap();
    let words = refused(&import);
    assert!(words.contains("内存不够"), "{words}");
    assert!(!Path::new(data).exists());
}

#[test]
fn an_import_that_is_interrupted_says_how_far_it_came_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (file, data) = (folder.path().join("台账.xlsx"), folder.path().join("data"));
    let (file, data) = (text(&file), text(&data));
    roster(Path::new(file), 4_000, "13900001234");
    let import = gridbook()
        .args(["import", "roster", file, "--data", data])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !Path::new(data).join("hub.db-wal").exists() {
        std::thread::yield_now();
    }
    assert!(
        Command::new("kill").args(["-INT", &import.id().to_string()]).status().unwrap().success()
    );
    let ended = import.wait_with_output().unwrap();
    assert!(refused(&ended).contains("导入已停止"));
    let done = json(&run(&["import", "roster", file, "--data", data, "--json"]));
    let count = |name: &str| done[name].as_u64().unwrap();
    assert_eq!(count("imported") + count("unchanged"), 4_000);
    assert_eq!(count("people"), 4_000);
}

#[test]
fn a_folder_that_cannot_be_written_ends_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let below = file.join("data");
    refused(&run(&["demo", "--once", "--data", text(&below)]));
    refused(&run(&["hub", "--listen", "127.0.0.1:0", "--data", text(&below)]));
}

#[test]
fn a_port_in_use_is_named_and_no_folder_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let demo = run(&["demo", "--port", &port, "--data", text(&data)]);
    assert!(refused(&demo).contains(&port));
    assert!(!data.exists());
}

#[test]
fn json_without_once_is_refused_with_the_usage() {
    assert_eq!(run(&["demo", "--json"]).status.code(), Some(2));
    assert_eq!(run(&["--nonsense"]).status.code(), Some(2));
}

#[test]
fn a_folder_is_locked_by_the_hub_that_has_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let mut hub = Running::start(&["hub", "--data", data, "--listen", "127.0.0.1:0"]);
    hub.wait_for("http://127.0.0.1:");
    let second = run(&["hub", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(refused(&second).contains("in use by another process"));
    assert!(refused(&run(&["demo", "--data", data])).contains("a folder of its own"));
    assert!(!folder.path().join("handhelds").exists());
    // What cannot wait until it stops goes beside it.
    let area = ["admin", "--data", data, "--json", "area", "add", "清河街道", "--level", "street"];
    json(&run(&area));
    assert_eq!(hub.ended_by("-INT"), Some(0), "Ctrl-C ends a hub in order");
    let mut again = Running::start(&["hub", "--data", data, "--listen", "127.0.0.1:0"]);
    again.wait_for("http://127.0.0.1:");
    assert_eq!(again.ended_by("-TERM"), Some(0), "so does the system");
    let areas = json(&run(&["admin", "--data", data, "--json", "area", "list"]));
    assert_eq!(areas.as_array().unwrap().len(), 1);
}

#[test]
fn the_folder_around_a_hub_is_not_taken_for_a_hub() {
    let folder = tempfile::tempdir().unwrap();
    let hub = folder.path().join("hub");
    let add = ["admin", "--data", text(&hub), "area", "add", "--level", "street", "东风街道"];
    assert!(run(&add).status.success());
    let around = ["hub", "--listen", "127.0.0.1:0", "--data", text(folder.path())];
    assert!(refused(&run(&around)).contains(text(&hub)));
    assert!(!folder.path().join("hub.db").exists());
}

#[test]
fn an_administrator_sets_a_street_up_and_invites_a_worker() {
    let folder = tempfile::tempdir().unwrap();
    let admin = |arguments: &[&str]| {
        let mut all = vec!["admin", "--data", text(folder.path()), "--json"];
        all.extend(arguments);
        run(&all)
    };
    json(&admin(&["area", "add", "清河街道", "--level", "street"]));
    json(&admin(&["area", "add", "幸福社区", "--level", "community", "--parent", "清河街道"]));
    json(&admin(&["area", "add", "第一网格", "--level", "grid", "--parent", "幸福社区"]));
    let areas = json(&admin(&["area", "list"]));
    assert_eq!(areas.as_array().unwrap().len(), 3);
    let added = ["account", "add", "王芳", "--role", "worker", "--area", "幸福社区/第一网格"];
    json(&admin(&added));
    let invited = json(&admin(&["invite", "王芳"]));
    let line = invited["invitation"].as_str().unwrap();
    assert!(gridbook_domain::invitation::Invitation::read(line).is_ok());
    let accounts = json(&admin(&["account", "list"]));
    assert_eq!(accounts[0]["grants"].as_array().unwrap().len(), 1);
    assert!(refused(&admin(&["invite", "nobody"])).contains("nobody"));
    assert!(json(&admin(&["installs"])).as_array().unwrap().is_empty());
    assert_eq!(json(&admin(&["set", "emergency_phone", "110"]))["value"], "110");
}

#[test]
fn an_administrator_of_a_folder_without_a_hub_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    refused(&run(&["admin", "--data", text(&data), "area", "list"]));
    assert!(!data.exists());
}

#[test]
fn a_demo_killed_half_way_goes_on_with_what_is_there_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = text(folder.path());
    let mut first = Running::start(&["demo", "--once", "--data", data, "--seed", "7"]);
    first.wait_for("14:00");
    drop(first);
    let second = json(&run(&["demo", "--once", "--json", "--data", data, "--seed", "7"]));
    assert_eq!(second["lost"], 0);
    assert!(second["recorded"].as_u64().unwrap() > 200);
    let sample = folder.path().join("清河街道台账.xlsx");
    let (hub, report) = (folder.path().join("hub"), folder.path().join("report.xlsx"));
    let (sample, hub, report) = (text(&sample), text(&hub), text(&report));
    let again =
        json(&run(&["import", "roster", sample, "--data", hub, "--json", "--report", report]));
    assert_eq!(again["imported"], 0, "the same file changes nothing");
    assert_eq!(again["warned"], 0, "the same file changes nothing");
    assert_eq!(
        again["rows"],
        again["unchanged"].as_u64().unwrap() + again["refused"].as_u64().unwrap()
    );
    assert!(Path::new(report).exists());
}

#[test]
fn a_password_is_made_and_printed_once_and_a_login_is_one_accounts_only() {
    let folder = tempfile::tempdir().unwrap();
    let admin = |arguments: &[&str]| {
        let mut all = vec!["admin", "--data", text(folder.path()), "--json"];
        all.extend(arguments);
        run(&all)
    };
    json(&admin(&["area", "add", "清河街道", "--level", "street"]));
    json(&admin(&["area", "add", "幸福社区", "--level", "community", "--parent", "清河街道"]));
    for name in ["周敏", "韩雪"] {
        json(&admin(&["account", "add", name, "--role", "supervisor", "--area", "清河街道"]));
    }
    let set = admin(&["password", "周敏", "--login", "zhoumin"]);
    assert!(set.stderr.is_empty(), "the password stands in no log");
    let first = json(&set);
    let again = json(&admin(&["password", "周敏", "--login", "zhoumin"]));
    assert_eq!(first["login"], "zhoumin");
    assert_ne!(first["password"], again["password"]);
    assert_eq!(first["password"].as_str().unwrap().len(), 19);
    refused(&admin(&["password", "韩雪", "--login", "zhoumin"]));
    refused(&admin(&["password", "nobody", "--login", "somebody"]));
    refused(&admin(&["password", "周敏", "--login", "with space"]));
}
