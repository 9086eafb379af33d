//! The public error, which an app can act on.

use super::input::{DATE_FORM, PhotoFault};
use super::internal::Error;
use gridbook_domain::OpId;
use gridbook_domain::op::BodyError;
use gridbook_domain::outcome::Why;
use gridbook_domain::wire::FailureCode;

/// An error of a [`Book`](crate::Book), with what the app can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// The record, draft or op does not exist on this install.
    #[error("not found")]
    NotFound,
    /// A value is not allowed. Show the label of `why` beside the field.
    #[error("field {field} is not allowed: {why}")]
    Invalid {
        /// The field's name.
        field: String,
        /// The reason; its label is a message for the worker.
        why: Why,
    },
    /// The text of a date field is malformed or out of range. Show the message beside the field.
    #[error("field {field}: a date is expected as {form}")]
    MalformedDate {
        /// The field's name.
        field: String,
        /// The expected format: `YYYY-MM-DD`, from 0001-01-01 to 9999-12-31.
        form: String,
    },
    /// The save is larger than 64 KiB; shorten the text.
    #[error("one save of {bytes} bytes is too large")]
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// The install is not enrolled; ask for an invitation.
    #[error("not enrolled")]
    NotEnrolled,
    /// The book is enrolled already, and the invitation is for another install (of another worker,
    /// or a new one). Open it in another folder.
    #[error("enrolled already")]
    AlreadyEnrolled,
    /// The text is not an invitation, or is damaged, used or expired; ask for another.
    #[error("the invitation cannot be used")]
    Invitation {
        /// Whether the hub refused it; otherwise the text cannot be read.
        refused: bool,
    },
    /// The device's storage is full. Nothing was saved; free some space and retry.
    #[error("the storage is full")]
    StorageFull,
    /// A newer app wrote the file, or the hub needs a newer app; update the app. Nothing was
    /// changed.
    #[error("the app is too old")]
    AppTooOld,
    /// The folder or a file in it cannot be created, read or written: the app may not write to the
    /// path, or the storage was removed. The call saved nothing.
    #[error("the storage cannot be used: {trace}")]
    Storage {
        /// The system's error, without the path.
        trace: String,
    },
    /// Another process has been writing to the book for 2 s. Nothing was saved; retry.
    #[error("another process holds the book")]
    Busy,
    /// The database file is damaged. It stays unchanged.
    #[error("the database is damaged")]
    Damaged,
    /// A key was given, but this build does not encrypt.
    #[error("this build has no encryption")]
    EncryptionUnavailable,
    /// It is unknown whether the save is stored. Look for these ops after reopening the book.
    #[error("unknown whether the save is stored")]
    Unknown {
        /// The ops that may or may not be stored.
        ops: Vec<OpId>,
    },
    /// Too late: the save was sent or a later one builds on it, the conflict was settled, or the
    /// photo was submitted.
    #[error("too late to undo")]
    TooLate,
    /// The draft was submitted before. Its record is saved under the draft's id, and nothing was
    /// saved a second time.
    #[error("the draft was submitted already")]
    AlreadySubmitted,
    /// The network is down or the hub is busy; retry after this time. Nothing is lost.
    #[error("try again later")]
    TryLater {
        /// The time to wait in milliseconds.
        after_ms: u64,
    },
    /// The hub no longer knows this install's token, for example after restoring an old backup.
    /// Only the operator can help, because another invitation is for another install. Nothing is
    /// lost.
    #[error("the hub does not know the token")]
    SignIn,
    /// The server that answered is not the hub; usually it is a hotspot's login page.
    #[error("this network does not reach the hub")]
    NotTheHub,
    /// The app cancelled the call, by returning `false` from its progress callback.
    #[error("cancelled")]
    Cancelled,
    /// Another sync of this book is running.
    #[error("a sync is running")]
    SyncRunning,
    /// The photo was not added.
    #[error("{fault}")]
    Photo {
        /// The reason.
        fault: PhotoFault,
    },
    /// The host's hardware cannot use the device key now.
    #[error("the device key cannot be used now")]
    Signer,
    /// A bug or failure of the core or the hub; worth a report.
    #[error("internal: {trace}")]
    Bug {
        /// A description without personal data.
        trace: String,
    },
}

impl From<Error> for BookError {
    fn from(error: Error) -> Self {
        match error {
            Error::EncryptionUnavailable => Self::EncryptionUnavailable,
            Error::NewerSchema { .. } | Error::NewerHub => Self::AppTooOld,
            Error::Damaged(_) => Self::Damaged,
            Error::StorageFull => Self::StorageFull,
            Error::Io(cause) => Self::Storage { trace: cause.kind().to_string() },
            Error::Unusable(_) => Self::Storage { trace: error.to_string() },
            Error::Busy => Self::Busy,
            Error::CommitUnknown { ops } => Self::Unknown { ops },
            Error::NotEnrolled => Self::NotEnrolled,
            Error::Enrolled => Self::AlreadyEnrolled,
            Error::NotFound => Self::NotFound,
            Error::Invalid { field, why } => Self::Invalid { field, why },
            Error::MalformedDate { field } => {
                Self::MalformedDate { field: field.to_owned(), form: DATE_FORM.to_owned() }
            }
            Error::Body(BodyError::TooLarge { bytes }) => {
                Self::TooLarge { bytes: u64::try_from(bytes).unwrap_or(u64::MAX) }
            }
            Error::Staged | Error::HasDependents | Error::ConflictSettled | Error::PhotoInUse => {
                Self::TooLate
            }
            Error::Submitted => Self::AlreadySubmitted,
            Error::Invitation(_) => Self::Invitation { refused: false },
            Error::Signer(_) => Self::Signer,
            Error::Refused { code, status, retry_after } => refused(status, code, retry_after),
            Error::NotTheHub { .. } => Self::NotTheHub,
            Error::Later { retry_after_ms, .. } => Self::TryLater { after_ms: retry_after_ms },
            Error::Transport(_) => Self::TryLater { after_ms: FIRST_RETRY_MS },
            // A proxy repeats old responses, or the hub has a bug; retrying at once helps in
            // neither case.
            Error::NoProgress => Self::TryLater { after_ms: NO_PROGRESS_MS },
            Error::Cancelled => Self::Cancelled,
            Error::SyncRunning => Self::SyncRunning,
            Error::Photo(fault) => Self::Photo { fault },
            Error::OldSqlite { .. }
            | Error::Sqlite(_)
            | Error::Body(_)
            | Error::Stored(_)
            | Error::Randomness
            | Error::DuplicateRecord => Self::Bug { trace: error.trace() },
        }
    }
}

/// The retry time after a sync whose requests made no progress.
const NO_PROGRESS_MS: u64 = 60_000;
/// The retry time after a failed request outside of a sync.
const FIRST_RETRY_MS: u64 = 2_000;

fn refused(status: u16, code: Option<FailureCode>, retry_after: Option<u64>) -> BookError {
    match code {
        Some(FailureCode::SignIn | FailureCode::OtherInstall) => BookError::SignIn,
        Some(FailureCode::Invitation) => BookError::Invitation { refused: true },
        _ if status == 401 => BookError::SignIn,
        _ if status == 429 || status >= 500 => BookError::TryLater {
            after_ms: retry_after.map_or(FIRST_RETRY_MS, |s| s.saturating_mul(1000)),
        },
        _ => BookError::Bug { trace: format!("the hub answered {status}") },
    }
}
