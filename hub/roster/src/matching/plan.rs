//! From entries to households, dwellings and people: the members of each household, its head, and
//! people who are in the workbook twice.

use super::areas::Spot;
use super::keys::{self, DwellingKey, HouseholdKey};
use crate::note::Code;
use crate::read::rows::{CareSaid, Entry};
use crate::read::titles::{Column, Owner};
use crate::read::values::Problem;
use gridbook_domain::{Field, Fields};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The content of a workbook about its grids. Numbers are positions in these lists, or of rows.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub dwellings: Vec<Dwelling>,
    pub households: Vec<Household>,
    pub people: Vec<Person>,
}

#[derive(Debug)]
pub(crate) struct Dwelling {
    pub spot: Spot,
    pub key: DwellingKey,
    pub said: Fields,
}

#[derive(Debug)]
pub(crate) struct Household {
    pub spot: Spot,
    /// By its number, where it has one.
    pub number: Option<HouseholdKey>,
    pub dwelling: Option<usize>,
    pub said: Fields,
    /// The head, once found: a position in [`Plan::people`].
    pub head: Option<usize>,
    /// The head's name, where a row gives it.
    pub head_name: Option<String>,
    /// Its rows, as positions of entries; the first answers for it.
    pub rows: Vec<usize>,
    pub people: Vec<usize>,
}

#[derive(Debug)]
pub(crate) struct Person {
    pub household: usize,
    pub name: String,
    pub document: Option<String>,
    /// Whether letters of the name are hidden.
    pub masked: bool,
    pub said: Fields,
    /// The fields whose value is doubtful.
    pub weak: BTreeSet<&'static str>,
    pub care: CareSaid,
    /// Its rows: the first, and others that say the same person again.
    pub rows: Vec<usize>,
}

/// Makes the plan. `spots` gives each entry's grid; entries without one, and those refused before,
/// are left out. What is noticed is added to the entries.
pub(crate) fn plan(entries: &mut [Entry], spots: &[Option<Spot>]) -> Plan {
    let mut planner = Planner { plan: Plan::default(), ..Planner::default() };
    planner.numbered = numbers_by_door(entries, spots);
    for (at, entry) in entries.iter_mut().enumerate() {
        let Some(Some(spot)) = spots.get(at) else { continue };
        if !entry.is_refused() {
            planner.entry(at, entry, *spot);
        }
    }
    planner.heads(entries);
    planner.plan
}

#[derive(Default)]
struct Planner {
    plan: Plan,
    numbered: NumbersByDoor,
    dwellings: HashMap<DwellingKey, usize>,
    households: HashMap<HouseholdKey, usize>,
    by_document: HashMap<String, (usize, Seat)>,
    by_name: HashMap<(usize, String), Vec<usize>>,
}

/// Where a person was first met, for the sentence that names it.
#[derive(Debug, Clone)]
struct Seat {
    sheet: String,
    row: u32,
}

impl Seat {
    fn of(entry: &Entry) -> Self {
        Self { sheet: entry.layout.sheet.clone(), row: entry.row }
    }

    /// The place as seen from `entry`: the sheet is named only when it is another.
    fn shown(&self, entry: &Entry) -> String {
        if self.sheet == entry.layout.sheet {
            format!("第{}行", self.row)
        } else {
            format!("“{}”表第{}行", self.sheet, self.row)
        }
    }
}

impl Planner {
    fn entry(&mut self, at: usize, entry: &mut Entry, spot: Spot) {
        let household = self.household(at, entry, spot);
        if entry.vacant {
            return;
        }
        match self.same_person(entry, household) {
            Found::Nobody => self.person(at, entry, household),
            Found::Same(person) => self.merge(at, entry, person),
            Found::Refused(problem) => {
                entry.note(Some(Column::Document), problem);
            }
        }
    }

    /// The household of an entry, with its dwelling; made when it is the first of it.
    fn household(&mut self, at: usize, entry: &mut Entry, spot: Spot) -> usize {
        let grid = spot.grid.to_string();
        let dwelling_key = keys::dwelling(&grid, &entry.place);
        let mut number = keys::numbered(&grid, &entry.place);
        if number.is_none() {
            number = dwelling_key.as_ref().and_then(|key| self.numbered.only(key));
        }
        let door = dwelling_key.clone().map(HouseholdKey::Dwelling);
        let dwelling = dwelling_key.map(|key| self.dwelling(key, entry, spot));
        let known = number.as_ref().or(door.as_ref()).and_then(|key| self.households.get(key));
        let household = match known {
            Some(household) => *household,
            None => self.new_household(spot, number, door),
        };
        self.join(at, entry, household, dwelling);
        household
    }

    fn new_household(
        &mut self,
        spot: Spot,
        number: Option<HouseholdKey>,
        door: Option<HouseholdKey>,
    ) -> usize {
        let at = self.plan.households.len();
        if let Some(key) = number.as_ref().or(door.as_ref()) {
            self.households.insert(key.clone(), at);
        }
        self.plan.households.push(Household {
            spot,
            number,
            dwelling: None,
            said: Fields::new(),
            head: None,
            head_name: None,
            rows: Vec::new(),
            people: Vec::new(),
        });
        at
    }

    /// Adds an entry's row to its household.
    fn join(&mut self, at: usize, entry: &mut Entry, household: usize, dwelling: Option<usize>) {
        let Some(household) = self.plan.households.get_mut(household) else { return };
        household.rows.push(at);
        if let Some(number) = entry.place.number.clone() {
            household.said.entry("number".to_owned()).or_insert(Value::String(number));
        }
        if household.rows.len() == 1 {
            household.said.extend(entry.household.clone());
        }
        for field in fill(Owner::Household, &mut household.said, &entry.household) {
            let column = Column::Declared(Owner::Household, field.name);
            let words = format!("同一户各行的{}不一致，已按第一行登记，请核对", field.label);
            entry.note(Some(column), Problem::new(Code::HouseholdDiffers, words));
        }
        match (household.dwelling, dwelling) {
            (None, _) => household.dwelling = dwelling,
            (Some(first), Some(this)) if first != this => {
                let words = "同一户号写了不同的门牌，已按这一户的第一行登记，请核对";
                entry.note(Some(Column::Door), Problem::new(Code::TwoDoors, words));
            }
            _ => {}
        }
        if household.head_name.is_none() {
            household.head_name.clone_from(&entry.head_name);
        }
    }

    fn dwelling(&mut self, key: DwellingKey, entry: &mut Entry, spot: Spot) -> usize {
        if let Some(at) = self.dwellings.get(&key).copied() {
            self.more_of_dwelling(at, entry);
            return at;
        }
        let mut said = entry.dwelling.clone();
        said.insert("area".to_owned(), Value::String(spot.grid.to_string()));
        let place = &entry.place;
        for (name, text) in [
            ("building", &place.building),
            ("unit", &place.unit),
            ("door", &place.door),
            ("address", &place.address),
        ] {
            said.extend(text.clone().map(|text| (name.to_owned(), Value::String(text))));
        }
        let at = self.plan.dwellings.len();
        self.dwellings.insert(key.clone(), at);
        self.plan.dwellings.push(Dwelling { spot, key, said });
        at
    }

    /// Adds a further row of a dwelling: fills open fields, and notes a row that differs.
    fn more_of_dwelling(&mut self, at: usize, entry: &mut Entry) {
        let Some(dwelling) = self.plan.dwellings.get_mut(at) else { return };
        for field in fill(Owner::Dwelling, &mut dwelling.said, &entry.dwelling) {
            let (column, what) = match field.name {
                "use" => (Column::Use, "出租情况"),
                name => (Column::Declared(Owner::Dwelling, name), field.label),
            };
            let words = format!("同一房屋各行的{what}不一致，已按第一行登记，请核对");
            entry.note(Some(column), Problem::new(Code::DwellingDiffers, words));
        }
    }

    fn person(&mut self, at: usize, entry: &mut Entry, household: usize) {
        let person = self.plan.people.len();
        if let Some(document) = &entry.document {
            self.by_document.insert(document.clone(), (person, Seat::of(entry)));
        }
        self.by_name.entry((household, entry.name.clone())).or_default().push(person);
        self.plan.people.push(Person {
            household,
            name: entry.name.clone(),
            document: entry.document.clone(),
            masked: entry.masked,
            said: std::mem::take(&mut entry.person),
            weak: std::mem::take(&mut entry.weak),
            care: std::mem::take(&mut entry.care),
            rows: vec![at],
        });
        if let Some(household) = self.plan.households.get_mut(household) {
            household.people.push(person);
        }
    }

    /// Whether an entry is a person met before.
    fn same_person(&self, entry: &Entry, household: usize) -> Found {
        let number = entry.document.as_ref().and_then(|number| self.by_document.get(number));
        if let Some((person, seat)) = number {
            return self.same_number(entry, household, *person, seat);
        }
        let known = self.by_name.get(&(household, entry.name.clone()));
        for at in known.into_iter().flatten() {
            let Some(person) = self.plan.people.get(*at) else { continue };
            if person.document.is_some() && entry.document.is_some() {
                continue;
            }
            if !contradicts(&person.said, &entry.person) {
                return Found::Same(*at);
            }
        }
        Found::Nobody
    }

    fn same_number(&self, entry: &Entry, household: usize, at: usize, seat: &Seat) -> Found {
        let Some(person) = self.plan.people.get(at) else { return Found::Nobody };
        let seat = seat.shown(entry);
        if person.name != entry.name {
            let words = format!("证件号码与{seat}相同而姓名不同，这一行未导入，请核对两行的号码");
            return Found::Refused(Problem::new(Code::NumberTaken, words));
        }
        if person.household != household {
            let words =
                format!("与{seat}是同一个人，那一行在另一户，这一行未导入，请确认住在哪一户");
            return Found::Refused(Problem::new(Code::PersonElsewhere, words));
        }
        Found::Same(at)
    }

    /// A second row of a person in the same household fills what the first left open.
    fn merge(&mut self, at: usize, entry: &mut Entry, person: usize) {
        let Some(person) = self.plan.people.get_mut(person) else { return };
        person.rows.push(at);
        if person.document.is_none() {
            person.document.clone_from(&entry.document);
        }
        let differs = !fill(Owner::Person, &mut person.said, &entry.person).is_empty();
        person.care.yes.extend(entry.care.yes.iter().cloned());
        person.care.no.extend(entry.care.no.iter().cloned());
        person.care.whole |= entry.care.whole;
        if entry.document.is_some() {
            person.weak.clear();
        }
        let words = if differs {
            "同一个人在这一户写了两行，内容不一致的以前一行为准，请核对后删去一行"
        } else {
            "同一个人在这一户写了两行，已合为一人，请删去一行"
        };
        entry.note(None, Problem::new(Code::SamePersonAgain, words));
    }

    /// Finds each household's head, in any of its rows.
    fn heads(&mut self, entries: &mut [Entry]) {
        for at in 0..self.plan.households.len() {
            self.head(at, entries);
        }
    }

    fn head(&mut self, at: usize, entries: &mut [Entry]) {
        let Some(household) = self.plan.households.get_mut(at) else { return };
        let mut head = None;
        for person in &household.people {
            let rows = self.plan.people.get(*person).map(|person| person.rows.as_slice());
            for row in rows.unwrap_or_default() {
                let Some(entry) = entries.get_mut(*row) else { continue };
                let named = household.head_name.as_deref() == Some(entry.name.as_str());
                match head {
                    _ if !entry.is_head && !named => {}
                    None => head = Some(*person),
                    Some(first) if first == *person => {}
                    Some(_) => {
                        let words = "这一户已有一个户主，以前一个为准，请核对";
                        entry.note(Some(Column::Relation), Problem::new(Code::TwoHeads, words));
                    }
                }
            }
        }
        household.head = head;
        let first = household.rows.first().and_then(|row| entries.get_mut(*row));
        if let Some(entry) = first.filter(|entry| head.is_none() && !entry.vacant) {
            note_no_head(entry, household.head_name.is_some());
        }
    }
}

fn note_no_head(entry: &mut Entry, named: bool) {
    if named {
        let words = "这一户的户主不在各行成员之中，请核对户主姓名或补填户主一行";
        entry.note(Some(Column::Head), Problem::new(Code::NoHead, words));
    } else if entry.layout.has(Column::Relation) {
        let words = "这一户没有户主，请核对与户主关系";
        entry.note(Some(Column::Relation), Problem::new(Code::NoHead, words));
    }
}

enum Found {
    Nobody,
    Same(usize),
    Refused(Problem),
}

/// Fills the open fields of a record with the values of a further row; returns the fields in which
/// that row differs.
fn fill(owner: Owner, said: &mut Fields, more: &Fields) -> Vec<&'static Field> {
    let mut differing = Vec::new();
    for (name, value) in more.iter().filter(|(_, value)| !value.is_null()) {
        match said.get(name) {
            Some(first) if first == value => {}
            Some(first) if !first.is_null() => differing.extend(owner.class().field(name)),
            _ => drop(said.insert(name.clone(), value.clone())),
        }
    }
    differing
}

/// Whether two rows of one name cannot be the same person.
fn contradicts(a: &Fields, b: &Fields) -> bool {
    ["birth", "sex"].iter().any(|name| match (a.get(*name), b.get(*name)) {
        (Some(a), Some(b)) => !a.is_null() && !b.is_null() && a != b,
        _ => false,
    })
}

/// The household numbers at each door, so that a row with the door alone finds its household.
#[derive(Debug, Default)]
struct NumbersByDoor(BTreeMap<DwellingKey, BTreeSet<HouseholdKey>>);

impl NumbersByDoor {
    /// Returns the household number at a door; `None` unless there is exactly one.
    fn only(&self, door: &DwellingKey) -> Option<HouseholdKey> {
        let numbers = self.0.get(door)?;
        numbers.first().filter(|_| numbers.len() == 1).cloned()
    }
}

fn numbers_by_door(entries: &[Entry], spots: &[Option<Spot>]) -> NumbersByDoor {
    let mut found = NumbersByDoor::default();
    for (entry, spot) in entries.iter().zip(spots) {
        let Some(spot) = spot.filter(|_| !entry.is_refused()) else { continue };
        let grid = spot.grid.to_string();
        let number = keys::numbered(&grid, &entry.place);
        if let (Some(door), Some(number)) = (keys::dwelling(&grid, &entry.place), number) {
            found.0.entry(door).or_default().insert(number);
        }
    }
    found
}
