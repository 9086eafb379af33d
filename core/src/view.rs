//! Looks at the fields of a record that never fail: what has another shape than this build expects
//! is passed over here, and stays in the record as it came.

use crate::error::{Error, Result};
use chrono::NaiveDate;
use gridbook_domain::field;
use gridbook_domain::outcome::Why;
use gridbook_domain::visit::Position;
use gridbook_domain::{AreaId, Fields, RecordId};
use serde_json::Value;

/// The text of a field.
pub(crate) fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

/// The text of a field as an owned string; empty where there is none.
pub(crate) fn words(fields: &Fields, name: &str) -> String {
    text(fields, name).unwrap_or_default().to_owned()
}

/// The code of a field.
pub(crate) fn code<C>(fields: &Fields, name: &str, of: fn(&str) -> C) -> Option<C> {
    text(fields, name).map(of)
}

/// The codes of a field.
pub(crate) fn codes<C>(fields: &Fields, name: &str, of: fn(&str) -> C) -> Vec<C> {
    list(fields, name).filter_map(Value::as_str).map(of).collect()
}

/// The id of another record.
pub(crate) fn id(fields: &Fields, name: &str) -> Option<RecordId> {
    text(fields, name).and_then(|text| RecordId::parse(text).ok())
}

/// The id of an area.
pub(crate) fn area(fields: &Fields, name: &str) -> Option<AreaId> {
    text(fields, name).and_then(|text| AreaId::parse(text).ok())
}

/// The ids of other records.
pub(crate) fn ids(fields: &Fields, name: &str) -> Vec<RecordId> {
    let texts = list(fields, name).filter_map(Value::as_str);
    texts.filter_map(|text| RecordId::parse(text).ok()).collect()
}

/// A date.
pub(crate) fn date(fields: &Fields, name: &str) -> Option<NaiveDate> {
    text(fields, name).and_then(field::date)
}

/// A whole number.
pub(crate) fn integer(fields: &Fields, name: &str) -> Option<i64> {
    fields.get(name).and_then(Value::as_i64)
}

/// A nested value.
pub(crate) fn nested<T: serde::de::DeserializeOwned>(fields: &Fields, name: &str) -> Option<T> {
    fields.get(name).and_then(|value| T::deserialize(value).ok())
}

fn list<'a>(fields: &'a Fields, name: &str) -> impl Iterator<Item = &'a Value> {
    fields.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// Fields under construction: what is absent is left out.
#[derive(Default)]
pub(crate) struct Builder(Fields);

impl Builder {
    /// Sets a field to a text, unless it is blank.
    pub(crate) fn text(self, name: &str, text: &str) -> Self {
        let text = text.trim();
        self.value(name, (!text.is_empty()).then(|| Value::from(text)))
    }

    /// Sets a field to a code, a date, an id or whatever else is written as text.
    pub(crate) fn shown<T: ToString>(self, name: &str, value: Option<&T>) -> Self {
        self.value(name, value.map(|value| Value::from(value.to_string())))
    }

    /// Sets a field to a sorted set, unless it is empty.
    pub(crate) fn set<T: ToString>(self, name: &str, values: &[T]) -> Self {
        self.value(name, (!values.is_empty()).then(|| set(values)))
    }

    /// Sets a field to a list in the order given, unless it is empty.
    pub(crate) fn list<T: ToString>(self, name: &str, values: &[T]) -> Self {
        let list: Vec<Value> = values.iter().map(|value| value.to_string().into()).collect();
        self.value(name, (!list.is_empty()).then_some(Value::Array(list)))
    }

    /// Sets a field to a value, where there is one.
    pub(crate) fn value(mut self, name: &str, value: Option<Value>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// The fields.
    pub(crate) fn done(self) -> Fields {
        self.0
    }
}

/// A sorted set without repetition, as it stands on the wire.
pub(crate) fn set<T: ToString>(values: &[T]) -> Value {
    let mut words: Vec<String> = values.iter().map(ToString::to_string).collect();
    words.sort();
    words.dedup();
    words.into()
}

/// A position as it stands on the wire.
pub(crate) fn position(position: Option<&Position>) -> Result<Option<Value>> {
    if position.is_some_and(|position| !position.is_on_earth()) {
        return Err(Error::Invalid { field: "position".to_owned(), why: Why::BadField });
    }
    let value = position.map(serde_json::to_value).transpose();
    value.map_err(|_| Error::Stored("position"))
}
