//! Residents 实有人口: adding, correcting, deregistering and viewing them (I1–I3, I6).
//!
//! A correction becomes a patch of the fields that really change. Numbers are masked wherever they
//! are shown, until somebody asks for those of one person.

mod document;
mod edit;
mod form;
mod store;
mod table;
#[cfg(test)]
mod tests;

pub use document::{DocumentCheck, check_document};
pub use edit::PersonEdit;
pub use form::PersonForm;

use super::{conflict, search};
use crate::db::{ReadTx, WriteTx};
use crate::error::{Error, Result};
use crate::replica::change::change;
use crate::replica::outbox::{self, NewPart};
use crate::replica::rows;
use chrono::NaiveDate;
use gridbook_domain::document::{citizen, is_citizen};
use gridbook_domain::field::Mask;
use gridbook_domain::fields::{ReadFields as _, apply};
use gridbook_domain::outcome::Why;
use gridbook_domain::person::{Care, DocumentKind, RegistrationStatus, Relation, Residence, Sex};
use gridbook_domain::text::{is_blank, masked};
use gridbook_domain::{Class, FeedId, Fields, OpId, RecordId};
use serde_json::Value;
pub(crate) use store::of_household;
pub(super) use table::TABLES;

/// The reasons for deregistering that a screen offers; any other text is accepted too.
pub const DEREGISTER_REASONS: &[&str] = &["迁出", "死亡", "重复登记"];

/// A person as a list shows one; numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// The record.
    pub person: RecordId,
    /// The household the person belongs to.
    pub household: Option<RecordId>,
    /// The full name; empty if unknown.
    pub name: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The date of birth.
    pub birth: Option<NaiveDate>,
    /// The relation to the head of the household.
    pub relation: Option<Relation>,
    /// The phone number, masked; empty if unknown.
    pub phone: String,
    /// The care groups.
    pub care: Vec<Care>,
    /// Whether the person is registered here.
    pub standing: RegistrationStatus,
    /// Whether a change made on this install is not settled yet.
    pub unsettled: bool,
}

/// A person with all fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDetail {
    /// The record.
    pub person: RecordId,
    /// The household the person belongs to.
    pub household: Option<RecordId>,
    /// The full name; empty if unknown.
    pub name: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The date of birth.
    pub birth: Option<NaiveDate>,
    /// The kind of document; [`DocumentKind::Refused`] if it was asked for and not given.
    pub document_kind: Option<DocumentKind>,
    /// The document number, masked unless the numbers were asked for; empty if unknown.
    pub document: String,
    /// The phone number, masked unless the numbers were asked for; empty if unknown.
    pub phone: String,
    /// Whether document and phone number are masked here.
    pub masked: bool,
    /// The relation to the head of the household.
    pub relation: Option<Relation>,
    /// The kind of residence.
    pub residence: Option<Residence>,
    /// The care groups.
    pub care: Vec<Care>,
    /// Whether the person is registered here.
    pub standing: RegistrationStatus,
    /// Why the person was deregistered; empty otherwise.
    pub standing_reason: String,
    /// The place of work; empty if unknown.
    pub workplace: String,
    /// A remark; empty if there is none.
    pub note: String,
    /// When the record was last changed, in milliseconds since 1970.
    pub changed_at: Option<i64>,
    /// Whether a change made on this install is not settled yet.
    pub unsettled: bool,
    /// The number of open conflicts about this person.
    pub open_conflicts: u32,
}

/// The result of saving a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSaved {
    /// The op; absent if nothing changed.
    pub op: Option<OpId>,
    /// The person.
    pub person: RecordId,
    /// Fields that the worker should check again; nothing was lost.
    pub warnings: Vec<Warning>,
}

/// Something to check again after a save. The record was saved as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The kind of warning.
    pub about: WarningAbout,
    /// The message to show to the worker.
    pub words: String,
    /// The other person with the same document number.
    pub same_as: Option<RecordId>,
}

/// The kind of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningAbout {
    /// The document number is not valid.
    DocumentNumber,
    /// The number contains another birth date or sex than the one typed.
    DocumentSaysOtherwise,
    /// Another person in the ledger has the same document number (I3).
    SameDocument,
}

impl Warning {
    fn of(about: WarningAbout, words: impl Into<String>) -> Self {
        Self { about, words: words.into(), same_as: None }
    }

    fn same_document(person: RecordId, name: &str) -> Self {
        let words = format!("证件号码与“{name}”相同，可能是重复登记");
        Self { about: WarningAbout::SameDocument, words, same_as: Some(person) }
    }
}

impl PersonSummary {
    /// Returns whether the person still lives here.
    pub fn is_present(&self) -> bool {
        self.standing != RegistrationStatus::Deregistered
    }

    /// Returns whether the person's relation is "head of the household".
    pub fn is_head(&self) -> bool {
        self.relation == Some(Relation::Head)
    }
}

fn missing(field: &str) -> Error {
    Error::Invalid { field: field.to_owned(), why: Why::MissingField }
}

/// Adds a person.
pub(crate) fn add(w: &WriteTx<'_>, form: &PersonForm) -> Result<PersonSaved> {
    let household = form.household.ok_or(missing("household"))?;
    let part = newcomer(w, form, household)?;
    let (person, warnings) = (part.record, warnings(w, part.record, &part.patch)?);
    let op = Some(outbox::save(w, vec![part])?);
    Ok(PersonSaved { op, person, warnings })
}

/// Corrects a person; the op's patch has only the fields that really change.
pub(crate) fn correct(
    w: &WriteTx<'_>,
    person: RecordId,
    edits: &[PersonEdit],
) -> Result<PersonSaved> {
    let Some(part) = correction(w, person, edits)? else {
        return Ok(PersonSaved { op: None, person, warnings: Vec::new() });
    };
    let warnings = warnings(w, person, &part.patch)?;
    let op = Some(outbox::save(w, vec![part])?);
    Ok(PersonSaved { op, person, warnings })
}

/// Deregisters a person for a reason.
pub(crate) fn deregister(w: &WriteTx<'_>, person: RecordId, reason: &str) -> Result<PersonSaved> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(missing("standing_reason"));
    }
    set_standing(w, person, &RegistrationStatus::Deregistered, Value::from(reason))
}

/// Registers a deregistered person again.
pub(crate) fn reinstate(w: &WriteTx<'_>, person: RecordId) -> Result<PersonSaved> {
    set_standing(w, person, &RegistrationStatus::Present, Value::Null)
}

fn set_standing(
    w: &WriteTx<'_>,
    person: RecordId,
    standing: &RegistrationStatus,
    reason: Value,
) -> Result<PersonSaved> {
    let standing = ("standing".to_owned(), Value::from(standing.as_str()));
    let patch = Fields::from_iter([standing, ("standing_reason".to_owned(), reason)]);
    let part = change(w, Class::Person, person, patch)?;
    let op = part.map(|part| outbox::save(w, vec![part])).transpose()?;
    Ok(PersonSaved { op, person, warnings: Vec::new() })
}

/// Returns the part that adds a person to a household of this install.
pub(crate) fn newcomer(w: &WriteTx<'_>, form: &PersonForm, household: RecordId) -> Result<NewPart> {
    let home = rows::get(w, &Class::Household, household)?.ok_or(Error::NotFound)?;
    newcomer_at(w, form, household, home.feed)
}

fn newcomer_at(
    w: &WriteTx<'_>,
    form: &PersonForm,
    household: RecordId,
    feed: FeedId,
) -> Result<NewPart> {
    if is_blank(&form.name) {
        return Err(missing("name"));
    }
    let form = PersonForm { household: Some(household), ..form.clone() };
    let record = w.host().record()?;
    Ok(NewPart { class: Class::Person, record, feed: Some(feed), patch: form.fields() })
}

/// Returns the part that corrects a person; `None` if nothing changes.
pub(crate) fn correction(
    conn: &ReadTx<'_>,
    person: RecordId,
    edits: &[PersonEdit],
) -> Result<Option<NewPart>> {
    let now = rows::get(conn, &Class::Person, person)?.ok_or(Error::NotFound)?.fields;
    let patch = edit::patch(&now, edits)?;
    if patch.get("name").is_some_and(Value::is_null) {
        return Err(missing("name"));
    }
    change(conn, Class::Person, person, patch)
}

/// Returns the warnings about the fields being written.
pub(crate) fn warnings(w: &WriteTx<'_>, person: RecordId, patch: &Fields) -> Result<Vec<Warning>> {
    let Some(number) = patch.text("document") else { return Ok(Vec::new()) };
    let mut after = rows::get(w, &Class::Person, person)?.map(|row| row.fields).unwrap_or_default();
    apply(&mut after, patch);
    let mut warnings = Vec::new();
    if is_citizen(after.code("document_kind").as_ref()) {
        warnings.extend(about_number(number, &after));
    }
    search::catch_up_in(w)?;
    if let Some((person, name)) = store::same_document(w, number, person)? {
        warnings.push(Warning::same_document(person, &name));
    }
    Ok(warnings)
}

/// Returns what is wrong with a citizen number (I2), by itself or beside the person's other fields.
fn about_number(number: &str, person: &Fields) -> Option<Warning> {
    match citizen(number) {
        Err(fault) => Some(Warning::of(WarningAbout::DocumentNumber, fault.to_string())),
        Ok(said) => {
            let sex = person.code("sex");
            let differs = said.disagreement(person.date("birth"), sex.as_ref())?;
            Some(Warning::of(WarningAbout::DocumentSaysOtherwise, differs.message()))
        }
    }
}

/// Reads all fields of a person; `masks` hides the numbers.
pub(crate) fn detail(conn: &ReadTx<'_>, person: RecordId, masks: bool) -> Result<PersonDetail> {
    let row = rows::get(conn, &Class::Person, person)?.ok_or(Error::NotFound)?;
    let fields = &row.fields;
    let number = |name: &str, mask: Mask| {
        masked(if masks { mask } else { Mask::None }, fields.text_or_empty(name))
    };
    Ok(PersonDetail {
        person,
        household: fields.id("household"),
        name: fields.text_or_empty("name").to_owned(),
        sex: fields.code::<Sex>("sex"),
        birth: fields.date("birth"),
        document_kind: fields.code::<DocumentKind>("document_kind"),
        document: number("document", Mask::Document),
        phone: number("phone", Mask::Phone),
        masked: masks,
        relation: fields.code::<Relation>("relation"),
        residence: fields.code::<Residence>("residence"),
        care: fields.codes::<Care>("care"),
        standing: fields
            .code::<RegistrationStatus>("standing")
            .unwrap_or(RegistrationStatus::Present),
        standing_reason: fields.text_or_empty("standing_reason").to_owned(),
        workplace: fields.text_or_empty("workplace").to_owned(),
        note: fields.text_or_empty("note").to_owned(),
        changed_at: row.at,
        unsettled: row.unsettled,
        open_conflicts: conflict::open_about(conn, person)?,
    })
}
