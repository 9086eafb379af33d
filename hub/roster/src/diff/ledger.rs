//! The records of a community that a workbook is matched with: as they are now, whether an import
//! or a worker wrote them, and as earlier imports remember them.

use crate::matching::keys::{self, DwellingKey, HouseholdKey};
use crate::read::people::name as plain_name;
use crate::read::rows::Place;
use gridbook_domain::id::{AreaId, FeedId, RecordId};
use gridbook_domain::{Class, Fields, Version};
use gridbook_hub::{Hub, HubError};
use gridbook_store::{ImportedRow, Record};
use serde_json::Value;
use std::collections::HashMap;

/// The records of a community, by what they can be recognised by. A value that an earlier import
/// brought and somebody corrected since counts beside the present one.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// The memory of earlier imports, by record.
    pub remembered: HashMap<RecordId, Remembered>,
    /// The people, households and dwellings as they are.
    pub living: HashMap<RecordId, Living>,
    pub dwellings: HashMap<DwellingKey, Vec<RecordId>>,
    /// Dwellings by the numbers of their place alone, in any grid.
    pub loose: HashMap<String, Vec<RecordId>>,
    pub numbers: HashMap<HouseholdKey, Vec<RecordId>>,
    /// The households of a dwelling.
    pub homes: HashMap<RecordId, Vec<RecordId>>,
    /// The people of a household, in the order they came.
    pub members: HashMap<RecordId, Vec<RecordId>>,
    pub documents: HashMap<String, Vec<RecordId>>,
    /// The names of people in the form they are compared in, of each view.
    names: HashMap<RecordId, Vec<String>>,
    /// People by name and birth, and by name and phone.
    pub traits: HashMap<(String, String), Vec<RecordId>>,
}

/// The memory of one record.
#[derive(Debug, Clone)]
pub(crate) struct Remembered {
    pub version: Option<Version>,
    /// The fields as the workbook had them.
    pub fields: Fields,
}

/// A record as it is.
#[derive(Debug, Clone)]
pub(crate) struct Living {
    pub class: Class,
    pub feed: FeedId,
    pub fields: Fields,
}

/// The field under which a household remembers its grid; no record has a field of this name.
pub(super) const GRID: &str = "@grid";

impl Ledger {
    /// Loads a community.
    ///
    /// # Errors
    /// When the hub cannot read.
    pub(crate) fn load(hub: &Hub, community: AreaId) -> Result<Self, HubError> {
        let mut records = Vec::new();
        for class in [Class::Dwelling, Class::Household, Class::Person] {
            records.extend(hub.records_of(community, &class)?);
        }
        Ok(Self::new(hub.imported(community)?, records))
    }

    fn new(rows: Vec<ImportedRow>, records: Vec<Record>) -> Self {
        let mut ledger = Self::default();
        for row in rows {
            let remembered = Remembered { version: row.version, fields: row.fields };
            ledger.remembered.insert(row.record, remembered);
        }
        let order: Vec<RecordId> = records.iter().map(|record| record.record).collect();
        for record in records {
            let Record { class, feed, fields, .. } = record;
            ledger.living.insert(record.record, Living { class, feed, fields });
        }
        for record in order {
            let Some(class) = ledger.living.get(&record).map(|living| living.class.clone()) else {
                continue;
            };
            match class {
                Class::Dwelling => ledger.index_dwelling(record),
                Class::Household => ledger.index_household(record),
                _ => ledger.index_person(record),
            }
        }
        ledger
    }

    /// The views of a record: as it is, and as the workbook had it.
    pub(super) fn views(&self, record: RecordId) -> impl Iterator<Item = &Fields> {
        let living = self.living.get(&record).map(|living| &living.fields);
        living.into_iter().chain(self.remembered.get(&record).map(|row| &row.fields))
    }

    /// A text of a record as it is.
    pub(super) fn text(&self, record: RecordId, name: &str) -> Option<&str> {
        self.living.get(&record).and_then(|living| text(&living.fields, name))
    }

    /// The texts of a field in each view, the present one first.
    pub(super) fn texts<'a>(
        &'a self,
        record: RecordId,
        name: &'a str,
    ) -> impl Iterator<Item = &'a str> {
        self.views(record).filter_map(move |fields| text(fields, name))
    }

    /// Whether a person is registered, as far as is known.
    pub(super) fn is_present(&self, record: RecordId) -> bool {
        self.text(record, "standing") != Some("deregistered")
    }

    fn index_dwelling(&mut self, record: RecordId) {
        let places: Vec<(String, Place)> = self
            .views(record)
            .map(|fields| {
                let grid = text(fields, "area").unwrap_or_default().to_owned();
                (grid, keys::remembered_place(Some(fields), None))
            })
            .collect();
        for (grid, place) in places {
            if let Some(key) = keys::dwelling(&grid, &place) {
                add(&mut self.dwellings, key, record);
            }
            for key in keys::loose(&place) {
                add(&mut self.loose, key, record);
            }
        }
    }

    fn index_household(&mut self, record: RecordId) {
        let mut found = Vec::new();
        for fields in self.views(record) {
            let dwelling = id(fields, "dwelling");
            let grid = text(fields, GRID).map(str::to_owned);
            let at = dwelling.and_then(|dwelling| self.living.get(&dwelling));
            let grid =
                grid.or_else(|| at.and_then(|at| text(&at.fields, "area")).map(str::to_owned));
            let place = keys::remembered_place(at.map(|at| &at.fields), Some(fields));
            let number = keys::numbered(&grid.unwrap_or_default(), &place);
            found.push((dwelling, number));
        }
        for (dwelling, number) in found {
            if let Some(dwelling) = dwelling {
                add(&mut self.homes, dwelling, record);
            }
            if let Some(number) = number {
                add(&mut self.numbers, number, record);
            }
        }
    }

    fn index_person(&mut self, record: RecordId) {
        let mut found = Vec::new();
        for fields in self.views(record) {
            let own = |name: &str| text(fields, name).map(str::to_owned);
            let name = own("name").map(|name| plain_name(&name)).unwrap_or_default();
            let traits = [own("birth"), own("phone")].into_iter().flatten();
            let traits: Vec<_> = traits.map(|value| (name.clone(), value)).collect();
            found.push((name, own("document"), id(fields, "household"), traits));
        }
        for (name, document, household, traits) in found {
            let names = self.names.entry(record).or_default();
            if !names.contains(&name) {
                names.push(name);
            }
            if let Some(document) = document {
                add(&mut self.documents, document, record);
            }
            if let Some(household) = household {
                add(&mut self.members, household, record);
            }
            for key in traits {
                add(&mut self.traits, key, record);
            }
        }
    }

    /// The place of a household as earlier imports had it, and its grid.
    pub(super) fn remembered_place(&self, household: RecordId) -> keys::RememberedPlace {
        let fields = |record: Option<RecordId>| {
            record.and_then(|record| self.remembered.get(&record)).map(|row| &row.fields)
        };
        let home = fields(Some(household));
        let dwelling = fields(home.and_then(|fields| id(fields, "dwelling")));
        let grid = dwelling.and_then(|fields| text(fields, "area"));
        let grid = grid.or_else(|| home.and_then(|fields| text(fields, GRID)));
        keys::RememberedPlace {
            grid: grid.unwrap_or_default().to_owned(),
            place: keys::remembered_place(dwelling, home),
        }
    }

    /// The people of a household who are named so, in any view.
    pub(super) fn named(&self, household: RecordId, name: &str) -> impl Iterator<Item = RecordId> {
        let members = self.members.get(&household).into_iter().flatten().copied();
        members.filter(|member| self.is_called(*member, name))
    }

    /// Whether a person has this name, or had it in the workbook.
    pub(super) fn is_called(&self, person: RecordId, name: &str) -> bool {
        self.names.get(&person).is_some_and(|names| names.iter().any(|known| known == name))
    }

    /// The registered people of a household.
    pub(super) fn present(&self, household: RecordId) -> Vec<RecordId> {
        let members = self.members.get(&household).into_iter().flatten().copied();
        let lives = |member: &RecordId| {
            let home = self.living.get(member).and_then(|living| id(&living.fields, "household"));
            self.is_present(*member) && home == Some(household)
        };
        members.filter(lives).collect()
    }
}

fn add<K: std::hash::Hash + Eq>(map: &mut HashMap<K, Vec<RecordId>>, key: K, record: RecordId) {
    let known = map.entry(key).or_default();
    if !known.contains(&record) {
        known.push(record);
    }
}

pub(super) fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str)
}

pub(super) fn id(fields: &Fields, name: &str) -> Option<RecordId> {
    text(fields, name).and_then(|text| RecordId::parse(text).ok())
}
