//! The feeds an install may read, and the grids an account may see.

use crate::deployment::DEPLOYMENT;
use gridbook_domain::id::{AreaId, FeedId};
use gridbook_domain::role::{Action, FeedGrant, FeedKind, Role, Scope};
use gridbook_store::{Account, Feed, Install, Result, StoreError, Tx};
use std::collections::BTreeMap;
use std::ops::Deref;

/// The feeds an install may read, in the order they are pulled: its own first (small and about its
/// own ops), then the deployment's, then the grids'.
pub(crate) struct ReadableFeeds {
    /// The version of the owner's grants.
    pub grant_ver: u64,
    /// The owner's role.
    pub role: Role,
    /// The owner's name.
    pub name: String,
    /// The feeds.
    pub feeds: Vec<Feed>,
}

impl ReadableFeeds {
    /// Reads the feeds an install may read now.
    pub fn load(tx: &mut dyn Tx, install: &Install) -> Result<Self> {
        let account =
            tx.account(install.account)?.ok_or(StoreError::NotFound { what: "account" })?;
        let deployment = tx.deployment()?.ok_or(StoreError::NotFound { what: "deployment" })?;
        let mut feeds = Vec::new();
        if let Some(feed) = install.feed {
            feeds.extend(tx.feed(install.community, feed)?);
        }
        feeds.extend(tx.feed(DEPLOYMENT, deployment.feed)?);
        for grant in tx.present_feed_grants(install.community, install.account)? {
            feeds.extend(tx.feed(grant.feed_community, grant.feed)?);
        }
        feeds.retain(|feed| may(&account.role, Action::Pull, &feed.kind));
        feeds.sort_by_key(|feed| rank(&feed.kind));
        let (grant_ver, role, name) = (account.grant_ver, account.role, account.name);
        Ok(Self { grant_ver, role, name, feeds })
    }

    /// Returns the scope as the device receives it.
    pub fn scope(&self, tx: &mut dyn Tx) -> Result<Scope> {
        let feeds = self.feeds.iter().map(|feed| describe(tx, feed.feed, &feed.kind, feed.area));
        let feeds = feeds.collect::<Result<Vec<FeedGrant>>>()?;
        Ok(Scope { grant_ver: self.grant_ver, role: self.role.clone(), feeds })
    }
}

/// The grids an account's present grants reach, each with its community.
pub struct Granted(BTreeMap<AreaId, AreaId>);

impl Granted {
    /// Reads the present grants of an account.
    ///
    /// # Errors
    /// Those of the store.
    pub fn load(tx: &mut dyn Tx, account: &Account) -> Result<Self> {
        let grants = tx.present_feed_grants(account.community, account.account)?;
        let grids = grants.iter().filter(|grant| grant.kind == FeedKind::Grid);
        Ok(Self(grids.map(|grant| (grant.area, grant.feed_community)).collect()))
    }

    /// Returns whether the grants reach a community's records in a grid.
    pub fn reaches(&self, community: AreaId, grid: AreaId) -> bool {
        self.0.get(&grid) == Some(&community)
    }
}

impl Deref for Granted {
    type Target = BTreeMap<AreaId, AreaId>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Returns whether the table of permissions allows a role this action on feeds of a kind. Which
/// feeds of that kind is decided by grants.
pub(crate) fn may(role: &Role, action: Action, kind: &FeedKind) -> bool {
    kind.resource().is_some_and(|feed| role.may(action, feed))
}

fn rank(kind: &FeedKind) -> u8 {
    match kind {
        FeedKind::Install => 0,
        FeedKind::Deployment => 1,
        FeedKind::Grid => 2,
        FeedKind::Restricted | FeedKind::Other(_) => 3,
    }
}

fn describe(
    tx: &mut dyn Tx,
    feed: FeedId,
    kind: &FeedKind,
    area: Option<AreaId>,
) -> Result<FeedGrant> {
    let found = area.map(|area| tx.area(area)).transpose()?.flatten();
    Ok(FeedGrant {
        feed,
        kind: kind.clone(),
        area,
        name: found.as_ref().map(|area| area.name.clone()),
        level: found.map(|area| area.level),
    })
}
