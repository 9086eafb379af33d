//! Residents 实有人口: adding, correcting, deregistering and looking at them (I1–I3, I6).
//!
//! A correction becomes a patch of the fields that really change. Numbers are masked wherever they
//! are shown, until somebody asks to see one person's.

mod document;
mod edit;
mod form;
pub(crate) mod store;
#[cfg(test)]
mod tests;

pub use document::{DocumentCheck, check_document};
pub use edit::PersonEdit;
pub use form::PersonForm;

use chrono::NaiveDate;
use gridbook_domain::person::{Care, DocumentKind, Relation, Residence, Sex, Standing};
use gridbook_domain::{OpId, RecordId};

/// Why a person left, in the words a screen offers; others may be typed.
pub const DEREGISTER_REASONS: &[&str] = &["迁出", "死亡", "重复登记"];

/// A person as a list shows one; numbers are masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSummary {
    /// The record.
    pub person: RecordId,
    /// The household the person belongs to.
    pub household: Option<RecordId>,
    /// The full name; empty where none is known.
    pub name: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The date of birth.
    pub birth: Option<NaiveDate>,
    /// The relation to the head of the household.
    pub relation: Option<Relation>,
    /// The phone number, masked; empty where none is known.
    pub phone: String,
    /// The care groups.
    pub care: Vec<Care>,
    /// Whether the person still belongs to the ledger.
    pub standing: Standing,
    /// Whether a change made on this phone is not settled yet.
    pub unsettled: bool,
}

/// Everything known of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonDetail {
    /// The record.
    pub person: RecordId,
    /// The household the person belongs to.
    pub household: Option<RecordId>,
    /// The full name; empty where none is known.
    pub name: String,
    /// The sex.
    pub sex: Option<Sex>,
    /// The date of birth.
    pub birth: Option<NaiveDate>,
    /// The kind of document; [`DocumentKind::Refused`] says it was asked for and not given.
    pub document_kind: Option<DocumentKind>,
    /// Its number, masked unless the numbers were asked for; empty where none is known.
    pub document: String,
    /// The phone number, masked unless the numbers were asked for; empty where none is known.
    pub phone: String,
    /// Whether document and phone are masked here.
    pub masked: bool,
    /// The relation to the head of the household.
    pub relation: Option<Relation>,
    /// How the person comes to live here.
    pub residence: Option<Residence>,
    /// The care groups.
    pub care: Vec<Care>,
    /// Whether the person still belongs to the ledger.
    pub standing: Standing,
    /// Why the person was deregistered; empty otherwise.
    pub standing_reason: String,
    /// Where the person works; empty where unknown.
    pub workplace: String,
    /// A remark; empty for none.
    pub note: String,
    /// When the record was changed last, in milliseconds since 1970; absent before the hub knows it.
    pub changed_at: Option<i64>,
    /// Whether a change made on this phone is not settled yet.
    pub unsettled: bool,
    /// How many conflicts about this person are open.
    pub open_conflicts: u32,
}

/// What a save of one record did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSaved {
    /// The op: its state tells whether it was sent.
    pub op: OpId,
    /// The person.
    pub person: RecordId,
    /// What the worker should look at again; nothing here was lost.
    pub warnings: Vec<Warning>,
}

/// Something to look at again after a save. The record was saved as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// The document number cannot be right.
    DocumentNumber {
        /// What is wrong, in words for the one who typed it.
        words: String,
    },
    /// The number says another birth date or sex than was typed.
    DocumentSaysOtherwise {
        /// What differs, in words for the one who typed it.
        words: String,
    },
    /// Another person in the ledger has the same document number (I3).
    SameDocument {
        /// That person.
        person: RecordId,
        /// That person's name.
        name: String,
    },
}

impl Warning {
    /// What the worker is told.
    pub fn words(&self) -> String {
        match self {
            Self::DocumentNumber { words } | Self::DocumentSaysOtherwise { words } => words.clone(),
            Self::SameDocument { name, .. } => format!("证件号码与“{name}”相同,可能是重复登记"),
        }
    }
}
