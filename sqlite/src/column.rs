//! Types of the domain as they stand in columns.

use gridbook_domain::encoding::Bytes;
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::{Class, Fields, Version};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Row, RowIndex};

/// A type of the domain that one column holds.
pub trait Column: Sized {
    /// Reads a stored value.
    ///
    /// # Errors
    /// When the value has another shape.
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self>;
}

/// 16 bytes, bound with `as_bytes()`.
macro_rules! ids {
    ($($name:ident)*) => {$(
        impl Column for $name {
            fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
                <[u8; 16]>::column_result(value).map(Self::from_bytes)
            }
        }
    )*};
}

ids! { AccountId AreaId EpochId FeedId InstallId OpId RecordId }

/// Exactly `N` bytes, bound as the array inside.
impl<const N: usize> Column for Bytes<N> {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; N]>::column_result(value).map(Bytes)
    }
}

/// The word of the wire, bound with `as_str()`.
impl Column for Class {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(Self::from_code)
    }
}

/// The text of the wire, bound with `to_string()`.
impl Column for Version {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|_| FromSqlError::InvalidType)
    }
}

/// JSON text. What is wrong with it is not passed on: it would quote a person's data.
impl Column for Fields {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map_err(|_| FromSqlError::InvalidType)
    }
}

impl<T: Column> Column for Option<T> {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Null => Ok(None),
            value => T::from_column(value).map(Some),
        }
    }
}

/// Reads types of the domain from a row, as [`Row::get`] reads those SQLite knows.
pub trait ReadColumn {
    /// Reads the column of this name.
    ///
    /// # Errors
    /// When there is no such column or its value has another shape.
    fn read<T: Column>(&self, name: impl RowIndex) -> rusqlite::Result<T>;
}

/// Carries a [`Column`] through [`Row::get`].
struct Read<T>(T);

impl<T: Column> FromSql for Read<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        T::from_column(value).map(Self)
    }
}

impl ReadColumn for Row<'_> {
    fn read<T: Column>(&self, name: impl RowIndex) -> rusqlite::Result<T> {
        self.get::<_, Read<T>>(name).map(|read| read.0)
    }
}

/// Reads the version that stands in two columns, a counter and a tag; `None` when either is null.
///
/// # Errors
/// When a column is missing or has another shape.
pub fn version(row: &Row<'_>, n: &str, tag: &str) -> rusqlite::Result<Option<Version>> {
    let (n, tag): (Option<u64>, Option<Bytes<6>>) = (row.get(n)?, row.read(tag)?);
    Ok(n.zip(tag).map(|(n, tag)| Version { n, tag }))
}
