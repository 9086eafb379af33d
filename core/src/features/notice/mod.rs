//! Notices 通知: what the hub tells the owner of this install, such as a returned log.
//!
//! Whether one was read is known to this phone alone.

pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::book::Book;
use crate::error::{BookError, Error};
use crate::record::Table as _;
use gridbook_domain::outcome::NoticeKind;
use gridbook_domain::{Class, RecordId};

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// The record.
    pub notice: RecordId,
    /// What it is about.
    pub kind: NoticeKind,
    /// The record it is about: the visit log that was returned.
    pub about: Option<RecordId>,
    /// What the owner is told.
    pub words: String,
    /// Who caused it, by name; empty where unknown.
    pub by: String,
    /// When, in milliseconds since 1970, the hub's clock.
    pub time: i64,
    /// Whether it was opened on this phone.
    pub read: bool,
}

impl Book {
    /// The notices, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn notices(&self, limit: u32) -> Result<Vec<NoticeLine>, BookError> {
        Ok(self.read(|conn| store::newest(conn, limit))?)
    }

    /// How many notices were not opened yet.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn unread_notices(&self) -> Result<u64, BookError> {
        Ok(self.read(store::unread)?)
    }

    /// Remembers that a notice was opened; doing so twice changes nothing.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn mark_notice_read(&self, notice: RecordId) -> Result<(), BookError> {
        Ok(self.write(|w| {
            store::Notices.get(w, notice)?.ok_or(Error::NotFound)?;
            w.touch(&Class::Notice);
            store::mark_read(w, notice, w.host().clock.reading().wall)
        })?)
    }
}
