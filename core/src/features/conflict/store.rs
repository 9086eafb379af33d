//! The SQL of conflicts.

use super::Open;
use crate::db::ReadTx;
use crate::error::{Error, Result};
use crate::replica::rows;
use gridbook_domain::{Class, RecordId};
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, named_params};

/// Returns the open conflicts, newest first.
pub(super) fn open(conn: &ReadTx<'_>) -> Result<Vec<Open>> {
    let sql = "SELECT record FROM conflict WHERE state = 'open' ORDER BY at DESC, record";
    let mut statement = conn.prepare_cached(sql)?;
    let records = statement.query_map([], |row| row.read("record"))?;
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let read = |conflict: RecordId| {
        let row = rows::get(conn, &Class::Conflict, conflict)?.ok_or(Error::NotFound)?;
        Ok(Open { conflict, at: row.at, fields: row.fields })
    };
    records.into_iter().map(read).collect()
}

/// Counts the open conflicts about a record.
pub(crate) fn open_about(conn: &Connection, about: RecordId) -> Result<u32> {
    let sql = "SELECT count(*) AS n FROM conflict WHERE about = :about AND state = 'open'";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":about": about.as_bytes()}, |row| row.get("n"))?)
}
