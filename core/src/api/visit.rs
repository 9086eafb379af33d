//! Visits 走访记录.

use super::Book;
use crate::error::BookError;
use crate::features::visit::{self, VisitDetail, VisitForm, VisitLine, VisitSaved};
use chrono::NaiveDate;
use gridbook_domain::RecordId;

impl Book {
    /// Submits a visit: its content, photos, corrections, newcomers and matters are saved together
    /// or not at all, as one op (V4). Its draft is removed in the same transaction; submitting the
    /// same draft again fails, so two taps make one visit.
    ///
    /// # Errors
    /// [`BookError::AlreadySubmitted`] if the draft was submitted before, whatever the form
    /// contains; [`BookError::Invalid`] with the field that is missing or wrong (V1);
    /// [`BookError::NotFound`] for a household, person, photo or draft that is not on this install;
    /// [`BookError::TooLarge`]; [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    pub fn submit_visit(
        &self,
        form: VisitForm,
        draft: Option<RecordId>,
    ) -> Result<VisitSaved, BookError> {
        Ok(self.write(|tx| visit::submit(tx, &form, None, draft))?)
    }

    /// Amends one of the worker's own visits (V5): a new visit counts in place of the old one; both
    /// are kept. The form is the complete new visit, of the same household. If the visit was
    /// amended before, its last amendment is amended, so that exactly one of them counts.
    ///
    /// # Errors
    /// Those of [`Book::submit_visit`]; [`BookError::Invalid`] with [`Why::NotYours`] for another
    /// worker's visit.
    ///
    /// [`Why::NotYours`]: gridbook_domain::outcome::Why::NotYours
    pub fn amend_visit(
        &self,
        visit: RecordId,
        form: VisitForm,
        draft: Option<RecordId>,
    ) -> Result<VisitSaved, BookError> {
        Ok(self.write(|tx| visit::submit(tx, &form, Some(visit), draft))?)
    }

    /// Returns at most `limit` visits of a household, newest first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn visits_of_household(
        &self,
        household: RecordId,
        limit: u32,
    ) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.read(|tx| visit::of_household(tx, household, limit))?)
    }

    /// Returns the visits of a day in the deployment's offset, newest first.
    ///
    /// # Errors
    /// [`BookError::MalformedDate`] if the day is outside the calendar; [`BookError::Bug`].
    pub fn visits_of_day(&self, day: NaiveDate) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.read(|tx| visit::of_day(tx, day))?)
    }

    /// Returns a visit with its amendments, reviews and photos, and its outcome at the hub.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn visit(&self, visit: RecordId) -> Result<VisitDetail, BookError> {
        Ok(self.read(|tx| visit::detail(tx, visit))?)
    }
}
