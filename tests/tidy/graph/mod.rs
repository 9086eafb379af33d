//! Which file of a crate uses which other: the import graph.
//!
//! Read from the text alone, without a compiler. The rules:
//!
//! - A module is a file. What stands in `mod x { … }` belongs to the file it stands in, and what
//!   is behind `#[cfg(test)]` is not looked at.
//! - An arrow is a path (`use crate::a::B`, `super::B`, `a::b()`), from the file it is written in
//!   to the file that **defines** the name. A re-export is followed to the definition, so that a
//!   `mod.rs` which only re-exports its children has no arrow to them, nor they to it.
//! - A parent may use its children, and children may name their ancestors' **types** (names with a
//!   capital letter: a room's vocabulary is in its `mod.rs`, a crate's in its `lib.rs`). A child
//!   that calls a function of an ancestor is an arrow like any other, as is everything between
//!   files that are not each other's ancestors.
//! - A circle is a set of files each of which reaches the others by arrows. There is none allowed,
//!   neither between files nor between the top-level rooms of a crate.
//! - Rooms stand in an order; an arrow goes to a lower step. Rooms on one step do not know one
//!   another.

mod circles;
mod names;
mod parse;
#[cfg(test)]
mod tests;
mod tokens;

use parse::File;
use std::collections::BTreeMap;

/// The files of one crate by module path: `""` for `lib.rs`, `"sync::plan"` for `sync/plan.rs`.
pub struct Crate {
    files: BTreeMap<String, File>,
}

/// That `from` uses `item`, which `to` defines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    pub item: String,
    pub line: usize,
}

impl Crate {
    /// Reads the files of a crate; paths are relative to its `src`.
    pub fn read<'a>(sources: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let read = |(path, text): (&str, &str)| (module_of(path), File::read(text));
        let mut files: BTreeMap<String, File> = sources.into_iter().map(read).collect();
        let tests: Vec<String> = files
            .iter()
            .flat_map(|(module, file)| file.tests.iter().map(|name| join(module, name)))
            .collect();
        files.retain(|module, _| !tests.iter().any(|test| is_within(module, test)));
        Self { files }
    }

    /// All arrows that count: between different files, and not to a type of an ancestor.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut found = Vec::new();
        for (module, file) in &self.files {
            for path in file.paths() {
                let Some((to, item)) = self.definition(module, &path.segments, 0) else { continue };
                let hands_on = path.public && is_within(&to, module);
                if to != *module && !hands_on {
                    found.push(Arrow { from: module.clone(), to, item, line: path.line });
                }
            }
        }
        found.retain(|arrow| !is_vocabulary(arrow));
        found.sort();
        found.dedup_by(|a, b| (&a.from, &a.to, &a.item) == (&b.from, &b.to, &b.item));
        found
    }

    /// Circles between files, each as the shortest way round.
    pub fn file_circles(&self) -> Vec<String> {
        let arrows = self.arrows();
        circles::circles(arrows.iter().map(|arrow| (shown(&arrow.from), shown(&arrow.to))))
    }

    /// Circles between the top-level rooms.
    pub fn room_circles(&self) -> Vec<String> {
        let rooms = |arrow: &Arrow| (room_of(&arrow.from), room_of(&arrow.to));
        let arrows = self.arrows();
        circles::circles(arrows.iter().map(rooms).filter(|(from, to)| from != to))
    }

    /// Arrows that do not go down, and rooms that have no place in the order.
    ///
    /// `order` lists the steps from below. `lib.rs` stands above them all.
    pub fn upward(&self, order: &[&[&str]]) -> Vec<String> {
        let step = |room: &str| match room {
            ROOT => Some(order.len()),
            _ => order.iter().position(|rooms| rooms.contains(&room)),
        };
        let mut faults: Vec<String> = self
            .files
            .keys()
            .map(|module| room_of(module))
            .filter(|room| step(room).is_none())
            .map(|room| format!("{room} has no place in the order"))
            .collect();
        faults.dedup();
        for arrow in self.arrows() {
            let (from, to) = (room_of(&arrow.from), room_of(&arrow.to));
            let (Some(high), Some(low)) = (step(&from), step(&to)) else { continue };
            if from != to && high <= low {
                let Arrow { from, to, item, line } = arrow;
                let (from, to) = (shown(&from), shown(&to));
                faults.push(format!("{from}:{line} uses {item} of {to}"));
            }
        }
        faults
    }
}

/// What the file of a crate's root is called as a room.
const ROOT: &str = "lib";

fn module_of(path: &str) -> String {
    let path = path.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == ROOT || path == "main" { String::new() } else { path.replace('/', "::") }
}

fn join(module: &str, name: &str) -> String {
    if module.is_empty() { name.to_owned() } else { format!("{module}::{name}") }
}

fn parent(module: &str) -> &str {
    module.rsplit_once("::").map_or("", |(parent, _)| parent)
}

/// Whether a module is `ancestor` or stands below it.
fn is_within(module: &str, ancestor: &str) -> bool {
    let rest = module.strip_prefix(ancestor);
    ancestor.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Whether a child names a type of an ancestor.
fn is_vocabulary(arrow: &Arrow) -> bool {
    is_within(&arrow.from, &arrow.to) && arrow.item.starts_with(char::is_uppercase)
}

fn room_of(module: &str) -> String {
    shown(module.split("::").next().unwrap())
}

fn shown(module: &str) -> String {
    if module.is_empty() { ROOT.to_owned() } else { module.to_owned() }
}
