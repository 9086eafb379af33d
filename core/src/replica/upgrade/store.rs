//! The SQL of the build that opened the file last.

use crate::db::WriteTx;
use crate::error::Result;
use rusqlite::{Connection, OptionalExtension as _, named_params};

/// Returns the build that opened the file last.
pub(super) fn build(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT version FROM build WHERE id = 1")?;
    Ok(statement.query_row([], |row| row.get("version")).optional()?)
}

/// Stores that this build has opened the file.
pub(super) fn set_build(tx: &WriteTx<'_>, version: &str) -> Result<()> {
    let sql = "INSERT INTO build (id, version) VALUES (1, :version)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version";
    tx.prepare_cached(sql)?.execute(named_params! {":version": version})?;
    Ok(())
}
