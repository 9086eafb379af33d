//! The cell of a name, which may hold more than the name.

use super::values::{Phone, phone};
use super::words;
use gridbook_domain::text::{compact, plain};

/// The content of a name cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// The first name in it.
    pub name: String,
    /// Whether letters of it are hidden: 张*英, 张某.
    pub masked: bool,
    /// Whether it marks the head of the household.
    pub head: bool,
    /// Whether it says that the person has died.
    pub dead: bool,
    /// A phone number behind the name.
    pub phone: Option<String>,
    /// Whether it names other people too.
    pub several: bool,
    /// Whether it held other words, which were left out.
    pub more: bool,
    /// Whether blanks divide what may be one name or two.
    pub divided: bool,
}

/// Surnames of two characters, after which a blank divides nothing.
const DOUBLE: &str = "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 司空 夏侯 长孙 宇文 端木 百里 呼延 \
                      轩辕 南宫 西门 独孤 澹台 太史 申屠 闻人 钟离";

/// Reads a name cell that is not blank.
pub(crate) fn named(text: &str) -> Named {
    let mut found = Named::default();
    let text = without_brackets(text, &mut found);
    let parts = parts(&text);
    let mut parts = parts.iter().map(|part| bare(part, &mut found)).filter(|part| !part.is_empty());
    let first = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.collect();
    found.several |= rest.iter().any(|part| part.chars().count() >= 2);
    found.more |= !rest.is_empty();
    found.divided = is_divided(&first);
    found.name = name(&first);
    found.masked = is_masked(&found.name);
    found
}

/// The text outside of brackets; what is inside is looked at.
fn without_brackets(text: &str, found: &mut Named) -> String {
    let (mut kept, mut inside) = (String::new(), String::new());
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' | '［' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' | '］' if depth > 0 => depth -= 1,
            _ if depth > 0 => inside.push(c),
            _ => kept.push(c),
        }
    }
    // A cell that is one bracket is a name with a frame around it.
    if kept.trim().is_empty() {
        return inside;
    }
    remark(&inside, found);
    kept
}

fn remark(text: &str, found: &mut Named) {
    let word = compact(text);
    if word.is_empty() {
        return;
    }
    found.more = true;
    found.head |= matches!(word.as_str(), "户主" | "户主本人");
    found.dead |= words::is_dead(&word);
    take_phone(&word, found);
}

fn take_phone(text: &str, found: &mut Named) {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let read: Phone = if digits.len() >= 7 { phone(&digits) } else { Phone::default() };
    if !read.weak && found.phone.is_none() {
        found.phone = read.value;
    }
}

/// The pieces of a cell between signs that divide a list.
fn parts(text: &str) -> Vec<String> {
    let signs = ['、', '，', ';', '；', '/', '|', '\n', '\r'];
    // A comma divides people, unless the name is Latin: Smith, John.
    let latin = text.is_ascii();
    let cut = |c: char| signs.contains(&c) || (c == ',' && !latin);
    let parts: Vec<String> = text.split(cut).map(plain).filter(|part| !part.is_empty()).collect();
    let letters = |part: &String| compact(part).chars().count() == 1;
    // 张↵三 is one name that did not fit its cell.
    if parts.iter().any(letters) { vec![parts.concat()] } else { parts }
}

/// A piece without a number, 已故, 等3人 or +1 behind the name.
fn bare(part: &str, found: &mut Named) -> String {
    let mut name = plain(part);
    let digits = name.chars().filter(char::is_ascii_digit).count();
    if digits >= 7 {
        take_phone(&name, found);
        name = name.chars().filter(|c| !c.is_ascii_digit() && !"-+:".contains(*c)).collect();
        name = name.replace("电话", "").replace("手机", "");
        found.more = true;
    }
    if let Some(at) = name.find('+') {
        found.several |= name.split_off(at).len() > 1;
        found.more = true;
    }
    for mark in ["已故", "去世", "死亡", "已死亡", "已去世", "病故"] {
        if let Some(rest) = name.strip_suffix(mark).filter(|rest| !rest.trim().is_empty()) {
            name = rest.to_owned();
            (found.dead, found.more) = (true, true);
        }
    }
    if let Some((head, tail)) = name.split_once('等')
        && tail.chars().all(|c| c.is_ascii_digit() || "人口名一二三四五六七八九十".contains(c))
        && head.chars().count() >= 2
    {
        (found.several, found.more) = (true, true);
        return head.trim().to_owned();
    }
    name.trim().to_owned()
}

/// Whether blanks divide a Chinese text into parts that could each be a name.
fn is_divided(text: &str) -> bool {
    let parts: Vec<&str> = text.split(' ').collect();
    let double = parts.first().is_some_and(|first| DOUBLE.split_whitespace().any(|d| d == *first));
    let chinese = |part: &&str| part.chars().count() >= 2 && !part.is_ascii();
    parts.len() > 1 && !double && parts.iter().all(chinese)
}

/// A name: blanks inside a Chinese name go, those between Latin words stay.
pub(crate) fn name(text: &str) -> String {
    let text = plain(text).replace(['•', '．', '・', '‧'], "·");
    let latin = text.chars().all(|c| c.is_ascii() || c.is_whitespace());
    if latin { text } else { compact(&text) }
}

/// Whether letters of a name are hidden.
fn is_masked(name: &str) -> bool {
    let hidden = |c: char| "*×●○〇＊#?？".contains(c);
    name.chars().any(hidden) || name.ends_with('某')
}

/// Whether a name may be the one behind a masked one.
pub(crate) fn fits_mask(masked: &str, name: &str) -> bool {
    let hides = |c: char| "*×●○〇＊#?？某".contains(c);
    let shown: Vec<char> = masked.chars().filter(|c| !hides(*c)).collect();
    let mut rest = name.chars();
    let first = masked.chars().next() == name.chars().next() || masked.starts_with(hides);
    let last = masked.ends_with(hides) || masked.chars().last() == name.chars().last();
    first && last && !shown.is_empty() && shown.iter().all(|wanted| rest.any(|c| c == *wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_the_blanks_that_only_align_them() {
        for (text, wanted) in [
            ("王　芳", "王芳"),
            ("张\n三", "张三"),
            ("欧阳 娜娜", "欧阳娜娜"),
            ("John  Smith", "John Smith"),
            ("Smith, John", "Smith, John"),
            ("阿依古丽•买买提", "阿依古丽·买买提"),
            ("居民1", "居民1"),
            ("等等", "等等"),
        ] {
            assert_eq!(
                named(text),
                Named { name: wanted.to_owned(), ..Named::default() },
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_more_than_a_name_is_told_apart() {
        let base = |name: &str| Named { name: name.to_owned(), more: true, ..Named::default() };
        let several = |name: &str| Named { several: true, ..base(name) };
        assert_eq!(named("张三、李四、王五"), several("张三"));
        assert_eq!(named("张三\n李四"), several("张三"));
        assert_eq!(named("张三+1"), several("张三"));
        assert_eq!(named("张三等3人"), several("张三"));
        let phone = Some("13900001234".to_owned());
        assert_eq!(named("王建国13900001234"), Named { phone, ..base("王建国") });
        assert_eq!(named("张秀英（已故）"), Named { dead: true, ..base("张秀英") });
        assert_eq!(named("张秀英（户主）"), Named { head: true, ..base("张秀英") });
        assert_eq!(named("张秀英（曾用名）"), base("张秀英"));
        assert!(named("张三 李四").divided);
    }

    #[test]
    fn a_masked_name_fits_the_names_it_may_hide() {
        assert!(named("张*英").masked && named("张某").masked && !named("张英").masked);
        assert!(fits_mask("张*英", "张秀英") && fits_mask("张**", "张秀英"));
        assert!(!fits_mask("张*英", "李秀英") && !fits_mask("张*英", "张秀兰"));
        assert!(!fits_mask("***", "张秀英"), "nothing is shown");
    }
}
