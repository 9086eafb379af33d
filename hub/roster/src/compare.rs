//! The plan against what the previous import remembers: what is new, what changed, who is gone.
//!
//! Only changed cells become a patch, and its base is the version the record had right after the
//! previous import. So whatever somebody corrected since meets the change as it would meet a
//! phone's: in the field merge, where a value that loses is kept.

use super::keys::{self, DwellingKey, HouseholdKey};
use super::note::Code;
use super::plan::Plan;
use gridbook_domain::id::{AreaId, FeedId, RecordId};
use gridbook_domain::{Class, Fields, Version};
use gridbook_store::{ImportedRow, Record};
use serde_json::Value;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What previous imports remember, by record.
#[derive(Debug, Default)]
pub(super) struct Memory {
    rows: HashMap<RecordId, Remembered>,
    dwellings: HashMap<DwellingKey, RecordId>,
    numbers: HashMap<HouseholdKey, RecordId>,
    doors: HashMap<HouseholdKey, RecordId>,
    documents: HashMap<String, RecordId>,
    names: BTreeMap<(RecordId, String), Vec<RecordId>>,
    /// People whom no import brought, by document number.
    others: HashMap<String, RecordId>,
    /// People who are deregistered.
    left: BTreeSet<RecordId>,
    /// What people are called now.
    called: HashMap<RecordId, String>,
}

/// What is remembered of one record.
#[derive(Debug, Clone)]
pub(super) struct Remembered {
    pub version: Option<Version>,
    /// The fields as the workbook had them.
    pub fields: Fields,
}

/// The field under which a household remembers its grid; no record has a field of this name.
const GRID: &str = "@grid";

/// One record that the workbook makes or changes.
#[derive(Debug)]
pub(super) struct Change {
    pub class: Class,
    pub record: RecordId,
    pub feed: FeedId,
    pub base: Option<Version>,
    /// Fields that it changes as if it had never seen them, so that what identifies stands.
    pub unseen: Vec<&'static str>,
    /// Whether the hub has the record already, from an import or from a worker.
    pub exists: bool,
    pub patch: Fields,
    /// What was remembered of it; empty for a new one.
    pub before: Fields,
    /// What is remembered of it from now on.
    pub fields: Fields,
    /// The entries it answers for.
    pub rows: Vec<usize>,
}

/// Everything that is to be saved in one community, household by household.
#[derive(Debug)]
pub(super) struct Work {
    pub community: AreaId,
    pub households: Vec<Vec<Change>>,
    /// What the comparison noticed, by entry.
    pub noted: Vec<(usize, Code)>,
    /// People who are remembered and no longer in the workbook.
    pub vanished: Vec<Gone>,
}

/// Somebody who is no longer in the workbook, as the previous one had it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gone {
    pub record: RecordId,
    pub grid: Option<AreaId>,
    pub person: Fields,
    pub place: keys::RememberedPlace,
}

impl Memory {
    /// The memory of one community, and the people the hub has there.
    pub(super) fn new(rows: Vec<ImportedRow>, people: &[Record]) -> Self {
        let mut memory = Self::default();
        let mut classes = Vec::new();
        for row in rows {
            let class = row.key.split_once('/').map_or(row.key.as_str(), |(class, _)| class);
            classes.push((Class::from_code(class), row.record));
            let remembered = Remembered { version: row.version, fields: row.fields };
            memory.rows.insert(row.record, remembered);
        }
        for (class, record) in classes {
            memory.index(&class, record);
        }
        for person in people {
            memory.person(person);
        }
        memory
    }

    fn person(&mut self, person: &Record) {
        let name = text(&person.fields, "name").map(str::to_owned);
        self.called.extend(name.map(|name| (person.record, name)));
        if text(&person.fields, "standing") == Some("deregistered") {
            self.left.insert(person.record);
        } else if !self.rows.contains_key(&person.record)
            && let Some(number) = text(&person.fields, "document")
        {
            self.others.insert(number.to_owned(), person.record);
        }
    }

    fn index(&mut self, class: &Class, record: RecordId) {
        match class {
            Class::Dwelling => {
                let key = self.place(Some(record), None);
                self.dwellings.extend(key.dwelling().map(|key| (key, record)));
            }
            Class::Household => {
                let place = self.household_place(record);
                self.numbers.extend(place.numbered().map(|key| (key, record)));
                let door = place.dwelling().map(HouseholdKey::Dwelling);
                self.doors.extend(door.map(|key| (key, record)));
            }
            Class::Person => {
                let Some(row) = self.rows.get(&record) else { return };
                let text = |name: &str| text(&row.fields, name).map(str::to_owned);
                let household = id(&row.fields, "household");
                let (document, name) = (text("document"), text("name"));
                self.documents.extend(document.map(|number| (number, record)));
                if let (Some(household), Some(name)) = (household, name) {
                    self.names.entry((household, name)).or_default().push(record);
                }
            }
            _ => {}
        }
    }

    fn place(
        &self,
        dwelling: Option<RecordId>,
        household: Option<RecordId>,
    ) -> keys::RememberedPlace {
        let fields = |record: Option<RecordId>| {
            record.and_then(|record| self.rows.get(&record)).map(|row| &row.fields)
        };
        let (dwelling, household) = (fields(dwelling), fields(household));
        let grid = dwelling.and_then(|fields| text(fields, "area"));
        let grid = grid.or_else(|| household.and_then(|fields| text(fields, GRID)));
        keys::RememberedPlace {
            grid: grid.unwrap_or_default().to_owned(),
            place: keys::remembered_place(dwelling, household),
        }
    }

    fn household_place(&self, household: RecordId) -> keys::RememberedPlace {
        let dwelling = self.rows.get(&household).and_then(|row| id(&row.fields, "dwelling"));
        self.place(dwelling, Some(household))
    }
}

/// Compares the part of a plan that lies in `community` with its memory. `new_record` draws ids.
///
/// # Errors
/// Whatever `new_record` fails with.
pub(super) fn compare<E>(
    community: AreaId,
    plan: &Plan,
    memory: &Memory,
    refused: &Refused,
    new_record: &mut dyn FnMut() -> Result<RecordId, E>,
) -> Result<Work, E> {
    let mut matcher = Matcher { plan, memory, ids: Ids::default(), noted: Vec::new() };
    matcher.dwellings(community, new_record)?;
    matcher.households(community, new_record)?;
    matcher.people(community, new_record)?;
    let households = matcher.changes(community);
    let vanished = matcher.vanished(refused);
    Ok(Work { community, households, noted: matcher.noted, vanished })
}

/// What refused rows still tell: these people are in the workbook.
#[derive(Debug, Default)]
pub(super) struct Refused {
    pub names: BTreeSet<String>,
    pub documents: BTreeSet<String>,
    /// The grids the workbook speaks of.
    pub grids: BTreeSet<AreaId>,
}

#[derive(Default)]
struct Ids {
    dwellings: HashMap<usize, RecordId>,
    households: HashMap<usize, RecordId>,
    people: HashMap<usize, RecordId>,
    claimed: BTreeSet<RecordId>,
    /// People whom a worker recorded first.
    adopted: BTreeSet<RecordId>,
    /// People whose number the ledger knows under another name.
    misnamed: BTreeSet<RecordId>,
}

struct Matcher<'a> {
    plan: &'a Plan,
    memory: &'a Memory,
    ids: Ids,
    noted: Vec<(usize, Code)>,
}

impl Matcher<'_> {
    fn dwellings<E>(
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
    fn households<E>(
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
    fn people<E>(
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

    /// The one remembered person of that household and name whom no other row has claimed.
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

    /// The person of that number whom a worker recorded before any import did.
    fn recorded(&mut self, at: usize) -> Option<RecordId> {
        let person = self.plan.people.get(at)?;
        let record = *self.memory.others.get(person.document.as_ref()?)?;
        let free = !self.ids.claimed.contains(&record);
        self.noted
            .extend(person.rows.first().filter(|_| free).map(|row| (*row, Code::KnownAlready)));
        self.ids.adopted.extend(free.then_some(record));
        free.then_some(record)
    }

    /// Tells of somebody who lived in another grid at the previous import.
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

    /// Tells of a number that the ledger knows under another name, unless the workbook said so
    /// before. It may be a name that was corrected, or a number that slipped into another's row;
    /// only people can tell.
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

    /// What is to be saved, household by household, each dwelling with its first household.
    fn changes(&self, community: AreaId) -> Vec<Vec<Change>> {
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

    fn vanished(&self, refused: &Refused) -> Vec<Gone> {
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

fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

fn id(fields: &Fields, name: &str) -> Option<RecordId> {
    text(fields, name).and_then(|text| RecordId::parse(text).ok())
}
