//! Conflicts: a value that lost a merge is kept and shown, and can still be chosen.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::conflict::{Choice, ConflictLine};
use gridbook_core::domain::{Class, OpId, RecordId};

/// An open conflict: two values of one field to choose from. Numbers are masked.
#[uniffi::remote(Record)]
pub struct ConflictLine {
    /// The conflict's record.
    pub conflict: RecordId,
    /// The class of the record it is about.
    pub record_class: Class,
    /// The record it is about.
    pub about: RecordId,
    /// The person's name or the dwelling's address; empty if unknown.
    pub subject: String,
    /// The field's name.
    pub field: String,
    /// The field's label on the screen; its name if this build does not know the field.
    pub label: String,
    /// The value that won; empty if the field is empty.
    pub kept: String,
    /// The value that lost; empty if it was a clearing of the field.
    pub lost: String,
    /// Whether this worker wrote the losing value.
    pub own: bool,
    /// When the conflict arose, in milliseconds since 1970.
    pub at: Option<i64>,
}

/// How to settle a conflict.
#[uniffi::remote(Enum)]
pub enum Choice {
    /// Replaces the winning value by the one that lost.
    TakeLost,
    /// Keeps the winning value.
    Dismiss,
}

#[uniffi::export]
impl Book {
    /// Returns the open conflicts, newest first.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn open_conflicts(&self) -> Result<Vec<ConflictLine>, BookError> {
        Ok(self.core.open_conflicts()?)
    }

    /// Settles a conflict in one op; choosing the losing value also patches the record.
    ///
    /// # Errors
    /// `BookError::NotFound` if the conflict, or the record it is about, is not on this install;
    /// `BookError::TooLate` if it was settled before; `BookError::StorageFull`.
    pub fn settle_conflict(&self, conflict: RecordId, choice: Choice) -> Result<OpId, BookError> {
        Ok(self.core.settle_conflict(conflict, choice)?)
    }
}
