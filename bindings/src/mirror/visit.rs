//! Visit logs: one save, one op; amended, never changed.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use crate::book::Book;
use crate::error::BookError;
use chrono::NaiveDate;
use gridbook_core::DeliveryState;
use gridbook_core::domain::outcome::Effect;
use gridbook_core::domain::visit::{Position, Purpose, Verdict, VisitContact};
use gridbook_core::domain::{OpId, RecordId};
use gridbook_core::household::{DwellingEdit, HouseholdEdit};
use gridbook_core::matter::{Emergency, MatterForm, MatterLine};
use gridbook_core::photo::PhotoState;
use gridbook_core::resident::{PersonEdit, PersonForm, Warning};
use gridbook_core::review::ReviewLine;
use gridbook_core::visit::{
    Correction, PhotoLine, VisitDetail, VisitForm, VisitLine, VisitOutcome, VisitSaved,
};

crate::cross::codes! {
/// What a visit was for (V2).
purposes, Purpose of gridbook_core::domain::visit::Purpose {
    /// A routine visit.
    Routine,
    /// A visit to somebody who is cared for.
    Care,
    /// To check what the ledger says.
    Check,
    /// To tell about a policy.
    Policy,
    /// To settle a dispute.
    Mediation,
    /// To follow up a matter.
    FollowUp,
    /// To ask how satisfied people are.
    Survey,
}
}

crate::cross::codes! {
/// Who was met (V1). F10: "nobody home" does not count as a visit.
visit_contacts, VisitContact of gridbook_core::domain::visit::VisitContact {
    /// Somebody was met.
    Met,
    /// Nobody was home.
    NobodyHome,
    /// The door stayed shut, or the visit was refused.
    Refused,
    /// The household has moved away.
    MovedAway,
}
}

crate::cross::codes! {
/// Where a position comes from (V3).
position_sources, PositionSource of gridbook_core::domain::visit::PositionSource {
    /// Satellites.
    Gnss,
    /// Cell or wireless networks.
    Network,
    /// Set on a map by hand.
    Manual,
}
}

crate::cross::codes! {
/// What a supervisor decided about a visit log.
verdicts, Verdict of gridbook_core::domain::visit::Verdict {
    /// It is good.
    Approved,
    /// It goes back to its author, with a reason.
    Returned,
}
}

/// A visit: all that one save brings along.
#[uniffi::remote(Record)]
pub struct VisitForm {
    /// The household visited.
    pub household: RecordId,
    /// What it was for (V2).
    pub purpose: Purpose,
    /// Who was met (V1).
    pub met: VisitContact,
    /// The people met, where they are known.
    #[uniffi(default = [])]
    pub people: Vec<RecordId>,
    /// What was said and seen; required when somebody was met or refused.
    #[uniffi(default = "")]
    pub content: String,
    /// Services promised (V4).
    #[uniffi(default = "")]
    pub promise: String,
    /// Where the phone was, as it was captured (V3); its absence never blocks a save.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// The photos taken, by their ids.
    #[uniffi(default = [])]
    pub photos: Vec<RecordId>,
    /// Corrections of people, the household and its dwelling.
    #[uniffi(default = [])]
    pub corrections: Vec<Correction>,
    /// People who were not in the ledger; of this household unless they name another.
    #[uniffi(default = [])]
    pub newcomers: Vec<PersonForm>,
    /// Matters that came up.
    #[uniffi(default = [])]
    pub matters: Vec<MatterForm>,
}

/// A correction that a visit brings along.
#[uniffi::remote(Enum)]
pub enum Correction {
    /// Of a person.
    Person {
        /// The person.
        person: RecordId,
        /// The fields as they should be.
        edits: Vec<PersonEdit>,
    },
    /// Of a household.
    Household {
        /// The household.
        household: RecordId,
        /// The fields as they should be.
        edits: Vec<HouseholdEdit>,
    },
    /// Of a dwelling.
    Dwelling {
        /// The dwelling.
        dwelling: RecordId,
        /// The fields as they should be.
        edits: Vec<DwellingEdit>,
    },
}

/// A visit log as a list shows one.
#[uniffi::remote(Record)]
pub struct VisitLine {
    /// The record.
    pub visit: RecordId,
    /// The household visited.
    pub household: Option<RecordId>,
    /// Its address in words; empty where unknown.
    pub address: String,
    /// What it was for.
    pub purpose: Purpose,
    /// Who was met.
    pub met: VisitContact,
    /// What was said and seen.
    pub content: String,
    /// How many photos were taken.
    pub photos: u32,
    /// When, in milliseconds since 1970: as the hub decided, or as far as this phone knows.
    pub at: Option<i64>,
    /// What the newest review decided; absent while there is none.
    pub verdict: Option<Verdict>,
    /// The log this one amends (V5).
    pub amends: Option<RecordId>,
    /// Whether another log amends this one (V5).
    pub amended: bool,
    /// Whether the hub's answer is still outstanding.
    pub unsettled: bool,
}

/// A visit log with all that belongs to it.
#[uniffi::remote(Record)]
pub struct VisitDetail {
    /// What a list shows of it.
    pub line: VisitLine,
    /// The people met, where they are known.
    pub people: Vec<RecordId>,
    /// Services promised; empty for none.
    pub promise: String,
    /// Where the phone was.
    pub position: Option<Position>,
    /// The photos and how far their bytes have travelled.
    pub photos: Vec<PhotoLine>,
    /// The logs that amend this one, oldest first (V5); all of them stay.
    pub amendments: Vec<VisitLine>,
    /// What supervisors decided, newest first; a returned log says why.
    pub reviews: Vec<ReviewLine>,
    /// The matters that came up.
    pub matters: Vec<MatterLine>,
    /// What became of the op; absent when another phone made it, or once it is archived and
    /// forgotten here.
    pub outcome: Option<VisitOutcome>,
}

/// What submitting a visit did.
#[uniffi::remote(Record)]
pub struct VisitSaved {
    /// The op: its state tells whether it was sent.
    pub op: OpId,
    /// The visit log.
    pub visit: RecordId,
    /// The newcomers, in the order of the form.
    pub newcomers: Vec<RecordId>,
    /// The matters opened, in the order of the form.
    pub matters: Vec<RecordId>,
    /// What the worker should look at again; nothing of it was lost.
    pub warnings: Vec<Warning>,
    /// What to do at once, when one of the matters is an emergency (M1).
    pub emergency: Option<Emergency>,
}

/// A photo of a log.
#[uniffi::remote(Record)]
pub struct PhotoLine {
    /// The photo.
    pub photo: RecordId,
    /// How far its bytes have travelled; absent when this phone does not hold them.
    pub state: Option<PhotoState>,
}

/// What became of the op that carried a log.
#[uniffi::remote(Record)]
pub struct VisitOutcome {
    /// The op.
    pub op: OpId,
    /// How far it has travelled.
    pub delivery: DeliveryState,
    /// What became of the log; absent until the hub has told.
    pub effect: Option<Effect>,
    /// What the author is told about it; absent while there is nothing to tell.
    pub words: Option<String>,
}

/// A supervisor's verdict on a visit log. The newest counts; all stay.
#[uniffi::remote(Record)]
pub struct ReviewLine {
    /// The record.
    pub review: RecordId,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it was returned, in words meant for the author; empty otherwise.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
}

#[uniffi::export]
impl Book {
    /// Submits a visit: log, photos, corrections, newcomers and matters are saved together or not
    /// at all, as one op (V4). The draft it was written in goes in the same transaction; submitting
    /// the same draft again is refused, so two taps make one visit.
    ///
    /// # Errors
    /// `BookError::AlreadySubmitted` for a draft that is a visit by now, whatever the form says;
    /// `BookError::Invalid` names the field that is missing or wrong (V1);
    /// `BookError::NotFound` for a household, person, photo or draft that is not on this phone;
    /// `BookError::TooLarge`; `BookError::NotEnrolled`; `BookError::StorageFull`.
    #[uniffi::method(default(draft = None))]
    pub fn submit_visit(
        &self,
        form: VisitForm,
        draft: Option<RecordId>,
    ) -> Result<VisitSaved, BookError> {
        Ok(self.core.submit_visit(form, draft)?)
    }

    /// Amends an own visit log (V5): a new log takes the old one's place in what counts; both stay.
    /// The form says all of the new log, for the same household. Of a log that was amended before,
    /// the last amendment is amended, so that of all of them one counts.
    ///
    /// # Errors
    /// As `Book::submit_visit`; `BookError::Invalid` with `Why::NotYours` for the log of
    /// somebody else.
    ///
    /// `Why::NotYours`: gridbook_domain::outcome::Why::NotYours
    #[uniffi::method(default(draft = None))]
    pub fn amend_visit(
        &self,
        visit: RecordId,
        form: VisitForm,
        draft: Option<RecordId>,
    ) -> Result<VisitSaved, BookError> {
        Ok(self.core.amend_visit(visit, form, draft)?)
    }

    /// The visits of a household, newest first, at most `limit`.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` when the file cannot be read.
    pub fn visits_of_household(
        &self,
        household: RecordId,
        limit: u32,
    ) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.core.visits_of_household(household, limit)?)
    }

    /// The visits of a day in the deployment's offset, newest first.
    ///
    /// # Errors
    /// `BookError::MalformedDate` for a day outside the calendar; `BookError::Bug`.
    pub fn visits_of_day(&self, day: NaiveDate) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.core.visits_of_day(day)?)
    }

    /// A visit log with its amendments, reviews, photos and what became of it at the hub.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn visit(&self, visit: RecordId) -> Result<VisitDetail, BookError> {
        Ok(self.core.visit(visit)?)
    }
}
