//! Identity documents on entry (I2): what a number says, told while it is typed.

use chrono::NaiveDate;
use gridbook_domain::document::{citizen, normal};
use gridbook_domain::person::{DocumentKind, Sex};

/// What a document number says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCheck {
    /// The number in the one form it is stored in: no blanks, half-width, capital letters; a
    /// correct 15-digit citizen number becomes its 18-digit form. Empty where none was given.
    pub number: String,
    /// The date of birth it says, for a correct citizen number.
    pub birth: Option<NaiveDate>,
    /// The sex it says, for a correct citizen number.
    pub sex: Option<Sex>,
    /// What is wrong with it, in words for the one who types it; `None` when nothing is.
    pub fault: Option<String>,
}

/// Looks at a document number as it is typed. A number that cannot be right is told, never lost:
/// it can be saved as it stands.
pub fn check_document(kind: DocumentKind, number: String) -> DocumentCheck {
    let plain = DocumentCheck { number: normal(&number), birth: None, sex: None, fault: None };
    if plain.number.is_empty() || kind != DocumentKind::Citizen {
        return plain;
    }
    match citizen(&number) {
        Ok(said) => DocumentCheck {
            number: said.number,
            birth: Some(said.birth),
            sex: Some(said.sex),
            fault: None,
        },
        Err(fault) => DocumentCheck { fault: Some(fault.to_string()), ..plain },
    }
}
