//! The SQL of what waits.

use crate::error::Result;
use crate::replica::feeds;
use rusqlite::{Connection, named_params};

/// Counts the ops that are not durable on the hub.
pub(crate) fn ops(conn: &Connection) -> Result<u64> {
    let (durable, _) = feeds::store::acknowledged(conn)?;
    let sql = "SELECT (SELECT count(*) FROM op WHERE mseq IS NULL)
        + (SELECT count(*) FROM op WHERE mseq > :durable) AS waiting";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":durable": durable}, |row| row.get("waiting"))?)
}

/// Counts the drafts.
pub(crate) fn drafts(conn: &Connection) -> Result<u64> {
    let mut statement = conn.prepare_cached("SELECT count(*) AS drafts FROM draft")?;
    Ok(statement.query_row([], |row| row.get("drafts"))?)
}
