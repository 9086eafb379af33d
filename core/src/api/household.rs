//! Households 户 and their dwellings 房屋.

use super::Book;
use crate::error::BookError;
use crate::features::household::{
    self, Building, DwellingEdit, DwellingForm, HouseholdDetail, HouseholdEdit, HouseholdFilter,
    HouseholdPage, HouseholdSaved,
};
use gridbook_domain::RecordId;

impl Book {
    /// Returns a page of households in walking order: `after` is the `next` of the previous page,
    /// `limit` at most [`MAX_PAGE`].
    ///
    /// # Errors
    /// [`BookError::Invalid`] if `after` is not from a page; [`BookError::Bug`].
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

    /// Counts the households that the filter selects.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn count_households(&self, filter: HouseholdFilter) -> Result<u64, BookError> {
        Ok(self.read(|tx| household::count(tx, &filter))?)
    }

    /// Returns the buildings in walking order.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn buildings(&self) -> Result<Vec<Building>, BookError> {
        Ok(self.read(|tx| household::buildings(tx))?)
    }

    /// Returns a household with its dwelling and its people.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn household(&self, household: RecordId) -> Result<HouseholdDetail, BookError> {
        Ok(self.read(|tx| household::detail(tx, household))?)
    }

    /// Adds a household and its dwelling in one op.
    ///
    /// # Errors
    /// [`BookError::Invalid`] if door and address are both missing, or the dwelling's grid is not
    /// one of this install; [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    pub fn add_household(&self, form: DwellingForm) -> Result<HouseholdSaved, BookError> {
        Ok(self.write(|tx| household::add(tx, &form))?)
    }

    /// Corrects a household; the op's patch has only the fields that really change.
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

    /// Corrects the dwelling of a household; the op's patch has only the fields that really change.
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
