//! Every schema change, in order.
//!
//! The position of a file in [`MIGRATIONS`] is the `user_version` it leads to; one path serves
//! fresh and old files alike. A file newer than the code is refused and left as it is.

use crate::error::{Error, Result};
use rusqlite::{Connection, TransactionBehavior};

/// Append only: never edit, reorder or remove what was released.
pub(super) const MIGRATIONS: &[&str] =
    &[include_str!("migrations/0001_engine.sql"), include_str!("migrations/0002_records.sql")];

/// Brings a file up to `steps`, all in one transaction.
pub(super) fn migrate(conn: &mut Connection, steps: &[&str]) -> Result<()> {
    let newest = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    let found = user_version(conn)?;
    if found == newest {
        return Ok(());
    }
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have been faster.
    let found = user_version(&tx)?;
    let at = usize::try_from(found).unwrap_or(usize::MAX);
    let Some(pending) = steps.get(at..) else {
        return Err(Error::FromTheFuture { found, newest });
    };
    for step in pending {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "user_version", newest)?;
    tx.commit()?;
    Ok(())
}

fn user_version(conn: &Connection) -> Result<u32> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}
