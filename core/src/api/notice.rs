//! Notices 通知.

use super::Book;
use crate::error::BookError;
use crate::features::notice::{self, NoticeLine};
use gridbook_domain::RecordId;

impl Book {
    /// The notices, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn notices(&self, limit: u32) -> Result<Vec<NoticeLine>, BookError> {
        Ok(self.read(|tx| notice::newest(tx, limit))?)
    }

    /// How many notices were not opened yet.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn unread_notices(&self) -> Result<u64, BookError> {
        Ok(self.read(|tx| notice::unread(tx))?)
    }

    /// Remembers that a notice was opened; doing so twice changes nothing.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn mark_notice_read(&self, notice: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| notice::mark_read(tx, notice))?)
    }
}
