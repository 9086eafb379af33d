//! Cells to values: each function is pure, and says what it made of a cell and what is wrong.

use super::words;
use super::workbook::{Cell, Kind};
use crate::note::Code;
use gridbook_domain::document::{Citizen, citizen, normal};
use gridbook_domain::field::{Field, Kind as FieldKind};
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
    /// Whether it is worth less than any sound number, and never replaces one.
    pub weak: bool,
    pub problem: Option<Problem>,
}

impl Document {
    /// A cell that gives no value, only a note.
    fn nothing(code: Code, words: &str) -> Self {
        Self { problem: Some(Problem::new(code, words)), ..Self::default() }
    }
}

/// Reads a document cell. `stated` is what the column for the kind says.
pub(crate) fn document(cell: &Cell, stated: Option<&str>) -> Document {
    if let Some(problem) = uncomputed(cell) {
        return Document { problem: Some(problem), ..Document::default() };
    }
    if cell.has_lost_digits() || is_scientific(&cell.text) {
        let words = "号码被 Excel 当作数字存储，末几位已丢失，未导入号码；\
                     请把该列设为文本格式后重新填写";
        return Document::nothing(Code::LostDigits, words);
    }
    if is_masked(&cell.text) {
        let words = "证件号码被打码，未导入，台账里的号码不变；请用没有打码的表导入";
        return Document::nothing(Code::BadDocument, words);
    }
    if words::is_refusal(&cell.text) {
        let kind = Some(DocumentKind::Refused);
        return Document { kind, weak: true, ..Document::default() };
    }
    if words::is_blank(&cell.text) {
        return Document::default();
    }
    if !cell.text.chars().any(|c| c.is_numeric() || c.is_ascii_alphabetic()) {
        let words = "写的是文字，不是证件号码，未导入；请写到备注里";
        return Document::nothing(Code::BadDocument, words);
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
            let words = format!("{wrong}；台账里没有正确的号码时按表中所写保留，请核对后更正");
            let problem = Some(Problem::new(Code::BadDocument, words));
            let number = Some(number);
            Document { kind, number, problem, weak: true, ..Document::default() }
        }
    }
}

fn foreign_document(number: String, kind: DocumentKind) -> Document {
    let length = number.chars().count();
    let sound = number.chars().all(|c| c.is_ascii_alphanumeric()) && (5..=20).contains(&length);
    let words = "证件号码的样子不对；台账里没有正确的号码时按表中所写保留，请核对后更正";
    let problem = (!sound).then(|| Problem::new(Code::BadDocument, words));
    let (kind, number) = (Some(kind), Some(number));
    Document { kind, number, identifies: sound, weak: !sound, problem, ..Document::default() }
}

/// Whether a recorded number is sound, so that a doubtful one must not replace it.
pub(crate) fn is_sound_document(number: &str) -> bool {
    citizen(number).is_ok() || shape(&normal(number)).is_some()
}

/// Whether characters of a number are hidden: 139****1234.
fn is_masked(text: &str) -> bool {
    let text = gridbook_domain::text::plain(text).to_uppercase();
    text.contains(['*', '×', '●', '○', '█', '?', '#']) || text.contains("XXX")
}

/// Why a cell gives nothing: a formula that failed, or one that no program has computed.
pub(crate) fn uncomputed(cell: &Cell) -> Option<Problem> {
    match cell.kind {
        Kind::Fault => {
            let words = "单元格是公式错误，未导入；请改成实际内容";
            Some(Problem::new(Code::CellFault, words))
        }
        Kind::Uncomputed => {
            let words =
                "单元格是公式，还没有算出结果，未导入；请用 Excel 或 WPS 打开并保存一次再导入";
            Some(Problem::new(Code::Uncomputed, words))
        }
        Kind::Text | Kind::Number(_) | Kind::Date(_) | Kind::Month => None,
    }
}

/// The note about a text that is longer than its field.
pub(crate) fn too_long(field: &Field) -> Problem {
    let limit = match field.kind {
        FieldKind::Text(limit) => format!("，最多 {limit} 字"),
        _ => String::new(),
    };
    Problem::new(Code::TooLong, format!("{}太长{limit}，未导入这一格，请缩短", field.label))
}

/// The content of a phone cell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Phone {
    /// One number, or several with a stroke between them, or what the clerk wrote.
    pub value: Option<String>,
    /// Whether it is worth less than any sound number, and never replaces one.
    pub weak: bool,
    pub problem: Option<Problem>,
}

impl Phone {
    fn nothing(code: Code, words: &str) -> Self {
        Self { problem: Some(Problem::new(code, words)), ..Self::default() }
    }
}

/// Reads the text of a phone cell.
pub(crate) fn phone(text: &str) -> Phone {
    if words::is_blank(text) || words::is_refusal(text) {
        return Phone::default();
    }
    if is_scientific(text) {
        let words =
            "号码被 Excel 当作数字存储，末几位已丢失，未导入；请把该列设为文本格式后重新填写";
        return Phone::nothing(Code::LostDigits, words);
    }
    if is_masked(text) {
        let words = "电话号码被打码，未导入，台账里的号码不变；请用没有打码的表导入";
        return Phone::nothing(Code::BadPhone, words);
    }
    let text = plain(text);
    let pieces = text.split(['/', '、', ',', ';', '|', '\\', '或', '。']);
    let numbers: Vec<String> = pieces.flat_map(numbers_of).collect();
    let wrong = numbers.iter().any(|number| !is_phone(number)) || is_abroad(&text);
    if numbers.is_empty() || wrong {
        let words = "电话号码的位数不对；台账里没有正确的号码时按表中所写保留，请核对";
        let problem = Some(Problem::new(Code::BadPhone, words));
        return Phone { value: Some(text), weak: true, problem };
    }
    let problem = if has_words(&text) {
        let words = "电话号码旁边还写了文字，只导入了号码；文字请写到备注里";
        Some(Problem::new(Code::DroppedWords, words))
    } else {
        let words = "写了不止一个电话号码，都已保留，请确认常用的一个";
        (numbers.len() > 1).then(|| Problem::new(Code::TwoPhones, words))
    };
    Phone { value: Some(numbers.join("/")), weak: false, problem }
}

/// Whether a recorded phone is one or several sound numbers.
pub(crate) fn is_sound_phone(text: &str) -> bool {
    !phone(text).weak
}

/// Whether a number begins with the code of another country.
fn is_abroad(text: &str) -> bool {
    text.split_once('+').is_some_and(|(_, rest)| !rest.trim_start().starts_with("86"))
}

/// Whether anything but numbers, and the signs and words that go with them, is in a text.
fn has_words(text: &str) -> bool {
    let mut rest = text.to_owned();
    for usual in ["电话", "手机", "座机", "联系方式", "号码", "号"] {
        rest = rest.replace(usual, "");
    }
    rest.chars().any(|c| c.is_alphabetic() && c != '或')
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
            assert_eq!(found.number, None);
            assert_eq!(code(&found), Some(Code::LostDigits));
        }
    }

    #[test]
    fn a_wrong_number_is_kept_as_written_but_identifies_nobody() {
        let found = of("110105194912310021");
        assert_eq!(found.number.as_deref(), Some("110105194912310021"));
        assert_eq!((found.identifies, code(&found)), (false, Some(Code::BadDocument)));
        assert!(found.weak && !of("11010519491231002X").weak);
    }

    #[test]
    fn a_masked_number_and_a_word_are_no_number() {
        for written in ["110105********002X", "1101051949****002X", "正在办理", "遗失"] {
            let found = of(written);
            assert_eq!((&found.number, &found.kind), (&None, &None), "{written}");
            assert_eq!(code(&found), Some(Code::BadDocument), "{written}");
        }
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
        let plain = |text| phone(text).value.unwrap();
        let code = |text| phone(text).problem.map(|problem| problem.code);
        assert_eq!(plain("138-0013-8000"), "13800138000");
        assert_eq!(plain("１３８ ００１３ ８０００"), "13800138000");
        assert_eq!(plain("+86 13800138000"), "13800138000");
        assert_eq!(plain("0571-88886666"), "057188886666");
        assert_eq!(plain("13800138000、13900139000"), "13800138000/13900139000");
        assert_eq!(code("13800138000/13900139000"), Some(Code::TwoPhones));
        assert_eq!(code("1380013800"), Some(Code::BadPhone));
        assert_eq!(phone("拒绝提供"), Phone::default());
    }

    #[test]
    fn a_phone_that_is_none_or_more_than_one_is_told() {
        let read = |text| {
            let Phone { value, weak, problem } = phone(text);
            (value.unwrap_or_default(), weak, problem.map(|problem| problem.code))
        };
        let none = String::new;
        assert_eq!(read("139****1234"), (none(), false, Some(Code::BadPhone)));
        assert_eq!(read("1.39E+10"), (none(), false, Some(Code::LostDigits)));
        let number = || "13900001234".to_owned();
        assert_eq!(read("13900001234（儿子）"), (number(), false, Some(Code::DroppedWords)));
        assert_eq!(read("电话:13900001234"), (number(), false, None));
        assert!(read("+1 2125551234").1, "no number of this country");
        assert_eq!(read("13900001234+1").2, Some(Code::BadPhone));
    }
}
