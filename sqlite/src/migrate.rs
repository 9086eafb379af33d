//! Schema migrations, in order.

use crate::OpenError;
use rusqlite::{Connection, TransactionBehavior};

/// Migrates a file to the last of `steps`, all in one transaction.
///
/// The position of a step is the `user_version` after it; the same path serves new and old files.
/// The list is append-only: a released step never changes.
///
/// # Errors
/// [`OpenError::NewerSchema`] for a file that is ahead of `steps`, which stays unchanged; otherwise
/// [`OpenError::Sqlite`], and the file is as it was before.
pub fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<(), OpenError> {
    let newest = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    if user_version(connection)? == newest {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock, because another process may have been faster.
    let found = user_version(&transaction)?;
    let pending = usize::try_from(found).ok().and_then(|done| steps.get(done..));
    let Some(pending) = pending else {
        return Err(OpenError::NewerSchema { found, newest });
    };
    for step in pending {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "user_version", newest)?;
    Ok(transaction.commit()?)
}

fn user_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("PRAGMA user_version", [], |row| row.get("user_version"))
}
