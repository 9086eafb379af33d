//! Drafts 草稿.

use super::Book;
use crate::error::BookError;
use crate::features::draft::{self, Draft};
use gridbook_domain::RecordId;
use std::path::PathBuf;

impl Book {
    /// Begins a draft; `form` is one JSON object.
    ///
    /// # Errors
    /// [`BookError::Invalid`] if the form is not a JSON object or is larger than [`MAX_FORM`];
    /// [`BookError::StorageFull`].
    ///
    /// [`MAX_FORM`]: draft::MAX_FORM
    pub fn begin_draft(
        &self,
        kind: String,
        about: Option<RecordId>,
        form: String,
    ) -> Result<Draft, BookError> {
        Ok(self.write(|tx| draft::begin(tx, kind, about, form))?)
    }

    /// Replaces the form of a draft. The change is on disk when this returns.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] as in [`Book::begin_draft`];
    /// [`BookError::StorageFull`].
    pub fn save_draft(&self, draft: RecordId, form: String) -> Result<(), BookError> {
        Ok(self.write(|tx| draft::save_form(tx, draft, &form))?)
    }

    /// Copies a photo into the core's folder and adds it to a draft. The original may be deleted
    /// afterwards.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Photo`] if the file cannot be read or is not an image;
    /// [`BookError::StorageFull`].
    pub fn add_draft_photo(
        &self,
        draft: RecordId,
        file: PathBuf,
        thumbnail: Option<PathBuf>,
    ) -> Result<RecordId, BookError> {
        Ok(draft::add_photo(self.replica(), draft, &file, thumbnail.as_deref())?)
    }

    /// Removes a photo from a draft and discards it.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn remove_draft_photo(&self, draft: RecordId, photo: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| draft::remove_photo(tx, draft, photo))?)
    }

    /// Returns all drafts, the last changed first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, BookError> {
        Ok(self.read(|tx| draft::all(tx))?)
    }

    /// Returns a draft.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn draft(&self, draft: RecordId) -> Result<Draft, BookError> {
        Ok(self.read(|tx| draft::get(tx, draft))?)
    }

    /// Deletes a draft with its photos.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn delete_draft(&self, draft: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| draft::remove(tx, draft))?)
    }
}
