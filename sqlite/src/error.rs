//! Why a database cannot be opened.

/// Why a database file cannot be opened. The file is left as it was.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The linked SQLite has the bug that can corrupt a WAL on reset.
    #[error("SQLite {found} is older than 3.51.3, which no longer corrupts its log on reset")]
    OldSqlite {
        /// The linked version, as SQLite numbers it: 3.51.3 is 3051003.
        found: i32,
    },
    /// The file was written by a newer build.
    #[error("the file has schema {found}, this build knows up to {newest}")]
    NewerSchema {
        /// The schema of the file.
        found: i64,
        /// The newest schema this build knows.
        newest: i64,
    },
    /// SQLite failed.
    #[error("SQLite")]
    Sqlite(#[from] rusqlite::Error),
}
