//! The natural walking order: grid, building, unit, door, with numbers compared as numbers, so that
//! 2号楼 comes before 12号楼 and 三单元 between 二单元 and 四单元.

use gridbook_domain::AreaId;
use gridbook_domain::text::plain;

/// Where a household without a known dwelling stands: after all others.
pub(crate) const NOWHERE: &[u8] = &[0xff];

/// Ends the key of a building or unit; smaller than any character of one.
const END: char = '\u{1}';
/// Numbers are brought to this many digits; longer ones are compared as text.
const DIGITS: usize = 8;

/// The key of a dwelling; keys compare as bytes.
pub(crate) fn key(area: Option<AreaId>, building: &str, unit: &str, door: &str) -> Vec<u8> {
    let mut key = building_key(area, building);
    key.extend(format!("{}{END}{}", natural(unit), natural(door)).into_bytes());
    key
}

/// What the keys of all dwellings of a building begin with.
pub(crate) fn building_key(area: Option<AreaId>, building: &str) -> Vec<u8> {
    let mut key = area_key(area);
    key.extend(format!("{}{END}", natural(building)).into_bytes());
    key
}

/// What the keys of all dwellings of a grid begin with.
pub(crate) fn area_key(area: Option<AreaId>) -> Vec<u8> {
    area.map_or([0; 16], |area| *area.as_bytes()).to_vec()
}

/// The smallest key after all that begin with `prefix`; `None` when there is none.
pub(crate) fn after(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut next = prefix.to_vec();
    while let Some(last) = next.pop() {
        if let Some(more) = last.checked_add(1) {
            next.push(more);
            return Some(next);
        }
    }
    None
}

/// Text whose plain comparison is the natural one.
pub(crate) fn natural(text: &str) -> String {
    let text = plain(text).to_lowercase();
    let mut key = String::with_capacity(text.len() + DIGITS);
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let (run, number) = number_at(rest);
        if run.is_empty() {
            key.push(first);
            rest = rest.strip_prefix(first).unwrap_or_default();
        } else {
            key.push_str(&number);
            rest = rest.strip_prefix(run).unwrap_or_default();
        }
    }
    key
}

/// The number a text begins with, as it stands there and as it is compared; empty for none.
fn number_at(text: &str) -> (&str, String) {
    let arabic = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    if let (Some(run), true) = (text.get(..arabic), arabic > 0) {
        return (run, format!("{run:0>DIGITS$}"));
    }
    let chinese = text.find(|c| chinese_digit(c).is_none()).unwrap_or(text.len());
    let run = text.get(..chinese).unwrap_or_default();
    match chinese_number(run) {
        Some(number) => (run, format!("{number:0>DIGITS$}")),
        None => ("", String::new()),
    }
}

fn chinese_digit(c: char) -> Option<u32> {
    "零一二三四五六七八九十".chars().zip(0..).find(|(digit, _)| *digit == c).map(|(_, n)| n)
}

/// 三, 十二, 二十, 二十三; a row of digits such as 三零二 is read as 302.
fn chinese_number(run: &str) -> Option<u32> {
    let (mut tens, mut ones) = (0u32, None);
    for digit in run.chars().map(chinese_digit) {
        match digit? {
            10 => tens = tens.checked_add(ones.take().unwrap_or(1))?,
            digit => ones = Some(ones.unwrap_or(0).checked_mul(10)?.checked_add(digit)?),
        }
    }
    let empty = run.is_empty();
    tens.checked_mul(10)?.checked_add(ones.unwrap_or(0)).filter(|_| !empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_as_numbers_however_they_are_written() {
        let mut buildings = vec!["12号楼", "二号楼", "１号楼", "十号楼", "A座", "二十一号楼"];
        buildings.sort_by_key(|name| natural(name));
        assert_eq!(buildings, ["１号楼", "二号楼", "十号楼", "12号楼", "二十一号楼", "A座"]);
    }

    #[test]
    fn a_walk_ends_a_building_before_the_next_and_a_unit_before_the_next() {
        let grid = Some(AreaId::from_bytes([7; 16]));
        let doors = [
            ("2号楼", "1单元", "101"),
            ("2号楼", "1单元", "1001"),
            ("2号楼", "2单元", "101"),
            ("2号楼北", "1单元", "101"),
            ("12号楼", "", "3"),
        ];
        let keys: Vec<_> = doors.iter().map(|(b, u, d)| key(grid, b, u, d)).collect();
        assert!(keys.is_sorted());
        let of_two = building_key(grid, "2号楼");
        assert_eq!(keys.iter().filter(|key| key.starts_with(&of_two)).count(), 3);
        assert!(keys.iter().all(|key| key.as_slice() < NOWHERE));
    }

    #[test]
    fn what_comes_after_a_prefix_is_after_all_that_begin_with_it() {
        assert_eq!(after(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(after(&[1, 0xff]), Some(vec![2]));
        assert_eq!(after(&[0xff]), None);
    }
}
