//! Photos, and how far their bytes have travelled.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::photo::{Lost, PhotoState};

crate::cross::labelled! {
/// Where the bytes of a photo are.
gridbook_core::photo::PhotoState => PhotoState {
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
    /// Lets a photo go that no save has named: its draft was thrown away.
    ///
    /// # Errors
    /// `BookError::TooLate` when a save has named it already.
    pub fn discard_photo(&self, photo: RecordId) -> Result<(), BookError> {
        Ok(self.core.discard_photo(photo)?)
    }

    /// Where the bytes of a photo are; `None` for one whose bytes were never on this device.
    ///
    /// # Errors
    /// `BookError::NotFound` for an unknown photo.
    pub fn photo_state(&self, photo: RecordId) -> Result<Option<PhotoState>, BookError> {
        Ok(self.core.photo_state(photo)?)
    }
}
