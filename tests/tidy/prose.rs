//! English as the Rust standard library writes it: the habits that STYLE.md's rule is about.

use crate::{none, sources};

/// The rooms whose doc comments are read.
const ROOMS: &[&str] = &["domain/", "sqlite/", "core/", "hub/", "cli/", "bindings/src/"];

/// A habit, and the words to write in its place.
struct Habit {
    is_in: fn(&str) -> bool,
    what: &'static str,
    instead: &'static str,
}

const HABITS: &[Habit] = &[
    Habit {
        is_in: |line| line.starts_with("What ") || line.starts_with("Whatever "),
        what: "What …",
        instead: "a noun: `The page's filters.`",
    },
    Habit {
        is_in: |line| line.starts_with("Who ") || has(line, "whom") || has(line, "whoever"),
        what: "who, whom",
        instead: "the caller, the account, the process",
    },
    Habit {
        is_in: |line| ["told", "tells", "tell"].iter().any(|word| has(line, word)),
        what: "tell, told",
        instead: "return, report, answer",
    },
    Habit {
        is_in: |line| {
            let line = line.replace("there is none", "");
            ["is none", "are none", "none that"].iter().any(|word| has(&line, word))
        },
        what: "is none",
        instead: "does not exist, is missing, is invalid",
    },
    Habit {
        is_in: |line| has(line, "stands") || has(line, "stand"),
        what: "stands",
        instead: "is, is stored, is written",
    },
    Habit {
        is_in: |line| has(line, "lies") || has(line, "lie"),
        what: "lies",
        instead: "is stored, is in",
    },
    Habit { is_in: |line| has(line, "anew"), what: "anew", instead: "again, rebuilt" },
    Habit {
        is_in: |line| has(line, "meanwhile"),
        what: "meanwhile",
        instead: "concurrently, since then",
    },
    Habit {
        is_in: |line| has(line, "so many"),
        what: "so many",
        instead: "this number of, at most N",
    },
    Habit {
        is_in: |line| has(line, "lets go") || has(line, "let go") || has(line, "lay aside"),
        what: "let go, lay aside",
        instead: "release, stage",
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
    for Habit { is_in, what, instead } in HABITS {
        let with = lines.iter().filter(|(_, line)| is_in(line));
        let fault = |(place, line): &(String, String)| {
            format!(
                "{place}: {line}
    “{what}”; better: {instead}"
            )
        };
        faults.extend(with.map(fault));
    }
    none("STYLE.md, Words", &faults);
}

#[test]
fn a_habit_is_found_as_a_word_only() {
    assert!(has("It lies there.", "lies") && has("Lies", "lies"));
    assert!(!has("It complies, as `lies_in` does.", "lies"));
}
