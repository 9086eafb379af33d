//! Photos: handed over as files, never as bytes.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::photo::PhotoState;
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

    /// Lets a photo go that no save has named: its draft was thrown away.
    pub fn discard_photo(&self, photo: RecordId) -> Result<(), BookError> {
        Ok(self.core.discard_photo(photo)?)
    }

    /// Where the bytes of a photo are; absent for one whose bytes were never on this device.
    pub fn photo_state(&self, photo: RecordId) -> Result<Option<PhotoState>, BookError> {
        Ok(self.core.photo_state(photo)?)
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
