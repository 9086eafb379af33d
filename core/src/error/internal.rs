//! Two errors: [`Error`] is rich and stays inside; [`BookError`] tells the app what it can do.
//!
//! Neither holds anything of a record's content.

use crate::host::SignerError;
use crate::sync::transport::TransportError;
use gridbook_domain::OpId;
use gridbook_domain::invitation::NotAnInvitation;
use gridbook_domain::op::BodyError;
use gridbook_domain::outcome::Why;
use gridbook_domain::wire::FailureCode;
use rusqlite::ErrorCode;

/// What functions inside the core return.
pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, with its cause.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("this build does not encrypt, so it takes no key")]
    EncryptionUnavailable,
    #[error("SQLite {found} is older than 3.51.3, which no longer corrupts its log on reset")]
    OldSqlite { found: i32 },
    #[error("the file has schema {found}, this build knows up to {newest}")]
    FromTheFuture { found: u32, newest: u32 },
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
    #[error("one save changes a record twice")]
    Twice,
    #[error("a later op builds on this one")]
    BuiltUpon,
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
    Standstill,
    #[error("put off")]
    Later { cause: Box<Error>, retry_after_ms: u64 },
    #[error("cancelled")]
    Cancelled,
    #[error("a sync is running")]
    SyncRunning,
    #[error("photo: {0}")]
    Photo(PhotoFault),
}

/// What is wrong with a photo that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// The file is not there or cannot be read.
    #[error("the file cannot be read")]
    Unreadable,
    /// It is none of the image formats the core knows.
    #[error("the file is not a JPEG, PNG, WebP or HEIC image")]
    NotAnImage,
    /// It has more than 20 MiB.
    #[error("the file is too large")]
    TooLarge,
}

/// How a date is written.
pub(crate) const DATE_FORM: &str = "YYYY-MM-DD, from 0001-01-01 to 9999-12-31";

/// What an app is told, and what it can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    /// There is no such record, draft or op.
    #[error("not found")]
    NotFound,
    /// A value is not allowed: show `why` beside the field.
    #[error("field {field} is not allowed: {why}")]
    Invalid {
        /// The field's name.
        field: String,
        /// The reason; its label is a sentence for the worker.
        why: Why,
    },
    /// A date is none that a ledger holds: show the words beside the field.
    #[error("field {field}: a date is expected as {form}")]
    MalformedDate {
        /// The field's name.
        field: String,
        /// What is expected: `YYYY-MM-DD`, from 0001-01-01 to 9999-12-31.
        form: String,
    },
    /// One save holds more than 64 KiB: shorten the text.
    #[error("one save of {bytes} bytes is too large")]
    TooLarge {
        /// How many bytes it had.
        bytes: u64,
    },
    /// The handheld is not enrolled: ask for an invitation.
    #[error("not enrolled")]
    NotEnrolled,
    /// The book is enrolled already, and the invitation is for another install: of another worker,
    /// or a new one. Either needs a folder of its own.
    #[error("enrolled already")]
    AlreadyEnrolled,
    /// The invitation is none, is damaged, or was used or has expired: ask for another.
    #[error("the invitation cannot be used")]
    Invitation {
        /// Whether the hub refused it; otherwise the text itself cannot be read.
        refused: bool,
    },
    /// No room on the device: nothing was saved; free some and try again.
    #[error("the storage is full")]
    StorageFull,
    /// The file or the hub is newer than this app: update it. Nothing was changed.
    #[error("the app is too old")]
    AppTooOld,
    /// The folder or a file in it cannot be made, read or written: the path is none the app may
    /// write to, or the storage is not there. Nothing was saved by this call.
    #[error("the storage cannot be used: {trace}")]
    Storage {
        /// What the system said, without the path.
        trace: String,
    },
    /// Another process has been writing to the book for 2 s: nothing was saved; try again.
    #[error("another process holds the book")]
    Busy,
    /// The database file is damaged. It was left as it is.
    #[error("the database is damaged")]
    Damaged,
    /// A key was given, but this build does not encrypt.
    #[error("this build has no encryption")]
    EncryptionUnavailable,
    /// Whether the save is in the file cannot be told now: look for these ops after reopening.
    #[error("unknown whether the save is stored")]
    Unknown {
        /// The ops that may or may not be stored.
        ops: Vec<OpId>,
    },
    /// Too late to undo: it was sent, or a later save builds on it.
    #[error("too late to undo")]
    TooLate,
    /// The draft was submitted before: its record is saved, under the draft's id, and nothing was
    /// saved a second time.
    #[error("the draft was submitted already")]
    AlreadySubmitted,
    /// No network, or the hub is busy: try again after this time. Everything is kept.
    #[error("try again later")]
    TryLater {
        /// After how many milliseconds.
        after_ms: u64,
    },
    /// The hub does not know this handheld's token any more, as after an old backup: the operator
    /// has to see to it, for another invitation is for another install. Everything is kept.
    #[error("the hub does not know the token")]
    SignIn,
    /// What answered is not the hub: a hotspot's login page, most often.
    #[error("this network does not reach the hub")]
    NotTheHub,
    /// The host asked to stop.
    #[error("cancelled")]
    Cancelled,
    /// Another sync of this book is running.
    #[error("a sync is running")]
    SyncRunning,
    /// The photo cannot be taken in.
    #[error("{fault}")]
    Photo {
        /// Why.
        fault: PhotoFault,
    },
    /// The device key cannot be used now.
    #[error("the device key cannot be used now")]
    Signer,
    /// A fault of the core or of the hub; worth a report.
    #[error("internal: {trace}")]
    Bug {
        /// What happened, without personal data.
        trace: String,
    },
}

impl From<Error> for BookError {
    fn from(error: Error) -> Self {
        match error {
            Error::EncryptionUnavailable => Self::EncryptionUnavailable,
            Error::FromTheFuture { .. } | Error::NewerHub => Self::AppTooOld,
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
            Error::Staged | Error::BuiltUpon => Self::TooLate,
            Error::Submitted => Self::AlreadySubmitted,
            Error::Invitation(_) => Self::Invitation { refused: false },
            Error::Signer(_) => Self::Signer,
            Error::Refused { code, status, retry_after } => refused(status, code, retry_after),
            Error::NotTheHub { .. } => Self::NotTheHub,
            Error::Later { retry_after_ms, .. } => Self::TryLater { after_ms: retry_after_ms },
            Error::Transport(_) => Self::TryLater { after_ms: FIRST_RETRY_MS },
            // Something on the way repeats old answers, or the hub is at fault: neither is mended
            // by asking again at once.
            Error::Standstill => Self::TryLater { after_ms: STANDSTILL_MS },
            Error::Cancelled => Self::Cancelled,
            Error::SyncRunning => Self::SyncRunning,
            Error::Photo(fault) => Self::Photo { fault },
            Error::OldSqlite { .. }
            | Error::Sqlite(_)
            | Error::Body(_)
            | Error::Stored(_)
            | Error::Randomness
            | Error::Twice => Self::Bug { trace: trace(&error) },
        }
    }
}

/// How long a phone waits that asked and asked and got no further.
const STANDSTILL_MS: u64 = 60_000;
/// What a call outside the sync machine advises after a failed contact.
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

fn trace(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

impl From<crate::host::NoRandomness> for Error {
    fn from(_: crate::host::NoRandomness) -> Self {
        Self::Randomness
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error),
            Some(ErrorCode::DiskFull) => Self::StorageFull,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            // Its words name the path, which may name a person.
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
