//! Enrolled installs.

use super::InstallInfo;
use crate::withdrawals::Withdrawal;
use crate::{Hub, HubError};
use gridbook_domain::id::InstallId;
use gridbook_store::{Install, StoreError};
use std::collections::BTreeMap;

impl Hub {
    /// Returns all installs with their last contact, app version and number of pending items.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn installs(&self) -> Result<Vec<InstallInfo>, HubError> {
        self.store.read(|tx| {
            let accounts = tx.accounts()?.into_iter();
            let names: BTreeMap<_, _> = accounts.map(|a| (a.account, a.name)).collect();
            let named = |install: Install| {
                let name = names.get(&install.account).cloned().unwrap_or_default();
                info(install, name)
            };
            Ok(tx.installs()?.into_iter().map(named).collect())
        })
    }

    /// Revokes an install: it receives nothing more, and what it still sends is journaled and held.
    /// `lost` asks it to wipe its readable data at its next contact, once its ops are durable.
    ///
    /// # Errors
    /// [`HubError::NotFound`].
    pub fn revoke(&self, install: InstallId, lost: bool) -> Result<(), HubError> {
        let now = self.clock.now();
        self.store.write(|tx| {
            let found = tx.installs()?.into_iter().find(|found| found.install == install);
            let found = found.ok_or(StoreError::NotFound { what: "handheld" })?;
            let locked = tx.lock_install(found.community, install)?;
            let mut locked = locked.ok_or(StoreError::NotFound { what: "handheld" })?;
            locked.revoked = locked.revoked.or(Some(now));
            locked.lost |= lost;
            tx.put_install(&locked)?;
            Ok(self.withdrawals.append(Withdrawal::of_install(&locked).as_slice())?)
        })
    }
}

fn info(install: Install, name: String) -> InstallInfo {
    InstallInfo {
        install: install.install,
        community: install.community,
        account: install.account,
        name,
        device: install.device,
        app: install.app,
        enrolled: install.enrolled,
        contact: install.contact,
        revoked: install.revoked,
        waiting: install.waiting,
        durable: install.mark.mseq,
        applied: install.applied,
    }
}
