//! English as the Rust standard library writes it: the habits of STYLE.md's rule, counted.

use crate::{none, sources};

/// The rooms whose doc comments are read.
const ROOMS: &[&str] = &["domain/", "sqlite/", "core/", "hub/", "cli/", "bindings/src/"];

/// A habit, the words to write in its place, and the rooms whose doc comments still have it, with
/// the number of lines. No other room may have it, and the numbers only ever go down.
struct Habit {
    is_in: fn(&str) -> bool,
    what: &'static str,
    instead: &'static str,
    left: &'static [(&'static str, usize)],
}

const HABITS: &[Habit] = &[
    Habit {
        is_in: |line| line.starts_with("What ") || line.starts_with("Whatever "),
        what: "What …",
        instead: "a noun: `The page's filters.`",
        left: &[],
    },
    Habit {
        is_in: |line| line.starts_with("Who ") || has(line, "whom") || has(line, "whoever"),
        what: "who, whom",
        instead: "the caller, the account, the process",
        left: &[],
    },
    Habit {
        is_in: |line| ["told", "tells", "tell"].iter().any(|word| has(line, word)),
        what: "tell, told",
        instead: "return, report, answer",
        left: &[],
    },
    Habit {
        is_in: |line| {
            let line = line.replace("there is none", "");
            ["is none", "are none", "none that"].iter().any(|word| has(&line, word))
        },
        what: "is none",
        instead: "does not exist, is missing, is invalid",
        left: &[],
    },
    Habit {
        is_in: |line| has(line, "stands") || has(line, "stand"),
        what: "stands",
        instead: "is, is stored, is written",
        left: &[],
    },
    Habit {
        is_in: |line| has(line, "lies") || has(line, "lie"),
        what: "lies",
        instead: "is stored, is in",
        left: &[],
    },
    Habit { is_in: |line| has(line, "anew"), what: "anew", instead: "again, rebuilt", left: &[] },
    Habit {
        is_in: |line| has(line, "meanwhile"),
        what: "meanwhile",
        instead: "concurrently, since then",
        left: &[],
    },
    Habit {
        is_in: |line| has(line, "so many"),
        what: "so many",
        instead: "this number of, at most N",
        left: &[],
    },
    Habit {
        is_in: |line| has(line, "lets go") || has(line, "let go") || has(line, "lay aside"),
        what: "let go, lay aside",
        instead: "release, stage",
        left: &[],
    },
];

/// Whether a line has a word, as a word.
fn has(line: &str, word: &str) -> bool {
    let line = line.to_lowercase();
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(part_of_word) && !after.is_some_and(part_of_word)
    })
}

/// The doc lines of the rooms, with where they are.
fn doc_lines() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for source in sources(".rs") {
        // The mirror repeats the core's docs word for word.
        let copied = source.in_room("bindings/src/mirror/");
        if copied || source.is_test() || !ROOMS.iter().any(|room| source.in_room(room)) {
            continue;
        }
        for (number, line) in source.production_lines() {
            let line = line.trim_start();
            let doc = line.strip_prefix("///").or_else(|| line.strip_prefix("//!"));
            let place = format!("{}:{number}", source.path);
            found.extend(doc.map(|doc| (place, doc.trim_start().to_owned())));
        }
    }
    found
}

#[test]
fn doc_comments_are_plain_english() {
    let lines = doc_lines();
    let mut faults = Vec::new();
    for Habit { is_in, what, instead, left } in HABITS {
        for room in ROOMS {
            let with = lines.iter().filter(|(place, line)| place.starts_with(room) && is_in(line));
            let with: Vec<String> = with.map(|(place, line)| format!("{place}: {line}")).collect();
            let left = left.iter().find(|(name, _)| name == room).map_or(0, |(_, left)| *left);
            if with.len() > left {
                let times = with.len();
                faults.push(format!("{room}: “{what}” {times} times, {left} are left; {instead}"));
                faults.extend(with.iter().take(12).map(|line| format!("  {line}")));
            }
        }
    }
    none("STYLE.md, Words", &faults);
}

#[test]
fn a_habit_is_found_as_a_word_only() {
    assert!(has("It lies there.", "lies") && has("Lies", "lies"));
    assert!(!has("It complies, as `lies_in` does.", "lies"));
}
