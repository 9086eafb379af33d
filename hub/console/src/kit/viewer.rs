//! The account that looks at a page, and the grids its present grants reach; it sees nothing else.

use super::format::Format;
use super::params::Values;
use super::refusal::Refusal;
use super::session::SignedIn;
use crate::kit::console::Console;
use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId, FeedId, RecordId};
use gridbook_domain::natural::natural;
use gridbook_domain::role::{Action, FeedKind, Page, Resource, Role};
use gridbook_hub::Granted;
use gridbook_hub::utc_offset;
use gridbook_store::{Account, AreaRow, ListRow, Partition, Record, Result, Tally, Tx};
use std::collections::{BTreeMap, BTreeSet};

/// How many levels of areas are looked at: more than there are, fewer than a broken tree has.
const DEPTH: usize = 8;

/// Somebody signed in, with what they may see.
pub(crate) struct Viewer {
    /// Their account.
    pub account: Account,
    /// The token that their forms carry.
    pub csrf: String,
    /// Moments are written down with it.
    pub format: Format,
    /// The areas of the communities with a granted grid and those above them, in natural order.
    areas: Vec<AreaRow>,
    /// The position of each of them.
    at: BTreeMap<AreaId, usize>,
    /// The granted grids with their communities.
    grids: Granted,
}

/// An area somebody may choose to look at.
pub(crate) struct Choice {
    /// Its id.
    pub id: AreaId,
    /// Its name.
    pub name: String,
    /// Its depth below the topmost one.
    pub depth: usize,
    /// Its level.
    pub level: Level,
}

impl Console {
    /// Returns the viewer for an account that is signed in.
    pub(crate) fn viewer(&self, tx: &mut dyn Tx, who: &SignedIn) -> Result<Viewer, Refusal> {
        let (account, csrf) = (who.account.clone(), who.csrf.clone());
        let grids = Granted::load(tx, &account)?;
        let format = Format { now: self.hub.now(), offset: utc_offset(tx)? };
        let mut areas = around(tx, &grids.values().copied().collect())?;
        areas.sort_by_cached_key(|area| natural(&area.name));
        let at = areas.iter().enumerate().map(|(at, row)| (row.area, at)).collect();
        Ok(Viewer { account, csrf, format, areas, at, grids })
    }
}

/// The areas of some communities and those above them.
fn around(tx: &mut dyn Tx, communities: &BTreeSet<AreaId>) -> Result<Vec<AreaRow>> {
    let mut areas = tx.areas_of(communities)?;
    let mut known: BTreeSet<AreaId> = areas.iter().map(|row| row.area).collect();
    let mut at = 0;
    while let Some(row) = areas.get(at) {
        at += 1;
        let Some(above) = row.parent.filter(|parent| known.insert(*parent)) else { continue };
        areas.extend(tx.area(above)?);
    }
    Ok(areas)
}

impl Viewer {
    /// Whether a record of a grid may be seen.
    pub fn sees(&self, community: AreaId, grid: AreaId) -> bool {
        self.grids.reaches(community, grid)
    }

    /// Reads a row of a list with its record, if its grid may be seen.
    pub fn load<R: ListRow>(
        &self,
        tx: &mut dyn Tx,
        (community, record): (AreaId, RecordId),
        grid: impl Fn(&R) -> AreaId,
    ) -> std::result::Result<(R, Record), Refusal> {
        let row = tx.row::<R>(community, record)?.ok_or(Refusal::NotFound)?;
        if !self.sees(community, grid(&row)) {
            return Err(Refusal::NotFound);
        }
        Ok((row, tx.record(community, record)?.ok_or(Refusal::NotFound)?))
    }

    /// Returns whether records of a feed may be shown on a page.
    pub fn sees_feed(&self, tx: &mut dyn Tx, community: AreaId, feed: FeedId) -> Result<bool> {
        let shown = |kind: &FeedKind| {
            kind.resource().is_some_and(|feed| self.account.role.may(Action::Show, feed))
        };
        let feed = tx.feed(community, feed)?.filter(|feed| shown(&feed.kind));
        Ok(feed.and_then(|feed| feed.area).is_some_and(|grid| self.sees(community, grid)))
    }

    /// The role.
    pub fn role(&self) -> &Role {
        &self.account.role
    }

    /// Whether this role judges visit logs.
    pub fn reviews(&self) -> bool {
        self.account.role.reviews()
    }

    /// Returns whether this role may open a page.
    pub fn opens(&self, page: Page) -> bool {
        self.account.role.may(Action::Open, Resource::Page(page))
    }

    /// The area an address asks for, if something of it is granted; none asks for all there is.
    pub fn chosen(&self, query: &Values) -> Result<Option<AreaId>, Refusal> {
        let Some(text) = query.get("area") else { return Ok(None) };
        let area = AreaId::parse(text).map_err(|_| Refusal::NotFound)?;
        if self.grids.keys().any(|grid| self.lies_in(*grid, area)) {
            return Ok(Some(area));
        }
        Err(Refusal::NotFound)
    }

    /// Returns the granted places in an area, or all of them without an area.
    pub fn places(&self, area: Option<AreaId>) -> Vec<Partition> {
        let mut granted: BTreeMap<AreaId, BTreeSet<AreaId>> = BTreeMap::new();
        for (grid, community) in self.grids.iter() {
            if area.is_none_or(|area| self.lies_in(*grid, area)) {
                granted.entry(*community).or_default().insert(*grid);
            }
        }
        granted.into_iter().flat_map(|(c, grids)| self.places_of(c, &grids)).collect()
    }

    /// A community as one place if all its grids are wanted, otherwise grid by grid.
    fn places_of(&self, community: AreaId, grids: &BTreeSet<AreaId>) -> Vec<Partition> {
        let all = self
            .areas
            .iter()
            .filter(|area| area.community == Some(community) && area.level == Level::Grid);
        if all.map(|area| area.area).all(|grid| grids.contains(&grid)) {
            return vec![Partition { community, grid: None }];
        }
        grids.iter().map(|grid| Partition { community, grid: Some(*grid) }).collect()
    }

    /// Returns whether an area is another one or below it.
    pub fn lies_in(&self, area: AreaId, above: AreaId) -> bool {
        self.ancestors(area).any(|found| found.area == above)
    }

    /// Returns an area and those that contain it, each once.
    pub fn lineage(&self, area: AreaId) -> BTreeSet<AreaId> {
        self.ancestors(area).map(|row| row.area).collect()
    }

    /// Returns an area and those above it, up to the depth of the tree.
    fn ancestors(&self, area: AreaId) -> impl Iterator<Item = &AreaRow> {
        let up = |row: &&AreaRow| row.parent.and_then(|parent| self.area(parent));
        std::iter::successors(self.area(area), up).take(DEPTH)
    }

    /// An area.
    pub fn area(&self, area: AreaId) -> Option<&AreaRow> {
        self.areas.get(*self.at.get(&area)?)
    }

    /// Returns an area's name; empty for an unknown area.
    pub fn area_name(&self, area: AreaId) -> String {
        self.area(area).map(|row| row.name.clone()).unwrap_or_default()
    }

    /// An area's name behind those of the areas above it.
    pub fn whole_name(&self, area: AreaId) -> String {
        let mut names: Vec<_> = self.ancestors(area).map(|row| row.name.as_str()).collect();
        names.reverse();
        names.join(" ")
    }

    /// A grid's name, with its community's where somebody sees several of them.
    pub fn grid_name(&self, grid: AreaId) -> String {
        let name = self.area_name(grid);
        let community = self.grids.get(&grid).map(|community| self.area_name(*community));
        let several = self.grids.values().collect::<BTreeSet<_>>().len() > 1;
        match community.filter(|_| several) {
            Some(community) => format!("{community} {name}"),
            None => name,
        }
    }

    /// The areas somebody may choose: those with a granted grid in them, each below its parent.
    pub fn choices(&self) -> Vec<Choice> {
        let mut left = BTreeSet::new();
        for grid in self.grids.keys() {
            left.extend(self.lineage(*grid));
        }
        let top = |row: &&AreaRow| row.parent.is_none_or(|parent| !left.contains(&parent));
        let roots: Vec<&AreaRow> = self.areas.iter().filter(top).collect();
        let mut choices = Vec::new();
        // What no root leads to, because the tree is broken, stands by itself.
        for root in roots.into_iter().chain(&self.areas) {
            self.walk(root, 0, &mut left, &mut choices);
        }
        choices
    }

    /// Takes an area and those below it out of those that are left.
    fn walk(&self, at: &AreaRow, depth: usize, left: &mut BTreeSet<AreaId>, out: &mut Vec<Choice>) {
        if !left.remove(&at.area) {
            return;
        }
        let (id, name, level) = (at.area, at.name.clone(), at.level.clone());
        out.push(Choice { id, name, depth, level });
        if depth < DEPTH {
            for child in self.areas.iter().filter(|row| row.parent == Some(at.area)) {
                self.walk(child, depth + 1, left, out);
            }
        }
    }

    /// Returns the numbers of an area, as far as the role has pages for them.
    pub fn tally(&self, tx: &mut dyn Tx, area: Option<AreaId>) -> Result<Tally> {
        let mut sum = tx.tally(&self.places(area))?;
        if !self.opens(Page::Visits) {
            sum = Tally { visits: 0, visits_waiting: 0, reviews: 0, ..sum };
        }
        Ok(sum)
    }
}

/// Names of accounts, each asked for once.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<AccountId, String>);

impl Names {
    /// The name behind an account; empty where unknown.
    pub fn of(&mut self, tx: &mut dyn Tx, account: AccountId) -> Result<String> {
        if let Some(name) = self.0.get(&account) {
            return Ok(name.clone());
        }
        let name = tx.account(account)?.map(|account| account.name).unwrap_or_default();
        self.0.insert(account, name.clone());
        Ok(name)
    }
}
