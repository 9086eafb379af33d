//! One class of records as a typed table: fields to columns and back, nothing lost on the way.
//!
//! A value whose shape is not the one its column is made for, and a field no column is made for,
//! stand in `rest` as they came. Columns are called as their fields.

use crate::error::{Error, Result};
use crate::record::{Readable, Stamp};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::field::{Field, Fields, Kind};
use gridbook_domain::{AccountId, Class, FeedId, RecordId, Version};
use rusqlite::types::Null;
use rusqlite::{
    CachedStatement, Connection, OptionalExtension as _, Row, Transaction, named_params,
};
use serde_json::Value;
use std::collections::BTreeMap;

/// A class with its fields and the statements of its table; made by [`typed_table!`].
pub(crate) struct Typed {
    pub class: Class,
    /// The fields that have a column, in the order of the columns.
    pub fields: &'static [Field],
    /// The columns of the fields; a test holds that they are the fields in their order.
    #[cfg_attr(not(test), expect(dead_code, reason = "compared with the fields in a test"))]
    pub columns: &'static [&'static str],
    pub put: &'static str,
    pub get: &'static str,
    pub stamp: &'static str,
    pub of_feed: &'static str,
    pub remove: &'static str,
}

/// The statements of a typed table, from its name and the columns of its fields; columns made from
/// the fields by the store stand after a bar. The parameters of `put` are bound by their position.
macro_rules! typed_table {
    ($class:expr, $fields:expr, $table:literal, [$($column:tt)*] $(| $made:tt)?) => {
        $crate::database::typed::Typed {
            class: $class,
            fields: $fields,
            columns: &[$(stringify!($column),)*],
            put: concat!(
                "INSERT INTO ", $table,
                " (record, feed, version_n, version_tag, by_account, at, unsettled, ",
                $(stringify!($column), ", ",)* "rest", $(", ", stringify!($made),)?
                ") VALUES (:record, :feed, :version_n, :version_tag, :by_account, :at,",
                " :unsettled, ",
                $(":", stringify!($column), ", ",)* ":rest", $(", :", stringify!($made),)?
                ") ON CONFLICT (record) DO UPDATE SET feed = excluded.feed,",
                " version_n = excluded.version_n, version_tag = excluded.version_tag,",
                " by_account = excluded.by_account, at = excluded.at,",
                " unsettled = excluded.unsettled, ",
                $(stringify!($column), " = excluded.", stringify!($column), ", ",)*
                "rest = excluded.rest",
                $(", ", stringify!($made), " = excluded.", stringify!($made),)?
            ),
            get: concat!(
                "SELECT record, feed, version_n, version_tag, by_account, at, unsettled, ",
                $(stringify!($column), ", ",)*
                "rest FROM ", $table, " WHERE record = :record",
            ),
            stamp: concat!(
                "SELECT feed, version_n, version_tag, unsettled FROM ", $table,
                " WHERE record = :record",
            ),
            of_feed: concat!("SELECT record FROM ", $table, " WHERE feed = :feed"),
            remove: concat!("DELETE FROM ", $table, " WHERE record = :record"),
        }
    };
}
pub(crate) use typed_table;

/// Makes a type that is the table of a class which needs nothing but its row.
macro_rules! plain_table {
    ($(#[$doc:meta])* $name:ident = $typed:ident) => {
        $(#[$doc])*
        pub(crate) struct $name;

        impl $crate::record::Table for $name {
            fn put(
                &self,
                tx: &rusqlite::Transaction<'_>,
                row: &$crate::record::Readable,
            ) -> $crate::error::Result<()> {
                $typed.put(tx, row, None)
            }

            $crate::database::typed::read_half!($typed);

            fn remove(
                &self,
                tx: &rusqlite::Transaction<'_>,
                record: gridbook_domain::RecordId,
            ) -> $crate::error::Result<()> {
                $typed.remove(tx, record)
            }
        }
    };
}
pub(crate) use plain_table;

/// The methods of [`crate::record::Table`] that only read: the same for every typed table.
macro_rules! read_half {
    ($typed:ident) => {
        fn get(
            &self,
            conn: &rusqlite::Connection,
            record: gridbook_domain::RecordId,
        ) -> $crate::error::Result<Option<$crate::record::Readable>> {
            $typed.get(conn, record)
        }

        fn of_feed(
            &self,
            conn: &rusqlite::Connection,
            feed: gridbook_domain::FeedId,
        ) -> $crate::error::Result<Vec<gridbook_domain::RecordId>> {
            $typed.of_feed(conn, feed)
        }

        fn stamp(
            &self,
            conn: &rusqlite::Connection,
            record: gridbook_domain::RecordId,
        ) -> $crate::error::Result<Option<$crate::record::Stamp>> {
            $typed.stamp(conn, record)
        }
    };
}
pub(crate) use read_half;

/// How many parameters stand before those of the fields.
const COMMON: usize = 7;

impl Typed {
    /// Writes a row; `made` is the value of the column after `rest`, where there is one.
    pub fn put(&self, tx: &Transaction<'_>, row: &Readable, made: Option<&[u8]>) -> Result<()> {
        let mut statement = tx.prepare_cached(self.put)?;
        bind_common(&mut statement, row)?;
        let mut rest = self.unknown(&row.fields);
        let mut at = COMMON;
        for field in self.fields {
            at += 1;
            match row.fields.get(field.name) {
                None => statement.raw_bind_parameter(at, Null)?,
                Some(value) if bind(&mut statement, at, field.kind, value)? => {}
                Some(value) => {
                    statement.raw_bind_parameter(at, Null)?;
                    rest.insert(field.name, value);
                }
            }
        }
        let rest = if rest.is_empty() { None } else { Some(json(&rest)?) };
        statement.raw_bind_parameter(at + 1, rest)?;
        if let Some(made) = made {
            statement.raw_bind_parameter(at + 2, made)?;
        }
        statement.raw_execute()?;
        Ok(())
    }

    fn unknown<'a>(&self, fields: &'a Fields) -> BTreeMap<&'a str, &'a Value> {
        let known = |name: &str| self.fields.iter().any(|field| field.name == name);
        fields.iter().filter(|(name, _)| !known(name)).map(|(n, v)| (n.as_str(), v)).collect()
    }

    /// Reads the row of a record.
    pub fn get(&self, conn: &Connection, record: RecordId) -> Result<Option<Readable>> {
        let mut statement = conn.prepare_cached(self.get)?;
        let key = named_params! {":record": record.as_bytes()};
        statement.query_row(key, |row| Ok(self.readable(row))).optional()?.transpose()
    }

    fn readable(&self, row: &Row<'_>) -> Result<Readable> {
        let rest: Option<String> = row.get("rest")?;
        let mut fields = match rest {
            Some(text) => read_json::<Fields>(&text)?,
            None => Fields::new(),
        };
        for field in self.fields {
            if let Some(value) = value_of(row, field)? {
                fields.insert(field.name.to_owned(), value);
            }
        }
        Ok(Readable {
            class: self.class.clone(),
            record: RecordId::from_bytes(row.get("record")?),
            feed: FeedId::from_bytes(row.get("feed")?),
            version: version_of(row)?,
            by: row.get::<_, Option<[u8; 16]>>("by_account")?.map(AccountId::from_bytes),
            at: row.get("at")?,
            unsettled: row.get("unsettled")?,
            fields,
        })
    }

    /// Reads what planning needs of the row of a record.
    pub fn stamp(&self, conn: &Connection, record: RecordId) -> Result<Option<Stamp>> {
        let mut statement = conn.prepare_cached(self.stamp)?;
        let key = named_params! {":record": record.as_bytes()};
        let read = |row: &Row<'_>| -> Result<Stamp> {
            let feed = FeedId::from_bytes(row.get("feed")?);
            Ok(Stamp { feed, version: version_of(row)?, unsettled: row.get("unsettled")? })
        };
        statement.query_row(key, |row| Ok(read(row))).optional()?.transpose()
    }

    /// The records of a feed, in any order.
    pub fn of_feed(&self, conn: &Connection, feed: FeedId) -> Result<Vec<RecordId>> {
        let mut statement = conn.prepare_cached(self.of_feed)?;
        let rows = statement.query_map(named_params! {":feed": feed.as_bytes()}, |row| {
            Ok(RecordId::from_bytes(row.get("record")?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Removes the row of a record; one that is not there is no error.
    pub fn remove(&self, tx: &Transaction<'_>, record: RecordId) -> Result<()> {
        let mut statement = tx.prepare_cached(self.remove)?;
        statement.execute(named_params! {":record": record.as_bytes()})?;
        Ok(())
    }
}

fn bind_common(statement: &mut CachedStatement<'_>, row: &Readable) -> Result<()> {
    let n = row.version.map(|version| i64::try_from(version.n));
    let n = n.transpose().map_err(|_| Error::Stored("version"))?;
    statement.raw_bind_parameter(1, row.record.as_bytes())?;
    statement.raw_bind_parameter(2, row.feed.as_bytes())?;
    statement.raw_bind_parameter(3, n)?;
    statement.raw_bind_parameter(4, row.version.map(|version| version.tag.0))?;
    statement.raw_bind_parameter(5, row.by.map(|by| *by.as_bytes()))?;
    statement.raw_bind_parameter(6, row.at)?;
    statement.raw_bind_parameter(COMMON, row.unsettled)?;
    Ok(())
}

/// Binds a value that has its column's shape; says no to any other.
fn bind(statement: &mut CachedStatement<'_>, at: usize, kind: Kind, value: &Value) -> Result<bool> {
    match (kind, value) {
        (Kind::Text(_) | Kind::Code | Kind::Date | Kind::Hash, Value::String(text)) => {
            statement.raw_bind_parameter(at, text.as_str())?;
        }
        (Kind::Id, Value::String(text)) => {
            let Ok(id) = RecordId::parse(text) else { return Ok(false) };
            statement.raw_bind_parameter(at, id.as_bytes())?;
        }
        (Kind::Integer(..), Value::Number(number)) => {
            let Some(number) = number.as_i64() else { return Ok(false) };
            statement.raw_bind_parameter(at, number)?;
        }
        (Kind::Flag, Value::Bool(flag)) => statement.raw_bind_parameter(at, flag)?,
        (Kind::Codes | Kind::Ids | Kind::Nested(_), Value::Array(_))
        | (Kind::Nested(_), Value::Object(_)) => statement.raw_bind_parameter(at, json(value)?)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn value_of(row: &Row<'_>, field: &Field) -> Result<Option<Value>> {
    Ok(match field.kind {
        Kind::Text(_) | Kind::Code | Kind::Date | Kind::Hash => {
            row.get::<_, Option<String>>(field.name)?.map(Value::String)
        }
        Kind::Id => row
            .get::<_, Option<[u8; 16]>>(field.name)?
            .map(|id| Value::String(RecordId::from_bytes(id).to_string())),
        Kind::Integer(..) => row.get::<_, Option<i64>>(field.name)?.map(Value::from),
        Kind::Flag => row.get::<_, Option<bool>>(field.name)?.map(Value::from),
        Kind::Codes | Kind::Ids | Kind::Nested(_) => {
            let text: Option<String> = row.get(field.name)?;
            text.map(|text| read_json(&text)).transpose()?
        }
    })
}

fn version_of(row: &Row<'_>) -> Result<Option<Version>> {
    let n: Option<i64> = row.get("version_n")?;
    let tag: Option<[u8; 6]> = row.get("version_tag")?;
    let (Some(n), Some(tag)) = (n, tag) else { return Ok(None) };
    let n = u64::try_from(n).map_err(|_| Error::Stored("version"))?;
    Ok(Some(Version { n, tag: Bytes(tag) }))
}

fn json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Stored("record"))
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Stored("record"))
}

/// The text of a column; empty where it holds none.
pub(crate) fn text(row: &Row<'_>, column: &str) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

/// The code of a column.
pub(crate) fn code<C>(
    row: &Row<'_>,
    column: &str,
    of: fn(&str) -> C,
) -> rusqlite::Result<Option<C>> {
    Ok(row.get::<_, Option<String>>(column)?.map(|word| of(&word)))
}

/// The record a column points at.
pub(crate) fn pointer(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<RecordId>> {
    Ok(row.get::<_, Option<[u8; 16]>>(column)?.map(RecordId::from_bytes))
}

#[cfg(test)]
mod tests;
