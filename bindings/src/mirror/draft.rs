//! Drafts: forms that are not submitted yet, saved at every change.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::draft::Draft;

/// A draft.
#[uniffi::remote(Record)]
pub struct Draft {
    /// The draft's id, which becomes the id of the record it is submitted as.
    pub draft: RecordId,
    /// The kind of record it will become, in the app's words: `visit`, `matter`, `person` …
    pub kind: String,
    /// The record it is about, such as the household visited.
    pub about: Option<RecordId>,
    /// The form as one JSON object; the app decides its shape.
    pub form: String,
    /// The photos in the order they were added.
    pub photos: Vec<RecordId>,
    /// When the draft was begun, in milliseconds since 1970 by the device's clock.
    pub created_at: i64,
    /// When the draft was last changed, in milliseconds since 1970 by the device's clock.
    pub updated_at: i64,
}

#[uniffi::export]
impl Book {
    /// Begins a draft; `form` is one JSON object.
    ///
    /// # Errors
    /// `BookError::Invalid` if the form is not a JSON object or is larger than 256 * 1024;
    /// `BookError::StorageFull`.
    #[uniffi::method(default(about = None, form = "{}"))]
    pub fn begin_draft(
        &self,
        kind: String,
        about: Option<RecordId>,
        form: String,
    ) -> Result<Draft, BookError> {
        Ok(self.core.begin_draft(kind, about, form)?)
    }

    /// Replaces the form of a draft. The change is on disk when this returns.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` as in `Book::begin_draft`;
    /// `BookError::StorageFull`.
    pub fn save_draft(&self, draft: RecordId, form: String) -> Result<(), BookError> {
        Ok(self.core.save_draft(draft, form)?)
    }

    /// Removes a photo from a draft and discards it.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::StorageFull`.
    pub fn remove_draft_photo(&self, draft: RecordId, photo: RecordId) -> Result<(), BookError> {
        Ok(self.core.remove_draft_photo(draft, photo)?)
    }

    /// Returns all drafts, the last changed first.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, BookError> {
        Ok(self.core.drafts()?)
    }

    /// Returns a draft.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn draft(&self, draft: RecordId) -> Result<Draft, BookError> {
        Ok(self.core.draft(draft)?)
    }

    /// Deletes a draft with its photos.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::StorageFull`.
    pub fn delete_draft(&self, draft: RecordId) -> Result<(), BookError> {
        Ok(self.core.delete_draft(draft)?)
    }
}
