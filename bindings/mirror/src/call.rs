//! Translates methods of the core's book to calls of the bindings.

use crate::Result;
use crate::crossing::{Crossing, Entry, LIST};
use crate::source::Item;
use std::collections::BTreeSet;

/// Checks that the list names every method of the book and nothing else.
pub fn check(crossing: &Crossing, book: &[Item]) -> Result<()> {
    let entries = crossing.sections.iter().flat_map(|section| &section.entries);
    let calls = entries.filter_map(|entry| match entry {
        Entry::Call { name, .. } => Some(name),
        _ => None,
    });
    let listed: BTreeSet<_> = calls.chain(&crossing.kept).map(String::as_str).collect();
    let methods: BTreeSet<_> = book.iter().map(name).collect();
    if let Some(new) = methods.difference(&listed).next() {
        return Err(format!("`Book::{new}` is in no line of {LIST}: `call {new}` or `kept {new}`"));
    }
    match listed.difference(&methods).next() {
        Some(gone) => Err(format!("{LIST}: the core has no `Book::{gone}`")),
        None => Ok(()),
    }
}

/// Returns the name of a method.
pub fn name(method: &Item) -> &str {
    let name = method.head.trim_start_matches("pub fn ");
    name.split(['(', '<']).next().unwrap_or_default()
}

/// A method of the book, in the parts of which the bindings' declaration and call are made.
pub struct Call {
    /// The parameters after `&self`, with their types.
    pub parameters: Vec<String>,
    /// The arguments of the call of the core's method.
    pub arguments: Vec<String>,
    /// The defaults, as `NAME = VALUE`.
    pub defaults: Vec<String>,
    /// The return type.
    pub returns: String,
}

impl Call {
    /// Translates a method; `chosen` are the defaults from the list.
    pub fn of(method: &Item, chosen: &[(String, String)]) -> Result<Self> {
        let by_hand = |why: String| {
            let name = name(method);
            format!("{}: {why}; write `{name}` by hand and list it as `kept`", method.place)
        };
        let (parameters, returns) = signature(&method.head)
            .ok_or_else(|| by_hand("not `fn(&self, …) -> Result<…, BookError>`".to_owned()))?;
        let (arguments, defaults) = (Vec::new(), Vec::new());
        let mut call = Self { parameters: Vec::new(), arguments, defaults, returns };
        for parameter in split(parameters) {
            let (name, kind) = parameter.split_once(": ").unwrap_or((parameter, ""));
            if kind.is_empty() || kind.contains(['&', '(', '\'']) || kind.contains("impl ") {
                return Err(by_hand(format!("`{parameter}` is not passed by value")));
            }
            let chosen = chosen.iter().find(|(parameter, _)| parameter == name);
            call.add(name, kind, chosen.map(|(_, value)| value.as_str()));
        }
        match chosen.iter().find(|(name, _)| !call.has_default(name)) {
            Some((name, _)) => Err(format!("{}: there is no parameter `{name}`", method.place)),
            None => Ok(call),
        }
    }

    fn add(&mut self, name: &str, kind: &str, chosen: Option<&str>) {
        let (kind, argument, default) = match chosen {
            Some("default") => {
                (format!("Option<{kind}>"), format!("{name}.unwrap_or_default()"), Some("None"))
            }
            None if kind.starts_with("Option<") => (kind.to_owned(), name.to_owned(), Some("None")),
            chosen => (kind.to_owned(), name.to_owned(), chosen),
        };
        self.parameters.push(format!("{name}: {kind}"));
        self.arguments.push(argument);
        self.defaults.extend(default.map(|default| format!("{name} = {default}")));
    }

    fn has_default(&self, name: &str) -> bool {
        self.defaults.iter().any(|default| default.starts_with(&format!("{name} = ")))
    }
}

/// Returns the parameters and the return type of a method that a mirror can call.
fn signature(head: &str) -> Option<(&str, String)> {
    let (parameters, returns) = head.split_once("(&self")?.1.split_once(") -> ")?;
    let returns = returns.strip_suffix(" {")?;
    let crosses = returns.starts_with("Result<") && returns.ends_with(", BookError>");
    crosses.then(|| (parameters, returns.to_owned()))
}

/// Splits parameters at their commas, except for those inside `<…>`.
fn split(parameters: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let between = |c: char| {
        depth = match c {
            '<' => depth + 1,
            '>' => depth.saturating_sub(1),
            _ => depth,
        };
        c == ',' && depth == 0
    };
    parameters.split(between).map(str::trim).filter(|parameter| !parameter.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn method(head: &str) -> Item {
        let (place, docs, body) = ("core/src/a.rs:1".to_owned(), Vec::new(), Vec::new());
        Item { place, docs, head: head.to_owned(), body, closed: true }
    }

    fn chosen(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.to_owned(), value.to_owned())]
    }

    #[test]
    fn what_is_optional_may_be_left_out() {
        let head =
            "pub fn find(&self, text: String, by: Option<Map<A, B>>) -> Result<A, BookError> {";
        let call = Call::of(&method(head), &[]).unwrap();
        assert_eq!(call.parameters, ["text: String", "by: Option<Map<A, B>>"]);
        assert_eq!(call.arguments, ["text", "by"]);
        assert_eq!(call.defaults, ["by = None"]);
        assert_eq!(call.returns, "Result<A, BookError>");
    }

    #[test]
    fn a_default_of_the_list_is_a_value_or_that_of_rust() {
        let head = method("pub fn page(&self, filter: Filter) -> Result<A, BookError> {");
        let call = Call::of(&head, &chosen("filter", "default")).unwrap();
        assert_eq!(call.parameters, ["filter: Option<Filter>"]);
        assert_eq!(call.arguments, ["filter.unwrap_or_default()"]);
        assert_eq!(call.defaults, ["filter = None"]);
        let call = Call::of(&head, &chosen("filter", "50")).unwrap();
        assert_eq!(
            (call.parameters, call.defaults),
            (vec!["filter: Filter".to_owned()], vec!["filter = 50".to_owned()])
        );
    }

    #[test]
    fn a_method_that_cannot_be_called_as_it_is_says_so() {
        for (head, fault) in [
            (
                "pub fn add(&self, file: &Path) -> Result<A, BookError> {",
                "`file: &Path` is not passed by value; write `add` by hand",
            ),
            (
                "pub fn hear(&self, by: impl Fn()) -> Result<A, BookError> {",
                "`by: impl Fn()` is not passed by value",
            ),
            (
                "pub fn close(self) -> Result<(), BookError> {",
                "not `fn(&self, …) -> Result<…, BookError>`",
            ),
            ("pub fn count(&self) -> u64 {", "not `fn(&self, …) -> Result<…, BookError>`"),
            ("pub fn page(&self) -> Result<A, BookError> {", "there is no parameter `limit`"),
        ] {
            let told = Call::of(&method(head), &chosen("limit", "50")).err().unwrap();
            assert!(told.starts_with("core/src/a.rs:1: ") && told.contains(fault), "{told}");
        }
    }

    #[test]
    fn a_method_in_no_line_of_the_list_is_named_and_so_is_a_line_without_one() {
        let crossing = Crossing::parse([("a.txt", "kept open\n[a] A.\ncall status\n")]).unwrap();
        let (open, status) =
            (method("pub fn open(a: A) -> Self {"), method("pub fn status(&self) -> A {"));
        let told =
            check(&crossing, &[open, status, method("pub fn sync(&self) -> A {")]).unwrap_err();
        assert!(told.contains("`Book::sync` is in no line of bindings/crossing"), "{told}");
        let told = check(&crossing, &[method("pub fn open(a: A) -> Self {")]).unwrap_err();
        assert!(told.contains("the core has no `Book::status`"), "{told}");
    }
}
