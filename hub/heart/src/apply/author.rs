//! The author that ops are applied for.

use gridbook_domain::id::{AccountId, FeedId, InstallId};
use gridbook_domain::role::Role;
use gridbook_store::{FeedGrantRow, Install, Result, Tx};

/// An install and its owner, as applying needs them.
#[derive(Debug, Clone)]
pub(crate) struct Author {
    /// The install.
    pub install: InstallId,
    /// Its feed of outcomes; the hub's own install has none.
    pub feed: Option<FeedId>,
    /// Its owner.
    pub account: AccountId,
    /// The owner's role.
    pub role: Role,
    /// The present version of the owner's grants.
    pub grant_ver: u64,
    /// The feeds the owner has or had.
    pub grants: Vec<FeedGrantRow>,
    /// Whether this is the hub itself: console and imports have already checked the permission of
    /// their user.
    pub own: bool,
    /// Whether the install was revoked, so that its ops are held.
    pub revoked: bool,
}

impl Author {
    /// Loads the author of an install's ops. `account` is the author of an op of the hub's own
    /// install, which is shared by many authors; with `None` the author is the install's owner.
    pub fn load(tx: &mut dyn Tx, install: &Install, account: Option<AccountId>) -> Result<Self> {
        let own = install.key.is_none();
        let account = account.unwrap_or(install.account);
        let found = tx.account(account)?;
        let grants = if own { Vec::new() } else { tx.feed_grants(install.community, account)? };
        Ok(Self {
            install: install.install,
            feed: install.feed,
            account,
            role: found.as_ref().map_or(Role::Other(String::new()), |found| found.role.clone()),
            grant_ver: found.map_or(0, |found| found.grant_ver),
            grants,
            own,
            revoked: install.revoked.is_some(),
        })
    }

    /// Returns the grant for a feed that was valid at a version of the grants. A version that this
    /// hub has not issued (its history was restored since) counts as the present one.
    pub fn grant(&self, feed: FeedId, grant_ver: u64) -> Option<&FeedGrantRow> {
        let grant_ver = grant_ver.min(self.grant_ver);
        self.grants.iter().find(|grant| grant.feed == feed && grant.holds_at(grant_ver))
    }
}
