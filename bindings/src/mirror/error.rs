//! The one exported error.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use gridbook_core::PhotoFault;
use gridbook_core::domain::OpId;
use gridbook_core::domain::outcome::Why;

crate::cross::book_error! {
/// An error of a `Book`, with what the app can do about it.
gridbook_core::BookError => BookError {
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
}

/// Why a photo was not added.
#[uniffi::remote(Enum)]
pub enum PhotoFault {
    /// The file does not exist or cannot be read.
    Unreadable,
    /// The file is not in a supported image format (JPEG, PNG, WebP, HEIC).
    NotAnImage,
    /// The file is larger than 20 MiB.
    TooLarge,
}
