//! Errors as the hub's callers receive them.

use crate::host::NoRandomness;
use gridbook_store::StoreError;

/// Why a call of the hub failed, in terms of what the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// Another process has this data folder open: stop it, or choose another folder.
    #[error("the data folder is in use by another process")]
    InUse,
    /// The data folder cannot be created, read or written: choose another one or free some space.
    #[error("the data folder cannot be used: {reason}")]
    Folder {
        /// The operating system's message.
        reason: String,
    },
    /// The data was written by a newer version: install that version. Nothing was changed.
    #[error("the data was written by a newer version (schema {found}, this one knows {known})")]
    Newer {
        /// The schema of the file.
        found: i64,
        /// The newest schema this build knows.
        known: i64,
    },
    /// The key files do not belong to this data: bring back the right ones.
    #[error("the hub's key files are missing or belong to other data")]
    Keys,
    /// The database is empty although the keys of a hub are beside it: restore the database, or
    /// choose another folder.
    #[error(
        "the database is missing or empty, but the keys of a hub are beside it: restore the \
         database (gridbook restore), or choose another folder"
    )]
    NoDatabase,
    /// Something does not exist: check the id.
    #[error("there is no such {what}")]
    NotFound {
        /// The kind of thing that was looked for, such as `account`.
        what: &'static str,
    },
    /// The input breaks a rule: correct it.
    #[error("{reason}")]
    Invalid {
        /// The rule, without any of the content.
        reason: String,
    },
    /// The hub or its disk failed: trying again later may help.
    #[error("the hub failed: {reason}")]
    Internal {
        /// The cause, without any of the content.
        reason: String,
    },
}

impl HubError {
    /// Returns whether the same call can succeed later without any other change.
    pub fn can_retry(&self) -> bool {
        match self {
            Self::InUse | Self::Internal { .. } => true,
            Self::Folder { .. }
            | Self::Newer { .. }
            | Self::Keys
            | Self::NoDatabase
            | Self::NotFound { .. }
            | Self::Invalid { .. } => false,
        }
    }

    /// Creates the error for input that breaks a rule.
    pub fn invalid(reason: impl Into<String>) -> Self {
        Self::Invalid { reason: reason.into() }
    }
}

impl From<NoRandomness> for HubError {
    fn from(error: NoRandomness) -> Self {
        Self::Internal { reason: error.to_string() }
    }
}

impl From<StoreError> for HubError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Newer { found, known } => Self::Newer { found, known },
            StoreError::InUse => Self::InUse,
            StoreError::Io(error) => Self::Folder { reason: error.kind().to_string() },
            StoreError::NotFound { what } => Self::NotFound { what },
            StoreError::Database(_) | StoreError::Stored { .. } | StoreError::Json(_) => {
                Self::Internal { reason: error.to_string() }
            }
        }
    }
}
