//! A supervisor's and a dispatcher's decisions from the command line reach the handheld.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use gridbook_core::host::Host;
use gridbook_core::household::DwellingForm;
use gridbook_core::matter::MatterForm;
use gridbook_core::sync::http::HttpTransport;
use gridbook_core::sync::{Progress, SyncOptions, SyncProgress};
use gridbook_core::visit::VisitForm;
use gridbook_core::{Book, Options};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::visit::{Purpose, Verdict, VisitContact};
use gridbook_hub::host::{SystemClock, SystemRandom};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;

struct Device;

impl Progress for Device {
    fn report(&self, _: SyncProgress) -> bool {
        true
    }
}

/// A hub process, killed when the test ends.
struct Serving(Child, String);

impl Serving {
    fn start(data: &str) -> Self {
        Self::start_with(data, &[])
    }

    fn start_with(data: &str, more: &[&str]) -> Self {
        let mut hub = Command::new(env!("CARGO_BIN_EXE_gridbook"));
        hub.args(["hub", "--data", data, "--listen", "127.0.0.1:0"]).args(more);
        hub.stdout(Stdio::piped());
        let mut child = hub.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).unwrap();
        Self(child, url.to_owned())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn admin(data: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gridbook"));
    command.args(["admin", "--json", "--data"]).arg(data).args(arguments).output().unwrap()
}

fn done(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit code 2 and the reason.
fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2));
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn settle(data: &Path) {
    for (name, level, parent) in [
        ("清河街道", "street", None),
        ("幸福社区", "community", Some("清河街道")),
        ("第一网格", "grid", Some("幸福社区")),
    ] {
        let mut add = vec!["area", "add", name, "--level", level];
        add.extend(parent.iter().flat_map(|parent| ["--parent", parent]));
        done(&admin(data, &add));
    }
    for (name, role, area) in [
        ("王芳", "worker", "第一网格"),
        ("赵督导", "supervisor", "幸福社区"),
        ("网格中心", "dispatcher", "幸福社区"),
    ] {
        done(&admin(data, &["account", "add", name, "--role", role, "--area", area]));
    }
}

fn handheld(data: &Path, url: &str, folder: &Path) -> (Book, HttpTransport) {
    let invited = done(&admin(data, &["invite", "王芳", "--url", url]));
    let host = Host::new(Arc::new(SystemClock), Arc::new(SystemRandom));
    let book = Book::open(Options { folder: folder.to_owned(), key: None }, host).unwrap();
    let way = HttpTransport::new(url);
    let line = invited.get("invitation").and_then(Value::as_str).unwrap();
    book.enrol(line, "P1", &way).unwrap();
    (book, way)
}

fn sync(book: &Book, way: &HttpTransport) {
    book.sync(way, SyncOptions::default(), &Device).unwrap();
}

#[test]
fn a_log_is_returned_and_a_matter_stepped_from_the_command_line_under_the_rules() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    settle(&data);
    let hub = Serving::start(data.to_str().unwrap());
    let (book, way) = handheld(&data, &hub.1, &folder.path().join("phone"));
    sync(&book, &way);
    let home = DwellingForm { door: "101".to_owned(), ..DwellingForm::default() };
    let household = book.add_household(home).unwrap().household;
    let mut form = VisitForm::new(household, Purpose::Routine, VisitContact::Met);
    form.content = "去过了。".to_owned();
    let visit = book.submit_visit(form, None).unwrap().visit;
    let matter = book.report_matter(broken_lamp(), None).unwrap().matter;
    let (log, lamp) = (visit.to_string(), matter.to_string());
    let too_early = admin(&data, &["approve", &log, "--as", "赵督导"]);
    assert!(refused(&too_early).contains("no visit"), "it has not arrived yet");
    sync(&book, &way);

    let returned = ["return", &log, "--reason", "请写明见到了谁。", "--as"];
    let by = |who| [returned.as_slice(), &[who]].concat();
    assert!(refused(&admin(&data, &by("王芳"))).contains("this role does not decide it"));
    assert_eq!(done(&admin(&data, &by("赵督导")))["verdict"], "returned");
    let step = |more: &[&str]| admin(&data, &[&["step", &lamp], more].concat());
    done(&step(&["已受理", "--as", "网格中心"]));
    refused(&step(&["dispatched", "--as", "网格中心"]));
    assert!(refused(&step(&["修好了", "--as", "网格中心"])).contains("handled"));
    done(&step(&["dispatched", "--department", "城管办", "--as", "网格中心"]));

    sync(&book, &way);
    assert_eq!(book.notices(10).unwrap()[0].message, "请写明见到了谁。");
    assert_eq!(book.visit(visit).unwrap().line.verdict, Some(Verdict::Returned));
    let seen = book.matter(matter).unwrap();
    assert_eq!((seen.line.state, seen.department.as_str()), (State::Dispatched, "城管办"));
}

/// The head of the answer to somebody who signs in.
fn sign_in(url: &str, login: &str, password: &str) -> String {
    let form = format!("login={login}&password={password}");
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    let length = form.len();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: hub\r\nconnection: close\r\ncontent-length: {length}"
    );
    stream.write_all(format!("{head}\r\n\r\n{form}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_hub_told_of_its_proxy_gives_cookies_for_tls_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    settle(data);
    let made = done(&admin(data, &["password", "赵督导", "--login", "zhao"]));
    let password = made.get("password").and_then(Value::as_str).unwrap();
    for (more, cookie) in [
        (&[][..], "set-cookie: gridbook="),
        (
            &["--behind-proxy", "10.0.0.0/8", "--behind-proxy", "::1"],
            "set-cookie: __Host-gridbook=",
        ),
    ] {
        let hub = Serving::start_with(data.to_str().unwrap(), more);
        let answer = sign_in(&hub.1, "zhao", password);
        assert!(answer.contains(cookie), "{more:?}: {answer}");
    }
}

#[test]
fn an_id_that_begins_with_a_hyphen_is_no_option() {
    let folder = tempfile::tempdir().unwrap();
    settle(folder.path());
    let id = "-AAAAAAAAAAAAAAAAAAAAA";
    let step = ["step", id, "accepted", "--as", "网格中心"];
    assert!(refused(&admin(folder.path(), &step)).contains(&format!("no matter {id}")));
    let log = ["return", id, "--reason", "x", "--as", id];
    assert!(refused(&admin(folder.path(), &log)).contains("no visit"));
    assert!(refused(&admin(folder.path(), &["revoke", id])).contains(id));
}

fn broken_lamp() -> MatterForm {
    MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: "路灯不亮".to_owned(),
        area: None,
        place: String::new(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    }
}
