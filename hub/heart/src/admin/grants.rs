//! Grants: the areas of an account and the feeds that update_feeds from them, at every version.

use crate::{Hub, HubError};
use gridbook_domain::id::{AccountId, AreaId, FeedId};
use gridbook_domain::role::FeedKind;
use gridbook_store::{Account, AreaRow, FeedGrantRow, GrantRow, Result, StoreError, Tx};
use std::collections::BTreeMap;

impl Hub {
    /// Grants an account an area with everything below it, and returns the new version of its
    /// grants. `kind` is `grid`, or `restricted` for accounts whose duty requires it. An existing
    /// grant changes nothing.
    ///
    /// # Errors
    /// [`HubError::NotFound`], [`HubError::Invalid`] for another kind.
    pub fn grant(&self, account: AccountId, area: AreaId, kind: FeedKind) -> Result<u64, HubError> {
        if !matches!(kind, FeedKind::Grid | FeedKind::Restricted) {
            return Err(HubError::invalid("a grant is for grid or restricted records"));
        }
        self.store.write(|tx| {
            let account = holder(tx, account)?;
            tx.area(area)?.ok_or(StoreError::NotFound { what: "area" })?;
            if present(tx, &account, area, &kind)?.is_some() {
                return Ok(account.grant_ver);
            }
            let from_ver = account.grant_ver + 1;
            tx.put_grant(&GrantRow {
                community: account.community,
                account: account.account,
                area,
                kind: kind.clone(),
                from_ver,
                until_ver: None,
            })?;
            Ok(update_feeds(tx, &account)?)
        })
    }

    /// Withdraws a grant, and returns the new version of the account's grants. Ops made under an
    /// earlier version still count as granted.
    ///
    /// # Errors
    /// [`HubError::NotFound`].
    pub fn withdraw(
        &self,
        account: AccountId,
        area: AreaId,
        kind: FeedKind,
    ) -> Result<u64, HubError> {
        self.store.write(|tx| {
            let account = holder(tx, account)?;
            let grant = present(tx, &account, area, &kind)?;
            let grant = grant.ok_or(StoreError::NotFound { what: "grant" })?;
            tx.put_grant(&GrantRow { until_ver: Some(account.grant_ver + 1), ..grant })?;
            Ok(update_feeds(tx, &account)?)
        })
    }
}

fn holder(tx: &mut dyn Tx, account: AccountId) -> Result<Account> {
    tx.account(account)?.ok_or(StoreError::NotFound { what: "account" })
}

fn present(
    tx: &mut dyn Tx,
    account: &Account,
    area: AreaId,
    kind: &FeedKind,
) -> Result<Option<GrantRow>> {
    let grants = tx.grants(account.community, account.account)?;
    let same = |g: &GrantRow| g.area == area && g.kind == *kind && g.until_ver.is_none();
    Ok(grants.into_iter().find(same))
}

/// Increments the version of an account's grants and updates its feeds: adds those that the grants
/// now reach and ends those that they no longer reach.
pub(super) fn update_feeds(tx: &mut dyn Tx, account: &Account) -> Result<u64> {
    let version = tx.next_grant_ver(account.account)?;
    let mut reached = reach(tx, account)?;
    for held in tx.present_feed_grants(account.community, account.account)? {
        if reached.remove(&held.feed).is_none() {
            tx.put_feed_grant(&FeedGrantRow { until_ver: Some(version), ..held })?;
        }
    }
    for grant in reached.into_values() {
        tx.put_feed_grant(&FeedGrantRow { from_ver: version, ..grant })?;
    }
    Ok(version)
}

/// Returns the feeds that an account's present grants reach.
fn reach(tx: &mut dyn Tx, account: &Account) -> Result<BTreeMap<FeedId, FeedGrantRow>> {
    let areas = tx.areas()?;
    let mut reached = BTreeMap::new();
    for grant in tx.grants(account.community, account.account)? {
        if grant.until_ver.is_some() {
            continue;
        }
        for area in areas.iter().filter(|area| covers(&areas, grant.area, area.area)) {
            let Some(community) = area.community else { continue };
            for feed in tx.feeds_of_area(community, area.area)? {
                if feed.kind == grant.kind && feed.closed.is_none() {
                    reached.insert(
                        feed.feed,
                        FeedGrantRow {
                            community: account.community,
                            account: account.account,
                            feed: feed.feed,
                            feed_community: community,
                            kind: feed.kind,
                            area: area.area,
                            from_ver: 0,
                            until_ver: None,
                        },
                    );
                }
            }
        }
    }
    Ok(reached)
}

/// Returns whether `area` is `above` or below it.
pub(super) fn covers(areas: &[AreaRow], above: AreaId, area: AreaId) -> bool {
    let mut at = Some(area);
    // As many steps as there are levels; a damaged tree must not make a loop.
    for _ in 0..8 {
        if at == Some(above) {
            return true;
        }
        at = areas.iter().find(|row| Some(row.area) == at).and_then(|row| row.parent);
    }
    false
}
