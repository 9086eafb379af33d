//! A file's text as words and marks, without comments, strings and what only tests see.

/// A word, a `::` or a single mark, and the line it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

impl Token {
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }
}

/// Cuts a text into tokens. Comments, strings and lifetimes are left out.
pub fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = text.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 1);
    while at < characters.len() {
        let end = at + length(&characters[at..]);
        let piece: String = characters[at..end].iter().collect();
        let first = characters[at];
        let is_text = piece.len() > 1 && matches!(first, '/' | '"' | '\'');
        if !first.is_whitespace() && !is_text && !is_raw(&characters[at..]) {
            found.push(Token { text: piece.clone(), line });
        }
        line += piece.matches('\n').count();
        at = end;
    }
    found
}

/// How many characters the token at the beginning has.
fn length(rest: &[char]) -> usize {
    match rest {
        ['/', '/', ..] => until(rest, "\n"),
        ['/', '*', ..] => until(rest, "*/"),
        ['"', ..] => string(rest),
        ['r', '"', ..] => 1 + string_raw(&rest[1..], 0),
        ['r', '#', ..] if is_raw(rest) => {
            let marks = rest[1..].iter().take_while(|mark| **mark == '#').count();
            1 + marks + string_raw(&rest[1 + marks..], marks)
        }
        ['\'', '\\', ..] => 3 + rest[3..].iter().take_while(|mark| **mark != '\'').count(),
        ['\'', _, '\'', ..] => 3,
        ['\'', ..] => 1 + word(&rest[1..]),
        [':', ':', ..] => 2,
        [first, ..] if first.is_alphanumeric() || *first == '_' => word(rest),
        _ => 1,
    }
}

fn word(rest: &[char]) -> usize {
    rest.iter().take_while(|next| next.is_alphanumeric() || **next == '_').count()
}

/// Whether a raw string begins here.
fn is_raw(rest: &[char]) -> bool {
    let after = rest.get(1..).unwrap_or_default();
    let quote = after.iter().find(|mark| **mark != '#');
    rest.first() == Some(&'r') && quote == Some(&'"')
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != '"' {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

fn string_raw(rest: &[char], marks: usize) -> usize {
    let end: String = std::iter::once('"').chain(std::iter::repeat_n('#', marks)).collect();
    1 + until(&rest[1..], &end)
}

/// How many characters there are to the end of the first `end`, or of all.
fn until(rest: &[char], end: &str) -> usize {
    let end: Vec<char> = end.chars().collect();
    let at = rest.windows(end.len()).position(|next| next == end);
    at.map_or(rest.len(), |at| at + end.len())
}
