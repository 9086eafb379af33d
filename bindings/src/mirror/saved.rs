//! The saves of this phone, what became of them, and taking one back.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::outcome::{Effect, Why};
use gridbook_core::domain::{Class, OpId, RecordId};
use gridbook_core::{DeliveryState, SavedOp, SavedPart};

crate::cross::labelled! {
/// Where an op has got to.
gridbook_core::DeliveryState => DeliveryState {
    /// On this device only, and can still be undone.
    Saved,
    /// On this device; it may be on its way.
    Staged,
    /// On the hub's disk 已送达.
    Delivered,
    /// In the hub's backup too 已归档.
    Archived,
}
}

/// One save, as a list of receipts shows it.
#[uniffi::remote(Record)]
pub struct SavedOp {
    /// The op.
    pub op: OpId,
    /// Its number on this install; absent until it is staged.
    pub mseq: Option<u64>,
    /// Where it has got to.
    pub state: DeliveryState,
    /// When it happened, in milliseconds since 1970: as the hub decided, or as known here.
    pub at: i64,
    /// What became of its parts, in the order of the save.
    pub parts: Vec<SavedPart>,
}

/// What became of one part of a save.
#[uniffi::remote(Record)]
pub struct SavedPart {
    /// The record's class.
    pub record_class: Class,
    /// The record.
    pub record: RecordId,
    /// What became of it; absent until the hub has told.
    pub effect: Option<Effect>,
    /// Why it did not simply take effect.
    pub why: Option<Why>,
    /// What the hub tells the author about it.
    pub words: Option<String>,
}

#[uniffi::export]
impl Book {
    /// The ops saved on this phone that it still holds, oldest first, with what became of them.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` when the file cannot be read.
    pub fn saved_ops(&self) -> Result<Vec<SavedOp>, BookError> {
        Ok(self.core.saved_ops()?)
    }

    /// Takes a save back that has not been sent yet, as if it had never been made.
    ///
    /// # Errors
    /// `BookError::TooLate` once it may have been sent or a later save builds on it,
    /// `BookError::NotFound`.
    pub fn undo(&self, op: OpId) -> Result<(), BookError> {
        Ok(self.core.undo(op)?)
    }
}
