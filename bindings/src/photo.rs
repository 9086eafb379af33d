//! Photos, passed as files, never as bytes.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use std::path::{Path, PathBuf};

#[uniffi::export]
impl Book {
    /// Copies a photo, and its thumbnail if the app made one, into the book's folder, and returns
    /// the id by which drafts and forms refer to it. The originals may be deleted afterwards. At
    /// most 20 MiB each.
    #[uniffi::method(default(thumbnail = None))]
    pub fn add_photo(
        &self,
        file: String,
        thumbnail: Option<String>,
    ) -> Result<RecordId, BookError> {
        Ok(self.core.add_photo(Path::new(&file), thumbnail.as_deref().map(Path::new))?)
    }

    /// Copies a photo into the book's folder and adds it to a draft. The original may be deleted
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

    /// Returns the file of a photo, or of its thumbnail, if it is on this device.
    #[uniffi::method(default(thumbnail = false))]
    pub fn photo_file(
        &self,
        photo: RecordId,
        thumbnail: bool,
    ) -> Result<Option<String>, BookError> {
        // The folder was passed as text, and the core names its files in ASCII.
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        Ok(self.core.photo_file(photo, thumbnail)?.map(text))
    }
}
