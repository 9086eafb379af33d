//! The form of a new person.

use super::document::check_document;
use chrono::NaiveDate;
use gridbook_domain::fields::FieldsBuilder;
use gridbook_domain::person::{Care, DocumentKind, Relation, Residence, Sex};
use gridbook_domain::text::{compact, is_blank, plain};
use gridbook_domain::{Fields, RecordId};

/// A new person. Blank texts count as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonForm {
    /// The household the person belongs to.
    pub household: Option<RecordId>,
    /// The full name; required.
    pub name: String,
    /// The sex; if absent, taken from a correct citizen number.
    pub sex: Option<Sex>,
    /// The date of birth; if absent, taken from a correct citizen number.
    pub birth: Option<NaiveDate>,
    /// The kind of document; [`DocumentKind::Refused`] if it was asked for and not given.
    pub document_kind: Option<DocumentKind>,
    /// The document's number.
    pub document: String,
    /// A phone number.
    pub phone: String,
    /// The relation to the head of the household.
    pub relation: Option<Relation>,
    /// The kind of residence.
    pub residence: Option<Residence>,
    /// The care groups.
    pub care: Vec<Care>,
    /// The place of work.
    pub workplace: String,
    /// A remark.
    pub note: String,
}

impl PersonForm {
    /// Returns the fields of the new record. A correct citizen number fills the fields left empty.
    pub(crate) fn fields(&self) -> Fields {
        let kind = self
            .document_kind
            .clone()
            .or_else(|| (!is_blank(&self.document)).then_some(DocumentKind::Citizen));
        let said =
            check_document(kind.clone().unwrap_or(DocumentKind::Citizen), self.document.clone());
        FieldsBuilder::default()
            .word("household", self.household.as_ref())
            .text("name", &plain(&self.name))
            .word("sex", self.sex.as_ref().or(said.sex.as_ref()))
            .word("birth", self.birth.as_ref().or(said.birth.as_ref()))
            .word("document_kind", kind.as_ref())
            .text("document", &said.number)
            .text("phone", &compact(&self.phone))
            .word("relation", self.relation.as_ref())
            .word("residence", self.residence.as_ref())
            .set("care", &self.care)
            .text("workplace", &self.workplace)
            .text("note", &self.note)
            .build()
    }
}
