//! Pages in files: what is replaced in them, and what is told when one differs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// How many lines around a difference are shown.
const AROUND: usize = 2;
/// Templates that are parts of others.
const PARTS: &[&str] = &["base", "layout", "macros"];

/// The snapshots, and what differed so far.
pub struct Golden {
    rewrite: bool,
    seen: BTreeSet<String>,
    faults: Vec<String>,
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/golden")
}

impl Golden {
    pub fn new() -> Self {
        let rewrite = std::env::var_os("UPDATE_SNAPSHOTS").is_some();
        Self { rewrite, seen: BTreeSet::new(), faults: Vec::new() }
    }

    /// Compares a page with its file.
    pub fn compare(&mut self, name: &str, page: &str) {
        assert!(page.starts_with("<!DOCTYPE html>"), "{name} is a page: {page}");
        let page = settled(page);
        let path = here().join(format!("{name}.html"));
        self.seen.insert(name.to_owned());
        if self.rewrite {
            fs::write(path, page).unwrap();
            return;
        }
        match fs::read_to_string(path) {
            Err(_) => self.faults.push(format!("{name}.html is missing")),
            Ok(known) if known != page => {
                self.faults.push(format!("{name}.html differs\n{}", diff(&known, &page)));
            }
            Ok(_) => {}
        }
    }

    /// Fails with all that differed, with files that no page belongs to, and with templates that no
    /// page shows.
    pub fn done(mut self) {
        for file in names(&here()) {
            if !self.seen.contains(&file) {
                self.faults.push(format!("{file}.html belongs to no page"));
            }
        }
        for template in names(&templates()) {
            if !PARTS.contains(&template.as_str()) && !self.seen.contains(&template) {
                self.faults.push(format!("no page shows the template {template}.html"));
            }
        }
        let how = "UPDATE_SNAPSHOTS=1 cargo test -p gridbook-tests --test snapshots";
        let faults = self.faults.join("\n\n");
        assert!(self.faults.is_empty(), "{faults}\n\n{how} writes them anew");
    }
}

/// The names of the HTML files of a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = entries.filter_map(|name| Some(name.to_str()?.strip_suffix(".html")?.to_owned()));
    names.collect()
}

/// The folder of the console's templates.
fn templates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../hub/console/templates")
}

/// A page without what is drawn at random or changes with every build: ids and tokens become
/// numbers in the order in which they come, hashes in the addresses of files a word.
fn settled(page: &str) -> String {
    let mut known = BTreeMap::new();
    let mut out = String::new();
    let mut word = String::new();
    for c in page.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || c == '_' || c == '-' {
            word.push(c);
            continue;
        }
        let next = known.len() + 1;
        match word.len() {
            22 if is_drawn(&word) => {
                let number = *known.entry(word.clone()).or_insert(next);
                out.push_str(&format!("{{id {number}}}"));
            }
            43 if is_drawn(&word) => out.push_str("{token}"),
            _ if out.ends_with("?v=") => out.push_str("{version}"),
            _ => out.push_str(&word),
        }
        word.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// Whether a word of such a length is base64url of random bytes and no name of ours: the last
/// character of an id holds two bits, that of 32 bytes four.
fn is_drawn(word: &str) -> bool {
    let last = word.chars().next_back().unwrap();
    let mixed = word.contains(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit());
    let ends = if word.len() == 22 { "AQgw" } else { "AEIMQUYcgkosw048" };
    mixed && ends.contains(last)
}

/// The lines that differ, with some around them.
fn diff(known: &str, page: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (known.lines().collect(), page.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tail = old[same..].iter().rev().zip(new[same..].iter().rev());
    let tail = tail.take_while(|(a, b)| a == b).count();
    let mut told = vec![format!("@@ line {} @@", same + 1)];
    let lines = |mark: &str, lines: &[&str]| {
        lines.iter().map(|line| format!("{mark} {line}")).collect::<Vec<_>>()
    };
    told.extend(lines(" ", &old[same.saturating_sub(AROUND)..same]));
    told.extend(lines("-", &old[same..old.len() - tail]));
    told.extend(lines("+", &new[same..new.len() - tail]));
    told.extend(lines(" ", &old[old.len() - tail..(old.len() - tail + AROUND).min(old.len())]));
    told.join("\n")
}

#[test]
fn a_difference_is_shown_with_the_lines_around_it() {
    assert_eq!(
        diff("a\nb\nc\nd\ne", "a\nb\nx\nd\ne"),
        "@@ line 3 @@\n  a\n  b\n- c\n+ x\n  d\n  e"
    );
}

#[test]
fn ids_become_numbers_and_other_words_stay() {
    let id = "AbAbAbAbAbAbAbAbAbAbAA";
    let page = format!("<a href=\"/x/{id}?v=9f\">includeIndicatorStyles</a> {id}");
    let told = "<a href=\"/x/{id 1}?v={version}\">includeIndicatorStyles</a> {id 1}";
    assert_eq!(settled(&page), told);
}
