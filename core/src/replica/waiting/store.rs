//! The SQL of the counts of what waits.

use crate::error::Result;
use rusqlite::Connection;

/// Counts the ops that are not durable on the hub.
pub(crate) fn ops(conn: &Connection) -> Result<u64> {
    let mut statement = conn.prepare_cached(include_str!("ops.sql"))?;
    Ok(statement.query_row([], |row| row.get("waiting"))?)
}

/// Counts the drafts.
pub(crate) fn drafts(conn: &Connection) -> Result<u64> {
    let mut statement = conn.prepare_cached("SELECT count(*) AS drafts FROM draft")?;
    Ok(statement.query_row([], |row| row.get("drafts"))?)
}
