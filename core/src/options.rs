//! The options with which a book is opened.

use std::path::PathBuf;

/// The key that encrypts a database: 256 random bits that the host keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseKey(pub [u8; 32]);

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(hidden)")
    }
}

/// The options with which a book is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The folder of this book alone: one worker, one install. It is created if missing.
    pub folder: PathBuf,
    /// The key of the database. This build does not encrypt, and refuses a key.
    pub key: Option<DatabaseKey>,
}
