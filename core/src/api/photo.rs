//! Photos.

use super::Book;
use crate::error::BookError;
use crate::features::photo::{self, PhotoState};
use gridbook_domain::RecordId;
use std::path::{Path, PathBuf};

impl Book {
    /// Copies a photo, and its thumbnail if the app made one, into the book's folder, and returns
    /// the id by which drafts and forms refer to it. The originals may be deleted afterwards. At
    /// most 20 MiB each.
    ///
    /// # Errors
    /// [`BookError::Photo`] if a file is not an image or is too large; [`BookError::StorageFull`].
    pub fn add_photo(&self, file: &Path, thumbnail: Option<&Path>) -> Result<RecordId, BookError> {
        Ok(photo::ingest(self.replica(), file, thumbnail)?)
    }

    /// Discards a photo that no save refers to, for example after its draft was deleted.
    ///
    /// # Errors
    /// [`BookError::TooLate`] if a save refers to it.
    pub fn discard_photo(&self, photo: RecordId) -> Result<(), BookError> {
        Ok(self.write(|tx| photo::discard(tx, photo))?)
    }

    /// Returns where the bytes of a photo are; `None` if they never were on this device.
    ///
    /// # Errors
    /// [`BookError::NotFound`] for an unknown photo.
    pub fn photo_state(&self, photo: RecordId) -> Result<Option<PhotoState>, BookError> {
        Ok(self.read(|tx| photo::state(tx, photo))?)
    }

    /// Returns the file of a photo, or of its thumbnail, if it is on this device.
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
