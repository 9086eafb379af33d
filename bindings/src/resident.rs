//! Functions for the form of a resident that need no book.

use gridbook_core::domain::person::DocumentKind;
use gridbook_core::resident::{self, DocumentCheck};

/// Checks a document number as it is typed. A number that cannot be right is reported, not
/// rejected: it can be saved as it is.
#[uniffi::export]
pub fn check_document(kind: DocumentKind, number: String) -> DocumentCheck {
    resident::check_document(kind, number)
}

/// Returns the reasons for deregistering that a screen offers; any other text is accepted too.
#[uniffi::export]
pub fn deregister_reasons() -> Vec<String> {
    resident::DEREGISTER_REASONS.iter().map(|&reason| reason.to_owned()).collect()
}
