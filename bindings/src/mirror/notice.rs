//! Notices: messages from the hub to the owner of this install, such as a returned visit.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::domain::outcome::NoticeKind;
use gridbook_core::notice::NoticeLine;

crate::cross::codes! {
/// The kind of a notice.
notice_kinds, NoticeKind of gridbook_core::domain::outcome::NoticeKind {
    /// A supervisor returned a visit.
    VisitReturned,
    /// The hub was set back to an older copy; a device writes this notice itself.
    HubSetBack,
}
}

/// A notice.
#[uniffi::remote(Record)]
pub struct NoticeLine {
    /// The record.
    pub notice: RecordId,
    /// The kind of news.
    pub kind: NoticeKind,
    /// The record it is about, such as the returned visit.
    pub about: Option<RecordId>,
    /// The message to show to the owner.
    #[uniffi(name = "user_message")]
    pub message: String,
    /// The name of the account that caused it; empty if unknown.
    pub by: String,
    /// When it was written, in milliseconds since 1970 by the hub's clock.
    pub time: i64,
    /// Whether it was opened on this install.
    pub read: bool,
}

#[uniffi::export]
impl Book {
    /// Returns at most `limit` notices, newest first.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn notices(&self, limit: u32) -> Result<Vec<NoticeLine>, BookError> {
        Ok(self.core.notices(limit)?)
    }

    /// Counts the notices not opened yet.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn unread_notices(&self) -> Result<u64, BookError> {
        Ok(self.core.unread_notices()?)
    }

    /// Marks a notice as opened; repeating it changes nothing.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::StorageFull`.
    pub fn mark_notice_read(&self, notice: RecordId) -> Result<(), BookError> {
        Ok(self.core.mark_notice_read(notice)?)
    }
}
