//! What supervisors decided about visit logs: on a phone these are only read.

pub(crate) mod store;

use gridbook_domain::RecordId;
use gridbook_domain::visit::Verdict;

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
