//! Identity documents on entry (I2): checks a number while it is typed.

use chrono::NaiveDate;
use gridbook_domain::document::{citizen, normal};
use gridbook_domain::person::{DocumentKind, Sex};

/// The result of checking a document number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCheck {
    /// The number in its stored form: no blanks, half-width, capital letters; a correct 15-digit
    /// citizen number becomes its 18-digit form. Empty if none was given.
    pub number: String,
    /// The date of birth contained in a correct citizen number.
    pub birth: Option<NaiveDate>,
    /// The sex contained in a correct citizen number.
    pub sex: Option<Sex>,
    /// A message for the user about what is wrong; `None` if nothing is.
    pub fault: Option<String>,
}

/// Checks a document number as it is typed. A number that cannot be right is reported, not
/// rejected: it can be saved as it is.
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
