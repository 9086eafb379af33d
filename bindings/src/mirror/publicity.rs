//! Publicity events: what was made known, where, and to how many.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::visit::Position;
use gridbook_core::domain::{AreaId, OpId, RecordId};
use gridbook_core::publicity::{PublicityDetail, PublicityForm, PublicityLine, PublicitySaved};
use gridbook_core::visit::PhotoLine;

/// A new publicity event (V7). Blank texts count as missing.
#[uniffi::remote(Record)]
pub struct PublicityForm {
    /// The subject, such as 防范电信诈骗; required, at most 200 characters.
    pub subject: String,
    /// The place; required, at most 200 characters.
    pub place: String,
    /// The grid; may be absent if the install has only one.
    #[uniffi(default = None)]
    pub area: Option<AreaId>,
    /// The number of people who asked, from 0.
    #[uniffi(default = None)]
    pub asked: Option<i64>,
    /// The number of leaflets handed out, from 0.
    #[uniffi(default = None)]
    pub leaflets: Option<i64>,
    /// A remark.
    #[uniffi(default = "")]
    pub note: String,
    /// The position of the device; its absence never blocks a save.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// The photos taken, by their ids.
    #[uniffi(default = [])]
    pub photos: Vec<RecordId>,
}

/// A publicity event as a list shows one.
#[uniffi::remote(Record)]
pub struct PublicityLine {
    /// The record.
    pub event: RecordId,
    /// The subject.
    pub subject: String,
    /// The place.
    pub place: String,
    /// The number of people who asked; absent if it was not counted.
    pub asked: Option<i64>,
    /// The number of leaflets handed out; absent if they were not counted.
    pub leaflets: Option<i64>,
    /// The number of photos.
    pub photos: u32,
    /// When it took place, in milliseconds since 1970: as the hub decided, or else as far as this
    /// install knows.
    pub at: Option<i64>,
    /// Whether the hub has not answered yet.
    pub unsettled: bool,
}

/// A publicity event with its photos.
#[uniffi::remote(Record)]
pub struct PublicityDetail {
    /// The event as a list shows it.
    pub line: PublicityLine,
    /// A remark; empty for none.
    pub note: String,
    /// The position of the device.
    pub position: Option<Position>,
    /// The photos, and how far their bytes have been uploaded.
    pub photos: Vec<PhotoLine>,
}

/// The result of submitting a publicity event.
#[uniffi::remote(Record)]
pub struct PublicitySaved {
    /// The op; its delivery state shows whether it was sent.
    pub op: OpId,
    /// The event's record.
    pub event: RecordId,
}

#[uniffi::export]
impl Book {
    /// Submits a publicity event with its photos in one op (V7).
    ///
    /// # Errors
    /// `BookError::Invalid` if subject or place is missing, a number is out of range, or the grid
    /// is not one of this install; `BookError::NotFound` for an unknown photo;
    /// `BookError::NotEnrolled`; `BookError::StorageFull`.
    pub fn submit_publicity(&self, form: PublicityForm) -> Result<PublicitySaved, BookError> {
        Ok(self.core.submit_publicity(form)?)
    }

    /// Returns a publicity event with its photos.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn publicity_event(&self, event: RecordId) -> Result<PublicityDetail, BookError> {
        Ok(self.core.publicity_event(event)?)
    }

    /// Lists the publicity events of the grids of this install, newest first, at most `limit`.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    #[uniffi::method(default(limit = 50))]
    pub fn publicity_events(&self, limit: u32) -> Result<Vec<PublicityLine>, BookError> {
        Ok(self.core.publicity_events(limit)?)
    }
}
