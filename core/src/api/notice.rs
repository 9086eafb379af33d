//! Notices 通知.

use super::Book;
use crate::error::BookError;
use crate::features::notice::{self, NoticeLine};
use gridbook_domain::RecordId;

impl Book {
    /// Returns at most `limit` notices, newest first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn notices(&self, limit: u32) -> Result<Vec<NoticeLine>, BookError> {
        Ok(self.read(|tx| notice::newest(tx, limit))?)
    }

    /// Counts the notices not opened yet.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn unread_notices(&self) -> Result<u64, BookError> {
        Ok(self.read(|tx| notice::unread(tx))?)
    }

    /// Marks a notice as opened; repeating it changes nothing.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn mark_notice_read(&self, notice: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| notice::mark_read(tx, notice))?)
    }
}
