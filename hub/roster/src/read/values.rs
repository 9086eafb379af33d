//! Cells to values: each function is pure, and says what it made of a cell and what is wrong.

use super::words;
use super::workbook::Cell;
use crate::note::Code;
use gridbook_domain::document::{Citizen, citizen, normal};
use gridbook_domain::person::DocumentKind;
use gridbook_domain::text::{compact, plain};

/// A fault of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub code: Code,
    pub message: String,
}

impl Problem {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// The content of a document cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Document {
    /// The kind; absent when it is unknown.
    pub kind: Option<DocumentKind>,
    /// The number in its one form, or what the clerk wrote when it cannot be right.
    pub number: Option<String>,
    /// Whether the number is sound enough to identify a person.
    pub identifies: bool,
    /// The citizen number, with what it says of its owner.
    pub citizen: Option<Citizen>,
    /// The cell said something that was lost before it came here; the field is left as it was.
    pub lost: bool,
    pub problem: Option<Problem>,
}

/// Reads a document cell. `stated` is what the column for the kind says.
pub(crate) fn document(cell: &Cell, stated: Option<&str>) -> Document {
    if cell.has_lost_digits() || is_scientific(&cell.text) {
        let words = "号码被 Excel 当作数字存储，末几位已丢失，未导入号码；\
                     请把该列设为文本格式后重新填写";
        let problem = Some(Problem::new(Code::LostDigits, words));
        return Document { lost: true, problem, ..Document::default() };
    }
    if words::is_refusal(&cell.text) {
        return Document { kind: Some(DocumentKind::Refused), ..Document::default() };
    }
    if words::is_blank(&cell.text) {
        return Document::default();
    }
    let number = normal(&without_prefix(&cell.text));
    let stated = stated.and_then(stated_kind).or_else(|| stated_kind(&cell.text));
    match stated.or_else(|| shape(&number)) {
        Some(DocumentKind::Citizen) | None => citizen_document(number),
        Some(kind) => foreign_document(number, kind),
    }
}

/// A number that a formula or export turned to `3.30102E+17`.
fn is_scientific(text: &str) -> bool {
    let text = compact(text).to_uppercase();
    text.split_once("E+").is_some_and(|(head, exponent)| {
        head.chars().all(|c| c.is_ascii_digit() || c == '.')
            && exponent.chars().all(|c| c.is_ascii_digit())
            && !head.is_empty()
    })
}

/// Returns a text without the prefix of cells such as 护照:E12345678.
fn without_prefix(text: &str) -> String {
    let text = plain(text);
    let rest = text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
    // Text that is no number at all is kept as it is.
    if rest.is_empty() { text } else { rest.trim_start_matches('\'').to_owned() }
}

fn stated_kind(text: &str) -> Option<DocumentKind> {
    let text = compact(text);
    if text.contains("护照") {
        Some(DocumentKind::Passport)
    } else if ["通行证", "居住证", "居留", "回乡证", "台胞证"]
        .iter()
        .any(|word| text.contains(word))
    {
        Some(DocumentKind::Permit)
    } else if text.contains("身份证") || text.contains("户口") {
        Some(DocumentKind::Citizen)
    } else {
        None
    }
}

/// The kind that a number's shape gives away: passports have one or two letters and 7 or 8 digits,
/// permits of Hong Kong and Macao residents H or M and 8 or 10.
fn shape(number: &str) -> Option<DocumentKind> {
    let letters = number.chars().take_while(char::is_ascii_uppercase).count();
    let digits = number.chars().skip(letters).filter(char::is_ascii_digit).count();
    let sound = letters + digits == number.chars().count();
    let permit = letters == 1 && number.starts_with(['H', 'M']) && (digits == 8 || digits == 10);
    match (sound, letters, digits) {
        (true, _, _) if permit => Some(DocumentKind::Permit),
        (true, 1, 8) | (true, 2, 7) | (true, 1, 7) => Some(DocumentKind::Passport),
        _ => None,
    }
}

fn citizen_document(number: String) -> Document {
    let kind = Some(DocumentKind::Citizen);
    match citizen(&number) {
        Ok(found) => {
            let old = number.chars().count() == 15;
            let words = "是15位旧号码，已换算为18位，请核对新证";
            let problem = old.then(|| Problem::new(Code::OldNumber, words));
            let number = Some(found.number.clone());
            let citizen = Some(found);
            Document { kind, number, identifies: true, citizen, problem, ..Document::default() }
        }
        Err(wrong) => {
            let words = format!("{wrong}；已按表中所写原样保留，请核对后更正");
            let problem = Some(Problem::new(Code::BadDocument, words));
            Document { kind, number: Some(number), problem, ..Document::default() }
        }
    }
}

fn foreign_document(number: String, kind: DocumentKind) -> Document {
    let length = number.chars().count();
    let sound = number.chars().all(|c| c.is_ascii_alphanumeric()) && (5..=20).contains(&length);
    let words = "证件号码的样子不对；已按表中所写原样保留，请核对后更正";
    let problem = (!sound).then(|| Problem::new(Code::BadDocument, words));
    let (kind, number) = (Some(kind), Some(number));
    Document { kind, number, identifies: sound, problem, ..Document::default() }
}

/// Reads a phone cell: one number, or two with a stroke between them.
pub(crate) fn phone(text: &str) -> (Option<String>, Option<Problem>) {
    if words::is_blank(text) || words::is_refusal(text) {
        return (None, None);
    }
    let text = plain(text);
    let pieces = text.split(['/', '、', ',', ';', '|', '\\', '或', '。']);
    let numbers: Vec<String> = pieces.flat_map(numbers_of).collect();
    let wrong = numbers.iter().any(|number| !is_phone(number));
    if numbers.is_empty() || wrong {
        let words = "电话号码的位数不对；已按表中所写保留，请核对";
        return (Some(text), Some(Problem::new(Code::BadPhone, words)));
    }
    let two = Problem::new(Code::TwoPhones, "写了不止一个电话号码，都已保留，请确认常用的一个");
    (Some(numbers.join("/")), (numbers.len() > 1).then_some(two))
}

/// The numbers of a piece: one that blanks have torn apart, as in 138 1234 5678, or several.
fn numbers_of(piece: &str) -> Vec<String> {
    let whole = digits_of(piece);
    let parts = piece.split(' ').map(digits_of).filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.collect();
    match whole.as_str() {
        "" => Vec::new(),
        _ if !is_phone(&whole) && parts.iter().all(|part| is_phone(part)) => parts,
        _ => vec![whole],
    }
}

fn digits_of(piece: &str) -> String {
    let digits: String = piece.chars().filter(char::is_ascii_digit).collect();
    let abroad = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86"));
    match abroad {
        Some(rest) if rest.len() == 11 && rest.starts_with('1') => rest.to_owned(),
        _ => digits,
    }
}

/// A mobile number, or a landline with or without its area code.
fn is_phone(digits: &str) -> bool {
    match digits.len() {
        11 => digits.starts_with('1') || digits.starts_with('0'),
        10 | 12 => digits.starts_with('0') || digits.starts_with("400"),
        7 | 8 => !digits.starts_with('0'),
        _ => false,
    }
}

/// A name: blanks inside a Chinese name go, those between Latin words stay.
pub(crate) fn name(text: &str) -> String {
    let text = plain(text).replace(['•', '．', '・', '‧'], "·");
    let latin = text.chars().all(|c| c.is_ascii() || c.is_whitespace());
    if latin { text } else { compact(&text) }
}

/// A short text such as a door or a building, without blanks.
pub(crate) fn token(text: &str) -> Option<String> {
    let text = compact(text);
    (!words::is_blank(&text)).then_some(text)
}

/// The words of a cell that lists several.
pub(crate) fn list(text: &str) -> Vec<String> {
    let text = plain(text);
    let words = text.split(['、', ',', ';', '/', '|', '+', ' ', '\n', '。', '和', '及']);
    words.map(compact).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Document {
        document(&Cell::text(text), None)
    }

    fn code(document: &Document) -> Option<Code> {
        document.problem.as_ref().map(|problem| problem.code)
    }

    #[test]
    fn a_number_with_blanks_full_width_digits_and_a_small_x_is_the_same_number() {
        let number = Some("11010519491231002X".to_owned());
        for written in [
            "11010519491231002x",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105 19491231 002x",
            "'11010519491231002X",
        ] {
            let found = of(written);
            assert_eq!((&found.number, found.identifies), (&number, true), "{written}");
            assert_eq!(code(&found), None, "{written}");
            assert_eq!(found.citizen.unwrap().birth.to_string(), "1949-12-31");
        }
    }

    #[test]
    fn the_old_number_becomes_the_new_one_and_is_told_of() {
        let found = of("110105491231002");
        assert_eq!(found.number.as_deref(), Some("11010519491231002X"));
        assert_eq!(code(&found), Some(Code::OldNumber));
        let typed = document(&Cell::number(110_105_491_231_002.0), None);
        assert_eq!(typed.number, found.number, "15 digits fit into one of Excel's numbers");
    }

    #[test]
    fn a_number_that_lost_its_last_digits_is_reported_and_never_guessed() {
        for cell in [Cell::number(330_102_197_803_051_234.0), Cell::text("3.30102E+17")] {
            let found = document(&cell, None);
            assert_eq!((found.number.clone(), found.lost), (None, true));
            assert_eq!(code(&found), Some(Code::LostDigits));
        }
    }

    #[test]
    fn a_wrong_number_is_kept_as_written_but_identifies_nobody() {
        let found = of("110105194912310021");
        assert_eq!(found.number.as_deref(), Some("110105194912310021"));
        assert_eq!((found.identifies, code(&found)), (false, Some(Code::BadDocument)));
    }

    #[test]
    fn i2_not_given_is_an_answer_and_an_empty_cell_is_none() {
        assert_eq!(of("拒绝提供").kind, Some(DocumentKind::Refused));
        assert_eq!(of("/"), Document::default());
        assert_eq!(code(&of("未提供")), None);
    }

    #[test]
    fn passports_and_permits_have_no_check_digit() {
        let passport = of("e12345678");
        assert_eq!(passport.kind, Some(DocumentKind::Passport));
        assert_eq!(passport.number.as_deref(), Some("E12345678"));
        assert!(passport.identifies);
        assert_eq!(of("护照:G87654321").number.as_deref(), Some("G87654321"));
        assert_eq!(of("H1234567801").kind, Some(DocumentKind::Permit));
        let stated = document(&Cell::text("12345678"), Some("台湾居民来往大陆通行证"));
        assert_eq!((stated.kind, stated.identifies), (Some(DocumentKind::Permit), true));
    }

    #[test]
    fn phones_come_with_dashes_blanks_country_codes_and_in_twos() {
        let plain = |text| phone(text).0.unwrap();
        assert_eq!(plain("138-0013-8000"), "13800138000");
        assert_eq!(plain("１３８ ００１３ ８０００"), "13800138000");
        assert_eq!(plain("+86 13800138000"), "13800138000");
        assert_eq!(plain("0571-88886666"), "057188886666");
        assert_eq!(plain("13800138000、13900139000"), "13800138000/13900139000");
        assert_eq!(phone("13800138000/13900139000").1.unwrap().code, Code::TwoPhones);
        assert_eq!(phone("1380013800").1.unwrap().code, Code::BadPhone);
        assert_eq!(phone("拒绝提供"), (None, None));
    }

    #[test]
    fn names_lose_the_blanks_that_only_align_them() {
        assert_eq!(name("王　芳"), "王芳");
        assert_eq!(name("John  Smith"), "John Smith");
        assert_eq!(name("阿依古丽•买买提"), "阿依古丽·买买提");
    }
}
