//! The SQL of conflicts.

use super::Open;
use crate::database::typed::{Typed, plain_table, typed_table};
use crate::error::{Error, Result};
use crate::record::Table as _;
use gridbook_domain::{Class, RecordId, conflict};
use rusqlite::{Connection, named_params};

pub(crate) static CONFLICT: Typed = typed_table!(
    Class::Conflict,
    conflict::FIELDS,
    "conflict",
    [class about field author op state]
);

plain_table! {
    /// Values that lost a merge.
    Conflicts = CONFLICT
}

/// The conflicts nobody has settled, newest first.
pub(super) fn open(conn: &Connection) -> Result<Vec<Open>> {
    let sql = "SELECT record FROM conflict WHERE state = 'open' ORDER BY at DESC, record";
    let mut statement = conn.prepare_cached(sql)?;
    let records = statement
        .query_map([], |row| Ok(RecordId::from_bytes(row.get("record")?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let read = |conflict: RecordId| {
        let row = Conflicts.get(conn, conflict)?.ok_or(Error::NotFound)?;
        Ok(Open { conflict, at: row.at, fields: row.fields })
    };
    records.into_iter().map(read).collect()
}

/// How many conflicts about a record nobody has settled.
pub(crate) fn open_about(conn: &Connection, about: RecordId) -> Result<u32> {
    let sql = "SELECT count(*) AS n FROM conflict WHERE about = :about AND state = 'open'";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":about": about.as_bytes()}, |row| row.get("n"))?)
}
