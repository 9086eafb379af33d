//! Natural order: numbers compare as numbers however they are written, so that 2号楼 comes before
//! 12号楼 and 第二网格 before 第三网格.

use crate::text::plain;

/// Numbers are padded to this number of digits; longer ones compare as text.
const DIGITS: usize = 8;

/// Returns a text whose plain comparison is the natural order.
pub fn natural(text: &str) -> String {
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

/// Returns the number at the beginning of a text, as written and as compared; empty if the text
/// begins with something else.
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

/// Parses 三, 十二, 二十, 二十三; a row of digits such as 三零二 is read as 302.
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
    fn areas_are_in_the_order_of_their_numbers() {
        let mut grids = vec!["第四网格", "第一网格", "第十网格", "第二网格", "第三网格"];
        grids.sort_by_key(|name| natural(name));
        assert_eq!(grids, ["第一网格", "第二网格", "第三网格", "第四网格", "第十网格"]);
    }
}
