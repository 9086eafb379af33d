//! The form in which a class of records is declared.

use crate::class::{Class, WritePolicy};
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::why::Why;

/// What this build knows of a class.
#[derive(Debug)]
pub struct ClassSpec {
    /// The class; its word and label are in [`Class`].
    pub class: Class,
    /// How a record may be changed after it was made.
    pub write: WritePolicy,
    /// Its fields.
    pub fields: &'static [Field],
    /// The field that names the record this one is about, such as the visit log it amends or
    /// judges: writing this one takes the right to write about that one.
    pub about: Option<&'static str>,
    /// What a sentence calls a record; empty where its fields do not say.
    pub title: fn(&Fields) -> String,
    /// What must hold for the content of a new record beyond the shape of each field.
    pub check: fn(&Fields) -> Result<(), Violation>,
    /// The rules of the domain that the declaration holds.
    pub rules: &'static [Rule],
}

/// A rule of the domain and where it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its id, such as `V1`.
    pub id: &'static str,
    /// What holds it.
    pub held_by: &'static str,
}

/// Why a record is not valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field at fault.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: Why,
}

/// Says that a rule is held by something.
pub(crate) const fn rule(id: &'static str, held_by: &'static str) -> Rule {
    Rule { id, held_by }
}

/// The check of a class whose fields say it all.
pub(crate) fn any_content(_: &Fields) -> Result<(), Violation> {
    Ok(())
}

/// The title of a class whose records are called by their name.
pub(crate) fn name(fields: &Fields) -> String {
    fields.text_or_empty("name").to_owned()
}

/// The title of a class whose records nobody calls anything.
pub(crate) fn untitled(_: &Fields) -> String {
    String::new()
}
