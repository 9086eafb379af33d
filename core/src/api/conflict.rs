//! Conflicts 冲突.

use super::Book;
use crate::error::BookError;
use crate::features::conflict::{self, Choice, ConflictLine};
use gridbook_domain::{OpId, RecordId};

impl Book {
    /// Returns the open conflicts, newest first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn open_conflicts(&self) -> Result<Vec<ConflictLine>, BookError> {
        Ok(self.read(conflict::open)?)
    }

    /// Settles a conflict in one op; choosing the losing value also patches the record.
    ///
    /// # Errors
    /// [`BookError::NotFound`] if the conflict, or the record it is about, is not on this install;
    /// [`BookError::TooLate`] if it was settled before; [`BookError::StorageFull`].
    pub fn settle_conflict(&self, conflict: RecordId, choice: Choice) -> Result<OpId, BookError> {
        Ok(self.write(|tx| conflict::settle(tx, conflict, choice))?)
    }
}
