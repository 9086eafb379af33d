//! The declaration of a field: its name and label, the shape of its value, how it merges, how it is
//! masked.
//!
//! The fields of a class are declared once, in its file under [`crate::records`]; a field without a
//! declaration is kept unchanged. A [`Shape`] declares the inside of a nested value with the same
//! [`Field`]:
//!
//! ```
//! use gridbook_domain::field::{Field, Kind, Shape};
//! use serde_json::json;
//!
//! const ANSWERS: Shape = Shape::List(Kind::Nested(&ANSWER), 200);
//! const ANSWER: Shape = Shape::Object(&[
//!     Field::open_code("检查项").named("item").required(),
//!     Field::flag("合格").named("ok").required(),
//!     Field::text("说明", 500).named("note"),
//! ]);
//! let answers = Kind::Nested(&ANSWERS);
//! assert!(answers.accepts(&json!([{"item": "gas_hose", "ok": true, "photo": "kept"}])));
//! assert!(!answers.accepts(&json!([{"item": "gas_hose"}])));
//! ```

use crate::class::Class;
use crate::code::{CodeTable, Codes};
use crate::encoding::Hash;
use crate::id::RecordId;
use chrono::{Datelike as _, NaiveDate};
use serde_json::Value;

/// The largest integer any JSON reader keeps exactly, 2^53 - 1.
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// The maximum number of characters of a code.
const MAX_CODE: usize = 64;

/// The declaration of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The field's name on the wire.
    pub name: &'static str,
    /// The field's label on the screen.
    pub label: &'static str,
    /// The shape of its value.
    pub kind: Kind,
    /// The result of concurrent changes by two workers.
    pub merge: MergePolicy,
    /// How the value is hidden where it is not needed (I6).
    pub mask: Mask,
    /// Whether a new record, or a nested object, must have the field.
    pub required: bool,
    /// The known codes of the field.
    pub codes: Option<&'static CodeTable>,
    /// The class of the record that an id refers to.
    pub refers_to: Option<&'static Class>,
    /// Whether only the hub computes the field; a part that sets it is refused.
    pub by_hub: bool,
    /// Whether the roster (花名册) has a column for the field.
    pub in_roster: bool,
}

/// The shape of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text with at most this number of characters.
    Text(usize),
    /// A code of an open table, at most 64 characters.
    Code,
    /// A set of codes: an array without repetition, sorted.
    Codes,
    /// A date; see [`date`].
    Date,
    /// The id of another record or of an area.
    Id,
    /// A list of ids.
    Ids,
    /// A whole number in this range, both ends included.
    Integer(i64, i64),
    /// True or false.
    Flag,
    /// A SHA-256 hash: 43 characters of base64url.
    Hash,
    /// An object or list of a declared shape.
    Nested(&'static Shape),
}

/// The content of a nested value.
#[derive(Debug, PartialEq, Eq)]
pub enum Shape {
    /// An object with these fields. Other fields are kept unchanged; a known field is absent rather
    /// than `null`.
    Object(&'static [Field]),
    /// A list with at most this number of values of one kind, never `null`.
    List(Kind, usize),
}

/// The result of concurrent changes of a field by two workers. With every policy a value that loses
/// is kept as a conflict record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergePolicy {
    /// Keeps the value the hub has: for fields that identify a person.
    KeepExisting,
    /// Takes the value that arrives later: for fields that change often, such as a phone number.
    LastArrival,
    /// Joins the additions and removals of both changes of a set; no value loses.
    SetUnion,
}

/// How a value is hidden where it is not needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// Shown in full.
    None,
    /// A document number, shown as 110101********1234.
    Document,
    /// A phone number, shown as 138****5678.
    Phone,
}

/// Constructors, one for each kind. They leave the name empty: `record!` names a field after its
/// member, and inside a [`Shape`] [`Field::named`] names it.
impl Field {
    const fn new(label: &'static str, kind: Kind) -> Self {
        Self {
            name: "",
            label,
            kind,
            merge: MergePolicy::LastArrival,
            mask: Mask::None,
            required: false,
            codes: None,
            refers_to: None,
            by_hub: false,
            in_roster: false,
        }
    }

    /// Declares a text with at most this number of characters.
    pub const fn text(label: &'static str, most: usize) -> Self {
        Self::new(label, Kind::Text(most))
    }

    /// Declares a code of an enumeration this build knows.
    pub const fn code<C: Codes>(label: &'static str) -> Self {
        Self { codes: Some(C::TABLE), ..Self::new(label, Kind::Code) }
    }

    /// Declares a code of a table that only the deployment knows.
    pub const fn open_code(label: &'static str) -> Self {
        Self::new(label, Kind::Code)
    }

    /// Declares a set of codes of an enumeration this build knows; sets are joined in a merge.
    pub const fn codes<C: Codes>(label: &'static str) -> Self {
        let merge = MergePolicy::SetUnion;
        Self { codes: Some(C::TABLE), merge, ..Self::new(label, Kind::Codes) }
    }

    /// Declares a date.
    pub const fn date(label: &'static str) -> Self {
        Self::new(label, Kind::Date)
    }

    /// Declares the id of a record or an area.
    pub const fn id(label: &'static str) -> Self {
        Self::new(label, Kind::Id)
    }

    /// Declares a list of ids.
    pub const fn ids(label: &'static str) -> Self {
        Self::new(label, Kind::Ids)
    }

    /// Declares a whole number in a range, both ends included.
    pub const fn integer(label: &'static str, least: i64, most: i64) -> Self {
        Self::new(label, Kind::Integer(least, most))
    }

    /// Declares a Boolean.
    pub const fn flag(label: &'static str) -> Self {
        Self::new(label, Kind::Flag)
    }

    /// Declares a SHA-256 hash.
    pub const fn hash(label: &'static str) -> Self {
        Self::new(label, Kind::Hash)
    }

    /// Declares an object or list of a given shape.
    pub const fn nested(label: &'static str, shape: &'static Shape) -> Self {
        Self::new(label, Kind::Nested(shape))
    }
}

/// Further properties of a declaration.
impl Field {
    /// Sets the name on the wire.
    pub const fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// Requires the field in a new record, or in a nested object.
    pub const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    /// Keeps the value the hub has when another one arrives whose author had not seen it.
    pub const fn keep_existing(self) -> Self {
        Self { merge: MergePolicy::KeepExisting, ..self }
    }

    /// Shows the value masked.
    pub const fn masked(self, mask: Mask) -> Self {
        Self { mask, ..self }
    }

    /// Sets the class of the record that the id refers to.
    pub const fn refers_to(self, class: &'static Class) -> Self {
        Self { refers_to: Some(class), ..self }
    }

    /// Lets only the hub set the field.
    pub const fn by_hub(self) -> Self {
        Self { by_hub: true, ..self }
    }

    /// Gives the roster a column for the field.
    pub const fn in_roster(self) -> Self {
        Self { in_roster: true, ..self }
    }
}

impl Field {
    /// Returns whether a value has this field's shape. `null`, which clears a field, always does.
    pub fn accepts(&self, value: &Value) -> bool {
        self.kind.accepts(value)
    }

    /// Returns whether a list of changes shows the field's values. Ids, hashes and nested values
    /// mean nothing to a reader.
    pub fn in_diff(&self) -> bool {
        !matches!(self.kind, Kind::Id | Kind::Ids | Kind::Hash | Kind::Nested(_))
    }

    /// Returns the label of one of the field's codes; any other text unchanged.
    pub fn code_label<'a>(&self, code: &'a str) -> &'a str {
        match self.codes {
            Some(table) => table.label(code),
            None => code,
        }
    }
}

/// Parses a date `YYYY-MM-DD` of the years 1 to 9999, which every host's date type supports; `None`
/// for any other text.
pub fn date(text: &str) -> Option<NaiveDate> {
    let of_this_form = text.len() == 10 && text.starts_with(|c: char| c.is_ascii_digit());
    let date: NaiveDate = text.parse().ok().filter(|_| of_this_form)?;
    is_date(date).then_some(date)
}

/// Returns whether a date is in the years 1 to 9999.
pub fn is_date(date: NaiveDate) -> bool {
    (1..=9999).contains(&date.year())
}

impl Kind {
    /// Returns whether a value has this shape; `null` always does.
    pub fn accepts(self, value: &Value) -> bool {
        value.is_null() || self.fits(value)
    }

    /// Returns whether a value has this shape; `null` never does.
    fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (Self::Flag, Value::Bool(_)) => true,
            (Self::Text(most), Value::String(text)) => text.chars().count() <= most,
            (Self::Code, Value::String(code)) => is_code(code),
            (Self::Codes, Value::Array(codes)) => all_texts(codes, is_code),
            (Self::Date, Value::String(text)) => date(text).is_some(),
            (Self::Id, Value::String(text)) => is_id(text),
            (Self::Ids, Value::Array(ids)) => all_texts(ids, is_id),
            (Self::Integer(least, most), Value::Number(number)) => {
                number.as_i64().is_some_and(|n| least <= n && n <= most)
            }
            (Self::Hash, Value::String(text)) => Hash::parse(text).is_ok(),
            (Self::Nested(shape), value) => shape.fits(value),
            _ => false,
        }
    }
}

impl Shape {
    fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Object(known), Value::Object(fields)) => known.iter().all(|field| {
                fields.get(field.name).map_or(!field.required, |value| field.kind.fits(value))
            }),
            (Self::List(kind, most), Value::Array(values)) => {
                values.len() <= *most && values.iter().all(|value| kind.fits(value))
            }
            _ => false,
        }
    }
}

fn all_texts(values: &[Value], is: fn(&str) -> bool) -> bool {
    values.iter().all(|value| value.as_str().is_some_and(is))
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= MAX_CODE
}

fn is_id(text: &str) -> bool {
    RecordId::parse(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_of_the_wrong_shape_is_not_accepted() {
        assert!(Kind::Text(2).accepts(&json!("王芳")));
        assert!(!Kind::Text(2).accepts(&json!("王小芳")));
        assert!(!Kind::Text(2).accepts(&json!(3)));
        assert!(Kind::Date.accepts(&json!("1948-03-02")));
        for other in
            ["1948-02-30", "+10000-01-01", "0000-01-01", "-001-01-01", "1948-3-2", " 1948-3-2"]
        {
            assert!(!Kind::Date.accepts(&json!(other)), "{other}");
        }
        assert!(
            Kind::Date.accepts(&json!("0001-01-01")) && Kind::Date.accepts(&json!("9999-12-31"))
        );
        assert!(!Kind::Integer(0, 9).accepts(&json!(10)));
        assert!(Kind::Codes.accepts(&json!(["elderly"])));
        assert!(Kind::Codes.accepts(&Value::Null));
        assert!(Kind::Hash.accepts(&json!(Hash::from_slice(&[7; 32]).unwrap())));
        assert!(!Kind::Hash.accepts(&json!("x".repeat(42))));
    }

    const TRACK: Shape = Shape::List(Kind::Nested(&POINT), 3);
    const POINT: Shape = Shape::Object(&[
        Field::integer("纬度", -900, 900).named("lat").required(),
        Field::flag("模拟").named("mock"),
    ]);

    #[test]
    fn a_nested_value_is_checked_by_its_declaration_and_keeps_what_it_does_not_name() {
        let track = Kind::Nested(&TRACK);
        for fits in [json!([]), json!([{"lat": 1}, {"lat": 2, "mock": true, "new": {}}])] {
            assert!(track.accepts(&fits), "{fits}");
        }
        for not in [
            json!({"lat": 1}),
            json!([{"mock": true}]),
            json!([{"lat": 901}]),
            json!([{"lat": 1, "mock": null}]),
            json!([null]),
            json!([[1]]),
            json!([{"lat": 1}, {"lat": 1}, {"lat": 1}, {"lat": 1}]),
        ] {
            assert!(!track.accepts(&not), "{not}");
        }
        assert!(track.accepts(&Value::Null), "null clears the field as a whole");
    }
}
