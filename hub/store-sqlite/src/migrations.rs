//! The schema: an append-only list of files whose position is `user_version`.

use crate::database;
use gridbook_store::{Result, StoreError};
use rusqlite::{Connection, Transaction, TransactionBehavior};

/// Every migration ever released, in order. A released one never changes.
pub(super) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_hub.sql"),
    include_str!("migrations/0002_console.sql"),
    include_str!("migrations/0003_worker.sql"),
    include_str!("migrations/0004_lists.sql"),
];

/// The schema this build knows.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings a file to this build's schema, in one transaction.
pub(super) fn bring_up(connection: &mut Connection) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = transaction.map_err(database)?;
    let found: i64 = transaction
        .query_row("PRAGMA user_version", [], |row| row.get("user_version"))
        .map_err(database)?;
    let done = match usize::try_from(found) {
        Ok(done) if done <= MIGRATIONS.len() => done,
        _ => return Err(StoreError::Newer { found, known: newest() }),
    };
    run_from(&transaction, done).and_then(|()| transaction.commit()).map_err(database)
}

/// Runs the migrations that a file has not seen.
fn run_from(transaction: &Transaction<'_>, done: usize) -> rusqlite::Result<()> {
    for migration in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", newest())
}
