//! Notices 通知: what the hub tells the owner of this install, such as a returned log.
//!
//! Whether one was read is known to this phone alone.

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

/// Remembers that a notice was opened; doing so twice changes nothing.
pub(crate) fn mark_read(w: &WriteTx<'_>, notice: RecordId) -> Result<()> {
    rows::get(w, &Class::Notice, notice)?.ok_or(Error::NotFound)?;
    w.touch(&Class::Notice);
    store::mark_read(w, notice, w.host().clock.reading().wall)
}
