//! Index entries: short texts of which a query is a prefix.
//!
//! Every suffix of a name is indexed, so that one look-up in one b-tree finds any part of it, be it
//! one character or many. The whole name carries a mark, so that names beginning with the query
//! come first.

use super::reading::initials;
use gridbook_domain::text::plain;
use std::collections::BTreeSet;

/// Marks a whole name.
pub(super) const WHOLE: char = '^';
/// Marks the last characters of a phone or document number.
pub(super) const TAIL: char = '#';
/// Marks a door.
pub(super) const DOOR: char = '@';
/// The number of trailing characters of a number that are indexed.
pub(super) const TAIL_LENGTH: usize = 4;
/// The maximum number of indexed suffixes of a name; no real name has more.
const ENDINGS: usize = 24;

/// Returns the index entries of a person.
pub(crate) fn of_person(
    name: Option<&str>,
    document: Option<&str>,
    phone: Option<&str>,
) -> BTreeSet<String> {
    let mut grams = BTreeSet::new();
    if let Some(name) = name {
        let name = folded(name);
        grams.extend(endings(&name));
        grams.extend(initials(&name));
    }
    for number in [document, phone].into_iter().flatten() {
        grams.extend(tail(&folded(number)).map(|tail| format!("{TAIL}{tail}")));
    }
    grams
}

/// Returns the index entries of a dwelling.
pub(crate) fn of_dwelling(door: Option<&str>) -> BTreeSet<String> {
    let door = door.map(folded).filter(|door| !door.is_empty());
    door.map(|door| format!("{DOOR}{door}")).into_iter().collect()
}

/// Normalizes names, doors and queries for comparison: removes blanks except those between Latin
/// words.
pub(super) fn folded(text: &str) -> String {
    let text = plain(text).to_lowercase();
    let mut folded = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let latin = |c: &char| c.is_ascii_alphabetic();
        let between = folded.chars().next_back().as_ref().is_some_and(latin)
            && rest.peek().is_some_and(latin);
        if c != ' ' || between {
            folded.push(c);
        }
    }
    folded
}

/// Returns the last characters of a number; `None` if it has fewer.
pub(super) fn tail(number: &str) -> Option<&str> {
    let (at, _) = number.char_indices().rev().nth(TAIL_LENGTH - 1)?;
    number.get(at..)
}

/// Returns the whole name with its mark, and each suffix that begins at a character or a Latin
/// word.
fn endings(name: &str) -> Vec<String> {
    let mut endings = Vec::new();
    let mut before = ' ';
    for (at, c) in name.char_indices().take(ENDINGS) {
        let inside_a_word = before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric();
        before = c;
        let Some(ending) = name.get(at..) else { continue };
        if at == 0 {
            endings.push(format!("{WHOLE}{ending}"));
        } else if c.is_alphanumeric() && !inside_a_word {
            endings.push(ending.to_owned());
        }
    }
    endings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(name: &str) -> Vec<String> {
        of_person(Some(name), None, None).into_iter().collect()
    }

    #[test]
    fn every_ending_of_a_name_and_its_initials_are_kept() {
        let grams = grams("李 小芳");
        assert_eq!(grams, ["^李小芳", "lxf", "小芳", "芳"]);
    }

    #[test]
    fn a_latin_name_is_kept_by_its_words() {
        let grams = grams("John·Smith");
        assert!(grams.contains(&"^john·smith".to_owned()));
        assert!(grams.contains(&"smith".to_owned()));
        assert!(!grams.contains(&"ohn·smith".to_owned()));
    }

    #[test]
    fn blanks_are_left_out_but_between_latin_words() {
        assert_eq!(folded(" 王　 芳 "), "王芳");
        assert_eq!(folded("138 1234 5678"), "13812345678");
        assert_eq!(folded("Ｊohn  Smith"), "john smith");
    }

    #[test]
    fn numbers_are_kept_by_their_last_four_only() {
        let all = of_person(None, Some("11010519491231002X"), Some("13812345678"));
        assert_eq!(all.into_iter().collect::<Vec<_>>(), ["#002x", "#5678"]);
        assert!(of_person(None, None, Some("110")).is_empty());
    }
}
