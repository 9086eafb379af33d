//! Reviews of visits by supervisors; an install only reads them.

mod store;

use crate::db::{Layout, LocalRow, LostDecision, ReadTx, Table};
use crate::error::Result;
use crate::replica::{identity, rows};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::review::Review;
use gridbook_domain::visit::Verdict;
use gridbook_domain::{Class, RecordId};
pub(crate) use store::of_visit;

/// Verdicts on visits.
struct Reviews;

pub(super) const TABLES: &[&dyn Table] = &[&Reviews];

impl Table for Reviews {
    fn layout(&self) -> Layout {
        Layout::plain(Class::Review, "review")
    }

    fn is_decision(&self) -> bool {
        true
    }

    /// A lost verdict concerns the author of the visit.
    fn lost(
        &self,
        tx: &ReadTx<'_>,
        before: &LocalRow,
        now: Option<&LocalRow>,
    ) -> Result<Option<LostDecision>> {
        let Ok(review) = Review::from_fields(before.fields.clone()) else { return Ok(None) };
        let visit = rows::get(tx, &Class::Visit, review.visit)?;
        let author = visit.and_then(|visit| visit.by);
        let own = identity::store::identity(tx)?.map(|own| own.enrolment.account);
        if now.is_some() || author.is_none() || author != own {
            return Ok(None);
        }
        Ok(Some(lost_verdict(review.visit, &review.verdict, &review.reason)))
    }
}

/// Returns the message about a verdict that the hub no longer has.
pub(super) fn lost_verdict(visit: RecordId, verdict: &Verdict, reason: &str) -> LostDecision {
    let label = verdict.label();
    let reason = Some(reason.trim()).filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| format!("（{reason}）")).unwrap_or_default();
    let message = format!("走访的审阅结果“{label}”已不在平台上，请与督导员核对。{reason}");
    LostDecision { about: visit, message }
}

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
