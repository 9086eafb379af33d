//! Domain types in columns.

use gridbook_domain::encoding::Bytes;
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::{Class, Fields, Version};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ValueRef};
use rusqlite::{Row, RowIndex};
use std::cell::Cell;

/// A domain type that is stored in one column.
pub trait Column: Sized {
    /// Converts a stored value.
    ///
    /// # Errors
    /// If the value has another shape.
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self>;
}

/// Stored as 16 bytes, bound with `as_bytes()`.
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

/// Stored as exactly `N` bytes, bound as the array inside.
impl<const N: usize> Column for Bytes<N> {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; N]>::column_result(value).map(Bytes)
    }
}

/// Stored as the word of the wire, bound with `as_str()`.
impl Column for Class {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(Self::from_code)
    }
}

/// Stored as the text of the wire, bound with `to_string()`.
impl Column for Version {
    fn from_column(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str()?.parse().map_err(|_| FromSqlError::InvalidType)
    }
}

/// Stored as JSON text. Parse errors are dropped, because they would quote a person's data.
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

/// Reads domain types from a row, as [`Row::get`] reads SQLite's types.
pub trait ReadColumn {
    /// Reads the column of this name.
    ///
    /// # Errors
    /// If the column does not exist or its value has another shape.
    fn read<T: Column>(&self, name: impl RowIndex) -> rusqlite::Result<T>;
}

/// Adapts a [`Column`] to [`Row::get`].
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

/// Reads the columns of a row by name. The search for a name begins after the last column read, so
/// reading in the order of the statement costs one comparison a column.
pub struct Columns<'a, 'stmt> {
    row: &'a Row<'stmt>,
    next: Cell<usize>,
}

impl<'a, 'stmt> Columns<'a, 'stmt> {
    /// Returns the columns of a row.
    pub fn of(row: &'a Row<'stmt>) -> Self {
        Self { row, next: Cell::new(0) }
    }

    /// Reads a column as one of SQLite's types.
    ///
    /// # Errors
    /// If the column does not exist or its value has another shape.
    pub fn get<T: FromSql>(&self, name: &str) -> rusqlite::Result<T> {
        self.row.get(self.place(name)?)
    }

    /// Reads a column as a domain type.
    ///
    /// # Errors
    /// If the column does not exist or its value has another shape.
    pub fn read<T: Column>(&self, name: &str) -> rusqlite::Result<T> {
        self.row.read(self.place(name)?)
    }

    /// Reads a version from two columns, a counter and a tag; `None` if either is null.
    ///
    /// # Errors
    /// If a column is missing or has another shape.
    pub fn version(&self, n: &str, tag: &str) -> rusqlite::Result<Option<Version>> {
        let (n, tag): (Option<u64>, Option<Bytes<6>>) = (self.get(n)?, self.read(tag)?);
        Ok(n.zip(tag).map(|(n, tag)| Version { n, tag }))
    }

    fn place(&self, name: &str) -> rusqlite::Result<usize> {
        let statement = self.row.as_ref();
        let next = self.next.get();
        let is_next = statement.column_name(next).is_ok_and(|found| found == name);
        let place = if is_next { next } else { statement.column_index(name)? };
        self.next.set(place + 1);
        Ok(place)
    }
}
