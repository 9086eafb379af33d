//! The saves of this phone.

use super::Book;
use crate::error::BookError;
use crate::replica::{ops, outbox};
use gridbook_domain::OpId;

impl Book {
    /// The ops saved on this phone that it still holds, oldest first, with what became of them.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn saved_ops(&self) -> Result<Vec<ops::SavedOp>, BookError> {
        Ok(self.read(|tx| ops::store::saved_ops(tx))?)
    }

    /// Takes a save back that has not been sent yet, as if it had never been made.
    ///
    /// # Errors
    /// [`BookError::TooLate`] once it may have been sent or a later save builds on it,
    /// [`BookError::NotFound`].
    pub fn undo(&self, op: OpId) -> Result<(), BookError> {
        Ok(self.write(|tx| outbox::undo(tx, op))?)
    }
}
