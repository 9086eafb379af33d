//! Going on with parts that were held: because the record they wait for has come, or because
//! applying failed for now.

use super::{Apply, Author, Care};
use crate::store::{JournalOp, PartRow, Result, Tx};
use gridbook_domain::Body;
use gridbook_domain::clock::occurred;
use gridbook_domain::id::RecordId;
use gridbook_domain::outcome::Why;
use std::collections::VecDeque;

impl Apply<'_> {
    /// Applies what waited for a record, and what waited for those, in the order of their arrival.
    pub(super) fn release(&mut self, record: RecordId) -> Result<()> {
        if !self.anything_waits()? {
            return Ok(());
        }
        let mut arrived = VecDeque::from([record]);
        while let Some(record) = arrived.pop_front() {
            for row in self.tx.waiting(self.community, record)? {
                arrived.extend(self.again(&row)?);
            }
        }
        Ok(())
    }

    fn anything_waits(&mut self) -> Result<bool> {
        match self.waits {
            Some(waits) => Ok(waits),
            None => {
                let waits = self.tx.anything_waits(self.community)?;
                self.waits = Some(waits);
                Ok(waits)
            }
        }
    }

    /// Applies a held part once more. Gives the record it brought, if it did.
    fn again(&mut self, row: &PartRow) -> Result<Option<RecordId>> {
        let Some((op, body, author)) = self.held_op(row)? else { return Ok(None) };
        let when = occurred(&body.clock, Some(op.received));
        let part = usize::try_from(row.part).unwrap_or(usize::MAX);
        let mut ruling = self.part(&author, &body, part, &when, op.received)?;
        let arrived = ruling.arrived.take();
        let same = ruling.outcome.effect == row.effect
            && ruling.outcome.why == row.why
            && ruling.waits == row.waits;
        if !same {
            self.settle(&author, &op, row.op, part, ruling)?;
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

/// Tries a part once more whose applying failed. Tells whether it is settled now.
pub(crate) fn retry(tx: &mut dyn Tx, row: &PartRow) -> Result<bool> {
    let mut apply = Apply::new(tx, row.community, Care::Apart);
    let Some(row) = apply.tx.part(row.community, row.op, row.part)? else { return Ok(false) };
    if row.why != Some(Why::Later) {
        return Ok(true);
    }
    if let Some(arrived) = apply.again(&row)? {
        apply.release(arrived)?;
    }
    apply.ledger.flush(apply.tx)?;
    let now = apply.tx.part(row.community, row.op, row.part)?;
    Ok(now.is_none_or(|now| now.why != Some(Why::Later)))
}
