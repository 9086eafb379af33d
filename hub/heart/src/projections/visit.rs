//! Visits and their reviews: their rows, and what they add to the counters.

use super::Projections;
use super::month::{Month, month_of};
use super::summary::summary;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::visit::{Purpose, ReviewStatus, Verdict, VisitContact};
use gridbook_store::{HouseholdRow, Record, Result, Tx, VisitRow};

/// How many amendments of amendments are followed when the first log comes last.
const CHAIN: usize = 64;

/// A meeting with a household in a month, according to one visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Meeting {
    household: RecordId,
    at: i64,
}

/// Returns the row of a visit by itself, before any review or amendment.
fn row(log: &Record, grid: AreaId) -> Option<VisitRow> {
    Some(VisitRow {
        community: log.community,
        visit: log.record,
        grid,
        at: log.at?,
        worker: log.by?,
        household: log.fields.id("household")?,
        home: None,
        door: String::new(),
        purpose: Purpose::from_code(log.fields.text_or_empty("purpose")),
        met: VisitContact::from_code(log.fields.text_or_empty("met")),
        standing: ReviewStatus::Waiting,
        amended_by: None,
        amends: log.fields.id("amends").filter(|amends| *amends != log.record),
        photos: log.fields.items("photos").len() as u64,
        summary: summary(log.fields.text_or_empty("content")),
    })
}

/// Returns the meeting that a visit counts as: somebody was met (F10), and no other visit amends
/// it.
fn meeting(row: &VisitRow) -> Option<Meeting> {
    let counts = row.met == VisitContact::Met && row.standing != ReviewStatus::Amended;
    counts.then_some(Meeting { household: row.household, at: row.at })
}

/// Returns the status that a review gives to a visit; `None` for a verdict this build does not
/// know.
fn judged(review: &Record) -> Option<ReviewStatus> {
    match Verdict::from_code(review.fields.text_or_empty("verdict")) {
        Verdict::Approved => Some(ReviewStatus::Approved),
        Verdict::Returned => Some(ReviewStatus::Returned),
        Verdict::Other(_) => None,
    }
}

impl Projections {
    pub(super) fn visit_came(&mut self, tx: &mut dyn Tx, log: &Record) -> Result<()> {
        let Some(grid) = self.grid_of(tx, log.feed)? else { return Ok(()) };
        let Some(mut new) = row(log, grid) else { return Ok(()) };
        if let Some(amended) = new.amends
            && let Some(old) = tx.row::<VisitRow>(self.community, amended)?
        {
            new.at = old.at;
            let amended_by = Some(new.visit);
            let amended = VisitRow { standing: ReviewStatus::Amended, amended_by, ..old.clone() };
            self.replace_visit(tx, Some(&old), Some(&amended))?;
        }
        let amending = tx.amending(self.community, new.visit)?;
        if let Some(last) = amending.last() {
            (new.standing, new.amended_by) = (ReviewStatus::Amended, Some(*last));
        }
        self.replace_visit(tx, None, Some(&new))?;
        self.date_back(tx, amending, new.at)
    }

    /// Dates amendments that came before the visit they amend back to when that happened.
    fn date_back(&mut self, tx: &mut dyn Tx, mut logs: Vec<RecordId>, at: i64) -> Result<()> {
        let mut followed = 0;
        while let Some(log) = logs.pop().filter(|_| followed < CHAIN) {
            followed += 1;
            let old = tx.row::<VisitRow>(self.community, log)?.filter(|old| old.at != at);
            let Some(old) = old else { continue };
            self.replace_visit(tx, Some(&old), Some(&VisitRow { at, ..old.clone() }))?;
            logs.extend(tx.amending(self.community, log)?);
        }
        Ok(())
    }

    pub(super) fn visit_moved(&mut self, tx: &mut dyn Tx, log: &Record) -> Result<()> {
        let (old, grid) =
            (tx.row::<VisitRow>(self.community, log.record)?, self.grid_of(tx, log.feed)?);
        match (old, grid) {
            (Some(old), Some(grid)) => {
                let new = VisitRow { grid, ..old.clone() };
                self.replace_visit(tx, Some(&old), Some(&new))
            }
            (Some(old), None) => self.replace_visit(tx, Some(&old), None),
            (None, _) => {
                self.visit_came(tx, log)?;
                for review in tx.reviews_of(self.community, log.record)? {
                    let review = tx.record(self.community, review)?;
                    self.judge(tx, log.record, review.as_ref().and_then(judged))?;
                }
                Ok(())
            }
        }
    }

    pub(super) fn review_came(&mut self, tx: &mut dyn Tx, review: &Record) -> Result<()> {
        let Some(visit) = review.fields.id("visit") else { return Ok(()) };
        tx.add_review(self.community, visit, review.record)?;
        if let Some(grid) = self.grid_of(tx, review.feed)? {
            self.counts(grid).reviews += 1;
        }
        self.judge(tx, visit, judged(review))
    }

    pub(super) fn review_moved(
        &mut self,
        tx: &mut dyn Tx,
        now: &Record,
        before: &Record,
    ) -> Result<()> {
        if let Some(grid) = self.grid_of(tx, before.feed)? {
            self.counts(grid).reviews -= 1;
        }
        if let Some(grid) = self.grid_of(tx, now.feed)? {
            self.counts(grid).reviews += 1;
        }
        Ok(())
    }

    /// Applies a review. A visit that was amended stays as it is, because only the amendment
    /// counts.
    fn judge(
        &mut self,
        tx: &mut dyn Tx,
        visit: RecordId,
        standing: Option<ReviewStatus>,
    ) -> Result<()> {
        let Some(standing) = standing else { return Ok(()) };
        let old = tx.row::<VisitRow>(self.community, visit)?;
        let Some(old) = old.filter(|old| old.standing != ReviewStatus::Amended) else {
            return Ok(());
        };
        self.replace_visit(tx, Some(&old), Some(&VisitRow { standing, ..old.clone() }))
    }

    /// Replaces a row, and counts the difference.
    fn replace_visit(
        &mut self,
        tx: &mut dyn Tx,
        old: Option<&VisitRow>,
        new: Option<&VisitRow>,
    ) -> Result<()> {
        let (was, is) = (old.and_then(meeting), new.and_then(meeting));
        if let Some(old) = old.filter(|_| was != is || new.is_none()) {
            tx.remove::<VisitRow>(self.community, old.visit)?;
        }
        if was != is {
            self.meet(tx, was, -1)?;
            self.meet(tx, is, 1)?;
        }
        if let Some(new) = new {
            tx.put(new)?;
        }
        self.count_visit(tx, old, -1)?;
        self.count_visit(tx, new, 1)
    }

    /// Counts a household as met in a month, or no longer, unless another visit also met it. Must
    /// be called while the visit's own row is not stored.
    fn meet(&mut self, tx: &mut dyn Tx, meeting: Option<Meeting>, by: i64) -> Result<()> {
        let Some(Meeting { household, at }) = meeting else { return Ok(()) };
        self.touched.insert(household);
        let Some(Month { number, within }) = month_of(at, self.offset(tx)?) else { return Ok(()) };
        if !tx.meetings(self.community, household, within, 1)?.is_empty() {
            return Ok(());
        }
        // For a household that is not here yet its row will count what it finds.
        if let Some(home) = tx.row::<HouseholdRow>(self.community, household)? {
            self.months.entry((home.grid, number)).or_default().0 += by;
        }
        Ok(())
    }

    fn count_visit(&mut self, tx: &mut dyn Tx, row: Option<&VisitRow>, by: i64) -> Result<()> {
        let Some(row) = row else { return Ok(()) };
        let counts = self.counts(row.grid);
        counts.visits += by;
        counts.visits_waiting += if row.standing == ReviewStatus::Waiting { by } else { 0 };
        if row.standing != ReviewStatus::Amended
            && let Some(month) = month_of(row.at, self.offset(tx)?)
        {
            self.months.entry((row.grid, month.number)).or_default().1 += by;
        }
        Ok(())
    }
}
