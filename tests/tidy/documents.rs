//! What the documents name is there.

use crate::{Source, any_sources, none, root, sources};
use std::collections::BTreeSet;
use std::fs;

#[test]
fn every_link_in_the_documents_leads_somewhere() {
    let mut faults = Vec::new();
    for document in sources(".md") {
        let folder = root().join(&document.path);
        let folder = folder.parent().unwrap();
        for (_, after) in
            document.text.match_indices("](").map(|(at, _)| document.text.split_at(at))
        {
            let target = after.trim_start_matches("](").split([')', '#', ' ']).next().unwrap();
            let elsewhere = target.is_empty() || target.contains("://");
            if !elsewhere && !folder.join(target).exists() {
                faults.push(format!("{}: {target}", document.path));
            }
        }
    }
    none("no dead links", &faults);
}

/// The words between single backticks, outside blocks of code, with their lines.
fn in_backticks(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (line, number) in text.lines().zip(1..) {
        if line.starts_with("```") {
            inside = !inside;
        } else if !inside {
            found.extend(line.split('`').skip(1).step_by(2).map(|word| (number, word)));
        }
    }
    found
}

/// What the root holds, and the names of all source files.
struct Names {
    top: BTreeSet<String>,
    files: BTreeSet<String>,
}

impl Names {
    fn read() -> Self {
        let entries = fs::read_dir(root()).unwrap();
        let top = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let all = any_sources(".rs").into_iter().chain(any_sources(".sql"));
        let name = |source: Source| source.path.rsplit('/').next().unwrap().to_owned();
        // What is built lies there on some machines only.
        let top = top.filter(|name| !name.starts_with("target"));
        Self { top: top.collect(), files: all.map(name).collect() }
    }

    /// Whether a word is a path of the project that leads nowhere: a source file, or anything in a
    /// folder of the root.
    fn is_dead(&self, word: &str) -> bool {
        let path = word.trim_end_matches('/');
        let is_path = path.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
        let is_source = path.ends_with(".rs") || path.ends_with(".sql");
        let Some((first, _)) = path.split_once('/') else {
            let is_ending = path.starts_with('.');
            return is_path && is_source && !is_ending && !self.files.contains(path);
        };
        let is_ours = is_source || self.top.contains(first);
        is_path && is_ours && !root().join(path).exists()
    }
}

#[test]
fn every_code_path_in_the_documents_exists() {
    let names = Names::read();
    let mut faults = Vec::new();
    for document in sources(".md") {
        let front = ["ARCHITECTURE.md", "STYLE.md"].contains(&document.path.as_str());
        if !front && !document.path.contains("README") && !document.path.starts_with("docs/") {
            continue;
        }
        for (line, word) in in_backticks(&document.text) {
            if names.is_dead(word) {
                faults.push(format!("{}:{line}: {word}", document.path));
            }
        }
    }
    none("paths in the documents lead somewhere", &faults);
}
