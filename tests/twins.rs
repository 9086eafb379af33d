//! The English and the Chinese README are one document: whoever changes one sees to the other.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

fn both() -> [String; 2] {
    ["README.md", "README.zh-CN.md"].map(read)
}

/// What stands between fences, with the language of each.
fn code_blocks(text: &str) -> Vec<&str> {
    text.split("```").skip(1).step_by(2).collect()
}

/// How deep each heading lies.
fn headings(text: &str) -> Vec<usize> {
    let prose = text.split("```").step_by(2).flat_map(str::lines);
    prose.filter(|line| line.starts_with('#')).map(|line| line.find(' ').unwrap()).collect()
}

/// Where the links and pictures lead, the twin's own name left out.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).map(|after| after.split(')').next().unwrap());
    targets.filter(|target| !target.starts_with("README")).collect()
}

#[test]
fn both_readmes_give_the_same_commands_and_code() {
    let [english, chinese] = both();
    let (english, chinese) = (code_blocks(&english), code_blocks(&chinese));
    assert!(english.len() >= 4, "the check would hold of nothing");
    for (one, other) in english.iter().zip(&chinese) {
        assert_eq!(one, other);
    }
    assert_eq!(english.len(), chinese.len());
}

#[test]
fn both_readmes_have_the_same_headings_links_and_pictures() {
    let [english, chinese] = both();
    assert_eq!(headings(&english), headings(&chinese));
    assert_eq!(links(&english), links(&chinese));
}
