//! Columns to types: what SQLite holds as blobs, integers and text.

use gridbook_domain::encoding::Bytes;
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::{Fields, Version};
use gridbook_sqlite::Columns;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef};
use rusqlite::{Row, ToSql};

/// An id read from 16 bytes.
pub(super) trait Id {
    /// The id with exactly these bytes.
    fn of(bytes: [u8; 16]) -> Self;
}

macro_rules! ids {
    ($($name:ident)*) => {$(
        impl Id for $name {
            fn of(bytes: [u8; 16]) -> Self {
                Self::from_bytes(bytes)
            }
        }
    )*};
}

ids! { AccountId AreaId EpochId FeedId InstallId OpId RecordId }

/// A number that is never negative and fits SQLite's integers.
pub(super) struct Int(pub u64);

impl ToSql for Int {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let number = i64::try_from(self.0)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        Ok(ToSqlOutput::from(number))
    }
}

impl FromSql for Int {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let number = value.as_i64()?;
        u64::try_from(number).map(Self).map_err(|_| FromSqlError::OutOfRange(number))
    }
}

/// Fields as JSON text.
pub(super) struct Json(pub Fields);

impl FromSql for Json {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(FromSqlError::other)
    }
}

/// A column of exactly `N` bytes.
pub(super) fn bytes<const N: usize>(row: &Row<'_>, name: &str) -> rusqlite::Result<Bytes<N>> {
    row.get::<_, [u8; N]>(name).map(Bytes)
}

/// A column of exactly `N` bytes, or none.
pub(super) fn bytes_or_none<const N: usize>(
    row: &Row<'_>,
    name: &str,
) -> rusqlite::Result<Option<Bytes<N>>> {
    row.get::<_, Option<[u8; N]>>(name).map(|found| found.map(Bytes))
}

/// An id.
pub(super) fn id<T: Id>(row: &Row<'_>, name: &str) -> rusqlite::Result<T> {
    row.get::<_, [u8; 16]>(name).map(T::of)
}

/// An id, or none.
pub(super) fn id_or_none<T: Id>(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<T>> {
    row.get::<_, Option<[u8; 16]>>(name).map(|found| found.map(T::of))
}

/// A number that is never negative.
pub(super) fn int(row: &Row<'_>, name: &str) -> rusqlite::Result<u64> {
    row.get::<_, Int>(name).map(|int| int.0)
}

/// The version in the columns `n` and `tag`.
pub(super) fn version(row: &Columns<'_, '_>) -> rusqlite::Result<Version> {
    Ok(Version { n: row.get("n")?, tag: row.read("tag")? })
}

/// Text of the wire in a column.
pub(super) fn text(row: &Row<'_>, name: &str) -> rusqlite::Result<String> {
    row.get(name)
}
