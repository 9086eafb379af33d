//! The SQL of the search index and of looking things up in it.

use super::gram;
use crate::error::Result;
use rusqlite::{Connection, Transaction, named_params};
use std::collections::BTreeSet;

/// Brings the index of one row from what it was found by to what it is found by now.
pub(crate) fn index(
    tx: &Transaction<'_>,
    id: i64,
    before: &BTreeSet<String>,
    now: &BTreeSet<String>,
) -> Result<()> {
    for gone in before.difference(now) {
        let sql = "DELETE FROM gram WHERE g = :g AND id = :id";
        tx.prepare_cached(sql)?.execute(named_params! {":g": gone, ":id": id})?;
    }
    let sql = "INSERT OR IGNORE INTO gram (g, id) VALUES (:g, :id)";
    let mut insert = tx.prepare_cached(sql)?;
    for new in now.difference(before) {
        insert.execute(named_params! {":g": new, ":id": id})?;
    }
    Ok(())
}

/// The rows that something beginning with `prefix` leads to, each once, at most `limit`.
pub(super) fn beginning(conn: &Connection, prefix: &str, limit: u32) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT id FROM gram WHERE g >= :from AND g < :to LIMIT :limit";
    let mut statement = conn.prepare_cached(sql)?;
    let to = format!("{prefix}{}", char::MAX);
    let rows = statement
        .query_map(named_params! {":from": prefix, ":to": to, ":limit": limit}, |row| {
            row.get::<_, i64>("id")
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
