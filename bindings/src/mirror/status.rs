//! How things stand, and what changed.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::Class;
use gridbook_core::{Change, Status};

crate::cross::worded! {
/// How things stand, in the worker's terms.
gridbook_core::Status => Status {
    /// Whether the phone is enrolled.
    pub enrolled: bool,
    /// Saves that are on this phone only 待发送.
    pub waiting: u64,
    /// Saves on the hub's disk 已送达, not yet in its backup.
    pub delivered: u64,
    /// Saves in the hub's backup too 已归档.
    pub archived: u64,
    /// Saves of which a part was refused, held or could not be read; see the list of saves.
    pub objections: u64,
    /// Photos that are not on the hub yet.
    pub photos_waiting: u64,
    /// Photos whose bytes are gone.
    pub photos_lost: u64,
    /// Drafts that were not submitted.
    pub drafts: u64,
    /// When the hub was reached last, in milliseconds since 1970 by the hub's clock.
    pub last_contact: Option<i64>,
    /// Failed syncs in a row.
    pub failures: u32,
    /// The install was revoked: it goes on recording and sending, it receives nothing.
    pub revoked: bool,
    /// The hub holds another history of this install from this op on: nothing more is sent until
    /// an administrator has seen to it. Nothing is lost.
    pub fork: Option<u64>,
    /// Feeds this app is too old to go on reading.
    pub stopped_feeds: u64,
    /// How often a feed had to be read anew.
    pub restarts: u64,
    /// A feed differs from the hub's although it was read anew: worth a report.
    pub alarm: bool,
}
}

/// What changed. The first one an observer gets names no class: it brings the present status.
#[uniffi::remote(Record)]
pub struct Change {
    /// The classes of which records changed, or drafts and notices were read.
    pub classes: Vec<Class>,
    /// Drafts changed.
    pub drafts: bool,
    /// The status as it is now.
    pub status: Status,
}

#[uniffi::export]
impl Book {
    /// How things stand.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` when the file cannot be read.
    pub fn status(&self) -> Result<Status, BookError> {
        Ok(self.core.status()?)
    }
}
