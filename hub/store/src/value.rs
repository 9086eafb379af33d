//! Values of columns and rows, which a store reads and writes without knowing their meaning.

use crate::{Result, StoreError};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::id::{AccountId, AreaId, FeedId, InstallId, RecordId};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};

/// The value of a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// A number.
    Int(i64),
    /// A counter. One over `i64::MAX` cannot be written; a counter that is read is an
    /// [`Int`](Self::Int).
    Counter(u64),
    /// Text.
    Text(String),
    /// Bytes, such as those of an id.
    Blob(Vec<u8>),
}

/// A type that one column holds.
pub trait Column: Sized {
    /// Returns the value that is written.
    fn to_value(&self) -> Value;
    /// Reads a stored value; `None` for one of another shape.
    fn from_value(value: &Value) -> Option<Self>;
}

impl Column for i64 {
    fn to_value(&self) -> Value {
        Value::Int(*self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }
}

impl Column for u64 {
    fn to_value(&self) -> Value {
        Value::Counter(*self)
    }

    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

impl Column for u32 {
    fn to_value(&self) -> Value {
        Value::Int((*self).into())
    }

    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value)?.try_into().ok()
    }
}

/// 0 or 1.
impl Column for bool {
    fn to_value(&self) -> Value {
        Value::Int((*self).into())
    }

    fn from_value(value: &Value) -> Option<Self> {
        i64::from_value(value).map(|number| number != 0)
    }
}

impl Column for String {
    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        }
    }
}

impl<const N: usize> Column for Bytes<N> {
    fn to_value(&self) -> Value {
        Value::Blob(self.0.to_vec())
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Blob(bytes) => bytes.as_slice().try_into().ok().map(Self),
            _ => None,
        }
    }
}

/// `NULL` for none.
impl<T: Column> Column for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map(T::to_value).unwrap_or_default()
    }

    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// 16 bytes.
macro_rules! ids {
    ($($name:ident)*) => {$(
        impl Column for $name {
            fn to_value(&self) -> Value {
                Value::Blob(self.as_bytes().to_vec())
            }

            fn from_value(value: &Value) -> Option<Self> {
                Bytes::from_value(value).map(|bytes| Self::from_bytes(bytes.0))
            }
        }
    )*};
}

/// The code on the wire.
macro_rules! codes {
    ($($name:ident)*) => {$(
        impl Column for $name {
            fn to_value(&self) -> Value {
                Value::Text(self.as_str().to_owned())
            }

            fn from_value(value: &Value) -> Option<Self> {
                match value {
                    Value::Text(word) => Some(Self::from_code(word)),
                    _ => None,
                }
            }
        }
    )*};
}

ids! { AccountId AreaId FeedId InstallId RecordId }
codes! { Category Kind Purpose ReviewStatus State VisitContact }

/// Values of a row by the names of their columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(Vec<(&'static str, Value)>);

impl Values {
    /// Adds a column.
    #[must_use]
    pub fn with(mut self, column: &'static str, value: &impl Column) -> Self {
        self.0.push((column, value.to_value()));
        self
    }

    /// Reads a column.
    ///
    /// # Errors
    /// [`StoreError::Stored`] when there is no such column or its value has another shape.
    pub fn get<T: Column>(&self, column: &'static str) -> Result<T> {
        let found = self.0.iter().find(|(name, _)| *name == column);
        let value = found.and_then(|(_, value)| T::from_value(value));
        value.ok_or(StoreError::Stored { what: column })
    }

    /// Iterates over columns and values, in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.0.iter().map(|(column, value)| (*column, value))
    }
}

impl FromIterator<(&'static str, Value)> for Values {
    fn from_iter<I: IntoIterator<Item = (&'static str, Value)>>(columns: I) -> Self {
        Self(columns.into_iter().collect())
    }
}

impl Extend<(&'static str, Value)> for Values {
    fn extend<I: IntoIterator<Item = (&'static str, Value)>>(&mut self, columns: I) {
        self.0.extend(columns);
    }
}
