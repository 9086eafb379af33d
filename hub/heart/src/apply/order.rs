//! Keeps one install's parts for one record in the order of their numbers, even if one of them is
//! held up.
//!
//! An author builds on the own earlier changes, and the merge counts those as seen. So a part must
//! not overtake an earlier one of its install for the same record whose applying failed for now: it
//! is held behind that part and applied once that is settled. Parts that are blocked on a missing
//! record need no such guard: they are all applied, in order, in the transaction that brings it.
//! Other records, and other installs' changes of the same record, are not delayed.

use super::Apply;
use gridbook_domain::id::RecordId;
use gridbook_domain::outcome::Why;
use gridbook_store::{JournalOp, PartRow, Result};

impl Apply<'_> {
    /// Returns whether an earlier part of the op's install for the record is still to be retried.
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

    /// Returns whether any part is blocked, queried once per transaction so that an ordinary op
    /// costs nothing.
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
