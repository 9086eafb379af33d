//! What a book is opened with.

use std::path::PathBuf;

/// The key a database is encrypted with: 256 random bits that the host keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseKey(pub [u8; 32]);

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(hidden)")
    }
}

/// What a book is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// A folder of this book alone: one worker, one install. It is made when it is not there.
    pub folder: PathBuf,
    /// The key of the database. This build does not encrypt and refuses one.
    pub key: Option<DatabaseKey>,
}
