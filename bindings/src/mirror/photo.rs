//! Photos, and how far their bytes have been uploaded.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::photo::{Lost, PhotoState};

crate::cross::labelled! {
/// Where the bytes of a photo are.
gridbook_core::photo::PhotoState => PhotoState {
    /// On this device only.
    Local,
    /// The hub has a part of the bytes.
    Partial {
        /// The number of bytes the hub has.
        sent: u64,
    },
    /// Complete on the hub's disk.
    Durable,
    /// In the hub's backup too.
    Safe,
    /// Not on this device any more, and never delivered.
    Lost {
        /// The reason.
        reason: Lost,
    },
}
}

/// Why a photo is lost.
#[uniffi::remote(Enum)]
pub enum Lost {
    /// The file is gone from the folder.
    Missing,
    /// The file has other bytes than when it was added.
    Changed,
}

#[uniffi::export]
impl Book {
    /// Discards a photo that no save refers to, for example after its draft was deleted.
    ///
    /// # Errors
    /// `BookError::TooLate` if a save refers to it.
    pub fn discard_photo(&self, photo: RecordId) -> Result<(), BookError> {
        Ok(self.core.discard_photo(photo)?)
    }

    /// Returns where the bytes of a photo are; `None` if they never were on this device.
    ///
    /// # Errors
    /// `BookError::NotFound` for an unknown photo.
    pub fn photo_state(&self, photo: RecordId) -> Result<Option<PhotoState>, BookError> {
        Ok(self.core.photo_state(photo)?)
    }
}
