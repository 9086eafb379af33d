//! Where SQL is written: a long statement in a file of its own, a short one in one string.

use crate::{Source, none, sources};

/// The most lines of a statement inside Rust code.
const INLINE_LINES: usize = 3;

/// How a statement begins.
const VERBS: &[&str] =
    &["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "WITH ", "CREATE "];

/// The statements that are string literals of a source, each with the code before it.
fn statements(source: &Source) -> Vec<(String, String)> {
    let code: Vec<&str> = source.code_lines().map(|(_, line)| line).collect();
    let code = code.join("\n");
    let quotes = code.match_indices('"').map(|(at, _)| code.split_at(at));
    let statement = |(before, literal): (&str, &str)| {
        let text = literal.strip_prefix('"')?;
        let begins = VERBS.iter().any(|verb| text.trim_start().starts_with(verb));
        begins.then(|| (before.to_owned(), until_quote(text)))
    };
    quotes.filter_map(statement).collect()
}

/// The text up to the quote that ends a literal.
fn until_quote(text: &str) -> String {
    let mut escaped = false;
    let end = text.find(|c| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    text[..end.unwrap_or(text.len())].to_owned()
}

#[test]
fn a_statement_of_more_than_three_lines_is_a_file() {
    let mut faults = Vec::new();
    for source in sources(".rs").iter().filter(|source| !source.is_test()) {
        for (before, statement) in statements(source) {
            let begin = statement.lines().next().unwrap_or_default();
            let lines = statement.trim().lines().count();
            if lines > INLINE_LINES {
                faults.push(format!("{}: {lines} lines of “{begin}”", source.path));
            }
            if before.trim_end().ends_with("concat!(") {
                faults.push(format!("{}: “{begin}” is joined of pieces", source.path));
            }
        }
    }
    none("long SQL is a file beside the code, short SQL one string", &faults);
}

#[test]
fn a_statement_is_found_to_its_end() {
    let text = "fn f() {\n    run(\n        \"SELECT a\n         FROM \\\"b\\\"\",\n    );\n}\n";
    let source = Source { path: "f.rs".to_owned(), text: text.to_owned() };
    let found: Vec<String> = statements(&source).into_iter().map(|(_, sql)| sql).collect();
    assert_eq!(found, ["SELECT a\n         FROM \\\"b\\\""]);
}
