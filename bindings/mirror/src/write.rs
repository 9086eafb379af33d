//! Writes the files of the mirror.

use crate::Result;
use crate::call::{self, Call};
use crate::crossing::{Crossing, Entry, LIST, Section, TypePath};
use crate::source::{Item, Member, Source};
use std::collections::{BTreeMap, BTreeSet};

const HEADER: &str = "\
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

";

/// The types that every file knows: those of Rust itself, and the error of a call.
const KNOWN: [&str; 5] = ["String", "Option", "Vec", "Result", "BookError"];

/// Returns the files of the mirror by name.
pub fn files(crossing: &Crossing, source: &Source) -> Result<BTreeMap<String, String>> {
    let book = source.book()?;
    call::check(crossing, &book)?;
    let mut files = BTreeMap::new();
    let mut modules = format!("//! What crosses the border as the core has it.\n{HEADER}");
    for section in &crossing.sections {
        files.insert(format!("{}.rs", section.name), file(crossing, section, source, &book)?);
        modules.push_str(&format!("pub mod {};\n", section.name));
    }
    files.insert("mod.rs".to_owned(), modules);
    Ok(files)
}

fn file(crossing: &Crossing, section: &Section, source: &Source, book: &[Item]) -> Result<String> {
    let mut file = Mirror::new(crossing, source, section);
    for entry in &section.entries {
        match entry {
            Entry::Type(path) => file.mirror(path, &source.type_item(path)?)?,
            Entry::Form { form, required } => {
                file.form(form, &source.type_item(form)?, required)?;
            }
            Entry::Code { code, exported, list } => {
                file.code(code, exported, list, &source.code_item(code)?)?;
            }
            Entry::Worded(path) => {
                let item = source.type_item(path)?;
                let by = if item.is_enum() { "cross::labelled" } else { "cross::worded" };
                file.remade(by, path, &item)?;
            }
            Entry::Error(path) => {
                file.remade("cross::book_error", path, &source.type_item(path)?)?
            }
            Entry::Call { .. } => {}
        }
    }
    file.calls(book)?;
    Ok(file.finished())
}

/// One file of the mirror under construction.
struct Mirror<'a> {
    crossing: &'a Crossing,
    source: &'a Source,
    section: &'a Section,
    imports: BTreeMap<String, BTreeSet<String>>,
    text: String,
    indented: bool,
}

impl<'a> Mirror<'a> {
    fn new(crossing: &'a Crossing, source: &'a Source, section: &'a Section) -> Self {
        let (imports, text) = (BTreeMap::new(), String::new());
        Self { crossing, source, section, imports, text, indented: false }
    }

    fn finished(self) -> String {
        let mut file = format!("//! {}\n{HEADER}", self.section.about);
        for (module, names) in self.imports {
            let names: Vec<_> = names.into_iter().collect();
            file.push_str(&format!("use {module}::{{{}}};\n", names.join(", ")));
        }
        file + &self.text
    }

    /// Adds a line. Its indentation matters only inside a macro, where rustfmt leaves it unchanged.
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(if self.indented { "    " } else { "" });
        self.text.push_str(line.as_ref());
        self.text.push('\n');
    }

    /// Adds documentation without what is of use only in Rust: links, their definitions, and
    /// examples, which come last.
    fn docs(&mut self, docs: &[String]) {
        let text = docs.iter().take_while(|line| *line != "/// # Examples");
        let is_link = |line: &str| line.starts_with("/// [`") && line.contains("`]: ");
        let mut text: Vec<&String> = text.filter(|line| !is_link(line)).collect();
        while text.pop_if(|line| *line == "///").is_some() {}
        text.into_iter().for_each(|line| self.line(self.plain(line)));
    }

    /// Replaces each link in a line of documentation by the name, or by the number of a constant:
    /// ``[`NAME`]`` or ``[`NAME`](path)``.
    fn plain(&self, line: &str) -> String {
        let mut parts = line.split("[`");
        let mut plain = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (name, rest) = part.split_once("`]").unwrap_or((part, ""));
            let value = self.source.constant(name);
            plain.push_str(&value.unwrap_or_else(|| format!("`{name}`")));
            let path = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
            plain.push_str(path.map_or(rest, |(_, rest)| rest));
        }
        plain
    }

    fn import(&mut self, module: &str, name: &str) {
        self.imports.entry(module.to_owned()).or_default().insert(name.to_owned());
    }

    /// Imports the types that a piece of code uses.
    fn import_types(&mut self, code: &str, place: &str) -> Result<()> {
        let names = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        let is_type = |name: &&str| name.starts_with(|c: char| c.is_ascii_uppercase());
        for name in names.filter(is_type).filter(|name| !KNOWN.contains(name)) {
            let module = self.module_of(name).map_err(|fault| format!("{place}: {fault}"))?;
            self.import(&module, name);
        }
        Ok(())
    }

    /// Returns the module of the type with this name: that of this section, or else the only one.
    fn module_of(&self, name: &str) -> Result<String> {
        let named = |entry: &'_ Entry| entry.type_path().filter(|path| path.name == name).cloned();
        let mut found: Vec<TypePath> = self.section.entries.iter().filter_map(named).collect();
        if found.is_empty() {
            let sections = self.crossing.sections.iter();
            found.extend(sections.flat_map(|section| &section.entries).filter_map(named));
            let by_hand = self.crossing.by_hand.iter().filter(|path| path.name == name);
            found.extend(by_hand.cloned());
        }
        match found.as_slice() {
            [path] => Ok(path.rust_module()),
            [] => Err(format!("`{name}` is in no line of {LIST}")),
            _ => Err(format!("more than one `{name}` in {LIST}")),
        }
    }

    /// Writes a record or an enum unchanged.
    fn mirror(&mut self, path: &TypePath, item: &Item) -> Result<()> {
        self.begin(path, item);
        for member in item.members()? {
            self.docs(&member.docs);
            self.member(item, &member)?;
        }
        self.line("}");
        Ok(())
    }

    /// Writes a record whose fields may be omitted if empty, except the required ones. Those come
    /// first, so that an app may pass them without names.
    fn form(&mut self, path: &TypePath, item: &Item, required: &[String]) -> Result<()> {
        self.begin(path, item);
        let fields = item.members()?;
        let is_there = |name: &&String| fields.iter().any(|field| named(field).0 == *name);
        if let Some(name) = required.iter().find(|name| !is_there(name)) {
            return Err(format!("{}: there is no field `{name}`", item.place));
        }
        let with_empty = fields.iter().map(|field| (field, empty(field, required)));
        let (may, must): (Vec<_>, Vec<_>) = with_empty.partition(|(_, empty)| empty.is_some());
        for (field, empty) in must.into_iter().chain(may) {
            self.docs(&field.docs);
            if let Some(empty) = empty {
                self.line(format!("#[uniffi(default = {empty})]"));
            }
            self.member(item, field)?;
        }
        self.line("}");
        Ok(())
    }

    fn begin(&mut self, path: &TypePath, item: &Item) {
        self.import(&path.rust_module(), &path.name);
        self.line("");
        self.docs(&item.docs);
        self.line(format!("#[uniffi::remote({})]", if item.is_enum() { "Enum" } else { "Record" }));
        self.line(&item.head);
    }

    /// Writes a field or a variant unchanged.
    fn member(&mut self, item: &Item, member: &Member) -> Result<()> {
        let place = &item.place;
        let first = member.text.first().map(String::as_str).unwrap_or_default();
        let is_field = first.starts_with("pub ") && member.text.len() == 1;
        if !item.is_enum() && !is_field {
            return Err(format!("{place}: the field `{first}` is not public, or of several lines"));
        }
        let code = member.text.iter().filter(|line| !line.trim().starts_with("///"));
        for line in code {
            // The types follow a field's colon, or are inside a variant's brackets.
            let types = line.split_once(": ").or_else(|| line.split_once('('));
            self.import_types(types.map_or("", |(_, types)| types), place)?;
        }
        if first.starts_with("pub message:") {
            // An exception of Kotlin has a `message` of its own; one name serves all languages.
            self.line("#[uniffi(name = \"user_message\")]");
        }
        self.docs(&member.text);
        Ok(())
    }

    /// Writes an open enumeration.
    fn code(&mut self, path: &TypePath, name: &str, list: &str, item: &Item) -> Result<()> {
        let head = format!("{list}, {name} of {}", path.rust_path());
        self.macro_call("cross::codes", &head, item, |file, member| {
            let text = member.text.first().and_then(|text| text.split_once(" = "));
            let (variant, _) = text.ok_or(format!("{}: expected `Variant = …`", item.place))?;
            file.line(format!("{variant},"));
            Ok(())
        })
    }

    /// Writes a type that is exported as another one, which a macro of the bindings makes from its
    /// parts.
    fn remade(&mut self, by: &str, path: &TypePath, item: &Item) -> Result<()> {
        let head = format!("{} => {}", path.rust_path(), path.name);
        self.macro_call(by, &head, item, |file, member| {
            let errors = member.attributes.iter().filter(|line| line.starts_with("#[error("));
            errors.for_each(|line| file.line(line));
            file.member(item, member)
        })
    }

    /// Writes the call of a macro with the parts of a type.
    fn macro_call(
        &mut self,
        by: &str,
        head: &str,
        item: &Item,
        write: impl Fn(&mut Self, &Member) -> Result<()>,
    ) -> Result<()> {
        self.line(format!("\ncrate::{by}! {{"));
        self.docs(&item.docs);
        self.line(format!("{head} {{"));
        self.indented = true;
        for member in item.members()? {
            self.docs(&member.docs);
            write(self, &member)?;
        }
        self.indented = false;
        self.line("}\n}");
        Ok(())
    }

    /// Writes the section's calls of the book.
    fn calls(&mut self, book: &[Item]) -> Result<()> {
        let mut calls = self.section.entries.iter().filter_map(|entry| match entry {
            Entry::Call { name, defaults } => Some((name, defaults)),
            _ => None,
        });
        let Some(first) = calls.next() else { return Ok(()) };
        self.import("crate::book", "Book");
        self.import("crate::error", "BookError");
        self.line("\n#[uniffi::export]\nimpl Book {");
        for (name, defaults) in std::iter::once(first).chain(calls) {
            let method = book.iter().find(|method| call::name(method) == name);
            self.call(method.ok_or(format!("the core has no `Book::{name}`"))?, defaults)?;
        }
        self.line("}");
        Ok(())
    }

    fn call(&mut self, method: &Item, defaults: &[(String, String)]) -> Result<()> {
        let (name, call) = (call::name(method), Call::of(method, defaults)?);
        let (parameters, arguments) = (call.parameters.join(", "), call.arguments.join(", "));
        self.import_types(&format!("{parameters} {}", call.returns), &method.place)?;
        self.docs(&method.docs);
        if !call.defaults.is_empty() {
            self.line(format!("#[uniffi::method(default({}))]", call.defaults.join(", ")));
        }
        self.line(format!("pub fn {name}(&self, {parameters}) -> {} {{", call.returns));
        self.line(format!("Ok(self.core.{name}({arguments})?)\n}}\n"));
        Ok(())
    }
}

/// Returns the name and the type of a field.
fn named(field: &Member) -> (&str, &str) {
    let text = field.text.first().map(String::as_str).unwrap_or_default();
    let (name, kind) = text.split_once(": ").unwrap_or_default();
    (name.trim_start_matches("pub "), kind.trim_end_matches(','))
}

/// Returns the value of an omitted field of a form; `None` if it is required.
fn empty(field: &Member, required: &[String]) -> Option<&'static str> {
    let (name, kind) = named(field);
    match kind.split('<').next() {
        _ if required.iter().any(|required| required == name) => None,
        Some("Option") => Some("None"),
        Some("Vec") => Some("[]"),
        Some("String") => Some("\"\""),
        Some("bool") => Some("false"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the file of a section `[a]` with these lines, from this source of the core.
    fn written(lines: &str, core: &str) -> Result<String> {
        let crossing =
            Crossing::parse([("a.txt", &*format!("hand domain: Id\n[a] About.\n{lines}"))])?;
        let mut source = Source::default();
        source.add("core", "core/src/a.rs".to_owned(), core);
        let text = files(&crossing, &source)?.remove("a.rs").unwrap();
        Ok(text.replacen(&format!("//! About.\n{HEADER}"), "", 1))
    }

    #[test]
    fn a_record_is_copied_with_its_documentation_and_imports_and_a_message_is_the_users() {
        let core = "
/// A line.
#[derive(Debug)]
pub struct Line {
    /// Its [`Id`].
    #[serde(default)]
    pub id: Option<Id>,
    /// For the worker.
    pub message: String,
}
";
        let expected = r#"
/// A line.
#[uniffi::remote(Record)]
pub struct Line {
/// Its `Id`.
pub id: Option<Id>,
/// For the worker.
#[uniffi(name = "user_message")]
pub message: String,
}
"#;
        let text = written("type core::a: Line", core).unwrap();
        let imports = "use gridbook_core::a::{Line};\nuse gridbook_core::domain::{Id};\n";
        assert_eq!(text, format!("{imports}{expected}"));
    }

    #[test]
    fn an_enum_is_copied_with_what_its_variants_hold() {
        let core = "
/// An edit.
pub enum Edit {
    /// One.
    One(Option<Id>),
    /// Two.
    Two {
        /// Whose.
        id: Id,
    },
}
";
        let expected = "
/// An edit.
#[uniffi::remote(Enum)]
pub enum Edit {
/// One.
One(Option<Id>),
/// Two.
Two {
    /// Whose.
    id: Id,
},
}
";
        let text = written("type core::a: Edit", core).unwrap();
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn in_a_form_only_what_is_required_comes_first_and_without_a_default() {
        let core = "
/// A form.
pub struct Form {
    /// A remark.
    pub note: String,
    /// The name.
    pub name: String,
    /// Whose.
    pub id: Id,
}
";
        let expected = r#"
pub struct Form {
/// The name.
pub name: String,
/// Whose.
pub id: Id,
/// A remark.
#[uniffi(default = "")]
pub note: String,
}
"#;
        let text = written("form core::a: Form, required name", core).unwrap();
        assert!(text.ends_with(expected), "{text}");
        let fault = written("form core::a: Form, required title", core).unwrap_err();
        assert_eq!(fault, "core/src/a.rs:3: there is no field `title`");
    }

    #[test]
    fn a_table_of_codes_and_a_type_with_words_become_calls_of_macros() {
        let core = r#"
codes! {
    /// A kind.
    Kind {
        /// Big.
        Big = "big" "大",
    } absent = Big
}

/// A state.
pub enum State {
    /// Here.
    Here,
}
"#;
        let expected = "
crate::cross::codes! {
/// A kind.
sizes, Size of gridbook_core::a::Kind {
    /// Big.
    Big,
}
}

crate::cross::labelled! {
/// A state.
gridbook_core::a::State => State {
    /// Here.
    Here,
}
}
";
        let list = "code core::a: Kind as Size, listed by sizes\nworded core::a: State";
        assert_eq!(written(list, core).unwrap(), expected);
    }

    #[test]
    fn a_method_calls_the_core_and_a_linked_constant_becomes_its_number() {
        let core = "
pub const MOST: u32 = 1_000;

impl Book {
    /// Finds at most [`MOST`](a::MOST), of the kind of [`Id`].
    ///
    /// # Examples
    /// ```
    /// # let book = open();
    /// book.find(None);
    /// ```
    ///
    /// [`Id`]: ids::Id
    pub fn find(
        &self,
        by: Option<ids::Id>,
    ) -> Result<Id, BookError> {
        self.found()
    }
}
";
        let expected = "
#[uniffi::export]
impl Book {
/// Finds at most 1000, of the kind of `Id`.
#[uniffi::method(default(by = None))]
pub fn find(&self, by: Option<Id>) -> Result<Id, BookError> {
Ok(self.core.find(by)?)
}

}
";
        let text = written("call find", core).unwrap();
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn what_cannot_be_mirrored_is_named() {
        let line = |field: &str| format!("/// A line.\npub struct Line {{\n    {field},\n}}\n");
        for (core, fault) in [
            (line("pub by: Other"), "core/src/a.rs:2: `Other` is in no line of bindings/"),
            (line("id: Id"), "core/src/a.rs:2: the field `id: Id,` is not public"),
            (line("pub id: Id").replace("Line", "Line<T>"), "no public record, enum or table"),
            (line("pub id: Id").replace("/// A line.", ""), "core/src/a.rs:2: cannot find its doc"),
            (line("pub id: Id").repeat(2), "more than one `Line` in core/src"),
        ] {
            let told = written("type core::a: Line", &core).unwrap_err();
            assert!(told.starts_with(fault), "{told}");
        }
    }
}
