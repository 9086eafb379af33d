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
    /// [`BookError::Invalid`] when the form is no JSON object or larger than [`MAX_FORM`];
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

    /// Saves the form of a draft as it is now; on the disk when this returns.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] as for [`Book::begin_draft`];
    /// [`BookError::StorageFull`].
    pub fn save_draft(&self, draft: RecordId, form: String) -> Result<(), BookError> {
        Ok(self.write(|tx| draft::save_form(tx, draft, &form))?)
    }

    /// Takes a photo into the core's folder and adds it to a draft. The file handed in may go
    /// afterwards.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Photo`] for a file that cannot be read or is no image;
    /// [`BookError::StorageFull`].
    pub fn add_draft_photo(
        &self,
        draft: RecordId,
        file: PathBuf,
        thumbnail: Option<PathBuf>,
    ) -> Result<RecordId, BookError> {
        Ok(draft::add_photo(self.replica(), draft, &file, thumbnail.as_deref())?)
    }

    /// Takes a photo out of a draft again, and lets it go.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn remove_draft_photo(&self, draft: RecordId, photo: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| draft::remove_photo(tx, draft, photo))?)
    }

    /// All drafts, changed last first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, BookError> {
        Ok(self.read(|tx| draft::all(tx))?)
    }

    /// A draft.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn draft(&self, draft: RecordId) -> Result<Draft, BookError> {
        Ok(self.read(|tx| draft::get(tx, draft))?)
    }

    /// Throws a draft away, with its photos.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn delete_draft(&self, draft: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| draft::remove(tx, draft))?)
    }
}
