//! Applies parts that were held, because the record they are blocked on has arrived or because
//! applying failed for now.

use super::{Apply, Author, Isolation};
use gridbook_domain::Body;
use gridbook_domain::clock::occurred;
use gridbook_domain::id::RecordId;
use gridbook_domain::outcome::Why;
use gridbook_store::{JournalOp, PartRow, Result, Tx};
use std::collections::VecDeque;

impl Apply<'_> {
    /// Applies the parts that were blocked on a record, and those blocked on them, in the order of
    /// their arrival.
    pub(super) fn release(&mut self, record: RecordId) -> Result<()> {
        if !self.any_blocked()? {
            return Ok(());
        }
        let mut arrived = VecDeque::from([record]);
        while let Some(record) = arrived.pop_front() {
            for row in self.tx.blocked_on(self.community, record)? {
                arrived.extend(self.again(&row)?);
            }
        }
        Ok(())
    }

    /// Applies a held part again. Returns the records that it brought.
    fn again(&mut self, row: &PartRow) -> Result<Vec<RecordId>> {
        let Some((op, body, author)) = self.held_op(row)? else { return Ok(Vec::new()) };
        let when = occurred(&body.clock, Some(op.received));
        let part = usize::try_from(row.part).unwrap_or(usize::MAX);
        let result = self.part(&author, &op, &body, part, &when)?;
        let arrived = result.arrivals().collect();
        let same = result.outcome.effect == row.effect
            && result.outcome.why == row.why
            && result.blocked_on == row.blocked_on;
        if !same {
            self.settle(&author, &op, row.op, part, result)?;
        }
        Ok(arrived)
    }

    fn held_op(&mut self, row: &PartRow) -> Result<Option<(JournalOp, Body, Author)>> {
        let Some(op) = self.tx.op_at(self.community, row.install, row.mseq)? else {
            return Ok(None);
        };
        let Ok(body) = Body::read(&op.body) else { return Ok(None) };
        let Some(install) = self.tx.install(self.community, row.install)? else {
            return Ok(None);
        };
        let account = install.key.is_none().then_some(body.author);
        let author = Author::load(self.tx, &install, account)?;
        Ok(Some((op, body, author)))
    }
}

/// Retries a part whose applying failed, and the parts held behind it. Returns whether it is now
/// settled.
pub(crate) fn retry(tx: &mut dyn Tx, row: &PartRow) -> Result<bool> {
    let mut apply = Apply::new(tx, row.community, Isolation::Part);
    let Some(row) = apply.tx.part(row.community, row.op, row.part)? else { return Ok(false) };
    if row.why != Some(Why::Later) {
        return Ok(true);
    }
    let mut arrived = apply.again(&row)?;
    let now = apply.tx.part(row.community, row.op, row.part)?;
    let settled = now.is_none_or(|now| now.why != Some(Why::Later));
    arrived.extend(row.blocked_on.filter(|record| !arrived.contains(record)));
    if settled {
        arrived.into_iter().try_for_each(|record| apply.release(record))?;
    }
    apply.feeds.flush(apply.tx)?;
    Ok(settled)
}
