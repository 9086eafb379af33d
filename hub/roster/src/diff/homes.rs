//! Which records the households and dwellings of a plan are.
//!
//! Numbers, doors and people each speak for a household. People speak loudest: a household that got
//! another number, whose door is written in another way or whose building went to another grid is
//! still the household of its people.

use super::ledger::{Ledger, id, text};
use super::matcher::Matcher;
use crate::matching::keys;
use crate::matching::plan::{Dwelling, Household};
use crate::read::rows::Place;
use gridbook_domain::id::{AreaId, RecordId};
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};

/// How loud each voice speaks for a household.
const BY_DOCUMENT: u32 = 8;
const BY_NAME: u32 = 4;
const BY_NUMBER: u32 = 2;
const BY_DOOR: u32 = 1;

/// The evidence that a household of the plan is one of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Claim {
    voices: u32,
    /// Turned, so that of equal claims the first in the workbook wins.
    plan: std::cmp::Reverse<usize>,
    record: RecordId,
}

impl<'a> Matcher<'a> {
    /// Finds the households, and the dwellings with them.
    pub(super) fn homes<E>(
        &mut self,
        community: AreaId,
        new_record: &mut dyn FnMut() -> Result<RecordId, E>,
    ) -> Result<(), E> {
        let mine: Vec<usize> = self.households_of(community).collect();
        let mut claims = Vec::new();
        for at in &mine {
            self.claims(*at, &mut claims);
        }
        claims.sort_unstable();
        for claim in claims.into_iter().rev() {
            let std::cmp::Reverse(at) = claim.plan;
            if !self.ids.households.contains_key(&at) && self.ids.claimed.insert(claim.record) {
                self.ids.households.insert(at, claim.record);
            }
        }
        self.known_dwellings(community);
        self.moved_dwellings(community);
        for at in &mine {
            self.vacant_home(*at);
        }
        for (at, dwelling) in self.plan.dwellings.iter().enumerate() {
            if dwelling.spot.community == community && !self.ids.dwellings.contains_key(&at) {
                self.ids.dwellings.insert(at, new_record()?);
            }
        }
        for at in mine {
            if let Entry::Vacant(free) = self.ids.households.entry(at) {
                free.insert(new_record()?);
            }
        }
        Ok(())
    }

    fn households_of(&self, community: AreaId) -> impl Iterator<Item = usize> + use<'a> {
        let all = self.plan.households.iter().enumerate();
        all.filter(move |(_, home)| home.spot.community == community).map(|(at, _)| at)
    }

    fn claims(&self, at: usize, claims: &mut Vec<Claim>) {
        let Some(home) = self.plan.households.get(at) else { return };
        let mut claim = |records: BTreeSet<RecordId>| {
            let voices = records.into_iter().map(|record| (self.voices(home, record), record));
            let heard = voices.filter(|(voices, _)| *voices > 0);
            let before = claims.len();
            claims.extend(heard.map(|(voices, record)| Claim {
                voices,
                plan: std::cmp::Reverse(at),
                record,
            }));
            claims.iter().skip(before).any(|claim| claim.voices > BY_NAME)
        };
        // Where people and place agree nobody has moved.
        if !claim(self.candidates(home)) {
            claim(self.loose_candidates(home));
        }
    }

    /// The households of the ledger that this one may be.
    fn candidates(&self, home: &Household) -> BTreeSet<RecordId> {
        let ledger = self.ledger;
        let mut found = BTreeSet::new();
        let number = home.number.as_ref().and_then(|key| ledger.numbers.get(key));
        found.extend(number.into_iter().flatten().copied());
        found.extend(self.at_door(home));
        for person in home.people.iter().filter_map(|at| self.plan.people.get(*at)) {
            let own = person.document.as_ref().and_then(|number| ledger.documents.get(number));
            let traits = ["birth", "phone"].iter().filter_map(|name| text(&person.said, name));
            let traits = traits
                .filter_map(|value| ledger.traits.get(&(person.name.clone(), value.to_owned())));
            let known = own.into_iter().chain(traits).flatten();
            found.extend(known.filter_map(|who| id(&ledger.living.get(who)?.fields, "household")));
        }
        found.retain(|home| ledger.living.contains_key(home));
        found
    }

    /// The households whose place has the same numbers, in any grid.
    fn loose_candidates(&self, home: &Household) -> BTreeSet<RecordId> {
        let ledger = self.ledger;
        let dwelling = home.dwelling.and_then(|at| self.plan.dwellings.get(at));
        let keys = dwelling.map(|dwelling| keys::loose(&place(dwelling))).unwrap_or_default();
        let doors = keys.iter().flat_map(|key| ledger.loose.get(key).into_iter().flatten());
        let homes = doors.flat_map(|door| ledger.homes.get(door).into_iter().flatten().copied());
        homes.filter(|home| ledger.living.contains_key(home)).collect()
    }

    /// The households at the very door.
    fn at_door(&self, home: &Household) -> impl Iterator<Item = RecordId> + use<'a> {
        let ledger: &'a Ledger = self.ledger;
        let dwelling = home.dwelling.and_then(|at| self.plan.dwellings.get(at));
        let known = dwelling.and_then(|dwelling| ledger.dwellings.get(&dwelling.key));
        let known = known.into_iter().flatten();
        known.flat_map(|door| ledger.homes.get(door).into_iter().flatten().copied())
    }

    /// How much speaks for a household; 0 when it must not be this one.
    fn voices(&self, home: &Household, record: RecordId) -> u32 {
        let ledger = self.ledger;
        let number = home.number.as_ref().and_then(|key| ledger.numbers.get(key));
        let numbered = number.is_some_and(|known| known.contains(&record));
        let at_door = self.at_door(home).any(|known| known == record);
        let present = ledger.present(record);
        let (mut documents, mut names) = (0, 0);
        let mut met = BTreeSet::new();
        for person in home.people.iter().filter_map(|at| self.plan.people.get(*at)) {
            let own = person.document.as_ref().and_then(|number| ledger.documents.get(number));
            let by_number = own.into_iter().flatten().find(|who| present.contains(who));
            let by_name = || {
                let named = ledger.named(record, &person.name);
                named.filter(|who| !met.contains(who)).find(|who| !self.differs(person, *who))
            };
            if let Some(who) = by_number {
                documents += 1;
                met.insert(*who);
            } else if let Some(who) = by_name() {
                names += 1;
                met.insert(who);
            }
        }
        let people = documents * BY_DOCUMENT + names * BY_NAME;
        let place = u32::from(numbered) * BY_NUMBER + u32::from(at_door) * BY_DOOR;
        let other_number = home.number.is_some() && ledger.text(record, "number").is_some();
        let moved_whole = met.len() * 2 > present.len();
        match (numbered, at_door) {
            (true, _) => people + place,
            // Another number at the same door is another family, unless it is these people.
            (false, true) if other_number && people == 0 => 0,
            (false, true) => people + place,
            (false, false) if moved_whole && people > 0 => people,
            (false, false) => 0,
        }
    }

    /// Finds the dwellings that the ledger has under the same place.
    fn known_dwellings(&mut self, community: AreaId) {
        for (at, dwelling) in self.plan.dwellings.iter().enumerate() {
            let known = self.ledger.dwellings.get(&dwelling.key).into_iter().flatten();
            let mut free = known.filter(|record| !self.ids.claimed.contains(*record));
            if let Some(record) = free.next().filter(|_| dwelling.spot.community == community) {
                self.ids.claimed.insert(*record);
                self.ids.dwellings.insert(at, *record);
            }
        }
    }

    /// The dwellings whose place is written in another way, or whose building went to another grid:
    /// their people are the same, and so are the numbers in their place.
    fn moved_dwellings(&mut self, community: AreaId) {
        let plan = self.plan;
        let mut buildings = HashSet::new();
        for (at, record) in self.ids.households.clone() {
            let home = plan.households.get(at).filter(|home| home.spot.community == community);
            let Some(door) = home.and_then(|home| home.dwelling) else { continue };
            let Some(said) = plan.dwellings.get(door) else { continue };
            let known =
                self.ledger.living.get(&record).and_then(|home| id(&home.fields, "dwelling"));
            let Some(known) = known else { continue };
            if self.ids.dwellings.contains_key(&door) || !self.is_loosely(said, known) {
                continue;
            }
            if self.ids.claimed.insert(known) {
                self.ids.dwellings.insert(door, known);
                let before = self.ledger.text(known, "area").unwrap_or_default().to_owned();
                buildings.insert((said.key.building.clone(), said.key.grid.clone(), before));
            }
        }
        self.whole_buildings(community, &buildings);
    }

    /// The doors of a moved building that nobody speaks for: vacant ones.
    fn whole_buildings(&mut self, community: AreaId, moved: &HashSet<(String, String, String)>) {
        let mut left: HashMap<(&str, &str), Vec<&str>> = HashMap::new();
        for (building, to, from) in moved.iter().filter(|(_, to, from)| to != from) {
            left.entry((building, to)).or_default().push(from);
        }
        for (at, dwelling) in self.plan.dwellings.iter().enumerate() {
            if self.ids.dwellings.contains_key(&at) || dwelling.spot.community != community {
                continue;
            }
            let here = (dwelling.key.building.as_str(), dwelling.key.grid.as_str());
            for from in left.get(&here).into_iter().flatten() {
                let key = keys::DwellingKey { grid: (*from).to_owned(), ..dwelling.key.clone() };
                let known = self.ledger.dwellings.get(&key).into_iter().flatten();
                let mut free = known.filter(|record| !self.ids.claimed.contains(*record));
                if let Some(record) = free.next() {
                    self.ids.dwellings.insert(at, *record);
                    break;
                }
            }
            self.ids.claimed.extend(self.ids.dwellings.get(&at));
        }
    }

    /// A household without people is the one without people at its door.
    fn vacant_home(&mut self, at: usize) {
        let home = self.plan.households.get(at).filter(|home| home.people.is_empty());
        let door = home.and_then(|home| home.dwelling).and_then(|at| self.ids.dwellings.get(&at));
        let known = door.and_then(|door| self.ledger.homes.get(door)).into_iter().flatten();
        let mut free = known.filter(|home| {
            !self.ids.claimed.contains(*home) && self.ledger.present(**home).is_empty()
        });
        if let Some(record) = free.next().filter(|_| !self.ids.households.contains_key(&at)) {
            self.ids.claimed.insert(*record);
            self.ids.households.insert(at, *record);
        }
    }

    /// Whether a dwelling of the ledger has the same numbers in its place.
    fn is_loosely(&self, said: &Dwelling, record: RecordId) -> bool {
        let keys = keys::loose(&place(said));
        keys.iter()
            .any(|key| self.ledger.loose.get(key).is_some_and(|known| known.contains(&record)))
    }
}

fn place(dwelling: &Dwelling) -> Place {
    keys::remembered_place(Some(&dwelling.said), None)
}
