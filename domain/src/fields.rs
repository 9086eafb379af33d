//! Fields: on the wire a record is a map from field names to values, and so is a patch.
//!
//! # Reading
//! [`ReadFields`] reads a field as the requested type and never fails: a value of an unexpected
//! shape reads as absent, and remains in the record unchanged.
//!
//! ```
//! use gridbook_domain::Fields;
//! use gridbook_domain::fields::ReadFields as _;
//! use gridbook_domain::person::{Care, Sex};
//! use serde_json::json;
//!
//! let person = json!({"name": "王芳", "sex": "female", "care": ["alone"], "birth": 1948});
//! let person: Fields = person.as_object().cloned().unwrap_or_default();
//! assert_eq!(person.text("name"), Some("王芳"));
//! assert_eq!(person.code::<Sex>("sex"), Some(Sex::Female));
//! assert_eq!(person.codes::<Care>("care"), [Care::Alone]);
//! assert_eq!(person.date("birth"), None);
//! ```
//!
//! # Writing
//! [`FieldsBuilder`] builds a patch from the values of a form.
//!
//! ```
//! use gridbook_domain::fields::FieldsBuilder;
//! use gridbook_domain::person::Sex;
//!
//! let patch = FieldsBuilder::default()
//!     .text("name", " 王芳 ")
//!     .text("note", "  ")
//!     .word("sex", Some(&Sex::Female))
//!     .build();
//! assert_eq!(patch.get("name").and_then(|name| name.as_str()), Some("王芳"));
//! assert!(!patch.contains_key("note"));
//! ```

use crate::code::Codes;
use crate::field;
use crate::id::{AreaId, RecordId};
use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The fields of a record or of a patch; in a patch `null` clears a field.
pub type Fields = Map<String, Value>;

/// A typed record: a class whose fields are the members of a type.
pub trait TypedRecord: Sized {
    /// Converts the record to fields; absent values are left out.
    ///
    /// # Errors
    /// If a member does not serialise, which is a bug of this crate.
    fn to_fields(&self) -> Result<Fields, serde_json::Error>;

    /// Converts fields to a record; its `rest` receives the unknown fields.
    ///
    /// # Errors
    /// If a known field has an unexpected shape, or a required one is absent.
    fn from_fields(fields: Fields) -> Result<Self, serde_json::Error>;
}

/// Reads fields by type; see [the module](self).
pub trait ReadFields {
    /// Returns the value of a field; `None` if the field is absent or `null`.
    fn value(&self, name: &str) -> Option<&Value>;

    /// Returns a text.
    fn text(&self, name: &str) -> Option<&str> {
        self.value(name).and_then(Value::as_str)
    }

    /// Returns a text, or an empty one.
    fn text_or_empty(&self, name: &str) -> &str {
        self.text(name).unwrap_or_default()
    }

    /// Returns a code.
    fn code<C: Codes>(&self, name: &str) -> Option<C> {
        self.text(name).map(C::from_code)
    }

    /// Returns a set of codes.
    fn codes<C: Codes>(&self, name: &str) -> Vec<C> {
        self.items(name).filter_map(Value::as_str).map(C::from_code).collect()
    }

    /// Returns a date of the years 1 to 9999.
    fn date(&self, name: &str) -> Option<NaiveDate> {
        self.text(name).and_then(field::date)
    }

    /// Returns the id of a record.
    fn id(&self, name: &str) -> Option<RecordId> {
        self.text(name).and_then(|text| RecordId::parse(text).ok())
    }

    /// Returns the ids of records.
    fn ids(&self, name: &str) -> Vec<RecordId> {
        let texts = self.items(name).filter_map(Value::as_str);
        texts.filter_map(|text| RecordId::parse(text).ok()).collect()
    }

    /// Returns the id of an area.
    fn area(&self, name: &str) -> Option<AreaId> {
        self.text(name).and_then(|text| AreaId::parse(text).ok())
    }

    /// Returns a whole number.
    fn integer(&self, name: &str) -> Option<i64> {
        self.value(name).and_then(Value::as_i64)
    }

    /// Returns a Boolean.
    fn flag(&self, name: &str) -> Option<bool> {
        self.value(name).and_then(Value::as_bool)
    }

    /// Returns a nested value.
    fn nested<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.value(name).and_then(|value| T::deserialize(value).ok())
    }

    /// Iterates over the items of a list; empty if the field is not a list.
    fn items(&self, name: &str) -> std::slice::Iter<'_, Value> {
        self.value(name).and_then(Value::as_array).map_or([].iter(), |items| items.iter())
    }
}

impl ReadFields for Fields {
    fn value(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_null())
    }
}

/// Builds fields; absent values are left out.
#[derive(Debug, Clone, Default)]
pub struct FieldsBuilder(Fields);

impl FieldsBuilder {
    /// Sets a field to a trimmed text; does nothing if the text is blank.
    #[must_use]
    pub fn text(self, name: &str, text: &str) -> Self {
        let text = text.trim();
        self.value(name, (!text.is_empty()).then(|| Value::from(text)))
    }

    /// Sets a field to a value that is written as one word, such as a code, a date or an id.
    #[must_use]
    pub fn word<T: ToString>(self, name: &str, value: Option<&T>) -> Self {
        self.value(name, value.map(|value| Value::from(value.to_string())))
    }

    /// Sets a field to a sorted set; does nothing if the set is empty.
    #[must_use]
    pub fn set<T: ToString>(self, name: &str, values: &[T]) -> Self {
        self.value(name, (!values.is_empty()).then(|| set(values)))
    }

    /// Sets a field to a list in the given order; does nothing if the list is empty.
    #[must_use]
    pub fn list<T: ToString>(self, name: &str, values: &[T]) -> Self {
        let list: Vec<Value> = values.iter().map(|value| value.to_string().into()).collect();
        self.value(name, (!list.is_empty()).then_some(Value::Array(list)))
    }

    /// Sets a field to a value; does nothing for `None`.
    #[must_use]
    pub fn value(mut self, name: &str, value: Option<Value>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// Returns the fields.
    pub fn build(self) -> Fields {
        self.0
    }
}

/// Returns the sorted set without duplicates, as it is written on the wire.
pub fn set<T: ToString>(values: &[T]) -> Value {
    let mut words: Vec<String> = values.iter().map(ToString::to_string).collect();
    words.sort();
    words.dedup();
    words.into()
}

/// Applies a patch: each of its fields replaces that of `fields`, `null` removes it.
pub fn apply(fields: &mut Fields, patch: &Fields) {
    for (name, value) in patch {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
}

/// Returns the patch that turns `before` into `after`; empty if they are equal.
pub fn diff(before: &Fields, after: &Fields) -> Fields {
    let changed = after.iter().filter(|(name, value)| before.get(*name) != Some(value));
    let mut patch: Fields = changed.map(|(n, v)| (n.clone(), v.clone())).collect();
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    patch.extend(gone.map(|name| (name.clone(), Value::Null)));
    patch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::position::Position;
    use crate::visit::VisitContact;
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
    fn what_has_another_shape_reads_as_absent() {
        let id = RecordId::from_bytes([3; 16]);
        let read = fields(json!({
            "content": "x", "met": "met", "household": id, "people": [id, "?", 3],
            "position": {"lat": 1, "lon": 2, "accuracy": 3, "source": "gnss"},
            "size": 7, "ok": true, "promise": null, "day": "2026-02-30",
        }));
        assert_eq!((read.text("content"), read.text("size")), (Some("x"), None));
        assert_eq!((read.text_or_empty("promise"), read.text_or_empty("none")), ("", ""));
        assert_eq!(
            (read.code("met"), read.code::<VisitContact>("size")),
            (Some(VisitContact::Met), None)
        );
        assert_eq!((read.id("household"), read.id("met")), (Some(id), None));
        assert_eq!((read.ids("people"), read.ids("met")), (vec![id], vec![]));
        assert_eq!(read.area("household").map(|area| *area.as_bytes()), Some([3; 16]));
        assert_eq!((read.integer("size"), read.integer("ok")), (Some(7), None));
        assert_eq!((read.flag("ok"), read.flag("size")), (Some(true), None));
        assert_eq!((read.date("day"), read.value("promise")), (None, None));
        assert_eq!(read.nested::<Position>("position").map(|found| found.lon), Some(2));
        assert_eq!(read.nested::<Position>("people"), None);
        assert_eq!((read.items("people").len(), read.items("met").len()), (3, 0));
    }

    #[test]
    fn a_builder_leaves_out_what_is_not_there() {
        let none: Option<&VisitContact> = None;
        let built = FieldsBuilder::default()
            .set("care", &["b", "a", "b"])
            .list("people", &["b", "a", "b"])
            .list::<String>("photos", &[])
            .set::<String>("none", &[])
            .word("met", none)
            .value("position", None)
            .build();
        let expected = json!({"care": ["a", "b"], "people": ["b", "a", "b"]});
        assert_eq!(Value::Object(built), expected);
    }
}
