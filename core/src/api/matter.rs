//! Matters 事件.

use super::Book;
use crate::error::BookError;
use crate::features::matter::{self, Emergency, MatterDetail, MatterForm, MatterPage, MatterSaved};
use gridbook_domain::matter::State;
use gridbook_domain::{OpId, RecordId};

impl Book {
    /// Reports a matter in one op, and removes its draft in the same transaction. For an emergency
    /// the result has the number to call.
    ///
    /// # Errors
    /// [`BookError::Invalid`] if the content is missing, if a matter that is not general is marked
    /// as settled on the spot, or if its grid is not one of this install; [`BookError::NotFound`]
    /// for an unknown household, photo or draft; [`BookError::AlreadySubmitted`] if the draft was
    /// submitted before; [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    ///
    /// # Examples
    /// ```
    /// use gridbook_core::domain::matter::{Category, Kind, State};
    /// use gridbook_core::matter::MatterForm;
    ///
    /// # let book = gridbook_testkit::EnrolledBook::new();
    /// let form = MatterForm {
    ///     kind: Kind::Emergency,
    ///     category: Category::Safety,
    ///     content: "楼道内有明火。".to_owned(),
    ///     area: None,
    ///     place: "3号楼2单元".to_owned(),
    ///     position: None,
    ///     household: None,
    ///     photos: Vec::new(),
    ///     settled: false,
    /// };
    /// let saved = book.report_matter(form, None)?;
    /// assert!(saved.emergency.is_some()); // somebody has to be called
    ///
    /// let matter = book.matter(saved.matter)?;
    /// assert_eq!(matter.line.state, State::Reported);
    /// for step in matter.steps {
    ///     println!("{}（{}）", step.label, step.hint); // a button each; none for this one yet
    /// }
    /// # Ok::<(), gridbook_core::BookError>(())
    /// ```
    pub fn report_matter(
        &self,
        form: MatterForm,
        draft: Option<RecordId>,
    ) -> Result<MatterSaved, BookError> {
        Ok(self.write(|tx| matter::report(tx, &form, draft))?)
    }

    /// Returns a page of matters in one state, or in any, the last changed first; `after` is the
    /// `next` of the previous page.
    ///
    /// # Errors
    /// [`BookError::Invalid`] if `after` is not from a page; [`BookError::Bug`].
    pub fn matters(
        &self,
        state: Option<State>,
        after: Option<String>,
        limit: u32,
    ) -> Result<MatterPage, BookError> {
        Ok(self.read(|tx| matter::page(tx, state.as_ref(), after.as_deref(), limit))?)
    }

    /// Returns a matter with the history this install knows of, and the steps its worker may take
    /// now.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn matter(&self, matter: RecordId) -> Result<MatterDetail, BookError> {
        Ok(self.read(|tx| matter::detail(tx, matter))?)
    }

    /// Returns the instructions for an emergency reported on this install; `None` for other
    /// matters.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn emergency(&self, matter: RecordId) -> Result<Option<Emergency>, BookError> {
        Ok(self.read(|tx| matter::emergency_of(tx, matter))?)
    }

    /// Confirms that a handled matter is done.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] if the matter cannot take this step now.
    pub fn verify_matter(&self, matter: RecordId) -> Result<OpId, BookError> {
        Ok(self.write(|tx| matter::verify(tx, matter))?)
    }

    /// Returns a handled matter that is not done; it is dispatched again.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] without a reason, or if the matter cannot
    /// take this step now.
    pub fn send_back_matter(&self, matter: RecordId, reason: String) -> Result<OpId, BookError> {
        Ok(self.write(|tx| matter::send_back(tx, matter, &reason))?)
    }

    /// Reports a returned matter again; `content` and `place`, if given, replace the unclear ones.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] if the matter cannot take this step now.
    pub fn resubmit_matter(
        &self,
        matter: RecordId,
        content: Option<String>,
        place: Option<String>,
    ) -> Result<OpId, BookError> {
        Ok(self.write(|tx| matter::resubmit(tx, matter, content.as_deref(), place.as_deref()))?)
    }
}
