//! The changes that a plan makes, once its records are known.

use super::matcher::Ids;
use super::memory::{GRID, Memory, text};
use crate::matching::keys;
use crate::matching::plan::Plan;
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
}

/// Everything that is to be saved in one community, household by household.
#[derive(Debug)]
pub(crate) struct Work {
    pub community: AreaId,
    pub households: Vec<Vec<Change>>,
    /// The notes of the comparison, by entry.
    pub noted: Vec<(usize, Code)>,
    /// People who are remembered and no longer in the workbook.
    pub vanished: Vec<Gone>,
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

/// A plan, the memory it is compared with, and which record each part of it is.
pub(super) struct Comparison<'a> {
    pub plan: &'a Plan,
    pub memory: &'a Memory,
    pub ids: &'a Ids,
}

impl Comparison<'_> {
    /// Returns the changes household by household, each dwelling with its first household.
    pub fn changes(&self, community: AreaId) -> Vec<Vec<Change>> {
        let mut dwellings_done = BTreeSet::new();
        let mut all = Vec::new();
        for (at, household) in self.plan.households.iter().enumerate() {
            if household.spot.community != community {
                continue;
            }
            let mut changes = Vec::new();
            if let Some(dwelling) = household.dwelling
                && dwellings_done.insert(dwelling)
            {
                changes.extend(self.dwelling_change(dwelling, household.rows.first()));
            }
            changes.extend(self.household_change(at));
            let people = household.people.iter();
            changes.extend(people.filter_map(|person| self.person_change(*person)));
            if !changes.is_empty() {
                all.push(changes);
            }
        }
        all
    }

    fn dwelling_change(&self, at: usize, row: Option<&usize>) -> Option<Change> {
        let dwelling = self.plan.dwellings.get(at)?;
        let record = *self.ids.dwellings.get(&at)?;
        let rows = row.copied().into_iter().collect();
        self.change(Class::Dwelling, record, dwelling.spot.feed, &dwelling.said, rows)
    }

    fn household_change(&self, at: usize) -> Option<Change> {
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
        self.change(Class::Household, record, household.spot.feed, &said, rows)
    }

    fn person_change(&self, at: usize) -> Option<Change> {
        let person = self.plan.people.get(at)?;
        let household = self.plan.households.get(person.household)?;
        let record = *self.ids.people.get(&at)?;
        let home = self.ids.households.get(&person.household)?;
        let mut said = person.said.clone();
        said.insert("household".to_owned(), Value::String(home.to_string()));
        self.change(Class::Person, record, household.spot.feed, &said, person.rows.clone())
    }

    /// The change that brings a record to what the workbook says; `None` when it says nothing new.
    fn change(
        &self,
        class: Class,
        record: RecordId,
        feed: FeedId,
        said: &Fields,
        rows: Vec<usize>,
    ) -> Option<Change> {
        let known = self.memory.rows.get(&record);
        let before = known.map(|row| &row.fields);
        let patch = changed(before, said);
        if known.is_some() && patch.is_empty() {
            return None;
        }
        let before = before.cloned().unwrap_or_default();
        let mut fields = before.clone();
        gridbook_domain::fields::apply(&mut fields, said);
        let base = known.and_then(|row| row.version);
        let misnamed = self.ids.misnamed.contains(&record);
        let unseen = if misnamed { vec!["name"] } else { Vec::new() };
        let exists = known.is_some() || self.ids.adopted.contains(&record);
        Some(Change { class, record, feed, base, unseen, exists, patch, before, fields, rows })
    }

    pub fn vanished(&self, refused: &Refused) -> Vec<Gone> {
        let mut gone = Vec::new();
        for ((household, name), records) in &self.memory.names {
            let place = self.memory.household_place(*household);
            let grid = AreaId::parse(&place.grid).ok();
            let here = grid.is_some_and(|grid| refused.grids.contains(&grid));
            if !here || refused.names.contains(name) {
                continue;
            }
            let free = |record: &&RecordId| {
                !self.ids.claimed.contains(record) && !self.memory.left.contains(record)
            };
            for record in records.iter().filter(free) {
                let Some(row) = self.memory.rows.get(record) else { continue };
                let number = text(&row.fields, "document");
                if number.is_none_or(|number| !refused.documents.contains(number)) {
                    let (person, place) = (row.fields.clone(), place.clone());
                    gone.push(Gone { record: *record, grid, person, place });
                }
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
