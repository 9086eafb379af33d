//! WebDriver, as far as the stories need it: a dozen calls of JSON over HTTP to `chromedriver`.
//!
//! They are written out here because a client crate brings sixty others and an asynchronous
//! runtime into stories that go one step after the other.

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::time::Duration;
use tempfile::TempDir;

/// How long the driver looks for something before it is not there.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// The name under which an element travels.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// Nothing is fetched, asked or remembered, and colours are the same on every machine.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--lang=zh-CN",
];

/// What the driver objects to: its own word for it, and a sentence.
pub struct Fault {
    pub error: String,
    sentence: String,
}

impl std::fmt::Debug for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.error, self.sentence)
    }
}

/// A Chromium of its own behind a driver of its own; both end with it.
pub struct Driver {
    process: Child,
    agent: ureq::Agent,
    session: String,
    _profile: TempDir,
}

/// Whether there is a browser. Without one a story says so and ends; with `CI=true` it fails.
pub fn is_there() -> bool {
    static SAID: Once = Once::new();
    let asked = Command::new("chromedriver").arg("--version").stdout(Stdio::null()).status();
    let found = asked.is_ok_and(|status| status.success());
    let must = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(found || !must, "chromedriver is missing; apt-get install chromium chromium-driver");
    if !found {
        let line = "skipped: stories in a browser, for want of chromium and chromium-driver\n";
        SAID.call_once(|| std::io::stderr().write_all(line.as_bytes()).unwrap());
    }
    found
}

impl Driver {
    /// Starts a browser with an empty profile. One without scripts serves those who switch them
    /// off.
    pub fn start(scripts: bool) -> Self {
        let (process, port) = listening();
        let profile = tempfile::tempdir().unwrap();
        let folder = format!("--user-data-dir={}", profile.path().display());
        let mut flags: Vec<&str> = FLAGS.to_vec();
        flags.push(&folder);
        if is_root() {
            flags.push("--no-sandbox");
        }
        let allowed = if scripts { 1 } else { 2 };
        let options = json!({
            "args": flags,
            "prefs": {"profile.managed_default_content_settings.javascript": allowed},
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "timeouts": {"implicit": PATIENCE.as_millis()},
        }}});
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let base = format!("http://127.0.0.1:{port}/session");
        let mut driver = Self { process, agent, session: base.clone(), _profile: profile };
        let begun = driver.post("", &wanted).unwrap();
        driver.session = format!("{base}/{}", begun["sessionId"].as_str().unwrap());
        driver
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Result<Value, Fault> {
        answer(self.agent.get(format!("{}{path}", self.session)).call())
    }

    /// Has something done.
    pub fn post(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        let request = self.agent.post(format!("{}{path}", self.session));
        answer(request.header("content-type", "application/json").send(body.to_string()))
    }

    /// The first element that an XPath leads to, once there is one.
    pub fn find(&self, xpath: &str) -> Result<String, Fault> {
        let found = self.post("/element", &json!({"using": "xpath", "value": xpath}))?;
        Ok(Self::element(&found))
    }

    /// The element an answer names.
    pub fn element(answer: &Value) -> String {
        answer[ELEMENT].as_str().unwrap().to_owned()
    }

    /// How an element is handed to a script.
    pub fn handle(element: &str) -> Value {
        json!({ELEMENT: element})
    }

    /// What a script gives.
    pub fn run(&self, script: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.post("/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// What a script gives that calls back when it is done.
    pub fn run_async(&self, script: &str, arguments: &[Value]) -> Result<Value, Fault> {
        self.post("/execute/async", &json!({"script": script, "args": arguments}))
    }

    /// What only this browser can do, by the names of its own protocol.
    pub fn own(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters})).unwrap()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The browser ends with its session, the driver with its process.
        drop(self.agent.delete(&self.session).call());
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// A driver that has said on which port it listens.
fn listening() -> (Child, u16) {
    let mut command = Command::new("chromedriver");
    // The browser's own parts, such as date fields, speak the language of its environment.
    command
        .env("LANGUAGE", "zh_CN")
        .arg("--port=0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
        line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
    });
    // Whatever else it says must have somewhere to go.
    std::thread::spawn(move || lines.for_each(drop));
    (process, port.expect("a driver that listens"))
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output();
    asked.is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

fn answer(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, Fault> {
    let mut response = sent.expect("a driver that answers");
    let text = response.body_mut().with_config().limit(64 * 1024 * 1024).read_to_string().unwrap();
    let mut told: Value = serde_json::from_str(&text).unwrap();
    let value = told["value"].take();
    match value["error"].as_str() {
        None => Ok(value),
        Some(error) => Err(Fault {
            error: error.to_owned(),
            sentence: value["message"].as_str().unwrap_or_default().to_owned(),
        }),
    }
}
