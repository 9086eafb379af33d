//! Fields: a record on the wire is a map from field names to values, and so is a patch.
//!
//! One table per class says what a build knows of each field: its words on the screen, the shape of
//! its value, how it merges and whether it is masked. A field no table names is kept as it came.

use chrono::{Datelike as _, NaiveDate};
use serde_json::{Map, Value};

/// The fields of a record, or of a patch; in a patch `null` clears the field.
pub type Fields = Map<String, Value>;

/// The largest integer any JSON reader keeps exactly, 2^53 - 1.
pub const MAX_INTEGER: i64 = 9_007_199_254_740_991;

/// What a build knows of one field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The name on the wire.
    pub name: &'static str,
    /// The word on the screen.
    pub label: &'static str,
    /// The shape of its value.
    pub kind: Kind,
    /// What happens when two workers changed it without knowing of each other.
    pub merge: Policy,
    /// How it is hidden where it is not needed (I6).
    pub mask: Mask,
}

/// The shape of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// A code of an open table, at most 64 characters.
    Code,
    /// A set of codes: an array without repetition, sorted.
    Codes,
    /// A date: see [`date`].
    Date,
    /// The id of another record or of an area.
    Id,
    /// A list of ids.
    Ids,
    /// A whole number in this range.
    Integer(i64, i64),
    /// True or false.
    Flag,
    /// A nested object or list whose reader checks it.
    Nested,
}

/// What happens when two workers changed a field without knowing of each other. Whatever the
/// policy, a value that loses is kept as a conflict record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// What the hub already has stands: what identifies a person.
    Stand,
    /// What arrives later takes its place: what changes often, such as a phone number.
    Arrival,
    /// A set takes part in both changes: additions and removals are joined, nothing loses.
    Union,
}

/// How a value is hidden where it is not needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// Shown.
    None,
    /// A document number: 110101********1234.
    Document,
    /// A phone number: 138****5678.
    Phone,
}

impl Field {
    /// A field that merges by arrival and is not masked.
    pub(crate) const fn new(name: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { name, label, kind, merge: Policy::Arrival, mask: Mask::None }
    }

    /// The same with another merge policy.
    pub(crate) const fn merge(self, merge: Policy) -> Self {
        Self { merge, ..self }
    }

    /// The same, masked.
    pub(crate) const fn mask(self, mask: Mask) -> Self {
        Self { mask, ..self }
    }

    /// Whether a value has this field's shape; `null` always has.
    pub fn accepts(&self, value: &Value) -> bool {
        self.kind.accepts(value)
    }
}

/// The date that a text says as `YYYY-MM-DD`, of the years 1 to 9999, which every host's own dates
/// have; `None` for any other text.
pub fn date(text: &str) -> Option<NaiveDate> {
    let of_this_form = text.len() == 10 && text.starts_with(|c: char| c.is_ascii_digit());
    let date: NaiveDate = text.parse().ok().filter(|_| of_this_form)?;
    is_date(date).then_some(date)
}

/// Whether a date is of the years 1 to 9999.
pub fn is_date(date: NaiveDate) -> bool {
    (1..=9999).contains(&date.year())
}

impl Kind {
    fn accepts(self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null) | (Self::Flag, Value::Bool(_)) => true,
            (Self::Text(most), Value::String(text)) => text.chars().count() <= most,
            (Self::Code, Value::String(code)) => is_code(code),
            (Self::Codes, Value::Array(codes)) => {
                codes.iter().all(|code| code.as_str().is_some_and(is_code))
            }
            (Self::Date, Value::String(text)) => date(text).is_some(),
            (Self::Id, Value::String(text)) => is_id(text),
            (Self::Ids, Value::Array(ids)) => ids.iter().all(|id| id.as_str().is_some_and(is_id)),
            (Self::Integer(least, most), Value::Number(number)) => {
                number.as_i64().is_some_and(|n| least <= n && n <= most)
            }
            (Self::Nested, Value::Object(_) | Value::Array(_)) => true,
            _ => false,
        }
    }
}

fn is_code(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 64
}

fn is_id(text: &str) -> bool {
    crate::id::RecordId::parse(text).is_ok()
}

/// Applies a patch: each field of it replaces the one of `fields`, `null` removes it.
pub fn apply(fields: &mut Fields, patch: &Fields) {
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
}

/// The patch that turns `before` into `after`; empty when they are equal.
pub fn diff(before: &Fields, after: &Fields) -> Fields {
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let mut patch: Fields = changed.map(|(n, v)| (n.clone(), v.clone())).collect();
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    patch.extend(gone.map(|name| (name.clone(), Value::Null)));
    patch
}

/// Turns a typed record into fields; what is absent is left out.
///
/// # Errors
/// When the record does not serialise to an object, which is a fault of this crate.
pub fn to_fields<T: serde::Serialize>(record: &T) -> Result<Fields, serde_json::Error> {
    match serde_json::to_value(record)? {
        Value::Object(mut fields) => {
            fields.retain(|_, value| !value.is_null());
            Ok(fields)
        }
        other => serde_json::from_value(other),
    }
}

/// Reads a typed record from fields; unknown fields end in its `rest`.
///
/// # Errors
/// When a known field has another shape than this build expects.
pub fn from_fields<T: serde::de::DeserializeOwned>(fields: Fields) -> Result<T, serde_json::Error> {
    serde_json::from_value(Value::Object(fields))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn a_diff_applied_to_the_first_gives_the_second() {
        let before = fields(json!({"name": "王芳", "phone": "1", "x": 1}));
        let after = fields(json!({"name": "王芳", "phone": "2", "note": "n"}));
        let patch = diff(&before, &after);
        assert_eq!(Value::Object(patch.clone()), json!({"phone": "2", "note": "n", "x": null}));
        let mut patched = before;
        apply(&mut patched, &patch);
        assert_eq!(patched, after);
    }

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
    }
}
