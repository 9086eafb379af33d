//! Parses the lists of exported names, `bindings/crossing`; `by_hand.txt` explains their lines.

use crate::Result;

/// The folder of the lists, from the root of the project.
pub const LIST: &str = "bindings/crossing";

/// The exported names, by section.
#[derive(Debug, Default, PartialEq)]
pub struct Crossing {
    /// The sections; each is one file of the mirror.
    pub sections: Vec<Section>,
    /// The types that hand-written code exports.
    pub by_hand: Vec<TypePath>,
    /// The methods of the core's book that hand-written code calls, or that are not exported.
    pub kept: Vec<String>,
}

/// A section of the list, which is one file of the mirror.
#[derive(Debug, PartialEq)]
pub struct Section {
    /// The file's name.
    pub name: String,
    /// The first line of its documentation.
    pub about: String,
    /// The exported names, in the order of the list.
    pub entries: Vec<Entry>,
}

/// One exported type or call.
#[derive(Debug, PartialEq)]
pub enum Entry {
    /// A record or an enum, exported unchanged.
    Type(TypePath),
    /// A record that an app fills in: every field except the `required` ones may be omitted if
    /// empty.
    Form { form: TypePath, required: Vec<String> },
    /// An open enumeration under the name `exported`; the function `list` returns the known codes.
    Code { code: TypePath, exported: String, list: String },
    /// A type with a text for the screen: `label()` of an enum; `message()` of a record, which is
    /// exported as `user_message`.
    Worded(TypePath),
    /// The error of every call.
    Error(TypePath),
    /// A method of the book, with the defaults of its arguments.
    Call { name: String, defaults: Vec<(String, String)> },
}

impl Entry {
    /// Returns the type, unless it is a call.
    pub fn type_path(&self) -> Option<&TypePath> {
        match self {
            Self::Type(path) | Self::Worded(path) | Self::Error(path) => Some(path),
            Self::Form { form: path, .. } | Self::Code { code: path, .. } => Some(path),
            Self::Call { .. } => None,
        }
    }
}

/// A type by its public path, such as `core::visit` and `VisitForm`.
#[derive(Debug, Clone, PartialEq)]
pub struct TypePath {
    pub module: String,
    pub name: String,
}

impl TypePath {
    /// Returns the folder of the crate that defines it: `core`, `domain`, or that of another crate.
    pub fn room(&self) -> &str {
        self.module.split("::").next().unwrap_or_default()
    }

    /// Returns the path of its module as the bindings write it.
    pub fn rust_module(&self) -> String {
        match self.room() {
            "core" => format!("gridbook_{}", self.module),
            "domain" => format!("gridbook_core::{}", self.module),
            _ => self.module.clone(),
        }
    }

    /// Returns its path as the bindings write it.
    pub fn rust_path(&self) -> String {
        format!("{}::{}", self.rust_module(), self.name)
    }
}

impl Crossing {
    /// Parses the lists, given with the names of their files.
    pub fn parse<'a>(lists: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut crossing = Self::default();
        for (file, list) in lists {
            for (line, number) in list.lines().zip(1..) {
                if !line.is_empty() && !line.starts_with('#') {
                    let at = |fault| format!("{LIST}/{file}:{number}: {fault}");
                    crossing.line(line).map_err(at)?;
                }
            }
        }
        Ok(crossing)
    }

    fn line(&mut self, line: &str) -> Result<()> {
        if let Some((name, about)) = line.strip_prefix('[').and_then(|rest| rest.split_once("] ")) {
            let (name, about) = (name.to_owned(), about.to_owned());
            self.sections.push(Section { name, about, entries: Vec::new() });
            return Ok(());
        }
        let (word, rest) = line.split_once(' ').ok_or("expected a word and names")?;
        let (names, clause) = rest.trim_start().split_once(", ").unwrap_or((rest, ""));
        match word {
            "hand" => self.by_hand.extend(types(names)?),
            "kept" => self.kept.extend(words(names)),
            _ => {
                let section = self.sections.last_mut().ok_or("expected a [section] before it")?;
                section.entries.extend(entries(word, names, clause)?);
            }
        }
        Ok(())
    }
}

fn entries(word: &str, names: &str, clause: &str) -> Result<Vec<Entry>> {
    Ok(match word {
        "type" => types(names)?.into_iter().map(Entry::Type).collect(),
        "worded" => types(names)?.into_iter().map(Entry::Worded).collect(),
        "error" => types(names)?.into_iter().map(Entry::Error).collect(),
        "form" => {
            let required = words(clause.strip_prefix("required ").unwrap_or_default());
            let form = |form| Entry::Form { form, required: required.clone() };
            types(names)?.into_iter().map(form).collect()
        }
        "code" => vec![code(names, clause)?],
        "call" => {
            let defaults = defaults(clause)?;
            let call = |name| Entry::Call { name, defaults: defaults.clone() };
            words(names).into_iter().map(call).collect()
        }
        _ => return Err(format!("`{word}` is none of type, form, code, worded, error, call")),
    })
}

/// Parses `domain::visit: Met as Meeting` with `listed by meetings`.
fn code(names: &str, clause: &str) -> Result<Entry> {
    let list = clause.strip_prefix("listed by ").ok_or("expected `, listed by NAME`")?.to_owned();
    let (names, renamed) = match names.split_once(" as ") {
        Some((names, renamed)) => (names, Some(renamed.to_owned())),
        None => (names, None),
    };
    let [code] = <[TypePath; 1]>::try_from(types(names)?).map_err(|_| "expected one name")?;
    let exported = renamed.unwrap_or_else(|| code.name.clone());
    Ok(Entry::Code { code, exported, list })
}

/// Parses `core::visit: VisitForm VisitLine`.
fn types(names: &str) -> Result<Vec<TypePath>> {
    let (module, names) = names.split_once(": ").ok_or("expected `MODULE: NAME ...`")?;
    let module = module.trim().to_owned();
    Ok(words(names).into_iter().map(|name| TypePath { module: module.clone(), name }).collect())
}

/// Parses `limit = 50, form = "{}"`.
fn defaults(clause: &str) -> Result<Vec<(String, String)>> {
    let each = clause.split(", ").filter(|part| !part.is_empty());
    each.map(|part| {
        let (name, value) = part.split_once(" = ").ok_or("expected `ARGUMENT = DEFAULT`")?;
        Ok((name.to_owned(), value.to_owned()))
    })
    .collect()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(module: &str, name: &str) -> TypePath {
        TypePath { module: module.to_owned(), name: name.to_owned() }
    }

    #[test]
    fn each_kind_of_line_is_read() {
        let list = "# A remark.\nhand chrono: NaiveDate\nkept open\n\n[visit] Visits.\n\
            type core::visit: Line Page\nform core::visit: Form, required content\n\
            code domain::visit: Met as Meeting, listed by meetings\n\
            call visits, filter = default, limit = 50\n";
        let crossing = Crossing::parse([("a.txt", list)]).unwrap();
        assert_eq!(crossing.by_hand, [path("chrono", "NaiveDate")]);
        assert_eq!(crossing.kept, ["open"]);
        let [section] = crossing.sections.as_slice() else { panic!("one section") };
        assert_eq!((section.name.as_str(), section.about.as_str()), ("visit", "Visits."));
        let default = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let expected = [
            Entry::Type(path("core::visit", "Line")),
            Entry::Type(path("core::visit", "Page")),
            Entry::Form { form: path("core::visit", "Form"), required: vec!["content".to_owned()] },
            Entry::Code {
                code: path("domain::visit", "Met"),
                exported: "Meeting".to_owned(),
                list: "meetings".to_owned(),
            },
            Entry::Call {
                name: "visits".to_owned(),
                defaults: vec![default("filter", "default"), default("limit", "50")],
            },
        ];
        assert_eq!(section.entries, expected);
    }

    #[test]
    fn a_line_that_cannot_be_read_is_named() {
        for (list, fault) in [
            ("type core: Line", "crossing/a.txt:1: expected a [section] before it"),
            ("\n[a] A.\ntyp core: Line", "crossing/a.txt:3: `typ` is none of"),
            ("[a] A.\ntype Line", "crossing/a.txt:2: expected `MODULE: NAME ...`"),
            ("[a] A.\ncode domain: Met", "crossing/a.txt:2: expected `, listed by NAME`"),
            ("[a] A.\ncall visits, limit", "crossing/a.txt:2: expected `ARGUMENT = DEFAULT`"),
        ] {
            let told = Crossing::parse([("a.txt", list)]).unwrap_err();
            assert!(told.contains(fault), "{told}");
        }
    }
}
