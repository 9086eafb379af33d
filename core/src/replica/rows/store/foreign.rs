//! The SQL of rows whose class has no table in this build; they are kept unchanged.

use super::{fields_text, from_row};
use crate::db::{LocalRow, WriteTx};
use crate::error::Result;
use gridbook_domain::{AccountId, Class, FeedId, RecordId};
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, named_params};

/// Inserts or replaces a row.
pub(crate) fn put(tx: &WriteTx<'_>, row: &LocalRow) -> Result<()> {
    tx.prepare_cached(include_str!("put_foreign.sql"))?.execute(named_params! {
        ":record": row.record.as_bytes(),
        ":class": row.class.as_str(),
        ":feed": row.feed.as_bytes(),
        ":version": row.version.map(|version| version.to_string()),
        ":by": row.by.as_ref().map(AccountId::as_bytes),
        ":at": row.at,
        ":unsettled": row.unsettled,
        ":bytes": fields_text(&row.fields)?,
    })?;
    Ok(())
}

/// Reads the row of a record.
pub(crate) fn get(conn: &Connection, record: RecordId) -> Result<Option<LocalRow>> {
    let sql = "SELECT record, class, feed, version, by, at, unsettled, bytes AS fields
        FROM foreign_row WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":record": record.as_bytes()};
    Ok(statement.query_row(key, from_row).optional()?)
}

/// Removes the row of a record, if it exists.
pub(crate) fn remove(tx: &WriteTx<'_>, record: RecordId) -> Result<()> {
    let sql = "DELETE FROM foreign_row WHERE record = :record";
    tx.prepare_cached(sql)?.execute(named_params! {":record": record.as_bytes()})?;
    Ok(())
}

/// Lists the records of a feed, with their classes.
pub(crate) fn of_feed(conn: &Connection, feed: FeedId) -> Result<Vec<(Class, RecordId)>> {
    let sql = "SELECT class, record FROM foreign_row WHERE feed = :feed";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":feed": feed.as_bytes()};
    let rows = statement.query_map(key, |row| Ok((row.read("class")?, row.read("record")?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Lists the records of a class.
pub(crate) fn of_class(conn: &Connection, class: &Class) -> Result<Vec<RecordId>> {
    let sql = "SELECT record FROM foreign_row WHERE class = :class";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":class": class.as_str()};
    let rows = statement.query_map(key, |row| row.read("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
