//! Areas and their feeds.

use super::AreaInfo;
use crate::access::{covers, update_feeds};
use crate::decisions::{Own, save_in};
use crate::deployment::{DEPLOYMENT, deployment};
use crate::feeds::empty_feed;
use crate::{Hub, HubError, NewOp, NewPart};
use gridbook_domain::area::{Area, Level};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::id::{AreaId, FeedId, InstallId, RecordId};
use gridbook_domain::role::FeedKind;
use gridbook_domain::{Class, Fields};
use gridbook_store::{AreaRow, Result, Tx};
use std::collections::BTreeMap;

impl Hub {
    /// Adds an area and publishes it to the devices. A grid also gets its feeds, which every
    /// account with a grant for an area above receives. If the parent already has an area of this
    /// name, returns that area unchanged.
    ///
    /// # Errors
    /// [`HubError::NotFound`] for an unknown parent, [`HubError::Invalid`] when the name is empty
    /// or the level is not below the parent's (a grid needs a community above it).
    pub fn add_area(
        &self,
        name: &str,
        level: Level,
        parent: Option<AreaId>,
    ) -> Result<AreaId, HubError> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            return Err(HubError::invalid("an area's name has 1 to 60 characters"));
        }
        let areas = self.store.read(|tx| tx.areas())?;
        if let Some(same) = areas.iter().find(|a| same_area(a, name, &level, parent)) {
            return Ok(same.area);
        }
        let above = match parent {
            None => None,
            Some(id) => Some(find(&areas, id).ok_or(HubError::NotFound { what: "area" })?),
        };
        let area = AreaId::from_random(self.id()?);
        let community = community(area, &level, above)?;
        let row = AreaRow { area, parent, level, name: name.to_owned(), community };
        self.write_area(row)?;
        Ok(area)
    }

    fn write_area(&self, row: AreaRow) -> Result<(), HubError> {
        let now = self.clock.now();
        let deployment = self.store.read(|tx| deployment(tx))?;
        let told = Area {
            name: row.name.clone(),
            level: row.level.clone(),
            parent: row.parent,
            rest: Fields::new(),
        };
        let patch = told.to_fields().map_err(|error| HubError::invalid(error.to_string()))?;
        let part = NewPart {
            class: Class::Area,
            record: RecordId::from_bytes(*row.area.as_bytes()),
            feed: deployment.feed,
            base: None,
            patch,
        };
        let op = NewOp { parts: vec![part], ..NewOp::default() };
        let ready = self.ready(deployment.account, vec![op], now)?;
        let install = InstallId::from_random(self.id()?);
        let feeds = (FeedId::from_random(self.id()?), FeedId::from_random(self.id()?));
        let own = Own { community: DEPLOYMENT, install, author: deployment.account, now };
        self.store.write(|tx| {
            tx.add_area(&row)?;
            save_in(tx, own, &ready)?;
            match row.community {
                Some(community) if row.level == Level::Grid => {
                    add_feeds(tx, community, row.area, feeds)
                }
                _ => Ok(()),
            }
        })?;
        Ok(())
    }

    /// Returns all areas, parents before children.
    ///
    /// # Errors
    /// [`HubError::Internal`].
    pub fn areas(&self) -> Result<Vec<AreaInfo>, HubError> {
        self.store.read(|tx| {
            let areas = tx.areas()?;
            let mut infos = Vec::with_capacity(areas.len());
            for row in in_order(&areas) {
                infos.push(info(tx, row)?);
            }
            Ok(infos)
        })
    }
}

fn same_area(area: &AreaRow, name: &str, level: &Level, parent: Option<AreaId>) -> bool {
    area.name == name && area.level == *level && area.parent == parent
}

fn find(areas: &[AreaRow], id: AreaId) -> Option<&AreaRow> {
    areas.iter().find(|area| area.area == id)
}

/// Returns the community that contains an area, or the area itself if it is one.
fn community(
    area: AreaId,
    level: &Level,
    above: Option<&AreaRow>,
) -> Result<Option<AreaId>, HubError> {
    let below = above.is_none_or(|above| above.level < *level);
    if !below || matches!(level, Level::Other(_)) {
        return Err(HubError::invalid("the level of an area lies below that of its parent"));
    }
    match (level, above.and_then(|above| above.community)) {
        (Level::Community, _) => Ok(Some(area)),
        (Level::Grid, None) => Err(HubError::invalid("a grid lies in a community")),
        (_, community) => Ok(community),
    }
}

/// Creates the two feeds of a grid and adds them to the grants of the areas above.
fn add_feeds(
    tx: &mut dyn Tx,
    community: AreaId,
    grid: AreaId,
    (open, restricted): (FeedId, FeedId),
) -> Result<()> {
    tx.add_feed(&empty_feed(community, open, FeedKind::Grid, Some(grid)))?;
    tx.add_feed(&empty_feed(community, restricted, FeedKind::Restricted, Some(grid)))?;
    let areas = tx.areas()?;
    for account in tx.accounts()? {
        let grants = tx.grants(account.community, account.account)?;
        if grants.iter().any(|g| g.until_ver.is_none() && covers(&areas, g.area, grid)) {
            update_feeds(tx, &account)?;
        }
    }
    Ok(())
}

fn info(tx: &mut dyn Tx, row: &AreaRow) -> Result<AreaInfo> {
    let feeds = match row.community {
        Some(community) => tx.feeds_of_area(community, row.area)?,
        None => Vec::new(),
    };
    let open = feeds.iter().find(|feed| feed.kind == FeedKind::Grid && feed.closed.is_none());
    Ok(AreaInfo {
        area: row.area,
        parent: row.parent,
        level: row.level.clone(),
        name: row.name.clone(),
        community: row.community,
        feed: open.map(|feed| feed.feed),
    })
}

/// Orders areas: parents before children, siblings unchanged.
fn in_order(areas: &[AreaRow]) -> Vec<&AreaRow> {
    let mut children: BTreeMap<Option<AreaId>, Vec<&AreaRow>> = BTreeMap::new();
    for area in areas {
        children.entry(area.parent).or_default().push(area);
    }
    let mut order = Vec::with_capacity(areas.len());
    let mut open: Vec<&AreaRow> = children.remove(&None).unwrap_or_default();
    open.reverse();
    while let Some(area) = open.pop() {
        order.push(area);
        let below = children.remove(&Some(area.area)).unwrap_or_default();
        open.extend(below.into_iter().rev());
    }
    order
}
