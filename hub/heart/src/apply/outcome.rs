//! Telling an op's author what became of it: a record in the feed of the author's install.

use super::{Apply, Author, PartResult};
use crate::derive::derived_id;
use crate::feeds::{Origin, Write};
use gridbook_domain::fields::{from_fields, to_fields};
use gridbook_domain::id::{InstallId, OpId, RecordId};
use gridbook_domain::outcome::{Effect, Outcome, PartOutcome};
use gridbook_domain::{Class, Fields};
use gridbook_store::{JournalOp, Record, Result};

/// Outcomes take numbers of their own behind the parts of their op.
const OUTCOME_PART: usize = 1 << 18;

impl Apply<'_> {
    /// Writes an op's outcome, or what it has become since. The hub's own installs have no feed:
    /// whoever saved there has the outcome in hand.
    pub(super) fn tell(&mut self, author: &Author, op: OpId, outcome: &Outcome) -> Result<()> {
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
                fields: to_fields(outcome)?,
                before: Fields::new(),
                origin: Origin { op, part: OUTCOME_PART, install, author, at, received: at },
                history: false,
            },
        )?;
        Ok(())
    }

    /// Where an op's outcome is told: under the op's own id, unless a record of another class has
    /// taken that.
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

    /// Replaces what was told of one part of an op.
    pub(super) fn retell(
        &mut self,
        author: &Author,
        op: OpId,
        part: usize,
        told: PartOutcome,
    ) -> Result<()> {
        let (_, current) = self.outcome_record(op)?;
        let Some(current) = current else { return Ok(()) };
        let Ok(mut outcome) = from_fields::<Outcome>(current.fields) else { return Ok(()) };
        if let Some(old) = outcome.parts.get_mut(part) {
            *old = told;
        }
        self.tell(author, op, &outcome)
    }

    /// An op that came again under another number has no second effect. Its owner's new install is
    /// told what became of it the first time; anybody else only that it was known.
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
        self.tell(author, nameless(op.install, op.mseq), &outcome)?;
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
        let Ok(mut outcome) = from_fields::<Outcome>(current.fields.clone()) else {
            return Ok(None);
        };
        outcome.mseq = op.mseq;
        self.feeds.relocate(self.tx, &current, feed)?;
        self.tell(author, first, &outcome)?;
        Ok(Some(outcome))
    }

    /// Writes what a part that was held has become.
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
        self.retell(author, id, part, result.outcome)
    }
}

/// Stands in for the id of an op that has none, or whose id is taken.
pub(super) fn nameless(install: InstallId, mseq: u64) -> OpId {
    let record = derived_id(format!("gridbook nameless 1\n{install}\n{mseq}").as_bytes());
    OpId::of_record(record)
}
