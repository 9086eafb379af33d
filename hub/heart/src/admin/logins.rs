//! Logins of accounts, and what the list of withdrawals knows of installs.

use crate::Hub;
use crate::withdrawals::Withdrawal;
use gridbook_domain::id::InstallId;
use gridbook_store::{Login, Result, Tx};

impl Hub {
    /// Writes the login of an account, and lists it, so that an older password never opens a
    /// restored hub. To be called last in a transaction.
    ///
    /// # Errors
    /// Those of the store; [`gridbook_store::StoreError::Io`] if the list cannot be written.
    pub fn put_login(&self, tx: &mut dyn Tx, login: Login) -> Result<()> {
        let before = tx.login_of(login.account)?.map_or(i64::MIN, |before| before.changed);
        let login = Login { changed: login.changed.max(before.saturating_add(1)), ..login };
        tx.put_login(&login)?;
        self.withdrawals.append(&[Withdrawal::of_login(&login)])
    }

    /// Returns whether an install was revoked, also one that the database does not know because it
    /// was restored from before the enrolment.
    ///
    /// # Errors
    /// Those of the list.
    pub fn was_revoked(&self, install: InstallId) -> Result<bool> {
        let all = self.withdrawals.read()?.unwrap_or_default();
        Ok(all.iter().any(|one| one.revokes(install)))
    }
}
