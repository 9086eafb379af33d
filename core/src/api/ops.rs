//! The saves of this install.

use super::Book;
use crate::error::BookError;
use crate::replica::{ops, outbox};
use gridbook_domain::OpId;

impl Book {
    /// Returns the ops saved on this install that it still holds, oldest first, with their
    /// outcomes.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn saved_ops(&self) -> Result<Vec<ops::SavedOp>, BookError> {
        Ok(self.read(|tx| ops::store::saved_ops(tx))?)
    }

    /// Undoes a save that has not been sent yet, as if it had never been made.
    ///
    /// # Errors
    /// [`BookError::TooLate`] once it may have been sent, or if a later save builds on it;
    /// [`BookError::NotFound`].
    pub fn undo(&self, op: OpId) -> Result<(), BookError> {
        Ok(self.write(|tx| outbox::undo(tx, op))?)
    }
}
