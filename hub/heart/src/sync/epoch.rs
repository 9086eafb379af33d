//! Epochs: each is one uninterrupted history of the hub. A hub that was set back to an older copy
//! begins a new one, and phones offer again what it lost.

use crate::deployment::begin_epoch;
use crate::host::draw;
use crate::{Hub, HubError};
use gridbook_domain::id::EpochId;
use gridbook_domain::trust::{receipt_message, verify};
use gridbook_domain::wire::SyncRequest;
use gridbook_store::{Install, Result, StoreError, Tx};

impl Hub {
    /// Begins a new epoch, as after a restore. Nobody stays signed in to the console, because
    /// sessions that have ended since may be open again.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn begin_epoch(&self) -> Result<EpochId, HubError> {
        let epoch = EpochId::from_random(self.id()?);
        let now = self.clock.now();
        self.store.write(|tx| begin_epoch(tx, epoch, now))?;
        Ok(epoch)
    }

    /// Begins a new epoch if an install proves that this hub lost ops: it shows a receipt of this
    /// hub for an op that is not in the journal. A receipt from before the present epoch proves
    /// nothing new.
    pub(super) fn notice_loss(
        &self,
        tx: &mut dyn Tx,
        install: &Install,
        request: &SyncRequest,
        now: i64,
    ) -> Result<()> {
        let Some(receipt) = request.receipt.filter(|shown| shown.mseq > install.mark.mseq) else {
            return Ok(());
        };
        if tx.epoch_began()?.is_some_and(|began| receipt.received_at <= began) {
            return Ok(());
        }
        let (mseq, chain, at) = (receipt.mseq, receipt.chain, receipt.received_at);
        let message = receipt_message(install.install, mseq, chain, at);
        if !verify(&self.keys.signing.public(), &message, &receipt.sig) {
            return Ok(());
        }
        tracing::warn!(
            install = %install.install, has = install.mark.mseq, had = mseq,
            "this hub was set back to an older copy: a new epoch begins"
        );
        let drawn = draw(self.random.as_ref());
        let drawn = drawn.map_err(|_| StoreError::Stored { what: "randomness" })?;
        begin_epoch(tx, EpochId::from_random(drawn), now)
    }
}
