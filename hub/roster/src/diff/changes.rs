//! The changes that a plan makes, once its records are known.

use super::ledger::{GRID, Ledger, id, text};
use super::matcher::Ids;
use super::worth::{Doubt, Doubts};
use crate::matching::areas::Spot;
use crate::matching::keys;
use crate::matching::plan::{Household, Plan};
use crate::note::Code;
use gridbook_domain::id::{AreaId, FeedId, RecordId};
use gridbook_domain::{Class, Fields, Version};
use serde_json::Value;
use std::collections::BTreeSet;

/// One record that the workbook makes or changes.
#[derive(Debug)]
pub(crate) struct Change {
    pub class: Class,
    pub record: RecordId,
    pub feed: FeedId,
    pub base: Option<Version>,
    /// Fields that it changes as if it had never seen them, so that the identifying value is kept.
    pub unseen: Vec<&'static str>,
    /// Whether the hub has the record already, from an import or from a worker.
    pub exists: bool,
    pub patch: Fields,
    /// The remembered fields; empty for a new record.
    pub before: Fields,
    /// The fields to remember from now on.
    pub fields: Fields,
    /// The entries it answers for.
    pub rows: Vec<usize>,
    /// Whether it goes to `feed` from another: its home moved to another grid.
    pub moves: bool,
}

/// The result of a comparison beside its changes.
#[derive(Debug)]
pub(crate) struct Compared {
    /// The notes of the comparison, by entry.
    pub noted: Vec<(usize, Code)>,
    /// People who are remembered and no longer in the workbook.
    pub vanished: Vec<Gone>,
    /// How many values empty cells clear.
    pub cleared: usize,
}

/// Somebody who is no longer in the workbook, as the previous one had it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Gone {
    pub record: RecordId,
    pub grid: Option<AreaId>,
    pub person: Fields,
    pub place: keys::RememberedPlace,
}

/// The people of refused rows: they are in the workbook all the same.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    pub names: BTreeSet<String>,
    pub documents: BTreeSet<String>,
    /// The grids the workbook speaks of.
    pub grids: BTreeSet<AreaId>,
}

/// A plan, the ledger it is compared with, and which record each part of it is. The changes of a
/// household are made when they are asked for, so that those of a street are never there at once.
pub(crate) struct Work<'a> {
    pub community: AreaId,
    /// How many households it has, changed or not.
    pub total: usize,
    plan: &'a Plan,
    ledger: &'a Ledger,
    ids: Ids,
    /// The next household of the plan.
    next: usize,
    dwellings_done: BTreeSet<usize>,
    noted: Vec<(usize, Code)>,
    cleared: usize,
}

impl<'a> Work<'a> {
    pub(super) fn new(community: AreaId, plan: &'a Plan, ledger: &'a Ledger, ids: Ids) -> Self {
        let mine = plan.households.iter().filter(|home| home.spot.community == community);
        Self {
            community,
            total: mine.count(),
            plan,
            ledger,
            ids,
            next: 0,
            dwellings_done: BTreeSet::new(),
            noted: Vec::new(),
            cleared: 0,
        }
    }

    /// Returns the changes of the next household, and of its dwelling with the first household of
    /// it; `None` after the last.
    pub(crate) fn next_home(&mut self) -> Option<Vec<Change>> {
        loop {
            let at = self.next;
            self.next += 1;
            let household = self.plan.households.get(at)?;
            if household.spot.community == self.community {
                return Some(self.home(at, household));
            }
        }
    }

    fn home(&mut self, at: usize, household: &'a Household) -> Vec<Change> {
        let mut changes = Vec::new();
        if let Some(dwelling) = household.dwelling
            && self.dwellings_done.insert(dwelling)
        {
            changes.extend(self.dwelling_change(dwelling, household.rows.first()));
        }
        changes.extend(self.household_change(at));
        for person in &household.people {
            changes.extend(self.person_change(*person));
        }
        changes.extend(self.companions(at));
        changes
    }

    /// Returns what was found beside the changes, once they are all made.
    pub(crate) fn finish(self, refused: &Refused) -> Compared {
        let vanished = self.vanished(refused);
        let Self { noted, cleared, .. } = self;
        Compared { noted, vanished, cleared }
    }

    fn dwelling_change(&mut self, at: usize, row: Option<&usize>) -> Option<Change> {
        let dwelling = self.plan.dwellings.get(at)?;
        let record = *self.ids.dwellings.get(&at)?;
        let rows = row.copied().into_iter().collect();
        self.change(Class::Dwelling, record, dwelling.spot, dwelling.said.clone(), rows)
    }

    fn household_change(&mut self, at: usize) -> Option<Change> {
        let household = self.plan.households.get(at)?;
        let record = *self.ids.households.get(&at)?;
        let mut said = household.said.clone();
        let link = |id: Option<&RecordId>| id.map(|id| Value::String(id.to_string()));
        let dwelling = household.dwelling.and_then(|at| self.ids.dwellings.get(&at));
        let head = household.head.and_then(|at| self.ids.people.get(&at));
        said.extend(link(dwelling).map(|id| ("dwelling".to_owned(), id)));
        said.extend(link(head).map(|id| ("head".to_owned(), id)));
        said.insert(GRID.to_owned(), Value::String(household.spot.grid.to_string()));
        let rows = household.rows.first().copied().into_iter().collect();
        self.change(Class::Household, record, household.spot, said, rows)
    }

    fn person_change(&mut self, at: usize) -> Option<Change> {
        let person = self.plan.people.get(at)?;
        let household = self.plan.households.get(person.household)?;
        let record = *self.ids.people.get(&at)?;
        let home = self.ids.households.get(&person.household)?;
        let living = self.ledger.living.get(&record).map(|living| &living.fields);
        let before = self.ledger.remembered.get(&record).map(|row| &row.fields);
        let Doubts { mut said, doubts } = person.worth(living, before);
        let row = person.rows.first().copied();
        self.noted.extend(doubts.into_iter().filter_map(|doubt| {
            let code = match doubt {
                Doubt::Birth => Code::BirthDiffers,
                Doubt::Sex => Code::SexDiffers,
            };
            Some((row?, code))
        }));
        said.insert("household".to_owned(), Value::String(home.to_string()));
        self.change(Class::Person, record, household.spot, said, person.rows.clone())
    }

    /// The people of a household that moves to another grid who are in no row: they go with it.
    fn companions(&self, at: usize) -> Vec<Change> {
        let Some(household) = self.plan.households.get(at) else { return Vec::new() };
        let Some(home) = self.ids.households.get(&at) else { return Vec::new() };
        let moves =
            self.ledger.living.get(home).is_some_and(|home| home.feed != household.spot.feed);
        let people = self.ledger.present(*home).into_iter();
        let people = people.filter(|who| moves && !self.ids.claimed.contains(who));
        let along = people.filter_map(|record| {
            let before = self.ledger.remembered.get(&record);
            Some(Change {
                class: Class::Person,
                record,
                feed: household.spot.feed,
                base: before.and_then(|row| row.version),
                unseen: Vec::new(),
                exists: true,
                patch: Fields::new(),
                before: before.map(|row| row.fields.clone()).unwrap_or_default(),
                fields: before.map(|row| row.fields.clone()).unwrap_or_default(),
                rows: Vec::new(),
                moves: self.ledger.living.get(&record)?.feed != household.spot.feed,
            })
        });
        along.filter(|change| change.moves).collect()
    }

    /// The change that brings a record to what the workbook says; `None` when it says nothing new.
    fn change(
        &mut self,
        class: Class,
        record: RecordId,
        Spot { grid, feed, .. }: Spot,
        said: Fields,
        rows: Vec<usize>,
    ) -> Option<Change> {
        let living = self.ledger.living.get(&record);
        let known = self.ledger.remembered.get(&record);
        let before = known.map(|row| &row.fields);
        let patch = changed(before, &said);
        let is_there = |name: &String, value: &Value| {
            living.is_some_and(|living| living.fields.get(name).unwrap_or(&Value::Null) == value)
        };
        let cleared =
            patch.iter().filter(|(name, value)| value.is_null() && !is_there(name, value));
        let cleared = cleared.count();
        let moves = living.is_some_and(|living| living.feed != feed) && self.moves(record, grid);
        if known.is_some() && patch.is_empty() && !moves {
            return None;
        }
        if cleared > 0 {
            self.cleared += cleared;
            self.noted.extend(rows.first().map(|row| (*row, Code::Cleared)));
        }
        let before = before.cloned().unwrap_or_default();
        let mut fields = before.clone();
        gridbook_domain::fields::apply(&mut fields, &said);
        let base = known.and_then(|row| row.version);
        let misnamed = self.ids.misnamed.contains(&record);
        let unseen = if misnamed { vec!["name"] } else { Vec::new() };
        let exists = living.is_some() || known.is_some();
        let patch = patch.into_iter().filter(|(name, value)| !is_there(name, value)).collect();
        Some(Change {
            class,
            record,
            feed,
            base,
            unseen,
            exists,
            patch,
            before,
            fields,
            rows,
            moves,
        })
    }

    /// Whether a record that is in another grid's feed goes to the grid of the workbook. If the
    /// previous workbook had the same grid, the record was moved since, and it stays.
    fn moves(&self, record: RecordId, grid: AreaId) -> bool {
        let Some(row) = self.ledger.remembered.get(&record) else { return true };
        let own = text(&row.fields, "area").or_else(|| text(&row.fields, GRID));
        let home = id(&row.fields, "household").map(|home| self.ledger.remembered_place(home).grid);
        own.map(str::to_owned).or(home) != Some(grid.to_string())
    }

    fn vanished(&self, refused: &Refused) -> Vec<Gone> {
        let mut gone = Vec::new();
        for (record, row) in &self.ledger.remembered {
            let Some(household) = id(&row.fields, "household") else { continue };
            let Some(name) = text(&row.fields, "name") else { continue };
            if self.ids.claimed.contains(record) || !self.ledger.is_present(*record) {
                continue;
            }
            let place = self.ledger.remembered_place(household);
            let grid = AreaId::parse(&place.grid).ok();
            let here = grid.is_some_and(|grid| refused.grids.contains(&grid));
            let number = text(&row.fields, "document");
            let refused = refused.names.contains(name)
                || number.is_some_and(|number| refused.documents.contains(number));
            if here && !refused {
                gone.push(Gone { record: *record, grid, person: row.fields.clone(), place });
            }
        }
        gone.sort_by(|a, b| (&a.place.grid, a.record).cmp(&(&b.place.grid, b.record)));
        gone
    }
}

/// The fields that differ. What is said to be empty, and was not there, is no difference.
fn changed(before: Option<&Fields>, said: &Fields) -> Fields {
    let had = |name: &str| before.and_then(|fields| fields.get(name)).unwrap_or(&Value::Null);
    let differs = said.iter().filter(|(name, value)| !name.starts_with('@') && had(name) != *value);
    differs.map(|(name, value)| (name.clone(), value.clone())).collect()
}
