//! Applies journaled ops in transactions that keep the journal when applying fails.

use super::{Apply, Author, Isolation, JournaledOp};
use gridbook_domain::Body;
use gridbook_domain::id::AccountId;
use gridbook_domain::outcome::Outcome;
use gridbook_store::{Install, JournalOp, Result, Tx};

/// The most pending ops that one transaction applies.
const BACKLOG: u64 = 200;

/// Applies the ops after the applied ones, and updates the install's `applied`. On a failure only
/// the applying is rolled back, and no outcomes are returned.
pub(crate) fn apply_all(
    tx: &mut dyn Tx,
    install: &mut Install,
    ops: &[JournaledOp],
    account: Option<AccountId>,
) -> Result<Vec<Outcome>> {
    let Some(last) = ops.last() else { return Ok(Vec::new()) };
    let author = Author::load(tx, install, account)?;
    for isolation in [Isolation::Batch, Isolation::Part] {
        tx.savepoint()?;
        match Apply::new(tx, install.community, isolation).ops(&author, ops) {
            Ok(outcomes) => {
                tx.release()?;
                install.applied = last.op.mseq;
                return Ok(outcomes);
            }
            Err(error) => {
                tracing::warn!(install = %install.install, %error, ?isolation, "applying failed");
                tx.rollback()?;
            }
        }
    }
    Ok(Vec::new())
}

/// Applies the pending ops in the journal of a locked install. Returns whether any was applied.
pub(crate) fn catch_up(tx: &mut dyn Tx, install: &mut Install) -> Result<bool> {
    let from = install.applied;
    let ops = tx.ops_after(install.community, install.install, from, BACKLOG)?;
    let ops: Vec<JournaledOp> = ops.into_iter().map(journaled).collect();
    let own = install.key.is_none();
    for op in runs(&ops, own) {
        let account = op.first().and_then(|op| op.body.as_ref()).map(|body| body.author);
        let applied = install.applied;
        apply_all(tx, install, op, account.filter(|_| own))?;
        if install.applied == applied {
            break;
        }
    }
    Ok(install.applied > from)
}

/// Splits ops into runs of one author: the hub's own install writes for many authors, so its ops
/// are applied one by one.
fn runs(ops: &[JournaledOp], own: bool) -> impl Iterator<Item = &[JournaledOp]> {
    ops.chunks(if own { 1 } else { ops.len().max(1) })
}

fn journaled(op: JournalOp) -> JournaledOp {
    let readable = op.op.is_some() || op.repeats.is_some();
    let body = if readable { Body::read(&op.body).ok() } else { None };
    JournaledOp { op, body }
}
