//! What the form of a resident asks before there is anything to save.

use gridbook_core::domain::person::DocumentKind;
use gridbook_core::resident::{self, DocumentCheck};

/// Looks at a document number as it is typed. A number that cannot be right is told, never lost: it
/// can be saved as it stands.
#[uniffi::export]
pub fn check_document(kind: DocumentKind, number: String) -> DocumentCheck {
    resident::check_document(kind, number)
}

/// Why a person left, in the words a screen offers; others may be typed.
#[uniffi::export]
pub fn deregister_reasons() -> Vec<String> {
    resident::DEREGISTER_REASONS.iter().map(|&reason| reason.to_owned()).collect()
}
