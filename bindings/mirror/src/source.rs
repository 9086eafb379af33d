//! Reads the source of `core` and `domain`, and finds items in it by name, in whatever file.

use crate::Result;
use crate::crossing::TypePath;
use std::path::Path;
use std::{fs, io};

/// The rooms whose types are exported.
const ROOMS: [&str; 2] = ["core", "domain"];

/// The production code of those rooms.
#[derive(Default)]
pub struct Source {
    files: Vec<File>,
}

struct File {
    room: &'static str,
    path: String,
    lines: Vec<String>,
}

/// One item as written, without its indentation and attributes.
#[derive(Debug, PartialEq)]
pub struct Item {
    /// The place of the item, for error messages.
    pub place: String,
    /// Its doc comment.
    pub docs: Vec<String>,
    /// The code from its first word to the opening brace, in one line.
    pub head: String,
    /// The indented lines between the braces.
    pub body: Vec<String>,
    /// Whether the next line is the closing brace.
    pub closed: bool,
}

/// A field or a variant.
#[derive(Debug, PartialEq)]
pub struct Member {
    /// Its doc comment.
    pub docs: Vec<String>,
    /// Its attributes.
    pub attributes: Vec<String>,
    /// The code; the first line begins with its name.
    pub text: Vec<String>,
}

impl Source {
    /// Reads the rooms below the root of the project.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut source = Self::default();
        for room in ROOMS {
            source.folder(room, &root.join(room).join("src"), &format!("{room}/src"))?;
        }
        Ok(source)
    }

    fn folder(&mut self, room: &'static str, folder: &Path, path: &str) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let path = format!("{path}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() && !path.ends_with("/testing") {
                self.folder(room, &entry.path(), &path)?;
            } else if path.ends_with(".rs") && !path.ends_with("tests.rs") {
                self.add(room, path, &fs::read_to_string(entry.path())?);
            }
        }
        Ok(())
    }

    /// Adds a file without the tests at its end.
    pub fn add(&mut self, room: &'static str, path: String, text: &str) {
        let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        self.files.push(File { room, path, lines: text.lines().map(str::to_owned).collect() });
    }

    /// Finds a public struct or enum.
    pub fn type_item(&self, path: &TypePath) -> Result<Item> {
        let name = &path.name;
        let heads = [format!("pub struct {name} {{"), format!("pub enum {name} {{")];
        self.only(path, |file, at| heads.contains(&file.line(at).trim().to_owned()))
    }

    /// Finds an open enumeration.
    pub fn code_item(&self, path: &TypePath) -> Result<Item> {
        let head = format!("{} {{", path.name);
        self.only(path, |file, at| {
            let opened = || file.first(at).checked_sub(1).map(|above| file.line(above));
            file.line(at).trim() == head && opened() == Some("codes! {")
        })
    }

    /// Finds the one definition of a type; if several types have its name, that in its module's
    /// file.
    fn only(&self, path: &TypePath, is_head: impl Fn(&File, usize) -> bool) -> Result<Item> {
        let files = self.files.iter().filter(|file| file.room == path.room());
        let places = files.flat_map(|file| (0..file.lines.len()).map(move |at| (file, at)));
        let mut found: Vec<_> = places.filter(|(file, at)| is_head(file, *at)).collect();
        let module = path.module.rsplit("::").next().unwrap_or_default();
        let names = [format!("/{module}/"), format!("/{module}.rs")];
        let is_there = |file: &File| names.iter().any(|name| file.path.contains(name.as_str()));
        let (name, room) = (&path.name, path.room());
        if found.len() > 1 && found.iter().any(|(file, _)| is_there(file)) {
            found.retain(|(file, _)| is_there(file));
        }
        match found.as_slice() {
            [(file, at)] => file.item(*at),
            [] => Err(format!(
                "no public record, enum or table of codes `{name}` with named parts and no \
                 generics in {room}/src"
            )),
            _ => {
                let places: Vec<_> = found.iter().map(|(file, _)| file.path.as_str()).collect();
                Err(format!("more than one `{name}` in {room}/src: {}", places.join(", ")))
            }
        }
    }

    /// Returns the value of a public number, if all constants of this name agree.
    pub fn constant(&self, name: &str) -> Option<String> {
        let head = format!("pub const {name}: ");
        let lines = self.files.iter().flat_map(|file| &file.lines);
        let mut values = lines.filter_map(|line| line.strip_prefix(&head)?.split_once(" = "));
        let (_, value) = values.next()?;
        let number = value.starts_with(|c: char| c.is_ascii_digit());
        (number && values.all(|(_, other)| other == value))
            .then(|| value.trim_end_matches(';').replace('_', ""))
    }

    /// Returns the public methods of the core's book from all its `impl` blocks.
    pub fn book(&self) -> Result<Vec<Item>> {
        let mut methods = Vec::new();
        for file in self.files.iter().filter(|file| file.room == "core") {
            let mut inside = false;
            for (at, line) in file.lines.iter().enumerate() {
                inside = (inside || line == "impl Book {") && line != "}";
                if inside && line.starts_with("    pub fn ") {
                    methods.push(file.item(at)?);
                }
            }
        }
        Ok(methods)
    }
}

impl File {
    fn line(&self, at: usize) -> &str {
        self.lines.get(at).map_or("", String::as_str)
    }

    /// Returns the first line of an item's documentation.
    fn first(&self, at: usize) -> usize {
        let told = |line: &str| line.starts_with("///") || line.starts_with("#[");
        let lines = self.lines.iter().take(at).rev();
        at - lines.take_while(|line| told(line.trim())).count()
    }

    fn item(&self, at: usize) -> Result<Item> {
        let place = format!("{}:{}", self.path, at + 1);
        let line = self.line(at);
        let indent = line.len() - line.trim_start().len();
        let cut = |line: &String| line.get(indent..).unwrap_or_default().to_owned();
        let from = |at: usize| self.lines.iter().skip(at).map(cut);
        let head: Vec<String> = from(at).take_while(|line| !line.ends_with('{')).collect();
        let opened = at + head.len();
        let last = self.line(opened).trim();
        let head = head.iter().map(|line| line.trim()).chain([last]).collect::<Vec<_>>().join(" ");
        let head = unqualified(&head.replace("( ", "(").replace(", )", ")"));
        let inside = |line: &String| line.is_empty() || line.starts_with("    ");
        let body: Vec<String> = from(opened + 1).take_while(inside).collect();
        let closed = from(opened + 1 + body.len()).next().is_some_and(|line| line.starts_with('}'));
        let docs = self.lines.iter().take(at).skip(self.first(at)).map(cut);
        let docs: Vec<String> = docs.filter(|line| line.starts_with("///")).collect();
        match docs.is_empty() {
            false => Ok(Item { place, docs, head, body, closed }),
            true => Err(format!("{place}: cannot find its documentation")),
        }
    }
}

impl Item {
    /// Returns whether it is an enum.
    pub fn is_enum(&self) -> bool {
        self.head.starts_with("pub enum ")
    }

    /// Returns its fields or variants.
    pub fn members(&self) -> Result<Vec<Member>> {
        let (mut members, mut docs, mut attributes) = (Vec::new(), Vec::new(), Vec::new());
        let mut text = Vec::new();
        for line in self.body.iter().filter(|line| !line.is_empty()) {
            let (trimmed, inner) = (line.trim(), line.get(4..).unwrap_or_default());
            let between = text.is_empty();
            match trimmed {
                _ if between && trimmed.starts_with("///") => docs.push(trimmed.to_owned()),
                _ if between && trimmed.starts_with("#[") && trimmed.ends_with(']') => {
                    attributes.push(trimmed.to_owned());
                }
                _ if trimmed.starts_with("#[") => {}
                _ if trimmed.starts_with("///") => text.push(inner.to_owned()),
                _ => text.push(unqualified(inner)),
            }
            if line.starts_with("    ") && !line.starts_with("     ") && line.ends_with(',') {
                let (docs, attributes) =
                    (std::mem::take(&mut docs), std::mem::take(&mut attributes));
                members.push(Member { docs, attributes, text: std::mem::take(&mut text) });
            }
        }
        match self.closed && text.is_empty() && docs.is_empty() && attributes.is_empty() {
            true => Ok(members),
            false => Err(format!("{}: cannot tell its last part; run `cargo fmt`", self.place)),
        }
    }
}

/// Removes the modules before names, such as `ops::` in `Vec<ops::SavedOp>`.
fn unqualified(code: &str) -> String {
    let mut parts = code.split("::").peekable();
    let mut plain = String::new();
    while let Some(part) = parts.next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let kept = if parts.peek().is_some() { part.trim_end_matches(is_word) } else { part };
        plain.push_str(kept);
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(module: &str, name: &str) -> TypePath {
        TypePath { module: module.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn of_two_types_with_one_name_that_of_the_module_is_taken() {
        let mut source = Source::default();
        for (file, field) in [("core/src/visit/form.rs", "a"), ("core/src/patrol.rs", "b")] {
            let text =
                format!("/// A line.\npub struct Line {{\n    /// A.\n    pub {field}: u8,\n}}\n");
            source.add("core", file.to_owned(), &text);
        }
        let place = |module: &str| source.type_item(&path(module, "Line")).map(|item| item.place);
        assert_eq!(place("core::visit").unwrap(), "core/src/visit/form.rs:2");
        assert_eq!(place("core::patrol").unwrap(), "core/src/patrol.rs:2");
        let fault = "more than one `Line` in core/src: core/src/visit/form.rs, core/src/patrol.rs";
        assert_eq!(place("core").unwrap_err(), fault);
    }

    #[test]
    fn the_book_is_what_its_blocks_make_public_outside_tests() {
        let block = |name: &str, method: &str| {
            format!("impl {name} {{\n    /// A.\n    pub fn {method}(&self) {{\n    }}\n}}\n")
        };
        let (one, other, two) = (block("Book", "one"), block("Other", "a"), block("Book", "two"));
        let tests = format!("\n#[cfg(test)]\nmod tests {{\n{}}}\n", block("Book", "three"));
        let mut source = Source::default();
        source.add("core", "core/src/a.rs".to_owned(), &(one + &other + &two + &tests));
        source.add("domain", "domain/src/a.rs".to_owned(), &block("Book", "four"));
        let heads: Vec<_> = source.book().unwrap().into_iter().map(|item| item.head).collect();
        assert_eq!(heads, ["pub fn one(&self) {", "pub fn two(&self) {"]);
    }

    #[test]
    fn a_part_is_read_with_its_attributes_and_without_modules() {
        let mut source = Source::default();
        let text = "
/// An edit.
pub enum Edit {
    /// One.
    #[one]
    One(Vec<a::b::Id>),
}
";
        source.add("core", "core/src/a.rs".to_owned(), text);
        let item = source.type_item(&path("core", "Edit")).unwrap();
        let (docs, attributes) = (vec!["/// One.".to_owned()], vec!["#[one]".to_owned()]);
        let text = vec!["One(Vec<Id>),".to_owned()];
        assert_eq!(item.members().unwrap(), [Member { docs, attributes, text }]);
    }

    #[test]
    fn what_rustfmt_would_not_leave_so_is_named() {
        for text in [
            "/// A line.\npub struct Line {\n    pub a: u8\n}\n",
            "/// A line.\npub struct Line {\n    pub a: u8,\n  pub b: u8,\n}\n",
        ] {
            let mut source = Source::default();
            source.add("core", "core/src/a.rs".to_owned(), text);
            let fault = source.type_item(&path("core", "Line")).unwrap().members().unwrap_err();
            assert_eq!(fault, "core/src/a.rs:2: cannot tell its last part; run `cargo fmt`");
        }
    }
}
