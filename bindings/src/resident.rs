//! Residents: adding, correcting, deregistering and looking at them.

use crate::book::Book;
use crate::error::BookError;
use chrono::NaiveDate;
use gridbook_core::domain::person::{Care, DocumentKind, Relation, Residence, Sex, Standing};
use gridbook_core::domain::{OpId, RecordId};
use gridbook_core::resident::{
    self, DocumentCheck, PersonDetail, PersonEdit, PersonForm, PersonSaved, PersonSummary, Warning,
    WarningAbout,
};

/// A person as a list shows one; numbers are masked.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
    /// When the record was changed last, in milliseconds since 1970.
    pub changed_at: Option<i64>,
    /// Whether a change made on this phone is not settled yet.
    pub unsettled: bool,
    /// How many conflicts about this person are open.
    pub open_conflicts: u32,
}

/// What a save of one record did.
#[uniffi::remote(Record)]
pub struct PersonSaved {
    /// The op; absent when there was nothing to change.
    pub op: Option<OpId>,
    /// The person.
    pub person: RecordId,
    /// What the worker should look at again; nothing here was lost.
    pub warnings: Vec<Warning>,
}

/// Something to look at again after a save. The record was saved as it was typed.
#[uniffi::remote(Record)]
pub struct Warning {
    /// What it is about.
    pub about: WarningAbout,
    /// What the worker is told.
    pub words: String,
    /// The person who has the same document number.
    pub same_as: Option<RecordId>,
}

/// What a warning is about.
#[uniffi::remote(Enum)]
pub enum WarningAbout {
    /// The document number cannot be right.
    DocumentNumber,
    /// The number says another birth date or sex than was typed.
    DocumentSaysOtherwise,
    /// Another person in the ledger has the same document number (I3).
    SameDocument,
}

/// A new person. Blank texts count as not given.
#[uniffi::remote(Record)]
pub struct PersonForm {
    /// The full name; required.
    pub name: String,
    /// The household the person belongs to.
    #[uniffi(default = None)]
    pub household: Option<RecordId>,
    /// The sex; where absent, taken from a correct citizen number.
    #[uniffi(default = None)]
    pub sex: Option<Sex>,
    /// The date of birth; where absent, taken from a correct citizen number.
    #[uniffi(default = None)]
    pub birth: Option<NaiveDate>,
    /// The kind of document; [`DocumentKind::Refused`] says it was asked for and not given.
    #[uniffi(default = None)]
    pub document_kind: Option<DocumentKind>,
    /// Its number.
    #[uniffi(default = "")]
    pub document: String,
    /// A phone number.
    #[uniffi(default = "")]
    pub phone: String,
    /// The relation to the head of the household.
    #[uniffi(default = None)]
    pub relation: Option<Relation>,
    /// How the person comes to live here.
    #[uniffi(default = None)]
    pub residence: Option<Residence>,
    /// The care groups.
    #[uniffi(default = [])]
    pub care: Vec<Care>,
    /// Where the person works.
    #[uniffi(default = "")]
    pub workplace: String,
    /// A remark.
    #[uniffi(default = "")]
    pub note: String,
}

/// One field of a person as it should be from now on; `None` clears it. Fields no edit names stay
/// as they are, also those of a newer app.
#[uniffi::remote(Enum)]
pub enum PersonEdit {
    /// The household the person belongs to.
    Household(Option<RecordId>),
    /// The full name.
    Name(String),
    /// The sex.
    Sex(Option<Sex>),
    /// The date of birth.
    Birth(Option<NaiveDate>),
    /// The kind of document; [`DocumentKind::Refused`] says it was asked for and not given.
    DocumentKind(Option<DocumentKind>),
    /// The document's number.
    Document(Option<String>),
    /// The phone number.
    Phone(Option<String>),
    /// The relation to the head of the household.
    Relation(Option<Relation>),
    /// How the person comes to live here.
    Residence(Option<Residence>),
    /// All the care groups.
    Care(Vec<Care>),
    /// Where the person works.
    Workplace(Option<String>),
    /// A remark.
    Note(Option<String>),
}

/// What a document number says.
#[uniffi::remote(Record)]
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

#[uniffi::export]
impl Book {
    /// Adds a person.
    pub fn add_person(&self, form: PersonForm) -> Result<PersonSaved, BookError> {
        Ok(self.core.add_person(form)?)
    }

    /// Corrects a person: only what really changes becomes the op's patch.
    pub fn correct_person(
        &self,
        person: RecordId,
        edits: Vec<PersonEdit>,
    ) -> Result<PersonSaved, BookError> {
        Ok(self.core.correct_person(person, edits)?)
    }

    /// Takes a person out of the ledger; the record stays.
    pub fn deregister_person(
        &self,
        person: RecordId,
        reason: String,
    ) -> Result<PersonSaved, BookError> {
        Ok(self.core.deregister_person(person, reason)?)
    }

    /// Takes a person who was deregistered by mistake, or who has come back, into the ledger again.
    pub fn reinstate_person(&self, person: RecordId) -> Result<PersonSaved, BookError> {
        Ok(self.core.reinstate_person(person)?)
    }

    /// Everything known of a person, numbers masked.
    pub fn person(&self, person: RecordId) -> Result<PersonDetail, BookError> {
        Ok(self.core.person(person)?)
    }

    /// The same with the full numbers: for the moment in which they are needed, such as a call.
    pub fn reveal_person(&self, person: RecordId) -> Result<PersonDetail, BookError> {
        Ok(self.core.reveal_person(person)?)
    }

    /// The people of a household: the head first, those deregistered last; numbers masked.
    pub fn people_of(&self, household: RecordId) -> Result<Vec<PersonSummary>, BookError> {
        Ok(self.core.people_of(household)?)
    }
}
