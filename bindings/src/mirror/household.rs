//! Households and their dwellings, page by page in walking order.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use chrono::NaiveDate;
use gridbook_core::domain::household::Use;
use gridbook_core::domain::person::Care;
use gridbook_core::domain::{AreaId, OpId, RecordId};
use gridbook_core::household::{
    Building, DwellingEdit, DwellingForm, HouseholdDetail, HouseholdEdit, HouseholdFilter,
    HouseholdLine, HouseholdPage, HouseholdSaved,
};
use gridbook_core::resident::PersonSummary;

crate::cross::codes! {
/// How a dwelling is used.
dwelling_uses, DwellingUse of gridbook_core::domain::household::Use {
    /// The owner lives there.
    Own,
    /// Let; a new tenancy must be reported at once (I5).
    Rented,
    /// Nobody lives there.
    Vacant,
}
}

/// A selection of households for a page.
#[uniffi::remote(Record)]
pub struct HouseholdFilter {
    /// Only households of this grid; of all grids if absent.
    #[uniffi(default = None)]
    pub area: Option<AreaId>,
    /// Only households of this building, as `Building` names it. Combine it with the building's
    /// area, because two grids may each have a 3号楼.
    #[uniffi(default = None)]
    pub building: Option<String>,
}

/// A new household at a new dwelling. Blank texts count as absent; a door or an address is
/// required.
#[uniffi::remote(Record)]
pub struct DwellingForm {
    /// The grid; optional if the install has only one.
    #[uniffi(default = None)]
    pub area: Option<AreaId>,
    /// The building 楼栋.
    #[uniffi(default = "")]
    pub building: String,
    /// The unit 单元.
    #[uniffi(default = "")]
    pub unit: String,
    /// The door 门牌.
    #[uniffi(default = "")]
    pub door: String,
    /// The standard address.
    #[uniffi(default = "")]
    pub address: String,
    /// How the dwelling is used.
    #[uniffi(default = None)]
    pub usage: Option<Use>,
    /// The household number 户号.
    #[uniffi(default = "")]
    pub number: String,
    /// A remark on the household.
    #[uniffi(default = "")]
    pub note: String,
}

/// A building.
#[uniffi::remote(Record)]
pub struct Building {
    /// The grid it is in.
    pub area: Option<AreaId>,
    /// Its name, such as 3号楼; empty for dwellings without a building.
    pub building: String,
    /// The number of households in it.
    pub households: u32,
}

/// A household as a list shows one.
#[uniffi::remote(Record)]
pub struct HouseholdLine {
    /// The record.
    pub household: RecordId,
    /// The household number 户号; empty if unknown.
    pub number: String,
    /// The building; empty if unknown.
    pub building: String,
    /// The unit; empty if unknown.
    pub unit: String,
    /// The door; empty if unknown.
    pub door: String,
    /// The standard address; empty if unknown.
    pub address: String,
    /// The address as one text: building, unit and door, or the standard address if those are
    /// empty.
    pub place: String,
    /// The head's name; empty if unknown.
    pub head: String,
    /// The number of people who live there, without those deregistered.
    pub people: u32,
    /// The care groups of the people who live there.
    pub care: Vec<Care>,
    /// When somebody was last met there, in milliseconds since 1970 (F10: a visit that met nobody
    /// does not count).
    pub last_visit: Option<i64>,
    /// Whether a change made on this install is not settled yet.
    pub unsettled: bool,
}

/// A page of households.
#[uniffi::remote(Record)]
pub struct HouseholdPage {
    /// The households in walking order.
    pub lines: Vec<HouseholdLine>,
    /// The position of the next page; absent on the last page.
    pub next: Option<String>,
}

/// A household with its dwelling and its people.
#[uniffi::remote(Record)]
pub struct HouseholdDetail {
    /// The household as a list shows it.
    pub line: HouseholdLine,
    /// The dwelling; absent if unknown.
    pub dwelling: Option<RecordId>,
    /// The grid of the dwelling.
    pub area: Option<AreaId>,
    /// How the dwelling is used.
    pub usage: Option<Use>,
    /// The head 户主, if the household names one.
    pub head: Option<RecordId>,
    /// A remark; empty if there is none.
    pub note: String,
    /// The day the household was last confirmed (V8); absent if it never was.
    pub last_confirmed: Option<NaiveDate>,
    /// The people: the head first, those deregistered last. Numbers are masked.
    pub people: Vec<PersonSummary>,
    /// The number of open conflicts about the household or its dwelling.
    pub open_conflicts: u32,
}

/// The result of adding or correcting a household.
#[uniffi::remote(Record)]
pub struct HouseholdSaved {
    /// The op; absent if nothing changed.
    pub op: Option<OpId>,
    /// The household.
    pub household: RecordId,
    /// Its dwelling.
    pub dwelling: Option<RecordId>,
}

/// A new value for one field of a dwelling; `None` clears the field.
#[uniffi::remote(Enum)]
pub enum DwellingEdit {
    /// The building.
    Building(Option<String>),
    /// The unit.
    Unit(Option<String>),
    /// The door.
    Door(Option<String>),
    /// The standard address.
    Address(Option<String>),
    /// How it is used.
    Usage(Option<Use>),
}

/// A new value for one field of a household; `None` clears the field.
#[uniffi::remote(Enum)]
pub enum HouseholdEdit {
    /// The household number.
    Number(Option<String>),
    /// The head.
    Head(Option<RecordId>),
    /// The dwelling it lives in.
    Dwelling(Option<RecordId>),
    /// A remark.
    Note(Option<String>),
    /// The day the household was last confirmed (V8).
    LastConfirmed(Option<NaiveDate>),
}

#[uniffi::export]
impl Book {
    /// Returns a page of households in walking order: `after` is the `next` of the previous page,
    /// `limit` at most 200.
    ///
    /// # Errors
    /// `BookError::Invalid` if `after` is not from a page; `BookError::Bug`.
    #[uniffi::method(default(filter = None, after = None, limit = 50))]
    pub fn households(
        &self,
        filter: Option<HouseholdFilter>,
        after: Option<String>,
        limit: u32,
    ) -> Result<HouseholdPage, BookError> {
        Ok(self.core.households(filter.unwrap_or_default(), after, limit)?)
    }

    /// Counts the households that the filter selects.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    #[uniffi::method(default(filter = None))]
    pub fn count_households(&self, filter: Option<HouseholdFilter>) -> Result<u64, BookError> {
        Ok(self.core.count_households(filter.unwrap_or_default())?)
    }

    /// Returns the buildings in walking order.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn buildings(&self) -> Result<Vec<Building>, BookError> {
        Ok(self.core.buildings()?)
    }

    /// Returns a household with its dwelling and its people.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn household(&self, household: RecordId) -> Result<HouseholdDetail, BookError> {
        Ok(self.core.household(household)?)
    }

    /// Adds a household and its dwelling in one op.
    ///
    /// # Errors
    /// `BookError::Invalid` if door and address are both missing, or the dwelling's grid is not
    /// one of this install; `BookError::NotEnrolled`; `BookError::StorageFull`.
    pub fn add_household(&self, form: DwellingForm) -> Result<HouseholdSaved, BookError> {
        Ok(self.core.add_household(form)?)
    }

    /// Corrects a household; the op's patch has only the fields that really change.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid`; `BookError::StorageFull`.
    pub fn correct_household(
        &self,
        household: RecordId,
        edits: Vec<HouseholdEdit>,
    ) -> Result<HouseholdSaved, BookError> {
        Ok(self.core.correct_household(household, edits)?)
    }

    /// Corrects the dwelling of a household; the op's patch has only the fields that really change.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid`; `BookError::StorageFull`.
    pub fn correct_dwelling(
        &self,
        household: RecordId,
        edits: Vec<DwellingEdit>,
    ) -> Result<HouseholdSaved, BookError> {
        Ok(self.core.correct_dwelling(household, edits)?)
    }
}
