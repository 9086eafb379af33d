//! Offering ops, and believing the hub's two acknowledgements.

use super::Proofs;
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::feeds::{SyncState, store};
use crate::replica::{ops, overlay};
use gridbook_domain::encoding::{Hash, PublicKey};
use gridbook_domain::trust::receipt_message;
use gridbook_domain::wire::{ChainHead, SyncResponse};
use gridbook_domain::{InstallId, chain};

/// The op after which the next push begins.
pub(crate) fn begins_after(state: &SyncState) -> u64 {
    state.need.map_or(state.durable, |need| need.saturating_sub(1))
}

/// Whether the receipt is the hub's own word for `durable`. An answer without it comes from
/// somebody else, and nothing of it is believed.
pub(crate) fn check_receipt(
    proofs: &mut Proofs,
    install: InstallId,
    hub_key: PublicKey,
    response: &SyncResponse,
) -> Result<()> {
    let receipt = &response.receipt;
    let message = receipt_message(install, receipt.mseq, receipt.chain, receipt.received_at);
    let said = ChainHead { mseq: receipt.mseq, chain: receipt.chain };
    if said == response.durable && proofs.is_hubs(hub_key, message, receipt.sig) {
        return Ok(());
    }
    Err(Error::NotTheHub { what: "a receipt the hub did not sign" })
}

/// Takes the acknowledgements in. Each is believed only if this phone's own chain at that number is
/// equal; otherwise the hub holds another history of this install, and pushing stops.
pub(crate) fn acknowledge(
    w: &WriteTx<'_>,
    install: InstallId,
    state: &mut SyncState,
    response: &SyncResponse,
) -> Result<()> {
    state.need = response.need;
    let durable = response.durable;
    if own_chain(w, install, state, durable.mseq)? != Some(durable.chain) {
        state.fork.get_or_insert(response.fork.unwrap_or(durable.mseq));
        return Ok(());
    }
    // Not above a `durable` that fits, only that one op is in doubt: it is in the journal, and must
    // not keep back those behind it.
    if let Some(fork) = response.fork.filter(|fork| *fork > durable.mseq) {
        state.fork.get_or_insert(fork);
    }
    if durable.mseq > state.durable {
        store::put_receipt(w, &response.receipt)?;
    }
    // Less than before: the hub lost a stretch of its history, and is offered it again.
    state.durable = durable.mseq;
    let safe = response.safe;
    let told_before = safe.mseq <= state.safe.mseq || safe.mseq > durable.mseq;
    if !told_before && own_chain(w, install, state, safe.mseq)? == Some(safe.chain) {
        state.safe = safe;
        ops::store::forget(w, safe.mseq)?;
    }
    if state.need.is_some_and(|need| need <= state.safe.mseq) {
        // What it asks for was archived and forgotten here: only a successor can go on.
        state.fork.get_or_insert(state.safe.mseq);
    }
    Ok(())
}

/// This phone's own chain at an op; `None` when it never staged that op or no longer knows.
fn own_chain(
    w: &WriteTx<'_>,
    install: InstallId,
    state: &SyncState,
    mseq: u64,
) -> Result<Option<Hash>> {
    match mseq {
        0 => Ok(Some(chain::start(install))),
        _ if mseq == state.safe.mseq => Ok(Some(state.safe.chain)),
        _ if mseq == state.staged.mseq => Ok(Some(state.staged.chain)),
        _ => ops::store::chain_at(w, mseq),
    }
}

/// The hub has another history than before: it is kept beside the old ones, and what it had said
/// of the ops it no longer holds is no longer known.
pub(crate) fn change_epoch(
    w: &WriteTx<'_>,
    state: &SyncState,
    response: &SyncResponse,
) -> Result<()> {
    if store::epoch(w)? == response.epoch {
        return Ok(());
    }
    store::put_epoch(w, response.epoch)?;
    for (class, record) in ops::store::unanswer(w, state.durable)? {
        overlay::rebuild(w, &class, record)?;
    }
    Ok(())
}
