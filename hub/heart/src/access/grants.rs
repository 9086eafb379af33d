//! The feeds that an account's grants reach, at every version of the grants.

use gridbook_domain::id::{AreaId, FeedId};
use gridbook_store::{Account, AreaRow, FeedGrantRow, Result, Tx};
use std::collections::BTreeMap;

/// Increments the version of an account's grants and updates its feeds: adds those that the grants
/// now reach and ends those that they no longer reach.
pub(crate) fn update_feeds(tx: &mut dyn Tx, account: &Account) -> Result<u64> {
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
pub(crate) fn covers(areas: &[AreaRow], above: AreaId, area: AreaId) -> bool {
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
