//! The order of one install's parts for one record: that of their numbers, whatever holds one up.
//!
//! An author builds on the own changes before, and the merge takes those for seen. So a part must
//! not overtake an earlier one of its install for the same record whose applying failed for now: it
//! is held behind that, and goes on when that is settled. Parts that wait for a record need no such
//! guard: they all go on in order in the transaction that brings it. Other records, and what others
//! do to the same one, wait for nobody.

use super::Apply;
use gridbook_domain::id::RecordId;
use gridbook_domain::outcome::Why;
use gridbook_store::{JournalOp, PartRow, Result};

impl Apply<'_> {
    /// Whether an earlier part of the op's install for the record is still to be tried again.
    pub(super) fn is_behind(
        &mut self,
        op: &JournalOp,
        record: RecordId,
        part: usize,
    ) -> Result<bool> {
        if !self.any_blocked()? {
            return Ok(false);
        }
        let before = |row: &PartRow| {
            row.why == Some(Why::Later)
                && row.install == op.install
                && (row.mseq, row.part) < (op.mseq, part as u64)
        };
        Ok(self.tx.blocked_on(self.community, record)?.iter().any(before))
    }

    /// Whether anything at all waits, asked once a transaction: an ordinary op costs nothing.
    pub(super) fn any_blocked(&mut self) -> Result<bool> {
        match self.any_blocked {
            Some(any) => Ok(any),
            None => {
                let any = self.tx.any_blocked(self.community)?;
                self.any_blocked = Some(any);
                Ok(any)
            }
        }
    }
}
