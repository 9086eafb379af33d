//! The grid of every row, and the areas that are made for those that have none yet.

use super::areas::{Spot, Tree};
use crate::note::{Code, Note};
use crate::options::{ImportOptions, NewAreas};
use crate::read::names::Names;
use crate::read::rows::Entry;
use crate::read::titles::Column;
use crate::read::values::Problem;
use gridbook_domain::area::Level;
use gridbook_domain::id::{AreaId, FeedId};
use gridbook_hub::{AreaInfo, Hub, HubError};
use std::collections::{BTreeMap, BTreeSet};

/// The names of areas that no row, title or option names.
const UNNAMED_STREET: &str = "本街道";
const UNNAMED_COMMUNITY: &str = "本社区";
const UNNAMED_GRID: &str = "未分网格";

/// The result of locating the rows.
#[derive(Debug, Default)]
pub(crate) struct Located {
    /// Each entry's grid; `None` where it was refused.
    pub spots: Vec<Option<Spot>>,
    /// The areas that were made, by name.
    pub created: Vec<String>,
    pub notes: Vec<Note>,
}

/// Locates every row; one that has no grid is refused with a note.
///
/// # Errors
/// When the hub cannot read or add areas.
pub(crate) fn locate(
    hub: &Hub,
    entries: &mut [Entry],
    options: &ImportOptions,
) -> Result<Located, HubError> {
    let mut located = Located::default();
    let mut tree = Tree { areas: hub.areas()?, community: options.community.clone() };
    if may_create(hub, &tree, entries, options)? {
        located.notes = default_notes(entries, options, &tree);
        located.created = create(hub, &mut tree, entries, options)?;
        for entry in entries.iter_mut().filter(|entry| !entry.is_refused()) {
            entry.areas = completed(entry, options, &tree);
        }
    }
    let mut known = BTreeMap::new();
    for entry in entries {
        let names = entry.areas.clone();
        let found = known.entry(names.clone()).or_insert_with(|| tree.locate(&names)).clone();
        located.spots.push(found.as_ref().ok().copied());
        // One reason is enough for a row that was refused before.
        if let Err(problem) = found
            && !entry.is_refused()
        {
            refuse(entry, problem);
        }
    }
    Ok(located)
}

fn refuse(entry: &mut Entry, problem: Problem) {
    let column = match problem.code {
        Code::NoCommunity | Code::UnknownCommunity => Column::Community,
        _ => Column::Grid,
    };
    entry.note(Some(column), problem);
}

/// Whether areas may be made. A hub that holds nothing but areas this workbook names itself, and no
/// imported row, was set up by this very import, perhaps one that was interrupted.
fn may_create(
    hub: &Hub,
    tree: &Tree,
    entries: &[Entry],
    options: &ImportOptions,
) -> Result<bool, HubError> {
    match options.areas {
        NewAreas::Create => return Ok(true),
        NewAreas::Refuse => return Ok(false),
        NewAreas::OnFirstImport => {}
    }
    for area in tree.areas.iter().filter(|area| area.level == Level::Community) {
        if !hub.imported(area.area)?.is_empty() {
            return Ok(false);
        }
    }
    let wanted = wanted(entries, options, tree);
    Ok(tree.areas.iter().all(|area| is_wanted(area, &wanted)))
}

fn is_wanted(area: &AreaInfo, wanted: &[Wanted]) -> bool {
    wanted.iter().any(|wanted| match area.level {
        Level::Street => wanted.street == area.name,
        Level::Community => wanted.community == area.name,
        Level::Grid => wanted.grid == area.name,
        _ => false,
    })
}

/// A grid with everything above it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Wanted {
    street: String,
    community: String,
    grid: String,
}

/// The grids the rows ask for, in the order of the workbook; rows that are refused already, or
/// leave out a grid their sheet has a column for, ask for none.
fn wanted(entries: &[Entry], options: &ImportOptions, tree: &Tree) -> Vec<Wanted> {
    let mut wanted = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in entries.iter().filter(|entry| !entry.is_refused()) {
        let names = completed(entry, options, tree);
        if !seen.insert(names.clone()) {
            continue;
        }
        if let Names { street: Some(street), community: Some(community), grid: Some(grid) } = names
        {
            wanted.push(Wanted { street, community, grid });
        }
    }
    wanted
}

/// An entry's areas with what it leaves open filled in. A grid is only filled in for a sheet that
/// has no column for it.
fn completed(entry: &Entry, options: &ImportOptions, tree: &Tree) -> Names {
    let only = |level: Level| {
        let mut found = tree.areas.iter().filter(|area| area.level == level);
        let first = found.next().map(|area| area.name.clone());
        first.filter(|_| found.next().is_none())
    };
    let given = Names {
        street: options.street.clone(),
        community: options.community.clone(),
        grid: (!entry.layout.has(Column::Grid)).then(|| UNNAMED_GRID.to_owned()),
    };
    let last = Names {
        street: only(Level::Street).or_else(|| Some(UNNAMED_STREET.to_owned())),
        community: only(Level::Community).or_else(|| Some(UNNAMED_COMMUNITY.to_owned())),
        grid: None,
    };
    entry.areas.or(&given).or(&last)
}

/// Makes the areas that are missing, and says which.
fn create(
    hub: &Hub,
    tree: &mut Tree,
    entries: &[Entry],
    options: &ImportOptions,
) -> Result<Vec<String>, HubError> {
    let mut maker = Maker { hub, preview: options.preview, created: Vec::new() };
    let mut now = Tree { areas: tree.areas.clone(), community: None };
    for Wanted { street, community, grid } in wanted(entries, options, tree) {
        let names = Names {
            street: Some(street.clone()),
            community: Some(community.clone()),
            grid: Some(grid.clone()),
        };
        if now.locate(&names).is_ok() {
            continue;
        }
        let street = maker.add(&mut now, &street, Level::Street, None)?;
        let community = maker.add(&mut now, &community, Level::Community, Some(street))?;
        maker.add(&mut now, &grid, Level::Grid, Some(community))?;
    }
    tree.areas = now.areas;
    Ok(maker.created)
}

/// Makes areas, or for a preview pretends to.
struct Maker<'a> {
    hub: &'a Hub,
    preview: bool,
    created: Vec<String>,
}

impl Maker<'_> {
    /// Returns the area of that name in any of its spellings; makes it when it is missing.
    fn add(
        &mut self,
        tree: &mut Tree,
        name: &str,
        level: Level,
        parent: Option<AreaId>,
    ) -> Result<AreaId, HubError> {
        let wanted = super::areas::key(name, &level);
        let known = tree.areas.iter().find(|area| {
            let fits = parent.is_none() || area.parent == parent;
            area.level == level && fits && super::areas::key(&area.name, &level) == wanted
        });
        if let Some(known) = known {
            return Ok(known.area);
        }
        self.created.push(name.to_owned());
        if self.preview {
            let area = AreaId::from_random(*self.hub.new_record()?.as_bytes());
            let feed = (level == Level::Grid).then(|| FeedId::from_bytes(*area.as_bytes()));
            let name = name.to_owned();
            tree.areas.push(AreaInfo { area, parent, level, name, feed, community: None });
            return Ok(area);
        }
        let area = self.hub.add_area(name, level, parent)?;
        tree.areas = self.hub.areas()?;
        Ok(area)
    }
}

/// Returns the notes, one a sheet, about areas that its rows do not name.
fn default_notes(entries: &[Entry], options: &ImportOptions, tree: &Tree) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut sheets = BTreeSet::new();
    for entry in entries.iter().filter(|entry| !entry.is_refused()) {
        if !sheets.insert(entry.layout.sheet.clone()) {
            continue;
        }
        let completed = completed(entry, options, tree);
        let mut tell = |code, name: Option<String>, what: &str| {
            let name = name.unwrap_or_default();
            notes.push(Note {
                sheet: entry.layout.sheet.clone(),
                row: entry.layout.header.row + 1,
                column: String::new(),
                code,
                message: format!("表里没有写{what}，已归入“{name}”"),
            });
        };
        if entry.areas.community.is_none() {
            tell(Code::DefaultCommunity, completed.community, "社区");
        }
        if entry.areas.grid.is_none() && !entry.layout.has(Column::Grid) {
            tell(Code::DefaultGrid, completed.grid, "网格");
        }
    }
    notes
}
