//! What looks at a page as no person can: axe-core for accessibility, the Nu checker for HTML.

use crate::browser::Browser;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Findings that keep somebody from using a page.
const GRAVE: &[&str] = &["serious", "critical"];

fn package(file: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("console/npm/node_modules");
    let found = Some(folder.join(file)).filter(|path| path.exists());
    let must = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(found.is_some() || !must, "npm ci --prefix tests/console/npm");
    found
}

/// What axe-core finds grave on the page, each with where it is. Without axe-core, nothing.
pub fn grave_findings(browser: &Browser) -> Vec<String> {
    static AXE: OnceLock<Option<String>> = OnceLock::new();
    let read = || package("axe-core/axe.min.js").map(|path| std::fs::read_to_string(path).unwrap());
    let Some(axe) = AXE.get_or_init(read) else { return Vec::new() };
    browser.driver.run(&format!("{axe}; return 1"), &[]).unwrap();
    let script = "const done = arguments[arguments.length - 1];
        axe.run(document, {resultTypes: ['violations']}).then(found => done(found.violations),
            error => done(String(error)))";
    let found = browser.driver.run_async(script, &[]).unwrap();
    let found = found.as_array().unwrap_or_else(|| panic!("axe-core: {found}"));
    let grave = found.iter().filter(|one| GRAVE.iter().any(|word| one["impact"] == *word));
    grave.map(|one| format!("{}: {} {}", browser.path(), one["id"], places(one))).collect()
}

fn places(finding: &Value) -> String {
    let nodes = finding["nodes"].as_array().unwrap();
    let places = nodes.iter().map(|node| format!("{} {}", node["target"], node["failureSummary"]));
    places.collect::<Vec<_>>().join("; ")
}

/// What the Nu checker objects to in pages, as the hub sends them: `(name, HTML)`. Without the
/// checker, nothing.
pub fn html_faults(pages: &[(String, String)]) -> Vec<String> {
    let Some(checker) = package("vnu-jar/build/dist/vnu.jar") else { return Vec::new() };
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new("java");
    command.args(["-Xss2m", "-jar"]).arg(checker).args(["--format", "json", "--stdout"]);
    for (number, (_, html)) in pages.iter().enumerate() {
        let file = folder.path().join(format!("{number}.html"));
        std::fs::write(&file, html).unwrap();
        command.arg(file);
    }
    let told = command.arg("--exit-zero-always").output().unwrap();
    let told: Value = serde_json::from_slice(&told.stdout).unwrap();
    let messages = told["messages"].as_array().unwrap();
    messages.iter().map(|message| fault(message, pages)).collect()
}

fn fault(message: &Value, pages: &[(String, String)]) -> String {
    let file = message["url"].as_str().unwrap_or_default();
    let number = file.rsplit('/').next().unwrap_or_default().trim_end_matches(".html");
    let page = number.parse().ok().and_then(|number: usize| pages.get(number));
    let name = page.map_or("?", |(name, _)| name.as_str());
    format!("{name}: {} {}", message["message"], message["extract"])
}

/// The page as the hub sends it to who is signed in here.
pub fn as_sent(browser: &Browser, path: &str) -> String {
    let script = "const done = arguments[1];
        fetch(arguments[0]).then(answer => answer.text()).then(done, error => done(String(error)))";
    let sent = browser.driver.run_async(script, &[json!(path)]).unwrap();
    sent.as_str().unwrap().to_owned()
}

/// By how many points the page is wider than the screen.
pub fn overflow(browser: &Browser) -> i64 {
    let script = "const page = document.scrollingElement;
        return page.scrollWidth - page.clientWidth";
    browser.driver.run(script, &[]).unwrap().as_i64().unwrap()
}
