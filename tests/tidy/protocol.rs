//! The table of the sync's machine in the protocol names what the code has.

use crate::root;
use std::collections::BTreeSet;
use std::fs;

/// The enums of the machine that the table is about.
const ENUMS: &[&str] = &["Ask", "Event", "Fault", "Command", "End"];

/// The variants of an enum, as `Enum::Variant`.
fn variants(code: &str, name: &str) -> Vec<String> {
    let body =
        code.split_once(&format!("enum {name} {{\n")).unwrap().1.split_once("\n}").unwrap().0;
    let lines = body.lines().map(str::trim).filter(|line| line.starts_with(char::is_uppercase));
    let first = |line: &str| line.split([' ', ',', '(']).next().unwrap().to_owned();
    lines.map(|line| format!("{name}::{}", first(line))).collect()
}

#[test]
fn the_protocol_names_every_event_and_command_of_the_machine_and_no_other() {
    let code = fs::read_to_string(root().join("core/src/sync/machine.rs")).unwrap();
    let known: BTreeSet<String> = ENUMS.iter().flat_map(|name| variants(&code, name)).collect();
    let protocol = fs::read_to_string(root().join("docs/protocol.md")).unwrap();
    let ours = |word: &&str| ENUMS.iter().any(|name| word.starts_with(&format!("{name}::")));
    let words = protocol.split('`').skip(1).step_by(2);
    let named: BTreeSet<String> = words.filter(ours).map(str::to_owned).collect();
    assert_eq!(named, known);
}
