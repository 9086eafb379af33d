//! What supervisors decided about visit logs: on a phone these are only read.

mod store;

use crate::db::{Layout, PlainTable, Table};
use gridbook_domain::visit::Verdict;
use gridbook_domain::{Class, RecordId};
pub(crate) use store::of_visit;

/// Verdicts on visit logs.
pub(super) const TABLES: &[&dyn Table] = &[&PlainTable(Layout::plain(Class::Review, "review"))];

/// A supervisor's verdict on a visit log. The newest counts; all stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewLine {
    /// The record.
    pub review: RecordId,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it was returned, in words meant for the author; empty otherwise.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
}
