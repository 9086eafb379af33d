//! Drafts: a form that is not submitted yet, saved at every change.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::draft::Draft;

/// A draft.
#[uniffi::remote(Record)]
pub struct Draft {
    /// Its id, which becomes the id of the record it is submitted as.
    pub draft: RecordId,
    /// What it will be, in the app's words: `visit`, `matter`, `person` …
    pub kind: String,
    /// The record it is about, such as the household visited.
    pub about: Option<RecordId>,
    /// The form as one JSON object; its shape is the app's.
    pub form: String,
    /// The photos added, in their order.
    pub photos: Vec<RecordId>,
    /// When it was begun, in milliseconds since 1970 by the device's clock.
    pub created_at: i64,
    /// When it was changed last, in milliseconds since 1970 by the device's clock.
    pub updated_at: i64,
}

#[uniffi::export]
impl Book {
    /// Begins a draft; `form` is one JSON object of the app's own shape.
    #[uniffi::method(default(about = None, form = "{}"))]
    pub fn begin_draft(
        &self,
        kind: String,
        about: Option<RecordId>,
        form: String,
    ) -> Result<Draft, BookError> {
        Ok(self.core.begin_draft(kind, about, form)?)
    }

    /// Saves the form of a draft as it is now; on the disk when this returns.
    pub fn save_draft(&self, draft: RecordId, form: String) -> Result<(), BookError> {
        Ok(self.core.save_draft(draft, form)?)
    }

    /// Takes a photo into the book's folder and adds it to a draft. The file handed in may go
    /// afterwards.
    #[uniffi::method(default(thumbnail = None))]
    pub fn add_draft_photo(
        &self,
        draft: RecordId,
        file: String,
        thumbnail: Option<String>,
    ) -> Result<RecordId, BookError> {
        Ok(self.core.add_draft_photo(draft, file.into(), thumbnail.map(Into::into))?)
    }

    /// Takes a photo out of a draft again, and lets it go.
    pub fn remove_draft_photo(&self, draft: RecordId, photo: RecordId) -> Result<(), BookError> {
        Ok(self.core.remove_draft_photo(draft, photo)?)
    }

    /// All drafts, changed last first.
    pub fn drafts(&self) -> Result<Vec<Draft>, BookError> {
        Ok(self.core.drafts()?)
    }

    /// A draft.
    pub fn draft(&self, draft: RecordId) -> Result<Draft, BookError> {
        Ok(self.core.draft(draft)?)
    }

    /// Throws a draft away, with its photos.
    pub fn delete_draft(&self, draft: RecordId) -> Result<(), BookError> {
        Ok(self.core.delete_draft(draft)?)
    }
}
