//! Corrections of a person, field by field.

use super::document::check_document;
use crate::error::{Error, Result};
use chrono::NaiveDate;
use gridbook_domain::field::Mask;
use gridbook_domain::fields::{ReadFields as _, set};
use gridbook_domain::outcome::Why;
use gridbook_domain::person::{Care, DocumentKind, Relation, Residence, Sex};
use gridbook_domain::text::{compact, masked, plain};
use gridbook_domain::{Fields, RecordId};
use serde_json::Value;

/// A new value for one field of a person; `None` clears the field. Fields that no edit names stay
/// as they are, including those of a newer app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonEdit {
    /// The household the person belongs to.
    Household(Option<RecordId>),
    /// The full name.
    Name(String),
    /// The sex.
    Sex(Option<Sex>),
    /// The date of birth.
    Birth(Option<NaiveDate>),
    /// The kind of document; [`DocumentKind::Refused`] if it was asked for and not given.
    DocumentKind(Option<DocumentKind>),
    /// The document's number.
    Document(Option<String>),
    /// The phone number.
    Phone(Option<String>),
    /// The relation to the head of the household.
    Relation(Option<Relation>),
    /// The kind of residence.
    Residence(Option<Residence>),
    /// All care groups of the person.
    Care(Vec<Care>),
    /// The place of work.
    Workplace(Option<String>),
    /// A remark.
    Note(Option<String>),
}

/// Returns the patch of the edits, not yet compared with the stored fields.
pub(super) fn patch(now: &Fields, edits: &[PersonEdit]) -> Result<Fields> {
    let mut patch: Fields = edits.iter().map(|edit| field(now, edits, edit)).collect();
    never_masked(now, &mut patch, "document", Mask::Document)?;
    never_masked(now, &mut patch, "phone", Mask::Phone)?;
    fill_from_number(now, &mut patch);
    Ok(patch)
}

/// Rejects a masked number, which a form shown with masks hands back, instead of storing it.
fn never_masked(now: &Fields, patch: &mut Fields, name: &str, mask: Mask) -> Result<()> {
    let Some(number) = patch.text(name).filter(|number| number.contains('*')) else {
        return Ok(());
    };
    if now.text(name).is_none_or(|known| masked(mask, known) != number) {
        return Err(Error::Invalid { field: name.to_owned(), why: Why::BadField });
    }
    patch.remove(name);
    Ok(())
}

fn field(now: &Fields, edits: &[PersonEdit], edit: &PersonEdit) -> (String, Value) {
    let (name, value) = match edit {
        PersonEdit::Household(household) => ("household", shown(household.as_ref())),
        PersonEdit::Name(name) => ("name", typed(Some(&plain(name)))),
        PersonEdit::Sex(sex) => ("sex", shown(sex.as_ref())),
        PersonEdit::Birth(birth) => ("birth", shown(birth.as_ref())),
        PersonEdit::DocumentKind(kind) => ("document_kind", shown(kind.as_ref())),
        PersonEdit::Document(number) => ("document", document(now, edits, number.as_deref())),
        PersonEdit::Phone(phone) => ("phone", typed(phone.as_deref().map(compact).as_deref())),
        PersonEdit::Relation(relation) => ("relation", shown(relation.as_ref())),
        PersonEdit::Residence(residence) => ("residence", shown(residence.as_ref())),
        PersonEdit::Care(care) if care.is_empty() => ("care", Value::Null),
        PersonEdit::Care(care) => ("care", set(care)),
        PersonEdit::Workplace(workplace) => ("workplace", typed(workplace.as_deref())),
        PersonEdit::Note(note) => ("note", typed(note.as_deref())),
    };
    (name.to_owned(), value)
}

fn document(now: &Fields, edits: &[PersonEdit], number: Option<&str>) -> Value {
    let edited = edits.iter().find_map(|edit| match edit {
        PersonEdit::DocumentKind(kind) => Some(kind.clone()),
        _ => None,
    });
    let kind = edited.unwrap_or_else(|| now.code::<DocumentKind>("document_kind"));
    let kind = kind.unwrap_or(DocumentKind::Citizen);
    typed(number.map(|number| check_document(kind, number.to_owned()).number).as_deref())
}

/// Fills an empty birth date and sex from a new and correct citizen number.
fn fill_from_number(now: &Fields, patch: &mut Fields) {
    let Some(number) = patch.text("document").map(str::to_owned) else { return };
    let kind = patch.text("document_kind").or_else(|| now.text("document_kind"));
    let kind = kind.map_or(DocumentKind::Citizen, DocumentKind::from_code);
    let said = check_document(kind, number);
    let open = |name: &str| !now.contains_key(name);
    let says = [("birth", shown(said.birth.as_ref())), ("sex", shown(said.sex.as_ref()))];
    for (name, value) in says.into_iter().filter(|(name, value)| open(name) && !value.is_null()) {
        patch.entry(name).or_insert(value);
    }
}

fn shown<T: ToString>(value: Option<&T>) -> Value {
    value.map_or(Value::Null, |value| Value::from(value.to_string()))
}

fn typed(text: Option<&str>) -> Value {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map_or(Value::Null, Value::from)
}
