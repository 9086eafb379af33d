//! Journals ops. Accepting is not applying: an op is journaled if its envelope fits (install, next
//! number, chain, size), whatever its body says.

use crate::apply::JournaledOp;
use gridbook_domain::Body;
use gridbook_domain::chain::{body_hash, link};
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::op::MAX_BODY;
use gridbook_domain::wire::{ChainHead, Envelope};
use gridbook_store::{Fork, Install, JournalOp, Result, Tx};

/// The result of journaling a push.
#[derive(Default)]
pub(crate) struct Accepted {
    /// The ops that were new.
    pub fresh: Vec<JournaledOp>,
    /// The number needed next, if there was a gap.
    pub need: Option<u64>,
    /// The first number that contradicts the journal.
    pub fork: Option<u64>,
    /// The number of an op over [`MAX_BODY`], where the push stopped.
    pub too_large: Option<u64>,
}

impl Accepted {
    fn forked(&mut self, mseq: u64) {
        self.fork = Some(self.fork.map_or(mseq, |first| first.min(mseq)));
    }
}

/// Journals the ops of a push that fit, and updates the install's mark.
pub(crate) fn accept(
    tx: &mut dyn Tx,
    install: &mut Install,
    push: &[Envelope],
    now: i64,
) -> Result<Accepted> {
    let mut accepted = Accepted::default();
    for envelope in push {
        let hash = body_hash(envelope.body.as_bytes());
        let next = install.mark.mseq + 1;
        if envelope.mseq == 0 || envelope.mseq > next {
            accepted.need = Some(next);
            break;
        }
        if envelope.mseq < next {
            let held = tx.links_at(install.community, install.install, envelope.mseq)?;
            if held != Some((envelope.chain, hash)) {
                contradict(tx, install, envelope, hash, now)?;
                accepted.forked(envelope.mseq);
            }
            continue;
        }
        if envelope.body.len() > MAX_BODY {
            accepted.too_large = Some(next);
            accepted.need = Some(next);
            break;
        }
        if envelope.chain != link(install.mark.chain, next, hash) {
            contradict(tx, install, envelope, hash, now)?;
            accepted.forked(next);
            break;
        }
        journal(tx, install, envelope, hash, now, &mut accepted)?;
    }
    Ok(accepted)
}

/// Appends an op whose envelope fits.
fn journal(
    tx: &mut dyn Tx,
    install: &mut Install,
    envelope: &Envelope,
    hash: Hash,
    now: i64,
    accepted: &mut Accepted,
) -> Result<()> {
    let mut body = Body::read(envelope.body.as_bytes()).ok();
    let (mut op, mut repeats) = (body.as_ref().map(|body| body.op), None);
    if let Some(id) = op
        && let Some(known) = tx.known(install.community, id)?
    {
        op = None;
        if known.hash == hash {
            repeats = Some(id);
        } else {
            // The envelope fits, so the op is journaled and blocks nothing; but an op id that says
            // two things is evidence of a copied phone, and this one has no effect.
            contradict(tx, install, envelope, hash, now)?;
            accepted.forked(envelope.mseq);
            body = None;
        }
    }
    let op = JournalOp {
        community: install.community,
        install: install.install,
        mseq: envelope.mseq,
        chain: envelope.chain,
        hash,
        body: envelope.body.as_bytes().to_vec(),
        op,
        repeats,
        received: now,
    };
    tx.append(&op)?;
    install.mark = ChainHead { mseq: op.mseq, chain: op.chain };
    install.received = now;
    accepted.fresh.push(JournaledOp { op, body });
    Ok(())
}

/// Stores an op that contradicts the journal, and logs a warning.
fn contradict(
    tx: &mut dyn Tx,
    install: &Install,
    envelope: &Envelope,
    hash: Hash,
    now: i64,
) -> Result<()> {
    // Of a body that no journal takes, its hash is evidence enough.
    let body = Some(envelope.body.as_bytes()).filter(|body| body.len() <= MAX_BODY);
    let fork = Fork {
        community: install.community,
        install: install.install,
        mseq: envelope.mseq,
        chain: envelope.chain,
        hash,
        body: body.unwrap_or_default().to_vec(),
        received: now,
    };
    keep(tx, &fork)
}

/// Returns whether the head that an install signed contradicts the journal.
pub(crate) fn contradicts(tx: &mut dyn Tx, install: &Install, head: ChainHead) -> Result<bool> {
    if head.mseq == 0 || head.mseq > install.mark.mseq || head == install.mark {
        return Ok(false);
    }
    let held = tx.links_at(install.community, install.install, head.mseq)?;
    Ok(held.is_none_or(|(chain, _)| chain != head.chain))
}

/// Stores a head that contradicts the journal.
pub(crate) fn keep_head(
    tx: &mut dyn Tx,
    install: &Install,
    head: ChainHead,
    now: i64,
) -> Result<()> {
    let (community, install) = (install.community, install.install);
    let (mseq, chain, hash) = (head.mseq, head.chain, Bytes([0; 32]));
    keep(tx, &Fork { community, install, mseq, chain, hash, body: Vec::new(), received: now })
}

fn keep(tx: &mut dyn Tx, fork: &Fork) -> Result<()> {
    if tx.add_fork(fork)? {
        tracing::warn!(install = %fork.install, mseq = fork.mseq, "an install contradicts itself");
    }
    Ok(())
}
