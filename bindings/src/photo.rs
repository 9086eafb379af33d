//! Photos: handed over as files, never as bytes.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use std::path::{Path, PathBuf};

#[uniffi::export]
impl Book {
    /// Takes a photo in: copies `file` (and the small version, where the app made one) into the
    /// book's folder and gives the id by which drafts and forms name it. The originals may be
    /// deleted afterwards. At most 20 MiB each.
    #[uniffi::method(default(thumbnail = None))]
    pub fn add_photo(
        &self,
        file: String,
        thumbnail: Option<String>,
    ) -> Result<RecordId, BookError> {
        Ok(self.core.add_photo(Path::new(&file), thumbnail.as_deref().map(Path::new))?)
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

    /// The file of a photo, or of its small version, where it is on this device.
    #[uniffi::method(default(thumbnail = false))]
    pub fn photo_file(
        &self,
        photo: RecordId,
        thumbnail: bool,
    ) -> Result<Option<String>, BookError> {
        // The folder came as text, and the core names its files in ASCII.
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        Ok(self.core.photo_file(photo, thumbnail)?.map(text))
    }
}
