//! Conflicts 冲突.

use super::Book;
use crate::error::BookError;
use crate::features::conflict::{self, Choice, ConflictLine};
use gridbook_domain::{OpId, RecordId};

impl Book {
    /// The conflicts nobody has settled, newest first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn open_conflicts(&self) -> Result<Vec<ConflictLine>, BookError> {
        Ok(self.read(conflict::open)?)
    }

    /// Settles a conflict in one op: choosing the lost value patches the record as well.
    ///
    /// # Errors
    /// [`BookError::NotFound`] when the conflict, or the record it is about, is not on this phone;
    /// [`BookError::TooLate`] when it was settled already; [`BookError::StorageFull`].
    pub fn settle_conflict(&self, conflict: RecordId, choice: Choice) -> Result<OpId, BookError> {
        Ok(self.write(|tx| conflict::settle(tx, conflict, choice))?)
    }
}
