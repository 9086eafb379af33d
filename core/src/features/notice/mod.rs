//! Notices 通知: messages from the hub to the owner of this install, such as a returned visit.
//!
//! Only this install knows whether a notice was read.

mod store;
#[cfg(test)]
mod tests;

use super::review::lost_verdict;
use crate::db::{Layout, LocalRow, LostDecision, ReadTx, Table, WriteTx};
use crate::error::{Error, Result};
use crate::replica::rows;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::outcome::{Notice, NoticeKind};
use gridbook_domain::visit::Verdict;
use gridbook_domain::{Class, RecordId};
pub(crate) use store::{newest, unread};

/// Notices to the owner of this install.
struct Notices;

pub(super) const TABLES: &[&dyn Table] = &[&Notices];

impl Table for Notices {
    fn layout(&self) -> Layout {
        Layout::plain(Class::Notice, "notice")
    }

    fn is_decision(&self) -> bool {
        true
    }

    fn lost(
        &self,
        _tx: &ReadTx<'_>,
        before: &LocalRow,
        now: Option<&LocalRow>,
    ) -> Result<Option<LostDecision>> {
        let notice = Notice::from_fields(before.fields.clone());
        let Ok(notice) = notice else { return Ok(None) };
        if now.is_some() || notice.kind != NoticeKind::VisitReturned {
            return Ok(None);
        }
        Ok(Some(lost_verdict(notice.about, &Verdict::Returned, &notice.message)))
    }
}

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
    pub message: String,
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
