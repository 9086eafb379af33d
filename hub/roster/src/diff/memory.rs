//! The memory of the previous import.

use crate::matching::keys::{self, DwellingKey, HouseholdKey};
use gridbook_domain::id::RecordId;
use gridbook_domain::{Class, Fields, Version};
use gridbook_store::{ImportedRow, Record};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The memory of previous imports, by record.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub rows: HashMap<RecordId, Remembered>,
    pub dwellings: HashMap<DwellingKey, RecordId>,
    pub numbers: HashMap<HouseholdKey, RecordId>,
    pub doors: HashMap<HouseholdKey, RecordId>,
    pub documents: HashMap<String, RecordId>,
    pub names: BTreeMap<(RecordId, String), Vec<RecordId>>,
    /// People that no import brought, by document number.
    pub others: HashMap<String, RecordId>,
    /// People who are deregistered.
    pub left: BTreeSet<RecordId>,
    /// The present names of people.
    pub called: HashMap<RecordId, String>,
}

/// The memory of one record.
#[derive(Debug, Clone)]
pub(crate) struct Remembered {
    pub version: Option<Version>,
    /// The fields as the workbook had them.
    pub fields: Fields,
}

/// The field under which a household remembers its grid; no record has a field of this name.
pub(super) const GRID: &str = "@grid";

impl Memory {
    /// The memory of one community, and the people the hub has there.
    pub(crate) fn new(rows: Vec<ImportedRow>, people: &[Record]) -> Self {
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

    pub(super) fn household_place(&self, household: RecordId) -> keys::RememberedPlace {
        let dwelling = self.rows.get(&household).and_then(|row| id(&row.fields, "dwelling"));
        self.place(dwelling, Some(household))
    }
}

pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

pub(super) fn id(fields: &Fields, name: &str) -> Option<RecordId> {
    text(fields, name).and_then(|text| RecordId::parse(text).ok())
}
