//! Households 户 and their dwellings 房屋.

use super::Book;
use crate::error::BookError;
use crate::features::household::{
    self, Building, DwellingEdit, DwellingForm, HouseholdDetail, HouseholdEdit, HouseholdFilter,
    HouseholdPage, HouseholdSaved,
};
use gridbook_domain::RecordId;

impl Book {
    /// A page of households in walking order: `after` is the `next` of the page before, `limit` at
    /// most [`MAX_PAGE`].
    ///
    /// # Errors
    /// [`BookError::Invalid`] for an `after` that no page gave; [`BookError::Bug`].
    ///
    /// [`MAX_PAGE`]: household::MAX_PAGE
    pub fn households(
        &self,
        filter: HouseholdFilter,
        after: Option<String>,
        limit: u32,
    ) -> Result<HouseholdPage, BookError> {
        Ok(self.read(|tx| household::page(tx, &filter, after.as_deref(), limit))?)
    }

    /// How many households the filter lets through.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn count_households(&self, filter: HouseholdFilter) -> Result<u64, BookError> {
        Ok(self.read(|tx| household::count(tx, &filter))?)
    }

    /// The buildings in walking order.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn buildings(&self) -> Result<Vec<Building>, BookError> {
        Ok(self.read(|tx| household::buildings(tx))?)
    }

    /// A household with its dwelling and its people.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn household(&self, household: RecordId) -> Result<HouseholdDetail, BookError> {
        Ok(self.read(|tx| household::detail(tx, household))?)
    }

    /// Adds a household and its dwelling in one op.
    ///
    /// # Errors
    /// [`BookError::Invalid`] when door and address are both missing, or no grid of this phone is
    /// the dwelling's; [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    pub fn add_household(&self, form: DwellingForm) -> Result<HouseholdSaved, BookError> {
        Ok(self.write(|tx| household::add(tx, &form))?)
    }

    /// Corrects a household: only what really changes becomes the op's patch.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`]; [`BookError::StorageFull`].
    pub fn correct_household(
        &self,
        household: RecordId,
        edits: Vec<HouseholdEdit>,
    ) -> Result<HouseholdSaved, BookError> {
        Ok(self.write(|tx| household::correct(tx, household, &edits))?)
    }

    /// Corrects the dwelling of a household: only what really changes becomes the op's patch.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`]; [`BookError::StorageFull`].
    pub fn correct_dwelling(
        &self,
        household: RecordId,
        edits: Vec<DwellingEdit>,
    ) -> Result<HouseholdSaved, BookError> {
        Ok(self.write(|tx| household::correct_dwelling(tx, household, &edits))?)
    }
}
