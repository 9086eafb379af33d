//! Reports the outcome of an op to its author: as a record in the feed of the author's install.

use super::{Apply, Author, PartResult};
use crate::derive::derived_id;
use crate::feeds::{Origin, Write};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::id::{InstallId, OpId, RecordId};
use gridbook_domain::outcome::{Effect, Outcome, PartOutcome};
use gridbook_domain::{Class, Fields};
use gridbook_store::{JournalOp, Record, Result};

/// Outcomes are numbered behind the parts of their op, from here on.
const OUTCOME_PART: usize = 1 << 18;

impl Apply<'_> {
    /// Writes an op's outcome, or its new outcome. The hub's own installs have no feed: the caller
    /// that saved the op there has its outcome.
    pub(super) fn report_outcome(
        &mut self,
        author: &Author,
        op: OpId,
        outcome: &Outcome,
    ) -> Result<()> {
        let Some(feed) = author.feed else { return Ok(()) };
        let (record, current) = self.outcome_record(op)?;
        let at = outcome.occurred.as_ref().map_or(0, |occurred| occurred.time);
        let (install, author) = (author.install, author.account);
        self.feeds.write(
            self.tx,
            Write {
                current: current.as_ref(),
                class: &Class::Outcome,
                record,
                feed,
                fields: outcome.to_fields()?,
                before: Fields::new(),
                origin: Origin { op, part: OUTCOME_PART, install, author, at, received: at },
                history: false,
            },
        )?;
        Ok(())
    }

    /// Returns the record for an op's outcome: its id is the op's own, unless a record of another
    /// class has that id.
    fn outcome_record(&mut self, op: OpId) -> Result<(RecordId, Option<Record>)> {
        let record = RecordId::of_op(op);
        match self.tx.record(self.community, record)? {
            Some(other) if other.class != Class::Outcome => {
                let record = derived_id(format!("gridbook outcome 1\n{op}").as_bytes());
                Ok((record, self.tx.record(self.community, record)?))
            }
            current => Ok((record, current)),
        }
    }

    /// Replaces the reported outcome of one part of an op.
    pub(super) fn report_part(
        &mut self,
        author: &Author,
        op: OpId,
        part: usize,
        new: PartOutcome,
    ) -> Result<()> {
        let (_, current) = self.outcome_record(op)?;
        let Some(current) = current else { return Ok(()) };
        let Ok(mut outcome) = Outcome::from_fields(current.fields) else { return Ok(()) };
        if let Some(old) = outcome.parts.get_mut(part) {
            *old = new;
        }
        self.report_outcome(author, op, &outcome)
    }

    /// Handles an op that was sent again under another number: it has no second effect. A new
    /// install of the same owner receives the first outcome; any other install only learns that the
    /// op is known.
    pub(super) fn repeat(
        &mut self,
        author: &Author,
        op: &JournalOp,
        first: OpId,
    ) -> Result<Outcome> {
        if let Some(outcome) = self.hand_over(author, op, first)? {
            return Ok(outcome);
        }
        let parts = vec![PartOutcome {
            effect: Effect::Duplicate,
            why: None,
            message: Some(Effect::Duplicate.label().to_owned()),
            version: None,
            at: None,
            conflicts: Vec::new(),
        }];
        let outcome = Outcome { mseq: op.mseq, occurred: None, parts, rest: Fields::new() };
        self.report_outcome(author, nameless(op.install, op.mseq), &outcome)?;
        Ok(outcome)
    }

    /// Moves the outcome of an op into the feed of its owner's other install.
    fn hand_over(
        &mut self,
        author: &Author,
        op: &JournalOp,
        first: OpId,
    ) -> Result<Option<Outcome>> {
        let Some(feed) = author.feed else { return Ok(None) };
        let (_, current) = self.outcome_record(first)?;
        let Some(current) = current.filter(|current| current.feed != feed) else {
            return Ok(None);
        };
        if current.by != Some(author.account) {
            return Ok(None);
        }
        let Ok(mut outcome) = Outcome::from_fields(current.fields.clone()) else {
            return Ok(None);
        };
        outcome.mseq = op.mseq;
        self.feeds.relocate(self.tx, &current, feed)?;
        self.report_outcome(author, first, &outcome)?;
        Ok(Some(outcome))
    }

    /// Writes the outcome of a part that was held.
    pub(super) fn settle(
        &mut self,
        author: &Author,
        op: &JournalOp,
        id: OpId,
        part: usize,
        result: PartResult,
    ) -> Result<()> {
        let row = self.part_row(op, id, part, &result);
        self.tx.put_part(&row)?;
        self.report_part(author, id, part, result.outcome)
    }
}

/// Returns the substitute id of an op that has no readable id or whose id is taken.
pub(super) fn nameless(install: InstallId, mseq: u64) -> OpId {
    let record = derived_id(format!("gridbook nameless 1\n{install}\n{mseq}").as_bytes());
    OpId::of_record(record)
}
