//! The saves of this install, their outcomes, and undoing one.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::outcome::{Effect, Why};
use gridbook_core::domain::{Class, OpId, RecordId};
use gridbook_core::{DeliveryState, SavedOp, SavedPart};

crate::cross::labelled! {
/// How far an op has come on its way to the hub.
gridbook_core::DeliveryState => DeliveryState {
    /// On this device only 待发送; it can still be undone.
    Saved,
    /// On this device, and possibly on its way 待发送; it can no longer be undone.
    Staged,
    /// On the hub's disk 已送达.
    Delivered,
    /// In the hub's backup too 已归档.
    Archived,
}
}

/// One save, as a list of saves shows it.
#[uniffi::remote(Record)]
pub struct SavedOp {
    /// The op.
    pub op: OpId,
    /// Its number on this install; absent until it is staged.
    pub mseq: Option<u64>,
    /// How far it has come on its way to the hub.
    pub state: DeliveryState,
    /// When it happened, in milliseconds since 1970: as the hub decided, or else as far as this
    /// install knows.
    pub at: i64,
    /// The outcomes of its parts, in the order of the save.
    pub parts: Vec<SavedPart>,
}

/// The outcome of one part of a save.
#[uniffi::remote(Record)]
pub struct SavedPart {
    /// The record's class.
    pub record_class: Class,
    /// The record.
    pub record: RecordId,
    /// Whether it took effect; absent until the hub has answered.
    pub effect: Option<Effect>,
    /// Why it did not simply take effect.
    pub why: Option<Why>,
    /// The hub's message for the author.
    #[uniffi(name = "user_message")]
    pub message: Option<String>,
}

#[uniffi::export]
impl Book {
    /// Returns the ops saved on this install that it still holds, oldest first, with their
    /// outcomes.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn saved_ops(&self) -> Result<Vec<SavedOp>, BookError> {
        Ok(self.core.saved_ops()?)
    }

    /// Undoes a save that has not been sent yet, as if it had never been made.
    ///
    /// # Errors
    /// `BookError::TooLate` once it may have been sent, or if a later save builds on it;
    /// `BookError::NotFound`.
    pub fn undo(&self, op: OpId) -> Result<(), BookError> {
        Ok(self.core.undo(op)?)
    }
}
