//! Notices 通知: messages from the hub to the owner of this install, such as a returned visit.
//!
//! Only this install knows whether a notice was read.

mod store;
#[cfg(test)]
mod tests;

use crate::db::{Layout, PlainTable, Table, WriteTx};
use crate::error::{Error, Result};
use crate::replica::rows;
use gridbook_domain::outcome::NoticeKind;
use gridbook_domain::{Class, RecordId};
pub(crate) use store::{newest, unread};

/// Notices to the owner of this install.
pub(super) const TABLES: &[&dyn Table] = &[&PlainTable(Layout::plain(Class::Notice, "notice"))];

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeLine {
    /// The record.
    pub notice: RecordId,
    /// The kind of news.
    pub kind: NoticeKind,
    /// The record it is about, such as the returned visit.
    pub about: Option<RecordId>,
    /// The message to show to the owner.
    pub words: String,
    /// The name of the account that caused it; empty if unknown.
    pub by: String,
    /// When it was written, in milliseconds since 1970 by the hub's clock.
    pub time: i64,
    /// Whether it was opened on this install.
    pub read: bool,
}

/// Marks a notice as opened; repeating it changes nothing.
pub(crate) fn mark_read(w: &WriteTx<'_>, notice: RecordId) -> Result<()> {
    rows::get(w, &Class::Notice, notice)?.ok_or(Error::NotFound)?;
    w.touch(&Class::Notice);
    store::mark_read(w, notice, w.host().clock.reading().wall)
}
