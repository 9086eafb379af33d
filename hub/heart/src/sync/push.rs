//! Journals a push and applies it, in one transaction under the install's lock.

use super::journal::{Accepted, accept};
use crate::access::Keys;
use crate::apply::apply_all;
use gridbook_domain::wire::Envelope;
use gridbook_store::{Install, Result, Tx};

/// Journals the ops of a push that fit, signs the receipt, and applies them. When applying fails,
/// the journal stays and the sweep continues later.
pub(crate) fn push(
    tx: &mut dyn Tx,
    keys: &Keys,
    install: &mut Install,
    envelopes: &[Envelope],
    now: i64,
) -> Result<Accepted> {
    let before = install.mark.mseq;
    let accepted = accept(tx, install, envelopes, now)?;
    if accepted.fresh.is_empty() {
        return Ok(accepted);
    }
    install.receipt = Some(keys.sign_receipt(install));
    if install.applied == before {
        apply_all(tx, install, &accepted.fresh, None)?;
    }
    Ok(accepted)
}
