//! Photos.

use super::Book;
use crate::error::BookError;
use crate::features::photo::{self, PhotoState};
use gridbook_domain::RecordId;
use std::path::{Path, PathBuf};

impl Book {
    /// Takes a photo in: copies `file` (and the small version, where the app made one) into the
    /// book's folder and gives the id by which drafts and forms name it. The originals may be
    /// deleted afterwards. At most 20 MiB each.
    ///
    /// # Errors
    /// [`BookError::Photo`] when it is no image or too large, [`BookError::StorageFull`].
    pub fn add_photo(&self, file: &Path, thumbnail: Option<&Path>) -> Result<RecordId, BookError> {
        Ok(photo::ingest(self.replica(), file, thumbnail)?)
    }

    /// Lets a photo go that no save has named: its draft was thrown away.
    ///
    /// # Errors
    /// [`BookError::TooLate`] when a save has named it already.
    pub fn discard_photo(&self, photo: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| photo::discard(tx, photo))?)
    }

    /// Where the bytes of a photo are; `None` for one whose bytes were never on this device.
    ///
    /// # Errors
    /// [`BookError::NotFound`] for an unknown photo.
    pub fn photo_state(&self, photo: RecordId) -> Result<Option<PhotoState>, BookError> {
        Ok(self.read(|tx| photo::state(tx, photo))?)
    }

    /// The file of a photo, or of its small version, where it is on this device.
    ///
    /// # Errors
    /// [`BookError::NotFound`] for an unknown photo.
    pub fn photo_file(
        &self,
        photo: RecordId,
        thumbnail: bool,
    ) -> Result<Option<PathBuf>, BookError> {
        Ok(photo::file(self.replica(), photo, thumbnail)?)
    }
}
