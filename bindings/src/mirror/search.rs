//! Search: by a name or any part of it, its initials, the tail of a number, a door.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

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
        /// The full name; empty if unknown.
        name: String,
        /// The person's address; empty if unknown.
        address: String,
        /// The phone number, masked; empty if unknown.
        phone: String,
        /// The document number, masked; empty if unknown.
        document: String,
        /// Whether the person is registered here.
        standing: RegistrationStatus,
        /// The part of the record that matched.
        by: Matched,
    },
    /// A household.
    Household {
        /// The record.
        household: RecordId,
        /// The household's address.
        address: String,
        /// The head's name; empty if unknown.
        head: String,
    },
}

/// The part of a person's record that a query matched.
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
    /// Finds people and households: at most `limit`, and never more than 200. People
    /// whose name begins with the text come first. A blank text finds nothing; only the first
    /// 100 characters of a long one count.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    #[uniffi::method(default(limit = 50))]
    pub fn search(&self, text: String, limit: u32) -> Result<Vec<Found>, BookError> {
        Ok(self.core.search(text, limit)?)
    }
}
