//! Values as display text: codes by their label, dates in Chinese form, lists joined. Device and
//! console show the same text.

use crate::class::Class;
use crate::field::{self, Kind, Mask};
use crate::text::masked;
use chrono::Datelike;
use serde_json::Value;

/// Returns the display text of a field's value, masked if the field is (I6). `null` becomes an
/// empty text. An id is returned unchanged: a caller that knows the record can name it better.
pub fn shown(class: &Class, field: &str, value: &Value) -> String {
    let known = class.field(field);
    let text = match value {
        Value::Null => String::new(),
        Value::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => match known.map(|field| field.kind) {
            Some(Kind::Date) => date(text),
            _ => label(class, field, text),
        },
        Value::Array(values) => {
            let words: Vec<_> = values.iter().map(|value| shown(class, field, value)).collect();
            words.join("、")
        }
        Value::Object(_) => "（结构化内容）".to_owned(),
    };
    masked(known.map_or(Mask::None, |field| field.mask), &text)
}

/// Returns the label of a known field's code; any other text unchanged.
pub fn label(class: &Class, field: &str, code: &str) -> String {
    class.field(field).map_or(code, |field| field.code_label(code)).to_owned()
}

/// Formats `1948-03-02` as 1948年3月2日; any other text unchanged.
fn date(text: &str) -> String {
    match field::date(text) {
        Some(date) => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_dates_and_lists_are_shown_in_the_users_words() {
        let person = |field, value| shown(&Class::Person, field, &value);
        assert_eq!(person("care", json!(["alone", "elderly"])), "独居老人、老年人");
        assert_eq!(person("birth", json!("1948-03-02")), "1948年3月2日");
        assert_eq!(person("note", json!("1948-03-02")), "1948-03-02");
        assert_eq!(person("phone", Value::Null), "");
        assert_eq!(shown(&Class::Visit, "met", &json!("refused")), "拒访");
        assert_eq!(shown(&Class::Visit, "met", &json!("asleep")), "asleep");
    }

    #[test]
    fn i6_numbers_are_masked_wherever_they_are_shown() {
        let person = |field, value| shown(&Class::Person, field, &value);
        assert_eq!(person("document", json!("110101194803021234")), "110101********1234");
        assert_eq!(person("phone", json!("13812345678")), "138****5678");
    }
}
