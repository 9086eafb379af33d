//! The one error that crosses.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use gridbook_core::PhotoFault;
use gridbook_core::domain::OpId;
use gridbook_core::domain::outcome::Why;

crate::cross::book_error! {
/// What an app is told, and what it can do about it.
gridbook_core::BookError => BookError {
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
}

/// What is wrong with a photo that was handed in.
#[uniffi::remote(Enum)]
pub enum PhotoFault {
    /// The file is not there or cannot be read.
    Unreadable,
    /// It is none of the image formats the core knows.
    NotAnImage,
    /// It has more than 20 MiB.
    TooLarge,
}
