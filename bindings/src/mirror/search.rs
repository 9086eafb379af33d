//! Search: by a name or any part of it, its initials, the tail of a number, a door.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::domain::RecordId;
use gridbook_core::domain::person::RegistrationStatus;
use gridbook_core::search::{Found, Matched};

/// A result; people come before households.
#[uniffi::remote(Enum)]
pub enum Found {
    /// A person.
    Person {
        /// The record.
        person: RecordId,
        /// The household the person belongs to.
        household: Option<RecordId>,
        /// The full name; empty where none is known.
        name: String,
        /// Where the person lives, in words; empty where unknown.
        address: String,
        /// The phone number, masked; empty where none is known.
        phone: String,
        /// The document number, masked; empty where none is known.
        document: String,
        /// Whether the person still belongs to the ledger.
        standing: RegistrationStatus,
        /// What the text was found in.
        by: Matched,
    },
    /// A household.
    Household {
        /// The record.
        household: RecordId,
        /// Where it lives, in words.
        address: String,
        /// The head's name; empty where unknown.
        head: String,
    },
}

/// What a text was found in.
#[uniffi::remote(Enum)]
pub enum Matched {
    /// The name or a part of it.
    Name,
    /// The initials of its reading.
    Initials,
    /// The tail of the phone or document number.
    Number,
}

#[uniffi::export]
impl Book {
    /// Finds people and households, at most `limit` and never more than 200; people whose
    /// name begins with the text come first. Blank text finds nothing; of a long one the first
    /// 100 characters count.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` when the file cannot be read.
    ///
    /// 200: search::MAX_FOUND
    /// 100: search::MAX_TEXT
    #[uniffi::method(default(limit = 50))]
    pub fn search(&self, text: String, limit: u32) -> Result<Vec<Found>, BookError> {
        Ok(self.core.search(text, limit)?)
    }
}
