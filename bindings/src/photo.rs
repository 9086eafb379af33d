//! Photos: handed over as files, never as bytes.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::photo::{Lost, PhotoState};
use std::path::{Path, PathBuf};

/// Where the bytes of a photo are.
#[uniffi::remote(Enum)]
pub enum PhotoState {
    /// On this device only.
    Local,
    /// The hub has this many bytes of them.
    Partial {
        /// How many.
        sent: u64,
    },
    /// On the hub's disk, whole.
    Durable,
    /// In the hub's backup too.
    Safe,
    /// No longer here, and never arrived.
    Lost {
        /// Why.
        reason: Lost,
    },
}

/// Why a photo is lost.
#[uniffi::remote(Enum)]
pub enum Lost {
    /// The file is gone from the folder.
    Missing,
    /// The file has other bytes than were taken in.
    Changed,
}

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
