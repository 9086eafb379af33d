//! Visit logs 走访记录.

use super::Book;
use crate::error::BookError;
use crate::features::visit::{self, VisitDetail, VisitForm, VisitLine, VisitSaved};
use chrono::NaiveDate;
use gridbook_domain::RecordId;

impl Book {
    /// Submits a visit: log, photos, corrections, newcomers and matters are saved together or not
    /// at all, as one op (V4). The draft it was written in goes in the same transaction; submitting
    /// the same draft again is refused, so two taps make one visit.
    ///
    /// # Errors
    /// [`BookError::AlreadySubmitted`] for a draft that is a visit by now, whatever the form says;
    /// [`BookError::Invalid`] names the field that is missing or wrong (V1);
    /// [`BookError::NotFound`] for a household, person, photo or draft that is not on this phone;
    /// [`BookError::TooLarge`]; [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    pub fn submit_visit(
        &self,
        form: VisitForm,
        draft: Option<RecordId>,
    ) -> Result<VisitSaved, BookError> {
        Ok(self.write(|tx| visit::submit(tx, &form, None, draft))?)
    }

    /// Amends an own visit log (V5): a new log takes the old one's place in what counts; both stay.
    /// The form says all of the new log, for the same household. Of a log that was amended before,
    /// the last amendment is amended, so that of all of them one counts.
    ///
    /// # Errors
    /// As [`Book::submit_visit`]; [`BookError::Invalid`] with [`Why::NotYours`] for the log of
    /// somebody else.
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

    /// The visits of a household, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn visits_of_household(
        &self,
        household: RecordId,
        limit: u32,
    ) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.read(|tx| visit::of_household(tx, household, limit))?)
    }

    /// The visits of a day in the deployment's offset, newest first.
    ///
    /// # Errors
    /// [`BookError::MalformedDate`] for a day outside the calendar; [`BookError::Bug`].
    pub fn visits_of_day(&self, day: NaiveDate) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.read(|tx| visit::of_day(tx, day))?)
    }

    /// A visit log with its amendments, reviews, photos and what became of it at the hub.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn visit(&self, visit: RecordId) -> Result<VisitDetail, BookError> {
        Ok(self.read(|tx| visit::detail(tx, visit))?)
    }
}
