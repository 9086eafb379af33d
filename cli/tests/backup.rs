//! `gridbook backup` beside a running hub, and `gridbook restore`.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gridbook")).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit code 2 and one sentence, which contains a word.
fn refused(output: &Output, word: &str) {
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), words.trim_end().lines().count()), (Some(2), 1), "{words}");
    assert!(words.contains(word), "{words}");
}

/// A running hub, killed when the test ends.
struct Running(Child);

impl Running {
    fn start(data: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gridbook"))
            .args(["hub", "--data", data, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("http://"), "{line}");
        Self(child)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().unwrap_or_default();
        self.0.wait().map(drop).unwrap_or_default();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_running_hub_is_backed_up_and_restored_once_it_is_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backups) = (folder.path().join("data"), folder.path().join("backups"));
    let (data, backups) = (text(&data), text(&backups));
    let add = |name: &str| {
        json(&run(&["admin", "--data", data, "--json", "area", "add", name, "--level", "street"]))
    };
    let areas = || json(&run(&["admin", "--data", data, "--json", "area", "list"]));
    add("清河街道");
    let hub = Running::start(data);
    let made = json(&run(&["backup", backups, "--data", data, "--json"]));
    assert_eq!((&made["photos"], &made["missing"]), (&Value::from(0), &Value::from(0)));
    add("幸福街道");
    refused(&run(&["restore", backups, "--data", data]), "in use");
    drop(hub);
    let restored = json(&run(&["restore", backups, "--data", data, "--json"]));
    assert_eq!(restored["backup"], made["backup"]);
    assert_eq!(areas().as_array().unwrap().len(), 1);
    let _hub = Running::start(data);
}

#[test]
fn a_hub_whose_database_is_gone_is_not_started_empty_and_can_be_restored() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backups) = (folder.path().join("data"), folder.path().join("backups"));
    let add = ["admin", "--data", text(&data), "area", "add", "清河街道", "--level", "street"];
    assert!(run(&add).status.success());
    assert!(run(&["backup", text(&backups), "--data", text(&data)]).status.success());
    let database = data.join("hub.db");
    for empty in [true, false] {
        std::fs::remove_file(&database).unwrap();
        if empty {
            std::fs::write(&database, b"").unwrap();
        }
        refused(&run(&add), "gridbook restore");
        let hub = ["hub", "--data", text(&data), "--listen", "127.0.0.1:0"];
        refused(&run(&hub), "gridbook restore");
    }
    assert!(run(&["restore", text(&backups), "--data", text(&data)]).status.success());
    let _hub = Running::start(text(&data));
    refused(&run(&["restore", text(folder.path()), "--data", text(&data)]), "in use");
}

#[test]
fn an_area_is_withdrawn_and_an_account_closed_and_a_restore_gives_neither_back() {
    let folder = tempfile::tempdir().unwrap();
    let (data, backups) = (folder.path().join("data"), folder.path().join("backups"));
    let (data, backups) = (text(&data), text(&backups));
    let admin = |arguments: &[&str]| {
        let mut all = vec!["admin", "--data", data, "--json"];
        all.extend(arguments);
        json(&run(&all))
    };
    admin(&["area", "add", "清河街道", "--level", "street"]);
    for name in ["幸福社区", "平安社区"] {
        admin(&["area", "add", name, "--level", "community", "--parent", "清河街道"]);
    }
    for name in ["周敏", "韩雪"] {
        let areas = ["--area", "幸福社区", "--area", "平安社区"];
        let add = ["account", "add", name, "--role", "supervisor"];
        admin(&[&add[..], &areas[..]].concat());
        admin(&["password", name, "--login", if name == "周敏" { "zhoumin" } else { "hanxue" }]);
    }
    json(&run(&["backup", backups, "--data", data, "--json"]));
    admin(&["account", "withdraw", "周敏", "平安社区"]);
    admin(&["account", "close", "韩雪"]);
    let grants = || {
        let accounts = admin(&["account", "list"]);
        let of = |name: &str| {
            let accounts = accounts.as_array().unwrap();
            let found = accounts.iter().find(|account| account["name"] == name).unwrap();
            found["grants"].as_array().unwrap().len()
        };
        (of("周敏"), of("韩雪"))
    };
    assert_eq!(grants(), (1, 0));
    json(&run(&["restore", backups, "--data", data, "--json"]));
    assert_eq!(grants(), (1, 0));
}

#[cfg(unix)]
#[test]
fn a_backup_is_readable_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (data, backups) = (folder.path().join("data"), folder.path().join("backups"));
    let add = ["admin", "--data", text(&data), "area", "add", "清河街道", "--level", "street"];
    assert!(run(&add).status.success());
    let made = json(&run(&["backup", text(&backups), "--data", text(&data), "--json"]));
    let made = Path::new(made["backup"].as_str().unwrap());
    let mut seen = 0;
    for file in ["", "hub.db", "manifest.jsonl", "withdrawals.jsonl", "keys", "keys/signing.key"] {
        let mode = std::fs::metadata(made.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{file}");
        seen += 1;
    }
    assert_eq!(seen, 6);
}
