//! Matters 事件.

use super::Book;
use crate::error::BookError;
use crate::features::matter::{self, Emergency, MatterDetail, MatterForm, MatterPage, MatterSaved};
use gridbook_domain::matter::State;
use gridbook_domain::{OpId, RecordId};

impl Book {
    /// Reports a matter in one op; a draft it was written in goes in the same transaction. For an
    /// emergency the answer says whom to call.
    ///
    /// # Errors
    /// [`BookError::Invalid`] for missing content, for settling on the spot what is no general
    /// matter, or when its grid is not this phone's; [`BookError::NotFound`] for an unknown
    /// household, photo or draft; [`BookError::AlreadySubmitted`] for a draft that is a matter by
    /// now; [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    pub fn report_matter(
        &self,
        form: MatterForm,
        draft: Option<RecordId>,
    ) -> Result<MatterSaved, BookError> {
        Ok(self.write(|tx| matter::report(tx, &form, draft))?)
    }

    /// A page of matters in a state, or in any, changed last first: `after` is the `next` of the
    /// page before.
    ///
    /// # Errors
    /// [`BookError::Invalid`] for an `after` that no page gave; [`BookError::Bug`].
    pub fn matters(
        &self,
        state: Option<State>,
        after: Option<String>,
        limit: u32,
    ) -> Result<MatterPage, BookError> {
        Ok(self.read(|tx| matter::page(tx, state.as_ref(), after.as_deref(), limit))?)
    }

    /// A matter with what this phone knows of its way.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn matter(&self, matter: RecordId) -> Result<MatterDetail, BookError> {
        Ok(self.read(|tx| matter::detail(tx, matter))?)
    }

    /// What to do about an emergency that was reported here; `None` for other matters.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn emergency(&self, matter: RecordId) -> Result<Option<Emergency>, BookError> {
        Ok(self.read(|tx| matter::emergency_of(tx, matter))?)
    }

    /// The grid worker has checked that a handled matter is done.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] when the matter cannot take this step now.
    pub fn verify_matter(&self, matter: RecordId) -> Result<OpId, BookError> {
        Ok(self.write(|tx| matter::verify(tx, matter))?)
    }

    /// The grid worker has checked that a handled matter is not done: it is dispatched again.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] without a reason, or when the matter cannot
    /// take this step now.
    pub fn send_back_matter(&self, matter: RecordId, reason: String) -> Result<OpId, BookError> {
        Ok(self.write(|tx| matter::send_back(tx, matter, &reason))?)
    }

    /// A matter that was returned is reported again; `content` and `place` take the place of what
    /// was unclear, where they are given.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] when the matter cannot take this step now.
    pub fn resubmit_matter(
        &self,
        matter: RecordId,
        content: Option<String>,
        place: Option<String>,
    ) -> Result<OpId, BookError> {
        Ok(self.write(|tx| matter::resubmit(tx, matter, content.as_deref(), place.as_deref()))?)
    }
}
