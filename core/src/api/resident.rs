//! Residents 实有人口.

use super::Book;
use crate::error::BookError;
use crate::features::resident::{
    self, PersonDetail, PersonEdit, PersonForm, PersonSaved, PersonSummary,
};
use gridbook_domain::RecordId;

impl Book {
    /// Adds a person to a household.
    ///
    /// # Errors
    /// [`BookError::Invalid`] without a name or a household; [`BookError::NotFound`] if the
    /// household is not on this install; [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    pub fn add_person(&self, form: PersonForm) -> Result<PersonSaved, BookError> {
        Ok(self.write(|tx| resident::add(tx, &form))?)
    }

    /// Corrects a person; the op's patch has only the fields that really change.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`]; [`BookError::StorageFull`].
    pub fn correct_person(
        &self,
        person: RecordId,
        edits: Vec<PersonEdit>,
    ) -> Result<PersonSaved, BookError> {
        Ok(self.write(|tx| resident::correct(tx, person, &edits))?)
    }

    /// Deregisters a person 注销: the record is kept, with a reason such as one of
    /// [`DEREGISTER_REASONS`].
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] without a reason;
    /// [`BookError::StorageFull`].
    ///
    /// [`DEREGISTER_REASONS`]: resident::DEREGISTER_REASONS
    pub fn deregister_person(
        &self,
        person: RecordId,
        reason: String,
    ) -> Result<PersonSaved, BookError> {
        Ok(self.write(|tx| resident::deregister(tx, person, &reason))?)
    }

    /// Registers a person again who was deregistered by mistake or has come back.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn reinstate_person(&self, person: RecordId) -> Result<PersonSaved, BookError> {
        Ok(self.write(|tx| resident::reinstate(tx, person))?)
    }

    /// Returns all fields of a person, with masked numbers (I6).
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn person(&self, person: RecordId) -> Result<PersonDetail, BookError> {
        Ok(self.read(|tx| resident::detail(tx, person, true))?)
    }

    /// Returns all fields of a person with the full numbers, for the moment they are needed, such
    /// as a call.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn reveal_person(&self, person: RecordId) -> Result<PersonDetail, BookError> {
        Ok(self.read(|tx| resident::detail(tx, person, false))?)
    }

    /// Returns the people of a household: the head first, those deregistered last; numbers are
    /// masked.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn people_of(&self, household: RecordId) -> Result<Vec<PersonSummary>, BookError> {
        Ok(self.read(|tx| resident::of_household(tx, household))?)
    }
}
