//! Publicity events 宣传活动.

use super::Book;
use crate::error::BookError;
use crate::features::publicity::{
    self, PublicityDetail, PublicityForm, PublicityLine, PublicitySaved,
};
use gridbook_domain::RecordId;

impl Book {
    /// Submits a publicity event with its photos in one op (V7).
    ///
    /// # Errors
    /// [`BookError::Invalid`] if subject or place is missing, a number is out of range, or the grid
    /// is not one of this install; [`BookError::NotFound`] for an unknown photo;
    /// [`BookError::NotEnrolled`]; [`BookError::StorageFull`].
    ///
    /// # Examples
    /// ```
    /// use gridbook_core::publicity::PublicityForm;
    ///
    /// # let book = gridbook_testkit::EnrolledBook::new();
    /// let saved = book.submit_publicity(PublicityForm {
    ///     subject: "防范电信诈骗".to_owned(),
    ///     place: "3号楼前广场".to_owned(),
    ///     asked: Some(200),
    ///     leaflets: Some(3500),
    ///     ..PublicityForm::default()
    /// })?;
    /// assert_eq!(book.publicity_events(20)?[0].event, saved.event);
    /// # Ok::<(), gridbook_core::BookError>(())
    /// ```
    pub fn submit_publicity(&self, form: PublicityForm) -> Result<PublicitySaved, BookError> {
        Ok(self.write(|tx| publicity::submit(tx, &form))?)
    }

    /// Lists the publicity events of the grids of this install, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn publicity_events(&self, limit: u32) -> Result<Vec<PublicityLine>, BookError> {
        Ok(self.read(|tx| publicity::newest(tx, limit))?)
    }

    /// Returns a publicity event with its photos.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn publicity_event(&self, event: RecordId) -> Result<PublicityDetail, BookError> {
        Ok(self.read(|tx| publicity::detail(tx, event))?)
    }
}
