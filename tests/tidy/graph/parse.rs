//! What one file imports, defines and names.

use super::tokens::{Token, tokens};
use std::collections::BTreeSet;

/// A path as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<String>,
    pub line: usize,
    /// It is a re-export.
    pub public: bool,
}

/// One leaf of a `use`: a path and the name it has here; `*` for all of a module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub name: String,
    pub path: Path,
}

/// One file.
#[derive(Debug, Default)]
pub struct File {
    /// Child modules that only tests see.
    pub tests: Vec<String>,
    pub imports: Vec<Import>,
    pub defined: BTreeSet<String>,
    inline: Vec<Path>,
}

const DEFINING: &[&str] = &["struct", "enum", "trait", "fn", "const", "static", "type", "union"];

impl File {
    pub fn read(text: &str) -> Self {
        let mut file = Self::default();
        let tokens = without_tests(&tokens(text), &mut file.tests);
        let mut at = 0;
        while at < tokens.len() {
            let here = &tokens[at..];
            let words = |place: usize| here.get(place).map_or("", |token| token.text.as_str());
            if words(0) == "use" && words(1) != "<" {
                let end = here.iter().position(|token| token.text == ";").unwrap_or(here.len());
                let public = at > 0 && is_public(&tokens[..at]);
                let mut leaves = Leaves { found: Vec::new(), public };
                leaves.tree(&here[1..end], &[]);
                file.imports.append(&mut leaves.found);
                at += end;
                continue;
            }
            if DEFINING.contains(&words(0)) && here.get(1).is_some_and(Token::is_word) {
                file.defined.insert(words(1).to_owned());
            }
            let path = path(here);
            let inside = at > 0 && matches!(tokens[at - 1].text.as_str(), "::" | ".");
            if path.len() > 1 && !inside {
                at += 2 * path.len() - 2;
                file.inline.push(Path { segments: path, line: here[0].line, public: false });
            }
            at += 1;
        }
        file
    }

    /// Every path of the file.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.imports.iter().map(|import| &import.path).chain(&self.inline)
    }
}

/// The words joined by `::` at the beginning.
fn path(tokens: &[Token]) -> Vec<String> {
    let mut found = Vec::new();
    for pair in tokens.chunks(2) {
        let [word, rest @ ..] = pair else { break };
        if !word.is_word() {
            break;
        }
        found.push(word.text.clone());
        if rest.first().is_none_or(|mark| mark.text != "::") {
            break;
        }
    }
    found
}

/// Whether `pub` or `pub(…)` stands at the end.
fn is_public(before: &[Token]) -> bool {
    match before.last().map(|token| token.text.as_str()) {
        Some("pub") => true,
        Some(")") => {
            let open = before.iter().rposition(|token| token.text == "(");
            open.is_some_and(|open| open > 0 && before[open - 1].text == "pub")
        }
        _ => false,
    }
}

struct Leaves {
    found: Vec<Import>,
    public: bool,
}

impl Leaves {
    /// Reads one tree of a `use`, such as `a::{b, c::{d as e, *}}`.
    fn tree(&mut self, tokens: &[Token], prefix: &[String]) {
        let Some(first) = tokens.first() else { return };
        let brace = tokens.iter().position(|token| token.text == "{");
        let words = |part: &[Token]| {
            let words = part.iter().filter(|token| token.text != "::");
            words.map(|token| token.text.clone()).collect::<Vec<_>>()
        };
        if let Some(brace) = brace {
            let prefix = [prefix, &words(&tokens[..brace])].concat();
            let inner = &tokens[brace + 1..tokens.len() - 1];
            split(inner).into_iter().for_each(|part| self.tree(part, &prefix));
            return;
        }
        let mut segments = words(tokens);
        let alias = segments.iter().position(|word| word == "as");
        let named = alias.and_then(|at| segments.split_off(at).pop());
        let mut segments = [prefix, &segments].concat();
        if segments.last().is_some_and(|last| last == "self") && segments.len() > 1 {
            segments.pop();
        }
        let name = named.or_else(|| segments.last().cloned()).unwrap();
        let path = Path { segments, line: first.line, public: self.public };
        self.found.push(Import { name, path });
    }
}

/// The parts between the commas that stand in no inner braces.
fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0;
    let outer = |token: &Token| {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        depth == 0 && token.text == ","
    };
    tokens.split(outer).collect()
}

/// Leaves out every item behind `#[cfg(test)]`, and notes the names of modules among them.
fn without_tests(all: &[Token], tests: &mut Vec<String>) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let rest = &all[at..];
        let attribute = ["#", "[", "cfg", "("].iter().zip(rest).all(|(a, b)| *a == b.text);
        let end = balanced(rest);
        let test = |token: &Token| matches!(token.text.as_str(), "test" | "doctest");
        let not = |token: &Token| token.text == "not";
        if attribute && rest[..end].iter().any(test) && !rest[..end].iter().any(not) {
            at += end;
            while all.get(at).is_some_and(|token| token.text == "#") {
                at += balanced(&all[at..]);
            }
            let item = &all[at..at + balanced(&all[at..])];
            if item.last().is_some_and(|token| token.text == ";") {
                let module = item.iter().position(|token| token.text == "mod");
                tests.extend(module.map(|module| item[module + 1].text.clone()));
            }
            at += item.len();
        } else {
            kept.push(all[at].clone());
            at += 1;
        }
    }
    kept
}

/// How long the attribute or item is that begins here: to its `;`, `,` or closing bracket.
fn balanced(tokens: &[Token]) -> usize {
    let mut depth = 0usize;
    let attribute = tokens.first().is_some_and(|token| token.text == "#");
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" | "[" | "(" => depth += 1,
            "}" | "]" | ")" => {
                depth = depth.saturating_sub(1);
                if depth == 0 && (attribute || token.text == "}") {
                    return at + 1;
                }
            }
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}
