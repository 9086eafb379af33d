//! The SQL that keeps the walking order and the search index of dwellings up to date.

use crate::db::WriteTx;
use crate::error::Result;
use crate::features::search::gram;
use gridbook_domain::RecordId;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use std::collections::BTreeSet;

/// The row of a dwelling with its place and its index entries.
pub(super) struct Place {
    pub id: i64,
    pub walk: Vec<u8>,
    pub found_by: BTreeSet<String>,
}

/// Reads the place of a dwelling.
pub(super) fn place(conn: &Connection, dwelling: RecordId) -> Result<Option<Place>> {
    let sql = "SELECT id, walk, door FROM dwelling WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let door: Option<String> = row.get("door")?;
        let found_by = gram::of_dwelling(door.as_deref());
        Ok(Place { id: row.get("id")?, walk: row.get("walk")?, found_by })
    };
    Ok(statement.query_row(named_params! {":record": dwelling.as_bytes()}, read).optional()?)
}

/// Reads the walking-order key of a dwelling.
pub(super) fn walk_at(conn: &Connection, dwelling: RecordId) -> Result<Option<Vec<u8>>> {
    let sql = "SELECT walk FROM dwelling WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":record": dwelling.as_bytes()};
    Ok(statement.query_row(key, |row| row.get("walk")).optional()?)
}

/// Stores the walking-order key in the households of a dwelling.
pub(super) fn walk_households(tx: &WriteTx<'_>, dwelling: RecordId, walk: &[u8]) -> Result<()> {
    let sql = "UPDATE household SET walk = :walk WHERE dwelling = :dwelling";
    let mut statement = tx.prepare_cached(sql)?;
    statement.execute(named_params! {":walk": walk, ":dwelling": dwelling.as_bytes()})?;
    Ok(())
}
