//! The house is in order: who may know whom, and the numbers of STYLE.md.
//!
//! Function length, `unwrap`, indexing and missing docs are held by the lints of the workspace;
//! what no lint can see is held here. Each check collects everything it finds, so that one run
//! tells all.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod arrows;
mod documents;
mod graph;
mod prose;
mod protocol;
mod sql;

use std::fs;
use std::path::{Path, PathBuf};

const FILE_LINES: usize = 500;
const TEST_FILE_LINES: usize = 800;
const LINE_COLUMNS: usize = 100;

/// One file of the project, its path relative to the root with forward slashes.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        self.path.starts_with("tests/")
            || self.path.starts_with("testkit/")
            || self.path.contains("/tests/")
            || self.path.contains("/testing/")
            || self.path.ends_with("tests.rs")
    }

    /// Whether it is a database of an earlier schema, which never changes.
    fn is_frozen(&self) -> bool {
        self.path.starts_with("tests/upgrade/frozen/")
    }

    /// Whether it holds the rules and so the forbidden words.
    fn is_tidy(&self) -> bool {
        self.path.starts_with("tests/tidy/")
    }

    /// The lines outside a trailing `mod tests` block, with their numbers.
    fn production_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = self.text.find("\n#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        self.text[..tests].lines().zip(1..).map(|(line, number)| (number, line))
    }

    /// The same without comment lines.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.production_lines().filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    fn in_room(&self, room: &str) -> bool {
        self.path.starts_with(room)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let hidden = name.starts_with('.') && name != ".ci" && name != ".cargo";
        if path.is_dir() {
            let made = name.starts_with("target") || name == "node_modules";
            if !hidden && !made && !name.ends_with("-data") {
                collect(&path, ending, found);
            }
        } else if name.ends_with(ending) {
            let relative = path.strip_prefix(root()).unwrap();
            let relative = relative.to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            found.push(Source { path: relative, text });
        }
    }
}

fn sources(ending: &str) -> Vec<Source> {
    let found = any_sources(ending);
    assert!(!found.is_empty(), "no {ending} found: the check would hold of nothing");
    found
}

/// The same for endings that the project need not have.
fn any_sources(ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root(), ending, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

/// The lines of production code in the rooms that hold a forbidden word.
fn using(rooms: &[&str], words: &[&str], except: impl Fn(&str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources(".rs") {
        if !rooms.iter().any(|room| source.in_room(room)) || source.is_test() {
            continue;
        }
        for (number, line) in source.code_lines() {
            if words.iter().any(|word| line.contains(word)) && !except(&source.path) {
                faults.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    faults
}

#[test]
fn no_file_is_longer_than_one_can_read() {
    let too_long = |source: &Source| {
        let lines = source.text.lines().count();
        let most = if source.is_test() { TEST_FILE_LINES } else { FILE_LINES };
        (lines > most).then(|| format!("{}: {lines} lines, at most {most}", source.path))
    };
    none("files are short", &sources(".rs").iter().filter_map(too_long).collect::<Vec<_>>());
}

#[test]
fn no_line_is_wider_than_a_screen() {
    let mut faults = Vec::new();
    for source in sources(".rs").iter().chain(&sources(".sql")) {
        if source.is_frozen() {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            if line.chars().count() > LINE_COLUMNS {
                faults.push(format!("{}:{}", source.path, number + 1));
            }
        }
    }
    none("lines have at most 100 columns", &faults);
}

#[test]
fn nothing_is_left_for_later_in_the_code() {
    let words = ["TODO", "FIXME", "XXX", "HACK"].map(|word| format!("{word}:"));
    let bare = ["TODO", "FIXME"];
    let mut faults = Vec::new();
    for source in sources(".rs").iter().chain(&sources(".sql")) {
        if source.is_tidy() {
            continue;
        }
        for (number, line) in source.text.lines().enumerate() {
            let marked = words.iter().any(|word| line.contains(word.as_str()));
            if marked || bare.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{}", source.path, number + 1));
            }
        }
    }
    none("an issue or a decision record instead of a note in the code", &faults);
}

#[test]
fn every_allowed_lint_says_why() {
    let mut faults = Vec::new();
    for source in sources(".rs") {
        if source.is_tidy() {
            continue;
        }
        for (at, _) in source.text.match_indices("allow(clippy::") {
            let end = source.text[at..].find(")]").map_or(source.text.len(), |end| at + end);
            if !source.text[at..end].contains("reason") {
                faults.push(format!("{}: {}", source.path, &source.text[at..end]));
            }
        }
    }
    none("an allowed lint has a reason", &faults);
}

#[test]
fn domain_is_pure() {
    let words = [
        "std::fs",
        "std::net",
        "std::env",
        "std::time",
        "std::thread",
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "rusqlite",
        "getrandom",
        "println!",
        "eprintln!",
        "SELECT ",
        "INSERT ",
        "new_v4",
        "thread_rng",
        "OsRng",
    ];
    none("domain knows no I/O, time or randomness", &using(&["domain/src/"], &words, |_| false));
}

#[test]
fn core_reads_no_clock_no_randomness_no_environment_and_prints_nothing() {
    let words = [
        "SystemTime",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "getrandom",
        "thread_rng",
        "std::env",
        "env!(\"HOME",
        "println!",
        "eprintln!",
        "print!(",
        "thread::spawn",
        "tokio",
        "async fn",
        "thread::sleep",
        "static mut",
        "lazy_static",
        "OnceLock",
    ];
    none("core gets its world handed in", &using(&["core/src/"], &words, |_| false));
}

#[test]
fn core_never_deletes_a_database_file() {
    let faults: Vec<_> = using(&["core/src/"], &["remove_file", "remove_dir"], |_| false)
        .into_iter()
        .filter(|fault| !fault.starts_with("core/src/replica/photos/"))
        .collect();
    none("unsent records exist nowhere else", &faults);
}

#[test]
fn sql_stands_in_stores_and_migrations_only() {
    let words =
        ["SELECT ", "INSERT INTO", "UPDATE ", "DELETE FROM", "prepare_cached(", ".execute("];
    let at_home = |path: &str| {
        path.ends_with("/store.rs")
            || (path.starts_with("core/src/") && path.contains("/store/"))
            || path.starts_with("hub/store-sqlite/")
            || path.contains("/db/")
    };
    none("SQL lives in stores", &using(&["core/src/", "hub/"], &words, at_home));
}

/// Files that decide by class although a declaration cannot say it, and why.
const BY_CLASS: &[(&str, &str)] = &[
    ("hub/heart/src/apply/write_once.rs", "a review, a photo and an amendment need other records"),
    ("hub/heart/src/projections/mod.rs", "which rows of the console a class has"),
    ("hub/heart/src/projections/household.rs", "what a household's row is made of"),
    ("hub/roster/src/diff/ledger.rs", "a workbook has these three classes"),
];

#[test]
fn classes_are_told_apart_in_their_declarations() {
    let mut faults = Vec::new();
    for source in sources(".rs") {
        let room = ["core/src/", "hub/", "cli/src/", "bindings/src/", "domain/src/", "sqlite/src/"];
        let declares = source.in_room("domain/src/records/");
        let listed = BY_CLASS.iter().any(|(path, _)| *path == source.path);
        if source.is_test() || declares || listed || !room.iter().any(|room| source.in_room(room)) {
            continue;
        }
        for (number, line) in source.code_lines() {
            let arm = line.trim_start();
            let by_class = arm.starts_with("Class::") || arm.starts_with("(Class::");
            if by_class && (arm.contains(" => ") || arm.contains(" if ")) {
                faults.push(format!("{}:{number}: {arm}", source.path));
            }
        }
    }
    for (path, _) in BY_CLASS {
        let text = fs::read_to_string(root().join(path)).unwrap();
        assert!(text.contains("Class::"), "{path} is no longer an exception");
    }
    none("what differs by class stands in the class's declaration", &faults);
}

#[test]
fn the_machine_and_the_planner_touch_no_database() {
    let rooms = ["core/src/sync/machine", "core/src/sync/plan"];
    let words = ["rusqlite", "crate::db::Database", "Connection", "Transaction<"];
    none("events in, commands out", &using(&rooms, &words, |_| false));
}

#[test]
fn every_dependency_of_what_a_phone_carries_is_justified() {
    let mut faults = Vec::new();
    for room in ["core", "bindings"] {
        let manifest = fs::read_to_string(root().join(room).join("Cargo.toml")).unwrap();
        let dependencies = manifest.split_once("[dependencies]\n").unwrap().1;
        let lines = dependencies.lines().take_while(|line| !line.starts_with('['));
        faults.extend(
            lines.filter(|line| line.contains('=') && !line.contains(" # ")).map(str::to_owned),
        );
    }
    none("a reason beside each dependency", &faults);
}

#[test]
fn bindings_alone_know_uniffi() {
    let mut faults = Vec::new();
    for source in sources(".rs").iter().chain(&sources("Cargo.toml")) {
        let may = source.in_room("bindings/") || source.is_tidy();
        let workspace = source.path == "Cargo.toml";
        for (number, line) in source.production_lines() {
            if line.contains("uniffi") && !may && !workspace {
                faults.push(format!("{}:{number}: {}", source.path, line.trim()));
            }
        }
    }
    none("one room at the border", &faults);
}

#[test]
fn bindings_hold_no_sql_and_no_rule() {
    let words = [
        "rusqlite",
        "SELECT ",
        "INSERT ",
        "UPDATE ",
        "DELETE ",
        "serde_json",
        "Fields",
        "check_step",
        "KNOWN.len",
        "println!",
    ];
    none("bindings hand on", &using(&["bindings/src/"], &words, |_| false));
}

/// The cases of a suite as `cases.txt` lists them: a heading a file, a line a test.
fn cases(files: &[Source], name: fn(&str) -> Option<String>, test: &str) -> Vec<String> {
    let mut found = Vec::new();
    for source in files {
        let Some(heading) = name(source.path.rsplit('/').next().unwrap()) else { continue };
        found.push(format!("# {heading}"));
        for (at, _) in source.text.match_indices(test) {
            let rest = &source.text[at + test.len()..];
            found.push(rest.split('(').next().unwrap().trim().to_owned());
        }
    }
    found
}

fn sorted_by_heading(lines: &[String]) -> Vec<Vec<String>> {
    let mut parts: Vec<Vec<String>> = Vec::new();
    for line in lines {
        match line.starts_with('#') {
            true => parts.push(vec![line.clone()]),
            false => parts.last_mut().unwrap().push(line.clone()),
        }
    }
    parts.sort();
    parts
}

#[test]
fn kotlin_and_python_prove_the_same_cases() {
    let list = fs::read_to_string(root().join("bindings/cases.txt")).unwrap();
    let list: Vec<String> = list.lines().map(str::to_owned).collect();
    assert!(list.iter().filter(|line| !line.starts_with('#')).count() >= 25);
    let kotlin = |file: &str| Some(file.strip_suffix("Test.kt")?.to_lowercase());
    let python = |file: &str| Some(file.strip_prefix("test_")?.strip_suffix(".py")?.to_owned());
    for found in [
        cases(&sources(".kt"), kotlin, "@Test\n    fun "),
        cases(&sources(".py"), python, "    def test_"),
    ] {
        assert_eq!(sorted_by_heading(&found), sorted_by_heading(&list));
    }
}

#[test]
fn the_example_of_the_bindings_in_kotlin_is_the_one_that_is_run() {
    let readme = fs::read_to_string(root().join("bindings/README.md")).unwrap();
    let example = readme.split_once("```kotlin\n").unwrap().1.split_once("```").unwrap().0;
    let test = "bindings/kotlin/src/test/kotlin/org/gridbook/ReadmeTest.kt";
    let test = fs::read_to_string(root().join(test)).unwrap();
    let run = test.split("        // README\n").nth(1).unwrap();
    let run: String = run.lines().map(|line| format!("{}\n", line.trim_start())).collect();
    assert_eq!(run, example);
}

#[test]
fn tests_neither_sleep_nor_try_again_nor_are_skipped() {
    let words = ["thread::sleep", "time::sleep", "#[ignore", "retries"];
    let mut faults = Vec::new();
    for source in sources(".rs") {
        if source.is_tidy() {
            continue;
        }
        let production = source.production_lines().count();
        let from = if source.is_test() { 0 } else { production };
        for (number, line) in source.text.lines().enumerate().skip(from) {
            if words.iter().any(|word| line.contains(word)) {
                faults.push(format!("{}:{}: {}", source.path, number + 1, line.trim()));
            }
        }
    }
    none("a signal instead of a nap", &faults);
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    let words =
        ["/root/", "/work/main", "/tmp/t-", "crates.io/api", "registry.npmjs", "repo1.maven"];
    let mut faults = Vec::new();
    for ending in [".rs", ".md", ".toml", ".sql", "run", ".sh", ".json", ".html", ".css"] {
        for source in any_sources(ending) {
            if !source.is_tidy() && words.iter().any(|word| source.text.contains(word)) {
                faults.push(source.path);
            }
        }
    }
    none("the project runs anywhere", &faults);
}
