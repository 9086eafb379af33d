//! Staging: an op gets its number and its place in the chain when it is first sent to the hub, in a
//! transaction before the request is built.

use crate::db::WriteTx;
use crate::error::Result;
use crate::host::TraceEvent;
use crate::replica::feeds::store::{set_staged, staged};
use crate::replica::ops::store;
use gridbook_domain::chain;
use gridbook_domain::wire::{ChainHead, Envelope};

/// The ops of one push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Batch {
    pub envelopes: Vec<Envelope>,
    /// The last op staged so far.
    pub head: ChainHead,
}

/// Returns the staged ops after `from` (exclusive) whose bodies fit `limit` bytes, but at least
/// one. If there is room left, it stages more ops; no more than that, so that an op not sent yet
/// can still be undone.
pub(crate) fn batch(w: &WriteTx<'_>, from: u64, limit: usize) -> Result<Batch> {
    let mut head = staged(w)?;
    let mut envelopes = Vec::new();
    let mut bytes = 0;
    store::each_staged(w, from, |envelope| {
        bytes += envelope.body.len();
        let fits = envelopes.is_empty() || bytes <= limit;
        if fits {
            envelopes.push(envelope);
        }
        fits
    })?;
    if bytes <= limit {
        let first = head.mseq;
        stage(w, limit - bytes, &mut head, &mut envelopes)?;
        if head.mseq != first {
            let ops = usize::try_from(head.mseq - first).unwrap_or(usize::MAX);
            w.trace(TraceEvent::OpsStaged { ops, last: head.mseq });
            set_staged(w, head)?;
        }
    }
    Ok(Batch { envelopes, head })
}

fn stage(
    w: &WriteTx<'_>,
    room: usize,
    head: &mut ChainHead,
    envelopes: &mut Vec<Envelope>,
) -> Result<()> {
    let mut fresh = Vec::new();
    let mut bytes = 0;
    store::each_unstaged(w, |saved, body| {
        bytes += body.len();
        let fits = bytes <= room || (envelopes.is_empty() && fresh.is_empty());
        if fits {
            fresh.push((saved, body));
        }
        fits
    })?;
    for (saved, body) in fresh {
        let mseq = head.mseq + 1;
        let chain = chain::link(head.chain, mseq, chain::body_hash(body.as_bytes()));
        *head = ChainHead { mseq, chain };
        store::set_staged(w, saved, *head)?;
        envelopes.push(Envelope { mseq, chain, body });
    }
    Ok(())
}
