//! The record of each person of a plan: by document number, then in the home by name with birth or
//! phone, then at the door, then by name and birth in another home.

use super::ledger::{Ledger, id, text};
use crate::matching::plan::{Person, Plan};
use crate::note::Code;
use crate::read::people::fits_mask;
use crate::read::values::is_sound_document;
use chrono::{Datelike as _, NaiveDate};
use gridbook_domain::id::{AreaId, RecordId};
use std::collections::{BTreeSet, HashMap};

/// The most years by which a slip moves a birth.
const SLIP_YEARS: i32 = 9;

#[derive(Default)]
pub(super) struct Ids {
    pub dwellings: HashMap<usize, RecordId>,
    pub households: HashMap<usize, RecordId>,
    pub people: HashMap<usize, RecordId>,
    pub claimed: BTreeSet<RecordId>,
    /// People of the plan who could be either of two.
    pub unclear: BTreeSet<usize>,
    /// People whose number the ledger knows under another name.
    pub misnamed: BTreeSet<RecordId>,
}

pub(super) struct Matcher<'a> {
    pub plan: &'a Plan,
    pub ledger: &'a Ledger,
    pub ids: Ids,
    pub noted: Vec<(usize, Code)>,
}

impl<'a> Matcher<'a> {
    fn people_of(&self, community: AreaId) -> Vec<usize> {
        let all = self.plan.people.iter().enumerate();
        let mine = all.filter(|(_, person)| {
            let household = self.plan.households.get(person.household);
            household.is_some_and(|household| household.spot.community == community)
        });
        mine.map(|(at, _)| at).collect()
    }

    /// Finds the people, once their homes are known.
    pub(super) fn people<E>(
        &mut self,
        community: AreaId,
        new_record: &mut dyn FnMut() -> Result<RecordId, E>,
    ) -> Result<(), E> {
        let mine = self.people_of(community);
        for at in &mine {
            let person = self.person(*at);
            let number = person.and_then(|person| person.document.as_ref());
            let known = number.and_then(|number| self.ledger.documents.get(number));
            let free = |record: &&RecordId| !self.ids.claimed.contains(*record);
            if let Some(record) = known.into_iter().flatten().find(free) {
                self.take(*at, *record);
            }
        }
        for at in &mine {
            self.in_home(*at);
        }
        for at in &mine {
            self.elsewhere(*at);
        }
        for at in mine {
            let known = self.ids.people.contains_key(&at);
            if !known && !self.refused(at) {
                self.ids.people.insert(at, new_record()?);
            }
        }
        Ok(())
    }

    fn person(&self, at: usize) -> Option<&'a Person> {
        self.plan.people.get(at)
    }

    /// Takes a record for a person, and notes what a clerk should know of it.
    fn take(&mut self, at: usize, record: RecordId) {
        let Some(person) = self.person(at) else { return };
        self.ids.claimed.insert(record);
        self.ids.people.insert(at, record);
        let misnamed = self.is_misnamed(person, record);
        let notes = [
            (!self.ledger.remembered.contains_key(&record), Code::KnownAlready),
            (!self.ledger.is_present(record), Code::Deregistered),
            (misnamed, Code::OtherName),
            (self.is_renumbered(person, record), Code::DocumentChanged),
            (self.has_moved_grid(person, record), Code::MovedGrid),
        ];
        self.ids.misnamed.extend(misnamed.then_some(record));
        let notes = notes.into_iter().filter(|(is_so, _)| *is_so);
        let row = person.rows.first().copied();
        self.noted.extend(notes.filter_map(|(_, code)| Some((row?, code))));
    }

    /// Finds a person in the household, or in another at the same door.
    fn in_home(&mut self, at: usize) {
        let Some(person) = self.person(at).filter(|_| !self.ids.people.contains_key(&at)) else {
            return;
        };
        let Some(home) = self.ids.households.get(&person.household).copied() else { return };
        let mut found = self.best(person, &self.pool(person, home));
        if found == Found::Nobody {
            let door = self.plan.households.get(person.household).and_then(|home| home.dwelling);
            let door = door.and_then(|door| self.ids.dwellings.get(&door));
            let others = door.and_then(|door| self.ledger.homes.get(door)).into_iter().flatten();
            let pool: Vec<RecordId> = others.flat_map(|home| self.pool(person, *home)).collect();
            found = self.best(person, &pool);
        }
        match found {
            Found::One(record) => self.take(at, record),
            Found::Several if !self.are_as_many(person, home) => drop(self.ids.unclear.insert(at)),
            Found::Several => {
                if let Some(record) = self.pool(person, home).first() {
                    self.take(at, *record);
                }
            }
            Found::Nobody => {}
        }
    }

    /// The free people of a household who may be this one.
    fn pool(&self, person: &Person, home: RecordId) -> Vec<RecordId> {
        let members = self.ledger.members.get(&home).into_iter().flatten().copied();
        let fits = |record: &RecordId| {
            let called = if person.masked {
                self.ledger.texts(*record, "name").any(|name| fits_mask(&person.name, name))
            } else {
                self.ledger.is_called(*record, &person.name)
            };
            called && !self.ids.claimed.contains(record) && !self.differs(person, *record)
        };
        members.filter(fits).collect()
    }

    fn best(&self, person: &Person, pool: &[RecordId]) -> Found {
        let likeness = |record: &RecordId| {
            let says = |name: &str| text(&person.said, name);
            let same = |name: &'static str| {
                says(name).is_some_and(|said| self.ledger.texts(*record, name).any(|v| v == said))
            };
            let present = u32::from(self.ledger.is_present(*record));
            8 * u32::from(same("birth"))
                + 4 * u32::from(same("phone"))
                + 2 * u32::from(same("sex"))
                + present
        };
        let top = pool.iter().map(likeness).max();
        let mut first = pool.iter().filter(|record| Some(likeness(record)) == top);
        match (first.next(), first.next()) {
            (None, _) => Found::Nobody,
            (Some(record), None) => Found::One(*record),
            (Some(_), Some(_)) => Found::Several,
        }
    }

    /// Whether the workbook has at least as many people of a name in a home as the ledger, so that
    /// each finds one.
    fn are_as_many(&self, person: &Person, home: RecordId) -> bool {
        let plan = self.plan.households.get(person.household);
        let people = plan.map(|home| home.people.as_slice()).unwrap_or_default();
        let open = people.iter().filter(|at| !self.ids.people.contains_key(*at));
        let same = open.filter(|at| self.person(**at).is_some_and(|p| p.name == person.name));
        same.count() >= self.pool(person, home).len()
    }

    /// Finds a person of this name and birth in another home, if no row claims that record.
    fn elsewhere(&mut self, at: usize) {
        let Some(person) = self.person(at).filter(|person| !person.masked) else { return };
        if self.ids.people.contains_key(&at) || self.ids.unclear.contains(&at) {
            return;
        }
        let Some(birth) = text(&person.said, "birth") else { return };
        let known = self.ledger.traits.get(&(person.name.clone(), birth.to_owned()));
        let free = known.into_iter().flatten().filter(|record| {
            let free = !self.ids.claimed.contains(*record) && self.ledger.is_present(**record);
            free && !self.differs(person, **record) && !self.is_another(person, **record)
        });
        let free: Vec<RecordId> = free.copied().collect();
        if let [record] = free.as_slice() {
            self.take(at, *record);
        }
    }

    /// Whether both have sound numbers that are not the same.
    fn is_another(&self, person: &Person, record: RecordId) -> bool {
        let known = self.ledger.text(record, "document").filter(|known| is_sound_document(known));
        person.document.as_deref().zip(known).is_some_and(|(said, known)| said != known)
    }

    /// Whether birth or sex say that these are two people. A birth that differs in one place is a
    /// slip, not another person.
    pub(super) fn differs(&self, person: &Person, record: RecordId) -> bool {
        let mut known = self.ledger.texts(record, "birth").peekable();
        let births = text(&person.said, "birth")
            .is_some_and(|said| known.peek().is_some() && !known.any(|known| is_slip(said, known)));
        let mut known = self.ledger.texts(record, "sex").peekable();
        let sexes = text(&person.said, "sex")
            .is_some_and(|said| known.peek().is_some() && !known.any(|known| known == said));
        births || (sexes && text(&person.said, "birth").is_none())
    }

    /// Whether a row has to be refused: its name is masked or could be two people.
    fn refused(&mut self, at: usize) -> bool {
        let Some(person) = self.person(at) else { return true };
        let row = person.rows.first().copied();
        let why = match (person.masked, self.ids.unclear.contains(&at)) {
            (true, _) => Code::MaskedName,
            (false, true) => Code::SameName,
            (false, false) => return false,
        };
        self.noted.extend(row.map(|row| (row, why)));
        true
    }

    /// Whether the ledger knows a person under another name, and the workbook did not say so
    /// before. It may be a corrected name, or a number that slipped into another row; only a clerk
    /// can decide.
    fn is_misnamed(&self, person: &Person, record: RecordId) -> bool {
        let called = self.ledger.is_called(record, &person.name);
        !person.masked && !called && self.ledger.texts(record, "name").next().is_some()
    }

    fn is_renumbered(&self, person: &Person, record: RecordId) -> bool {
        let said = person.document.as_deref();
        let mut known = self.ledger.texts(record, "document").peekable();
        said.is_some_and(|said| known.peek().is_some() && known.all(|known| known != said))
    }

    fn has_moved_grid(&self, person: &Person, record: RecordId) -> bool {
        let here = self.plan.households.get(person.household).map(|home| home.spot.feed);
        let now = self.ledger.living.get(&record).map(|living| living.feed);
        now.is_some_and(|now| here.is_some_and(|here| here != now))
            && self.lived_elsewhere(person, record)
    }

    /// Whether the workbook says another grid than it said before.
    pub(super) fn lived_elsewhere(&self, person: &Person, record: RecordId) -> bool {
        let Some(row) = self.ledger.remembered.get(&record) else { return true };
        let Some(home) = id(&row.fields, "household") else { return true };
        let here =
            self.plan.households.get(person.household).map(|home| home.spot.grid.to_string());
        here.is_some_and(|here| here != self.ledger.remembered_place(home).grid)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nobody,
    One(RecordId),
    Several,
}

/// Whether two births are one, as far as slips go: two of year, month and day are the same.
fn is_slip(said: &str, known: &str) -> bool {
    let (Ok(a), Ok(b)) = (said.parse::<NaiveDate>(), known.parse::<NaiveDate>()) else {
        return said == known;
    };
    let same = [a.year() == b.year(), a.month() == b.month(), a.day() == b.day()];
    same.iter().filter(|same| **same).count() >= 2 && (a.year() - b.year()).abs() <= SLIP_YEARS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_that_differs_in_one_place_is_a_slip() {
        assert!(is_slip("2020-05-01", "2020-05-01") && is_slip("2020-05-01", "2020-05-11"));
        assert!(is_slip("2020-05-01", "2021-05-01"));
        assert!(!is_slip("1950-01-01", "1980-01-01") && !is_slip("1950-01-01", "1950-02-02"));
    }
}
