//! The form of a visit.

use super::super::position::position;
use crate::db::ReadTx;
use crate::error::Result;
use crate::features::household::{DwellingEdit, HouseholdEdit, dwelling_patch, household_patch};
use crate::features::matter::MatterForm;
use crate::features::resident::{PersonEdit, PersonForm, correction};
use crate::replica::change::change;
use crate::replica::outbox::NewPart;
use gridbook_domain::fields::FieldsBuilder;
use gridbook_domain::visit::{Position, Purpose, VisitContact};
use gridbook_domain::{Class, Fields, RecordId};

/// A visit with the changes that are saved together with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitForm {
    /// The household visited.
    pub household: RecordId,
    /// The purpose (V2).
    pub purpose: Purpose,
    /// Whether somebody was met (V1).
    pub met: VisitContact,
    /// The people met, if known.
    pub people: Vec<RecordId>,
    /// The content of the talk and what was seen; required if somebody was met or refused to talk.
    pub content: String,
    /// Services promised (V4).
    pub promise: String,
    /// The position of the device at the time (V3); a visit can be saved without one.
    pub position: Option<Position>,
    /// The ids of the photos taken.
    pub photos: Vec<RecordId>,
    /// Corrections of people, the household and its dwelling.
    pub corrections: Vec<Correction>,
    /// People who were not registered yet; of this household unless they name another.
    pub newcomers: Vec<PersonForm>,
    /// Matters that came up.
    pub matters: Vec<MatterForm>,
}

/// A correction that is saved together with a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// Of a person.
    Person {
        /// The person.
        person: RecordId,
        /// The new values of fields.
        edits: Vec<PersonEdit>,
    },
    /// Of a household.
    Household {
        /// The household.
        household: RecordId,
        /// The new values of fields.
        edits: Vec<HouseholdEdit>,
    },
    /// Of a dwelling.
    Dwelling {
        /// The dwelling.
        dwelling: RecordId,
        /// The new values of fields.
        edits: Vec<DwellingEdit>,
    },
}

impl VisitForm {
    /// Returns an empty form for a household.
    pub fn new(household: RecordId, purpose: Purpose, met: VisitContact) -> Self {
        Self {
            household,
            purpose,
            met,
            people: Vec::new(),
            content: String::new(),
            promise: String::new(),
            position: None,
            photos: Vec::new(),
            corrections: Vec::new(),
            newcomers: Vec::new(),
            matters: Vec::new(),
        }
    }

    pub(super) fn fields(&self, amends: Option<RecordId>) -> Result<Fields> {
        Ok(FieldsBuilder::default()
            .word("household", Some(&self.household))
            .word("purpose", Some(&self.purpose))
            .word("met", Some(&self.met))
            .list("people", &self.people)
            .text("content", &self.content)
            .text("promise", &self.promise)
            .value("position", position(self.position.as_ref())?)
            .list("photos", &self.photos)
            .word("amends", amends.as_ref())
            .build())
    }

    /// Returns the photos of the visit and of its matters, each once.
    pub(super) fn all_photos(&self) -> Vec<RecordId> {
        let mut all = self.photos.clone();
        for photo in self.matters.iter().flat_map(|matter| &matter.photos) {
            if !all.contains(photo) {
                all.push(*photo);
            }
        }
        all
    }
}

impl Correction {
    /// Returns the part of the correction; `None` if nothing changes.
    pub(super) fn part(&self, conn: &ReadTx<'_>) -> Result<Option<NewPart>> {
        match self {
            Self::Person { person, edits } => correction(conn, *person, edits),
            Self::Household { household, edits } => {
                change(conn, Class::Household, *household, household_patch(edits))
            }
            Self::Dwelling { dwelling, edits } => {
                change(conn, Class::Dwelling, *dwelling, dwelling_patch(edits))
            }
        }
    }
}
