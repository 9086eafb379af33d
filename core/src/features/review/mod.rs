//! Reviews of visits by supervisors; an install only reads them.

mod store;

use crate::db::{Layout, PlainTable, Table};
use gridbook_domain::visit::Verdict;
use gridbook_domain::{Class, RecordId};
pub(crate) use store::of_visit;

/// Verdicts on visits.
pub(super) const TABLES: &[&dyn Table] = &[&PlainTable(Layout::plain(Class::Review, "review"))];

/// A supervisor's verdict on a visit. The newest counts; all are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// The record.
    pub review: RecordId,
    /// The verdict.
    pub verdict: Verdict,
    /// Why the visit was returned, in words for its author; empty otherwise.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
}
