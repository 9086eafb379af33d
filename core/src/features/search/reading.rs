//! The initials of a name's pinyin reading, so that `wxf` finds 王小芳.
//!
//! Many characters have several readings, and a name does not say which one it uses. All initials
//! are kept, up to a bound; for surnames with a reading of their own, that reading comes first.

use pinyin::ToPinyinMulti as _;
use std::collections::BTreeSet;

/// The maximum number of readings of a name.
const READINGS: usize = 8;

/// Surnames whose reading is not the character's common one, with its initial.
const SURNAMES: &[(char, char)] = &[
    ('单', 's'),
    ('仇', 'q'),
    ('曾', 'z'),
    ('解', 'x'),
    ('查', 'z'),
    ('区', 'o'),
    ('翟', 'z'),
    ('乐', 'y'),
    ('缪', 'm'),
    ('朴', 'p'),
    ('盖', 'g'),
    ('员', 'y'),
    ('尉', 'w'),
    ('万', 'w'),
    ('洗', 'x'),
    ('冼', 'x'),
    ('折', 's'),
    ('召', 's'),
    ('宓', 'm'),
    ('牟', 'm'),
    ('覃', 'q'),
    ('重', 'c'),
    ('种', 'c'),
    ('秘', 'b'),
    ('繁', 'p'),
    ('俞', 'y'),
    ('隗', 'w'),
    ('臧', 'z'),
    ('逄', 'p'),
    ('晁', 'c'),
    ('车', 'c'),
    ('石', 's'),
    ('沈', 's'),
    ('那', 'n'),
    ('柏', 'b'),
];

/// Surnames of two characters whose first has a reading of its own, with both initials.
const DOUBLE: &[(&str, &str)] = &[
    ("尉迟", "yc"),
    ("万俟", "mq"),
    ("长孙", "zs"),
    ("澹台", "tt"),
    ("单于", "cy"),
    ("鲜于", "xy"),
    ("令狐", "lh"),
    ("宰父", "zf"),
    ("尉犁", "yl"),
];

/// Returns the initials of every likely reading; empty for a name without a character that has one.
pub(crate) fn initials(name: &str) -> BTreeSet<String> {
    let mut readings = vec![String::new()];
    let mut rest = name;
    if let Some((surname, reading)) = DOUBLE.iter().find(|(surname, _)| name.starts_with(surname)) {
        readings = vec![(*reading).to_owned()];
        rest = name.strip_prefix(surname).unwrap_or(name);
    }
    let mut chinese = rest.len() < name.len();
    for (at, c) in rest.chars().enumerate() {
        let letters = letters(c, at == 0 && rest.len() == name.len());
        if letters.is_empty() {
            continue;
        }
        chinese = true;
        readings = extended(&readings, &letters);
    }
    if chinese { readings.into_iter().collect() } else { BTreeSet::new() }
}

/// Extends each reading by each letter; the likelier letters come first, so the bound drops the
/// others.
fn extended(readings: &[String], letters: &[char]) -> Vec<String> {
    let each = |letter: &char| {
        let letter = *letter;
        readings.iter().map(move |reading| format!("{reading}{letter}"))
    };
    letters.iter().flat_map(each).take(READINGS).collect()
}

/// Returns the initials that a character may have, the likeliest first.
fn letters(c: char, first: bool) -> Vec<char> {
    let surname = SURNAMES.iter().find(|(surname, _)| first && *surname == c);
    let mut letters: Vec<char> = surname.map(|(_, letter)| *letter).into_iter().collect();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let letter = reading.plain().chars().next().map(|c| if c == 'ü' { 'v' } else { c });
        letters.extend(letter.filter(|letter| !letters.contains(letter)));
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, reading: &str) -> bool {
        initials(name).contains(reading)
    }

    #[test]
    fn a_name_is_read_by_its_initials() {
        assert!(has("王小芳", "wxf"));
        assert!(has("吕丽", "ll"));
        assert!(initials("John").is_empty());
        assert!(initials("").is_empty());
    }

    #[test]
    fn surnames_read_in_their_own_way_are_found_by_it() {
        for (name, reading) in
            [("单芳", "sf"), ("仇英", "qy"), ("解珍", "xz"), ("曾国", "zg"), ("区新", "ox")]
        {
            assert!(has(name, reading), "{name} {reading} {:?}", initials(name));
        }
        assert!(has("尉迟恭", "ycg") && has("万俟雅", "mqy") && has("长孙红", "zsh"));
    }

    #[test]
    fn both_readings_of_a_given_name_are_found() {
        assert!(has("任长霞", "rcx") && has("任长霞", "rzx"));
    }

    #[test]
    fn however_many_readings_there_are_the_likeliest_eight_are_kept() {
        let many = initials("解重长乐查曾单行");
        assert!(many.len() <= READINGS && !many.is_empty());
    }
}
