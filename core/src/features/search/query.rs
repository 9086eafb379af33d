//! The text of a search, split into its parts.

use super::Matched;
use super::gram::{TAIL, TAIL_LENGTH, WHOLE, folded, tail};
use gridbook_domain::text::plain;

/// Words that occur in every address and identify none.
const GENERIC: &[&str] =
    &["号楼", "号院", "单元", "楼", "栋", "幢", "座", "室", "户", "号", "门", "层"];

/// A text to search for.
pub(super) struct Query {
    /// The text as names, doors and numbers are compared.
    pub text: String,
    /// Whether it ends with a number, or with a word for a door.
    ends_with_number: bool,
    /// The numbers in it, in their order.
    pub numbers: Vec<String>,
    /// The texts between the numbers, without the generic words of addresses.
    pub words: Vec<String>,
}

impl Query {
    /// Parses a text.
    pub fn read(text: &str) -> Self {
        let spaced = plain(text).to_lowercase();
        let is_number = |c: char| c.is_ascii_alphanumeric();
        let numbers = spaced.split(|c| !is_number(c)).filter(|run| !run.is_empty());
        let end = spaced.trim_end_matches(['室', '号', '户', '门']);
        let words = spaced.split(|c: char| is_number(c) || !c.is_alphanumeric()).map(meaning);
        Self {
            ends_with_number: end.ends_with(is_number),
            numbers: numbers.map(str::to_owned).collect(),
            words: words.filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            text: folded(text),
        }
    }

    /// Returns the prefixes to look up among people, the likeliest first.
    pub fn prefixes(&self) -> Vec<(String, Matched)> {
        if self.text.is_empty() {
            return Vec::new();
        }
        let mut prefixes = Vec::new();
        let is_latin = self.text.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        if !self.is_number() {
            prefixes.push((format!("{WHOLE}{}", self.text), Matched::Name));
            let by = if is_latin { Matched::Initials } else { Matched::Name };
            prefixes.push((self.text.clone(), by));
        }
        if self.is_number() && self.text.len() >= TAIL_LENGTH {
            let tail = tail(&self.text).unwrap_or_default();
            prefixes.push((format!("{TAIL}{tail}"), Matched::Number));
        }
        prefixes
    }

    /// Returns whether it may be a phone or document number, or the end of one.
    pub fn is_number(&self) -> bool {
        self.text.bytes().any(|c| c.is_ascii_digit())
            && self.text.chars().all(|c| c.is_ascii_alphanumeric())
    }

    /// Returns the last number, if it may be a door's, and the words before it.
    pub fn door(&self) -> Option<(&str, &[String])> {
        let (door, before) = self.numbers.split_last()?;
        self.ends_with_number.then_some((door.as_str(), before))
    }

    /// Returns whether it may name a building or be a part of an address: more than one character,
    /// and not only generic words.
    pub fn may_be_building(&self) -> bool {
        let says_something = !self.numbers.is_empty() || !self.words.is_empty();
        says_something && self.text.chars().count() > 1
    }
}

/// Strips the generic words around a run of letters.
fn meaning(word: &str) -> &str {
    let mut rest = word;
    while let Some(shorter) = GENERIC
        .iter()
        .find_map(|generic| rest.strip_prefix(generic).or_else(|| rest.strip_suffix(generic)))
    {
        rest = shorter;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart_into_numbers_and_meaning() {
        let query = Query::read("阳光花园 3号楼2单元５０２室");
        assert_eq!(query.numbers, ["3", "2", "502"]);
        assert_eq!(query.words, ["阳光花园"]);
        assert_eq!(query.door().unwrap().0, "502");
        assert_eq!(Query::read("3号楼2单元").door(), None);
    }

    #[test]
    fn a_number_is_no_name_and_a_name_no_number() {
        assert!(Query::read("5678").is_number() && Query::read("002X").is_number());
        assert!(!Query::read("wxf").is_number() && !Query::read("王").is_number());
        assert_eq!(Query::read("13812345678").prefixes()[0].0, "#5678");
        assert_eq!(Query::read("王").prefixes()[0].0, "^王");
        assert!(Query::read("   ").prefixes().is_empty());
    }
}
