//! Continues where applying stopped. Any process may sweep, at any time.

use crate::apply::{catch_up, retry};
use crate::derive::derived_id;

use crate::{Hub, HubError};
use gridbook_domain::id::{AreaId, InstallId, OpId};
use gridbook_store::StoreError;

/// The most installs and parts that one sweep handles.
const AT_ONCE: u64 = 100;
/// How long sessions and failed sign-ins are kept after they have ended.
const DAY: i64 = 86_400_000;

/// The result of a sweep.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many installs had further ops applied.
    pub installs: u64,
    /// How many failed parts are now settled.
    pub parts: u64,
    /// How many expired sessions and failed sign-ins were deleted.
    pub logins: u64,
}

impl Hub {
    /// Applies the pending ops of the journal, and retries parts whose applying failed. Costs one
    /// small read if there is nothing to do.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn sweep(&self) -> Result<Swept, HubError> {
        // Beginning elsewhere each time, it comes to all, though a hundred may always fail. The
        // clock says where: a draw would shift what a seed gives to everybody else.
        let from = derived_id(&self.clock.now().to_be_bytes());
        let (installs, parts) = self.store.read(|tx| -> Result<_, HubError> {
            let installs = tx.unapplied(InstallId::from_bytes(*from.as_bytes()), AT_ONCE)?;
            Ok((installs, tx.to_retry(OpId::of_record(from), AT_ONCE)?))
        })?;
        let mut swept = Swept::default();
        // A failure does not block the installs after it: it is logged and retried next time.
        for (community, install) in installs {
            match self.go_on(community, install) {
                Ok(moved) => swept.installs += u64::from(moved),
                Err(error) => tracing::warn!(%install, %error, "an install cannot be applied"),
            }
        }
        for part in parts {
            let settled = self.store.write(|tx| {
                tx.lock_install(part.community, part.install)?;
                retry(tx, &part)
            });
            match settled {
                Ok(settled) => swept.parts += u64::from(settled),
                Err(error) => tracing::warn!(op = %part.op, %error, "a part cannot be applied"),
            }
        }
        let past = self.clock.now().saturating_sub(DAY);
        swept.logins = self.store.write(|tx| tx.forget_logins(past, AT_ONCE))?;
        Ok(swept)
    }

    /// Applies the pending ops of an install's journal.
    fn go_on(&self, community: AreaId, install: InstallId) -> gridbook_store::Result<bool> {
        self.store.write(|tx| {
            let locked = tx.lock_install(community, install)?;
            let mut install = locked.ok_or(StoreError::NotFound { what: "install" })?;
            let moved = catch_up(tx, &mut install)?;
            tx.put_install(&install)?;
            Ok(moved)
        })
    }
}
