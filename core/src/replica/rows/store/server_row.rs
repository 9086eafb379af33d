//! The SQL of the hub's rows under own parts.

use super::{fields_text, from_row};
use crate::db::{LocalRow, WriteTx};
use crate::error::Result;
use gridbook_domain::{AccountId, RecordId};
use rusqlite::{Connection, OptionalExtension as _, named_params};

/// Reads the hub's row of a record with own parts.
pub(crate) fn get(conn: &Connection, record: RecordId) -> Result<Option<LocalRow>> {
    let sql = "SELECT record, class, feed, version, by, at, 0 AS unsettled, fields
        FROM hub_row WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":record": record.as_bytes()};
    Ok(statement.query_row(key, from_row).optional()?)
}

/// Stores the hub's row of a record with own parts.
pub(crate) fn put(tx: &WriteTx<'_>, row: &LocalRow) -> Result<()> {
    tx.prepare_cached(include_str!("put_server_row.sql"))?.execute(named_params! {
        ":record": row.record.as_bytes(),
        ":class": row.class.as_str(),
        ":feed": row.feed.as_bytes(),
        ":version": row.version.map(|version| version.to_string()),
        ":by": row.by.as_ref().map(AccountId::as_bytes),
        ":at": row.at,
        ":fields": fields_text(&row.fields)?,
    })?;
    Ok(())
}

/// Removes the hub's row of a record, which has no own parts any more.
pub(crate) fn remove(tx: &WriteTx<'_>, record: RecordId) -> Result<()> {
    let sql = "DELETE FROM hub_row WHERE record = :record";
    tx.prepare_cached(sql)?.execute(named_params! {":record": record.as_bytes()})?;
    Ok(())
}
