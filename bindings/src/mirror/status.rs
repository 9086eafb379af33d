//! The status of a book, and changes of it.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::Class;
use gridbook_core::{Change, Status};

crate::cross::worded! {
/// The counts and warnings of a book, in the worker's terms.
gridbook_core::Status => Status {
    /// Whether the install is enrolled.
    pub enrolled: bool,
    /// Saves that only this device has 待发送.
    pub waiting: u64,
    /// Saves on the hub's disk 已送达, not yet in its backup.
    pub delivered: u64,
    /// Saves in the hub's backup too 已归档.
    pub archived: u64,
    /// Saves that the hub had acknowledged and has lost since; they wait again.
    pub lost_at_hub: u64,
    /// Saves of which a part was refused, held or could not be read; `crate::Book::saved_ops`
    /// lists the reasons.
    pub objections: u64,
    /// Photos that are not on the hub yet.
    pub photos_waiting: u64,
    /// Photos whose bytes are lost.
    pub photos_lost: u64,
    /// Drafts that are not submitted.
    pub drafts: u64,
    /// The last contact with the hub, in milliseconds since 1970 by the hub's clock.
    pub last_contact: Option<i64>,
    /// The number of failed syncs in a row.
    pub failures: u32,
    /// The install was revoked: it continues to record and send, but receives nothing.
    pub revoked: bool,
    /// The hub has a different history of this install from this op on: nothing more is sent until
    /// an administrator resolves it. Nothing is lost.
    pub fork: Option<u64>,
    /// Feeds that need a newer app before they can be read further.
    pub stopped_feeds: u64,
    /// How often a feed had to be read again from the beginning.
    pub restarts: u64,
    /// A feed still differs from the hub's after it was read again; worth a report.
    pub alarm: bool,
}
}

/// A change of the book. The first one an observer receives names no class; it carries the current
/// status.
#[uniffi::remote(Record)]
pub struct Change {
    /// The classes whose records changed.
    pub classes: Vec<Class>,
    /// Whether drafts changed.
    pub drafts: bool,
    /// The current status.
    pub status: Status,
}

#[uniffi::export]
impl Book {
    /// Returns the counts and warnings a home screen shows: what waits, what was delivered, what is
    /// wrong.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn status(&self) -> Result<Status, BookError> {
        Ok(self.core.status()?)
    }
}
