//! The declaration of a class of records.

use crate::class::{Class, WritePolicy};
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::why::Why;

/// The declaration of a class.
#[derive(Debug)]
pub struct ClassSpec {
    /// The class; [`Class`] has its name and label.
    pub class: Class,
    /// How a record may be changed after its creation.
    pub write: WritePolicy,
    /// The declared fields.
    pub fields: &'static [Field],
    /// The field that refers to another record, such as the visit that is amended or reviewed.
    /// Writing a record of this class requires the right to write about that one.
    pub about: Option<&'static str>,
    /// Returns the name of a record for use in a sentence; empty if its fields give none.
    pub title: fn(&Fields) -> String,
    /// Checks the content of a new record beyond the shape of each field.
    pub check: fn(&Fields) -> Result<(), Violation>,
    /// The rules of the domain that the declaration enforces.
    pub rules: &'static [Rule],
}

/// A rule of the domain and the code that enforces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The rule's id, such as `V1`.
    pub id: &'static str,
    /// The code that enforces it.
    pub held_by: &'static str,
}

/// Why a record is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field at fault.
    pub field: &'static str,
    /// The reason.
    pub why: Why,
}

/// Returns a rule with the code that enforces it.
pub(crate) const fn rule(id: &'static str, held_by: &'static str) -> Rule {
    Rule { id, held_by }
}

/// Accepts any content: the check of a class without rules of its own.
pub(crate) fn any_content(_: &Fields) -> Result<(), Violation> {
    Ok(())
}

/// Returns the field `name`: the title of a class whose records have a name.
pub(crate) fn name(fields: &Fields) -> String {
    fields.text_or_empty("name").to_owned()
}

/// Returns an empty title, for a class whose records have no name.
pub(crate) fn untitled(_: &Fields) -> String {
    String::new()
}
