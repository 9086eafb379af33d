//! Which record each person, household and dwelling of a plan is.

use super::memory::{Memory, id, text};
use crate::matching::plan::Plan;
use crate::note::Code;
use gridbook_domain::id::{AreaId, RecordId};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

#[derive(Default)]
pub(super) struct Ids {
    pub dwellings: HashMap<usize, RecordId>,
    pub households: HashMap<usize, RecordId>,
    pub people: HashMap<usize, RecordId>,
    pub claimed: BTreeSet<RecordId>,
    /// People that a worker recorded first.
    pub adopted: BTreeSet<RecordId>,
    /// People whose number the ledger knows under another name.
    pub misnamed: BTreeSet<RecordId>,
}

pub(super) struct Matcher<'a> {
    pub plan: &'a Plan,
    pub memory: &'a Memory,
    pub ids: Ids,
    pub noted: Vec<(usize, Code)>,
}

impl Matcher<'_> {
    pub fn dwellings<E>(
        &mut self,
        community: AreaId,
        new_record: &mut dyn FnMut() -> Result<RecordId, E>,
    ) -> Result<(), E> {
        for (at, dwelling) in self.plan.dwellings.iter().enumerate() {
            if dwelling.spot.community == community {
                let known = self.memory.dwellings.get(&dwelling.key).copied();
                let record = known.map_or_else(&mut *new_record, Ok)?;
                self.ids.dwellings.insert(at, record);
            }
        }
        Ok(())
    }

    /// Households by number, then those without one, then those that got or lost theirs, by door.
    pub fn households<E>(
        &mut self,
        community: AreaId,
        new_record: &mut dyn FnMut() -> Result<RecordId, E>,
    ) -> Result<(), E> {
        let plan = self.plan;
        let mine = || {
            let all = plan.households.iter().enumerate();
            all.filter(move |(_, household)| household.spot.community == community)
        };
        for (at, household) in mine() {
            let key = household.number.as_ref();
            let known = key.and_then(|key| self.memory.numbers.get(key)).copied();
            self.claim_household(at, known);
        }
        for (at, household) in mine() {
            if self.ids.households.contains_key(&at) {
                continue;
            }
            let key = household.door.as_ref();
            let known = key.and_then(|key| self.memory.doors.get(key)).copied();
            let numbered = |record: &RecordId| {
                let row = self.memory.rows.get(record);
                row.is_some_and(|row| text(&row.fields, "number").is_some())
            };
            // Another number at the same door is another family.
            let known = known.filter(|known| household.number.is_none() || !numbered(known));
            self.claim_household(at, known);
        }
        for (at, _) in mine() {
            if let Entry::Vacant(free) = self.ids.households.entry(at) {
                free.insert(new_record()?);
            }
        }
        Ok(())
    }

    fn claim_household(&mut self, at: usize, known: Option<RecordId>) {
        if let Some(record) = known
            && self.ids.claimed.insert(record)
        {
            self.ids.households.insert(at, record);
        }
    }

    /// People by document number, then by household and name.
    pub fn people<E>(
        &mut self,
        community: AreaId,
        new_record: &mut dyn FnMut() -> Result<RecordId, E>,
    ) -> Result<(), E> {
        let plan = self.plan;
        let mine = || {
            let all = plan.people.iter().enumerate();
            all.filter(move |(_, person)| {
                let household = plan.households.get(person.household);
                household.is_some_and(|household| household.spot.community == community)
            })
        };
        for (at, person) in mine() {
            let number = person.document.as_ref();
            let known = number.and_then(|number| self.memory.documents.get(number)).copied();
            self.note_moved(known, person.household, &person.rows);
            if let Some(record) = known
                && self.ids.claimed.insert(record)
            {
                self.ids.people.insert(at, record);
                self.note_misnamed(record, &person.name, &person.rows);
            }
        }
        for (at, person) in mine() {
            if self.ids.people.contains_key(&at) {
                continue;
            }
            let record = match self.by_name(at).or_else(|| self.recorded(at)) {
                Some(record) => record,
                None => new_record()?,
            };
            self.ids.claimed.insert(record);
            self.ids.people.insert(at, record);
            self.note_misnamed(record, &person.name, &person.rows);
            self.note_renumbered(person.document.as_deref(), record, &person.rows);
        }
        Ok(())
    }

    /// Returns the one remembered person of that household and name that no other row has claimed.
    fn by_name(&self, at: usize) -> Option<RecordId> {
        let person = self.plan.people.get(at)?;
        let household = self.ids.households.get(&person.household)?;
        let known = self.memory.names.get(&(*household, person.name.clone()))?;
        let free: Vec<&RecordId> =
            known.iter().filter(|record| !self.ids.claimed.contains(record)).collect();
        match free.as_slice() {
            [record] => Some(**record),
            _ => None,
        }
    }

    /// Returns the person of that number that a worker recorded before any import did.
    fn recorded(&mut self, at: usize) -> Option<RecordId> {
        let person = self.plan.people.get(at)?;
        let record = *self.memory.others.get(person.document.as_ref()?)?;
        let free = !self.ids.claimed.contains(&record);
        self.noted
            .extend(person.rows.first().filter(|_| free).map(|row| (*row, Code::KnownAlready)));
        self.ids.adopted.extend(free.then_some(record));
        free.then_some(record)
    }

    /// Notes a person who lived in another grid at the previous import.
    fn note_moved(&mut self, known: Option<RecordId>, household: usize, rows: &[usize]) {
        let here = self.plan.households.get(household).map(|home| home.spot.grid.to_string());
        let row = known.and_then(|known| self.memory.rows.get(&known));
        let before = row.and_then(|row| id(&row.fields, "household"));
        let before = before.map(|home| self.memory.household_place(home).grid);
        if let (Some(here), Some(before)) = (here, before)
            && here != before
        {
            self.noted.extend(rows.first().map(|row| (*row, Code::MovedGrid)));
        }
    }

    /// Notes a number that the ledger knows under another name, unless the workbook said so before.
    /// It may be a corrected name, or a number that slipped into another row; only a clerk can
    /// decide.
    fn note_misnamed(&mut self, record: RecordId, name: &str, rows: &[usize]) {
        let said = self.memory.rows.get(&record).and_then(|row| text(&row.fields, "name"));
        let called = self.memory.called.get(&record).map(String::as_str).or(said);
        if called.is_some_and(|called| called != name) && said != Some(name) {
            self.ids.misnamed.insert(record);
            self.noted.extend(rows.first().map(|row| (*row, Code::OtherName)));
        }
    }

    fn note_renumbered(&mut self, number: Option<&str>, record: RecordId, rows: &[usize]) {
        let known = self.memory.rows.get(&record);
        let before = known.and_then(|row| text(&row.fields, "document"));
        if let (Some(before), Some(number)) = (before, number)
            && before != number
        {
            self.noted.extend(rows.first().map(|row| (*row, Code::DocumentChanged)));
        }
    }
}
