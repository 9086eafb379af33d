//! Residents: adding, correcting, deregistering and viewing them.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use chrono::NaiveDate;
use gridbook_core::domain::person::{
    Care, DocumentKind, RegistrationStatus, Relation, Residence, Sex,
};
use gridbook_core::domain::{OpId, RecordId};
use gridbook_core::resident::{
    DocumentCheck, PersonDetail, PersonEdit, PersonForm, PersonSaved, PersonSummary, Warning,
    WarningAbout,
};

crate::cross::codes! {
/// A person's sex.
sexes, Sex of gridbook_core::domain::person::Sex {
    /// Male.
    Male,
    /// Female.
    Female,
}
}

crate::cross::codes! {
/// The kind of an identity document (I2).
document_kinds, DocumentKind of gridbook_core::domain::person::DocumentKind {
    /// A citizen number: 18 digits with a check digit (GB 11643), or the old 15 digits.
    Citizen,
    /// A passport.
    Passport,
    /// A residence or travel permit.
    Permit,
    /// Asked for and not given: a valid answer.
    Refused,
}
}

crate::cross::codes! {
/// The kind of a person's residence.
residences, Residence of gridbook_core::domain::person::Residence {
    /// Registered here.
    Registered,
    /// Registered elsewhere in the country.
    Floating,
    /// From abroad.
    Abroad,
}
}

crate::cross::codes! {
/// Whether a person is registered here.
registration_statuses, RegistrationStatus of gridbook_core::domain::person::RegistrationStatus {
    /// Lives here.
    Present,
    /// Deregistered; the record is kept.
    Deregistered,
}
}

crate::cross::codes! {
/// The relation to the head of the household.
relations, Relation of gridbook_core::domain::person::Relation {
    /// The head 户主.
    Head,
    /// Husband or wife.
    Spouse,
    /// A child.
    Child,
    /// A father or mother.
    Parent,
    /// A grandchild.
    Grandchild,
    /// A grandparent.
    Grandparent,
    /// A brother or sister.
    Sibling,
    /// A tenant.
    Tenant,
}
}

crate::cross::codes! {
/// Care groups 关爱对象; they drive how often a household is visited (F1–F8).
care_groups, Care of gridbook_core::domain::person::Care {
    /// 60 or older.
    Elderly,
    /// Elderly and alone, or whose children have left.
    Alone,
    /// Receives the subsistence allowance.
    LowIncome,
    /// Disabled.
    Disabled,
    /// Seriously ill or bedridden.
    Ill,
    /// A child whose parents work elsewhere.
    LeftBehind,
    /// An orphan.
    Orphan,
    /// Out of work.
    Unemployed,
    /// An expectant mother; reported at once (I5).
    Expectant,
    /// Bereaved, or another hardship.
    Hardship,
}
}

/// A new person. Blank texts count as absent.
#[uniffi::remote(Record)]
pub struct PersonForm {
    /// The full name; required.
    pub name: String,
    /// The household the person belongs to.
    #[uniffi(default = None)]
    pub household: Option<RecordId>,
    /// The sex; if absent, taken from a correct citizen number.
    #[uniffi(default = None)]
    pub sex: Option<Sex>,
    /// The date of birth; if absent, taken from a correct citizen number.
    #[uniffi(default = None)]
    pub birth: Option<NaiveDate>,
    /// The kind of document; `DocumentKind::Refused` if it was asked for and not given.
    #[uniffi(default = None)]
    pub document_kind: Option<DocumentKind>,
    /// The document's number.
    #[uniffi(default = "")]
    pub document: String,
    /// A phone number.
    #[uniffi(default = "")]
    pub phone: String,
    /// The relation to the head of the household.
    #[uniffi(default = None)]
    pub relation: Option<Relation>,
    /// The kind of residence.
    #[uniffi(default = None)]
    pub residence: Option<Residence>,
    /// The care groups.
    #[uniffi(default = [])]
    pub care: Vec<Care>,
    /// The place of work.
    #[uniffi(default = "")]
    pub workplace: String,
    /// A remark.
    #[uniffi(default = "")]
    pub note: String,
}

/// A person as a list shows one; numbers are masked.
#[uniffi::remote(Record)]
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
#[uniffi::remote(Record)]
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
    /// The kind of document; `DocumentKind::Refused` if it was asked for and not given.
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
#[uniffi::remote(Record)]
pub struct PersonSaved {
    /// The op; absent if nothing changed.
    pub op: Option<OpId>,
    /// The person.
    pub person: RecordId,
    /// Fields that the worker should check again; nothing was lost.
    pub warnings: Vec<Warning>,
}

/// A new value for one field of a person; `None` clears the field. Fields that no edit names stay
/// as they are, including those of a newer app.
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
    /// The kind of document; `DocumentKind::Refused` if it was asked for and not given.
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

/// Something to check again after a save. The record was saved as it was typed.
#[uniffi::remote(Record)]
pub struct Warning {
    /// The kind of warning.
    pub about: WarningAbout,
    /// The message to show to the worker.
    #[uniffi(name = "user_message")]
    pub message: String,
    /// The other person with the same document number.
    pub same_as: Option<RecordId>,
}

/// The kind of a warning.
#[uniffi::remote(Enum)]
pub enum WarningAbout {
    /// The document number is not valid.
    DocumentNumber,
    /// The number contains another birth date or sex than the one typed.
    DocumentSaysOtherwise,
    /// Another person in the ledger has the same document number (I3).
    SameDocument,
}

/// The result of checking a document number.
#[uniffi::remote(Record)]
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

#[uniffi::export]
impl Book {
    /// Adds a person to a household.
    ///
    /// # Errors
    /// `BookError::Invalid` without a name or a household; `BookError::NotFound` if the
    /// household is not on this install; `BookError::NotEnrolled`; `BookError::StorageFull`.
    pub fn add_person(&self, form: PersonForm) -> Result<PersonSaved, BookError> {
        Ok(self.core.add_person(form)?)
    }

    /// Corrects a person; the op's patch has only the fields that really change.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid`; `BookError::StorageFull`.
    pub fn correct_person(
        &self,
        person: RecordId,
        edits: Vec<PersonEdit>,
    ) -> Result<PersonSaved, BookError> {
        Ok(self.core.correct_person(person, edits)?)
    }

    /// Deregisters a person 注销: the record is kept, with a reason such as one of
    /// `DEREGISTER_REASONS`.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` without a reason;
    /// `BookError::StorageFull`.
    pub fn deregister_person(
        &self,
        person: RecordId,
        reason: String,
    ) -> Result<PersonSaved, BookError> {
        Ok(self.core.deregister_person(person, reason)?)
    }

    /// Registers a person again who was deregistered by mistake or has come back.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::StorageFull`.
    pub fn reinstate_person(&self, person: RecordId) -> Result<PersonSaved, BookError> {
        Ok(self.core.reinstate_person(person)?)
    }

    /// Returns all fields of a person, with masked numbers (I6).
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn person(&self, person: RecordId) -> Result<PersonDetail, BookError> {
        Ok(self.core.person(person)?)
    }

    /// Returns all fields of a person with the full numbers, for the moment they are needed, such
    /// as a call.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn reveal_person(&self, person: RecordId) -> Result<PersonDetail, BookError> {
        Ok(self.core.reveal_person(person)?)
    }

    /// Returns the people of a household: the head first, those deregistered last; numbers are
    /// masked.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn people_of(&self, household: RecordId) -> Result<Vec<PersonSummary>, BookError> {
        Ok(self.core.people_of(household)?)
    }
}
