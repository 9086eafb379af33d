//! Who may know whom: the order of the crates, and of the rooms in each of them, as data.

use crate::graph::Crate;
use crate::{any_sources, none, root};
use std::collections::BTreeSet;
use std::fs;

/// A crate, and which others of the project it may depend on but for its tests.
struct Room {
    folder: &'static str,
    may: &'static [&'static str],
    /// Its top-level modules from below; modules on one step do not know one another. Where it is
    /// empty only circles are forbidden.
    order: &'static [&'static [&'static str]],
}

const fn room(folder: &'static str, may: &'static [&'static str]) -> Room {
    Room { folder, may, order: &[] }
}

/// The house from below. A crate that is not named here fails the check.
const HOUSE: &[Room] = &[
    room("domain", &[]),
    room("sqlite", &["domain"]),
    Room { order: CORE, ..room("core", &["domain", "sqlite"]) },
    room("bindings", &["core"]),
    room("bindings/bindgen", &[]),
    room("bindings/mirror", &[]),
    room("hub/store", &["domain"]),
    room("hub/store-sqlite", &["domain", "sqlite", "hub/store"]),
    Room { order: HEART, ..room("hub/heart", &["domain", "hub/store"]) },
    Room { order: CONSOLE, ..room("hub/console", &["domain", "hub/store", "hub/heart"]) },
    Room { order: ROSTER, ..room("hub/roster", &["domain", "hub/store", "hub/heart"]) },
    Room {
        order: SERVER,
        ..room("hub/server", &["domain", "hub/store", "hub/heart", "hub/console"])
    },
    room("cli", &CLI),
    room("testkit", &TESTKIT),
    room("xtask", &[]),
    room("tests", &EVERYTHING),
    room("bench", &EVERYTHING),
];

const CLI: [&str; 8] = [
    "core",
    "domain",
    "hub/console",
    "hub/heart",
    "hub/roster",
    "hub/server",
    "hub/store",
    "hub/store-sqlite",
];

/// The features of the test kit add these; without a feature it knows the domain only.
const TESTKIT: [&str; 7] =
    ["domain", "hub/heart", "hub/store-sqlite", "core", "hub/console", "hub/server", "hub/store"];

const EVERYTHING: [&str; 10] = [
    "core",
    "domain",
    "hub/console",
    "hub/heart",
    "hub/roster",
    "hub/server",
    "hub/store",
    "hub/store-sqlite",
    "sqlite",
    "testkit",
];

/// The device: features never know the sync, nor the sync a feature.
const CORE: &[&[&str]] = &[
    &["error", "options"],
    &["trace"],
    &["host"],
    &["db"],
    &["replica"],
    &["features", "sync"],
    &["api"],
];

/// The hub's heart: the vocabulary, who may what, what was withdrawn, what a change does to rows
/// and feeds, what an op does, the handle, and what is done with it.
const HEART: &[&[&str]] = &[
    &["host"],
    &["error"],
    &["request", "deployment", "derive"],
    &["access"],
    &["traffic", "projections", "withdrawals"],
    &["feeds"],
    &["apply"],
    &["hub"],
    &["photos", "decisions"],
    &["sync", "admin", "backup"],
    &["statistics"],
];

/// The console: the tools of its pages, the pages, and the answer to a request.
const CONSOLE: &[&[&str]] = &[&["kit"], &["pages"], &["live", "routes"]];

/// The import of rosters: read the workbook, find what its rows mean, compare, save, report.
const ROSTER: &[&[&str]] = &[
    &["fault"],
    &["error", "note"],
    &["read"],
    &["reader"],
    &["options"],
    &["matching", "sheets"],
    &["diff"],
    &["save"],
    &["report"],
];

/// The shell: what bounds the work, then connections and who sends, then the two routers.
const SERVER: &[&[&str]] = &[
    &["listeners", "network", "shell", "slots"],
    &["connection", "proxies"],
    &["pages", "phones"],
];

fn read(folder: &str) -> Crate {
    let within = format!("{folder}/src/");
    let sources = any_sources(".rs");
    let inside = |path: &str| path.strip_prefix(&within).map(str::to_owned);
    let files: Vec<(String, String)> = sources
        .into_iter()
        .filter_map(|source| Some((inside(&source.path)?, source.text)))
        .filter(|(path, _)| !path.starts_with("bin/"))
        .collect();
    Crate::read(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

/// What only tests and people at a desk run: the inside is its own affair.
const TOOLS: &[&str] = &["xtask", "testkit", "tests", "bench"];

/// What is not in order inside a crate: circles, and arrows that do not go down.
fn disorder(room: &Room) -> Vec<String> {
    let crate_ = read(room.folder);
    let rooms = crate_.room_circles().into_iter().map(|way| format!("rooms: {way}"));
    let files = crate_.file_circles().into_iter().map(|way| format!("files: {way}"));
    let mut found: Vec<String> = rooms.chain(files).collect();
    if !room.order.is_empty() {
        found.extend(crate_.upward(room.order));
    }
    found.iter().map(|fault| format!("{}: {fault}", room.folder)).collect()
}

fn of(rooms: impl Fn(&str) -> bool) -> impl Iterator<Item = &'static Room> {
    HOUSE.iter().filter(move |room| rooms(room.folder))
}

#[test]
fn the_modules_of_a_crate_stand_in_no_circle_and_know_only_what_is_below_them() {
    let checked = of(|folder| !TOOLS.contains(&folder));
    let faults: Vec<String> = checked.flat_map(disorder).collect();
    none("arrows inside a crate go down", &faults);
}

/// The crates of the project, by the path that the workspace gives them.
fn members() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = manifest.split_once("\nmembers = [").unwrap().1.split_once(']').unwrap().0;
    members.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn manifest(folder: &str) -> String {
    fs::read_to_string(root().join(folder).join("Cargo.toml")).unwrap()
}

/// Every package of the project by name, with its folder.
fn packages() -> Vec<(String, String)> {
    let name = |folder: &str| {
        let manifest = manifest(folder);
        manifest.split_once("name = \"").unwrap().1.split_once('"').unwrap().0.to_owned()
    };
    members().into_iter().map(|folder| (name(&folder), folder)).collect()
}

/// The folders of the packages that a manifest depends on, but for its tests.
fn dependencies(manifest: &str, packages: &[(String, String)]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut counts = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            counts = line.contains("dependencies") && !line.contains("dev-dependencies");
        }
        let name = line.split([' ', '=', '.']).next().unwrap();
        let folder = packages.iter().find(|(package, _)| package == name);
        found.extend(folder.filter(|_| counts).map(|(_, folder)| folder.clone()));
    }
    found
}

#[test]
fn crates_depend_only_downwards() {
    let (packages, mut faults) = (packages(), Vec::new());
    for (_, folder) in &packages {
        let Some(room) = HOUSE.iter().find(|room| room.folder == folder) else {
            faults.push(format!("{folder} has no place in the house"));
            continue;
        };
        let known = dependencies(&manifest(folder), &packages);
        let wrong = known.iter().filter(|other| !room.may.contains(&other.as_str()));
        faults.extend(wrong.map(|other| format!("{folder} knows {other}")));
    }
    none("the arrows of ARCHITECTURE.md", &faults);
}
