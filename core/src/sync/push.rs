//! Sends ops, and verifies the hub's two acknowledgements.

use super::{Proofs, set_back};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::feeds::{SyncState, store};
use crate::replica::ops;
use gridbook_domain::encoding::{Hash, PublicKey};
use gridbook_domain::trust::receipt_message;
use gridbook_domain::wire::{ChainHead, SyncResponse};
use gridbook_domain::{InstallId, chain};

/// Returns the op after which the next push begins.
pub(crate) fn begins_after(state: &SyncState) -> u64 {
    state.need.map_or(state.durable, |need| need.saturating_sub(1))
}

/// Checks that the hub itself signed the receipt for `durable`. Without it the response comes from
/// another server, and nothing of it is used.
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

/// Applies the acknowledgements. Each is accepted only if this install's own chain at that number
/// is equal; otherwise the hub has a different history of this install, and pushing stops.
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
    // A fork not above a matching `durable` concerns only that one op: it is in the journal, and
    // must not hold back the ops after it.
    if let Some(fork) = response.fork.filter(|fork| *fork > durable.mseq) {
        state.fork.get_or_insert(fork);
    }
    if durable.mseq > state.durable {
        store::put_receipt(w, &response.receipt)?;
    }
    if durable.mseq < state.durable {
        // The hub lost a part of its history, and is sent it again.
        set_back::offer_again(w, durable.mseq)?;
    }
    state.durable = durable.mseq;
    let safe = response.safe;
    let told_before = safe.mseq <= state.safe.mseq || safe.mseq > durable.mseq;
    if !told_before && own_chain(w, install, state, safe.mseq)? == Some(safe.chain) {
        state.safe = safe;
        ops::store::forget(w, safe.mseq)?;
    }
    if state.need.is_some_and(|need| need <= state.safe.mseq) {
        // The ops it asks for were archived and removed here: only a successor can continue.
        state.fork.get_or_insert(state.safe.mseq);
    }
    Ok(())
}

/// Returns this install's own chain at an op; `None` if it never staged that op or has removed it.
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

/// Begins a new history of the hub: it is stored beside the old ones, and all feeds are read again.
/// `durable` is what the hub has of this install's ops, before it is sent the rest again. Returns
/// whether the history is new.
pub(crate) fn change_epoch(w: &WriteTx<'_>, durable: u64, response: &SyncResponse) -> Result<bool> {
    if store::epoch(w)? == response.epoch {
        return Ok(false);
    }
    store::put_epoch(w, response.epoch)?;
    set_back::read_again(w)?;
    set_back::report_lost_ops(w, durable)?;
    Ok(true)
}
