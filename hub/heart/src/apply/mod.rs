//! Applies journaled ops, in the order of their numbers and part by part.
//!
//! # Outcome of a part
//!
//! A part that breaks a rule is refused and kept. A part that depends on something missing is held.
//! A part that fails is rolled back alone and tried again by [`crate::Hub::sweep`]. No part affects
//! its siblings, but the parts of one install for one record keep their order ([`order`]).
//!
//! # Savepoints
//!
//! Parts hardly ever fail, and a savepoint for each would copy every page it touches. So a batch is
//! first applied without savepoints; only if that fails, it is rolled back and applied again with a
//! savepoint for each part.

mod author;
mod batch;
mod concurrent;
mod merged;
mod order;
mod outcome;
mod release;
mod result;
mod rules;
mod stepped;
mod write_once;

pub(crate) use author::Author;
pub(crate) use batch::{apply_all, catch_up};
pub(crate) use release::retry;
pub(crate) use result::PartResult;

use crate::feeds::{FeedWriter, Origin};
use gridbook_domain::clock::{Occurred, occurred};
use gridbook_domain::id::{AreaId, OpId};
use gridbook_domain::outcome::{Effect, Outcome, Why};
use gridbook_domain::{Body, Fields, Part};
use gridbook_store::{JournalOp, PartRow, Result, Tx};

/// An op of the journal, with its body if that can be read.
pub(crate) struct JournaledOp {
    /// The op as journaled.
    pub op: JournalOp,
    /// Its body.
    pub body: Option<Body>,
}

/// One applying transaction.
pub(crate) struct Apply<'a> {
    /// The transaction.
    pub tx: &'a mut dyn Tx,
    /// Its locked feeds.
    pub feeds: FeedWriter,
    /// The community.
    pub community: AreaId,
    /// Whether any part is blocked on a record, as far as this transaction knows.
    any_blocked: Option<bool>,
    /// Whether each part has a savepoint of its own.
    isolation: Isolation,
}

/// A part to apply, with its author and its origin.
pub(super) struct PartContext<'a> {
    /// The install that sent it, and its owner.
    pub author: &'a Author,
    /// The version of the grants it was made under.
    pub grant_ver: u64,
    /// The part.
    pub part: &'a Part,
    /// The op and the part's place in it.
    pub origin: Origin,
}

/// How parts are guarded against one that fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Isolation {
    /// A failure ends the batch, whose caller rolls it back.
    Batch,
    /// A failure is undone by itself, and the part is held for the sweep.
    Part,
}

impl<'a> Apply<'a> {
    /// Creates the state for applying in a community.
    pub fn new(tx: &'a mut dyn Tx, community: AreaId, isolation: Isolation) -> Self {
        Self { tx, feeds: FeedWriter::new(community), community, any_blocked: None, isolation }
    }

    /// Applies ops of one locked install, in order.
    pub fn ops(&mut self, author: &Author, ops: &[JournaledOp]) -> Result<Vec<Outcome>> {
        let feeds = ops.iter().filter_map(|fresh| fresh.body.as_ref());
        let feeds = feeds.flat_map(|body| body.parts.iter().map(|part| part.feed));
        self.feeds.lock(self.tx, feeds.chain(author.feed))?;
        let outcomes = ops.iter().map(|fresh| self.op(author, fresh)).collect();
        self.feeds.flush(self.tx)?;
        outcomes
    }

    fn op(&mut self, author: &Author, fresh: &JournaledOp) -> Result<Outcome> {
        let op = &fresh.op;
        if let Some(first) = op.repeats {
            return self.repeat(author, op, first);
        }
        let (Some(body), Some(id)) = (&fresh.body, op.op) else {
            return self.quarantine(author, op);
        };
        let when = occurred(&body.clock, Some(op.received));
        let mut outcome = Outcome {
            mseq: op.mseq,
            occurred: Some(when.clone()),
            parts: Vec::with_capacity(body.parts.len()),
            rest: Fields::new(),
        };
        let mut arrived = Vec::new();
        for part in 0..body.parts.len() {
            let result = self.part(author, op, body, part, &when)?;
            arrived.extend(result.arrivals());
            let row = self.part_row(op, id, part, &result);
            self.tx.put_part(&row)?;
            outcome.parts.push(result.outcome);
        }
        self.report_outcome(author, id, &outcome)?;
        for record in arrived {
            self.release(record)?;
        }
        Ok(outcome)
    }

    /// Applies one part.
    fn part(
        &mut self,
        author: &Author,
        op: &JournalOp,
        body: &Body,
        number: usize,
        when: &Occurred,
    ) -> Result<PartResult> {
        let Some(part) = body.parts.get(number) else {
            return Ok(PartResult::held(Why::Unreadable));
        };
        if self.is_behind(op, part.record, number)? {
            return Ok(PartResult::retry(part.record));
        }
        let origin = Origin {
            op: body.op,
            part: number,
            install: author.install,
            author: body.author,
            at: when.time,
            received: op.received,
        };
        let context = PartContext { author, grant_ver: body.grant_ver, part, origin };
        match self.isolation {
            Isolation::Batch => self.apply_part(&context),
            Isolation::Part => self.guarded(&context),
        }
    }

    /// Applies one part in a savepoint. If it fails, only this part is rolled back, and it is held
    /// for the sweep.
    fn guarded(&mut self, context: &PartContext<'_>) -> Result<PartResult> {
        let Origin { op, part, .. } = context.origin;
        let feeds = self.feeds.clone();
        self.tx.savepoint()?;
        match self.apply_part(context) {
            Ok(result) => {
                self.tx.release()?;
                Ok(result)
            }
            Err(error) => {
                tracing::warn!(%op, part, %error, "a part failed to apply");
                self.tx.rollback()?;
                self.feeds = feeds;
                Ok(PartResult::retry(context.part.record))
            }
        }
    }

    fn part_row(&mut self, op: &JournalOp, id: OpId, part: usize, result: &PartResult) -> PartRow {
        if result.blocked_on.is_some() {
            self.any_blocked = Some(true);
        }
        PartRow {
            community: self.community,
            op: id,
            part: part as u64,
            install: op.install,
            mseq: op.mseq,
            effect: result.outcome.effect.clone(),
            why: result.outcome.why.clone(),
            blocked_on: result.blocked_on,
        }
    }

    /// Records an op whose body cannot be read as held, for people to look at.
    fn quarantine(&mut self, author: &Author, op: &JournalOp) -> Result<Outcome> {
        tracing::warn!(install = %op.install, mseq = op.mseq, "an op cannot be read");
        let id = outcome::nameless(op.install, op.mseq);
        let result = PartResult::because(Effect::Quarantined, Why::Unreadable);
        let row = self.part_row(op, id, 0, &result);
        self.tx.put_part(&row)?;
        let parts = vec![result.outcome];
        let outcome = Outcome { mseq: op.mseq, occurred: None, parts, rest: Fields::new() };
        self.report_outcome(author, id, &outcome)?;
        Ok(outcome)
    }
}
