//! Converts SQLite's errors to those of a store.

use gridbook_sqlite::OpenError;
use gridbook_store::StoreError;

/// Converts an error of the database.
pub(crate) fn database(error: rusqlite::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

/// Converts an error from opening a file.
pub(crate) fn opening(error: OpenError) -> StoreError {
    match error {
        OpenError::NewerSchema { found, newest } => StoreError::Newer { found, known: newest },
        OpenError::Sqlite(error) => database(error),
        other @ OpenError::OldSqlite { .. } => StoreError::Database(Box::new(other)),
    }
}
