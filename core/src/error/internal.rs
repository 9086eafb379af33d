//! The internal error, with every cause.

use super::host::{SignerError, TransportError};
use super::input::{DATE_FORM, PhotoFault};
use gridbook_domain::OpId;
use gridbook_domain::host::NoRandomness;
use gridbook_domain::invitation::NotAnInvitation;
use gridbook_domain::op::BodyError;
use gridbook_domain::outcome::Why;
use gridbook_domain::wire::FailureCode;
use gridbook_sqlite::OpenError;
use rusqlite::ErrorCode;

/// The result of functions inside the core.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Every failure, with its cause.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("this build does not encrypt, so it takes no key")]
    EncryptionUnavailable,
    #[error("SQLite {found} is older than 3.51.3, which no longer corrupts its log on reset")]
    OldSqlite { found: i32 },
    #[error("the file has schema {found}, this build knows up to {newest}")]
    NewerSchema { found: i64, newest: i64 },
    #[error("the database file is damaged")]
    Damaged(#[source] rusqlite::Error),
    #[error("the storage of the device is full")]
    StorageFull,
    #[error("SQLite cannot use the file: {0:?}")]
    Unusable(ErrorCode),
    #[error("database")]
    Sqlite(#[source] rusqlite::Error),
    #[error("file")]
    Io(#[source] std::io::Error),
    #[error("COMMIT failed and the file cannot be read to see whether the change is in it")]
    CommitUnknown { ops: Vec<OpId> },
    #[error("not enrolled")]
    NotEnrolled,
    #[error("enrolled already")]
    Enrolled,
    #[error("no such record")]
    NotFound,
    #[error("field {field}: {why}")]
    Invalid { field: String, why: Why },
    #[error("field {field}: a date is expected as {DATE_FORM}")]
    MalformedDate { field: &'static str },
    #[error("body")]
    Body(#[from] BodyError),
    #[error("a stored {0} cannot be read")]
    Stored(&'static str),
    #[error("the draft was submitted already")]
    Submitted,
    #[error("another process holds the file")]
    Busy,
    #[error("the op was staged already")]
    Staged,
    #[error("the conflict is settled already")]
    ConflictSettled,
    #[error("a save names the photo already")]
    PhotoInUse,
    #[error("one save changes a record twice")]
    DuplicateRecord,
    #[error("a later op builds on this one")]
    HasDependents,
    #[error("invitation")]
    Invitation(#[from] NotAnInvitation),
    #[error("the source of randomness gives none")]
    Randomness,
    #[error("signer")]
    Signer(#[from] SignerError),
    #[error("transport")]
    Transport(#[from] TransportError),
    #[error("the hub answered {status}")]
    Refused { status: u16, code: Option<FailureCode>, retry_after: Option<u64> },
    #[error("the answer is not the hub's: {what}")]
    NotTheHub { what: &'static str },
    #[error("the hub speaks a newer protocol")]
    NewerHub,
    #[error("nothing moves although the hub says there is more")]
    NoProgress,
    #[error("put off")]
    Later { cause: Box<Error>, retry_after_ms: u64 },
    #[error("cancelled")]
    Cancelled,
    #[error("a sync is running")]
    SyncRunning,
    #[error("photo: {0}")]
    Photo(PhotoFault),
}

impl Error {
    /// Returns the error and its causes in one line, for traces and reports.
    pub fn trace(&self) -> String {
        let mut text = self.to_string();
        let mut source = std::error::Error::source(self);
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        text
    }
}

impl From<NoRandomness> for Error {
    fn from(_: NoRandomness) -> Self {
        Self::Randomness
    }
}

impl From<OpenError> for Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::OldSqlite { found } => Self::OldSqlite { found },
            OpenError::NewerSchema { found, newest } => Self::NewerSchema { found, newest },
            OpenError::Sqlite(error) => error.into(),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error),
            Some(ErrorCode::DiskFull) => Self::StorageFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            // The message of this cause contains the path, which may name a person.
            Some(
                code @ (ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::SystemIoFailure),
            ) => Self::Unusable(code),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::StorageFull,
            _ => Self::Io(error),
        }
    }
}
