//! Visits: one save, one op; amended, never changed.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

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
/// The purpose of a visit (V2).
purposes, Purpose of gridbook_core::domain::visit::Purpose {
    /// A routine visit.
    Routine,
    /// A visit to somebody in a care group.
    Care,
    /// Checking the data in the ledger.
    Check,
    /// Informing about a policy.
    Policy,
    /// Settling a dispute.
    Mediation,
    /// Following up a matter.
    FollowUp,
    /// Asking how satisfied people are.
    Survey,
}
}

crate::cross::codes! {
/// Whether somebody was met (V1). F10: "nobody home" does not count as a visit.
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
/// The source of a position (V3).
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
/// A supervisor's verdict on a visit.
verdicts, Verdict of gridbook_core::domain::visit::Verdict {
    /// The visit is approved.
    Approved,
    /// The visit is returned to its author, with a reason.
    Returned,
}
}

/// A visit with the changes that are saved together with it.
#[uniffi::remote(Record)]
pub struct VisitForm {
    /// The household visited.
    pub household: RecordId,
    /// The purpose (V2).
    pub purpose: Purpose,
    /// Whether somebody was met (V1).
    pub met: VisitContact,
    /// The people met, if known.
    #[uniffi(default = [])]
    pub people: Vec<RecordId>,
    /// The content of the talk and what was seen; required if somebody was met or refused to talk.
    #[uniffi(default = "")]
    pub content: String,
    /// Services promised (V4).
    #[uniffi(default = "")]
    pub promise: String,
    /// The position of the device at the time (V3); a visit can be saved without one.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// The ids of the photos taken.
    #[uniffi(default = [])]
    pub photos: Vec<RecordId>,
    /// Corrections of people, the household and its dwelling.
    #[uniffi(default = [])]
    pub corrections: Vec<Correction>,
    /// People who were not registered yet; of this household unless they name another.
    #[uniffi(default = [])]
    pub newcomers: Vec<PersonForm>,
    /// Matters that came up.
    #[uniffi(default = [])]
    pub matters: Vec<MatterForm>,
}

/// A correction that is saved together with a visit.
#[uniffi::remote(Enum)]
pub enum Correction {
    /// Of a person.
    Person {
        /// The person.
        person: RecordId,
        /// The new values of fields.
        edits: Vec<PersonEdit>,
    },
    /// Of a household.
    Household {
        /// The household.
        household: RecordId,
        /// The new values of fields.
        edits: Vec<HouseholdEdit>,
    },
    /// Of a dwelling.
    Dwelling {
        /// The dwelling.
        dwelling: RecordId,
        /// The new values of fields.
        edits: Vec<DwellingEdit>,
    },
}

/// A visit as a list shows one.
#[uniffi::remote(Record)]
pub struct VisitLine {
    /// The record.
    pub visit: RecordId,
    /// The household visited.
    pub household: Option<RecordId>,
    /// Its address; empty if unknown.
    pub address: String,
    /// The purpose.
    pub purpose: Purpose,
    /// Whether somebody was met.
    pub met: VisitContact,
    /// The content of the talk and what was seen.
    pub content: String,
    /// The number of photos.
    pub photos: u32,
    /// When it took place, in milliseconds since 1970: as the hub decided, or else as far as this
    /// install knows.
    pub at: Option<i64>,
    /// The verdict of the newest review; absent if there is none.
    pub verdict: Option<Verdict>,
    /// The visit that this one amends (V5).
    pub amends: Option<RecordId>,
    /// Whether another visit amends this one (V5).
    pub amended: bool,
    /// Whether the hub has not answered yet.
    pub unsettled: bool,
}

/// A visit with the records that belong to it.
#[uniffi::remote(Record)]
pub struct VisitDetail {
    /// The visit as a list shows it.
    pub line: VisitLine,
    /// The people met, if known.
    pub people: Vec<RecordId>,
    /// Services promised; empty if the visit promised none.
    pub promise: String,
    /// The position of the device.
    pub position: Option<Position>,
    /// The photos, and how far their bytes have been uploaded.
    pub photos: Vec<PhotoLine>,
    /// The visits that amend this one, oldest first (V5); all of them are kept.
    pub amendments: Vec<VisitLine>,
    /// The reviews, newest first; that of a returned visit gives the reason.
    pub reviews: Vec<ReviewLine>,
    /// The matters that came up.
    pub matters: Vec<MatterLine>,
    /// The outcome of the op; absent if another install made the visit, or once the op is archived
    /// and removed from this install.
    pub outcome: Option<VisitOutcome>,
}

/// The result of submitting a visit.
#[uniffi::remote(Record)]
pub struct VisitSaved {
    /// The op; its delivery state shows whether it was sent.
    pub op: OpId,
    /// The visit's record.
    pub visit: RecordId,
    /// The newcomers, in the order of the form.
    pub newcomers: Vec<RecordId>,
    /// The matters opened, in the order of the form.
    pub matters: Vec<RecordId>,
    /// Fields that the worker should check again; nothing was lost.
    pub warnings: Vec<Warning>,
    /// Instructions for an emergency, if one of the matters is one (M1).
    pub emergency: Option<Emergency>,
}

/// A photo of a visit.
#[uniffi::remote(Record)]
pub struct PhotoLine {
    /// The photo.
    pub photo: RecordId,
    /// How far its bytes have been uploaded; absent if this install does not hold them.
    pub state: Option<PhotoState>,
}

/// The outcome of the op that carried a visit.
#[uniffi::remote(Record)]
pub struct VisitOutcome {
    /// The op.
    pub op: OpId,
    /// How far it has come on its way to the hub.
    pub delivery: DeliveryState,
    /// Whether the visit took effect; absent until the hub has answered.
    pub effect: Option<Effect>,
    /// A message for the author about the outcome; absent if there is nothing to say.
    #[uniffi(name = "user_message")]
    pub message: Option<String>,
}

/// A supervisor's verdict on a visit. The newest counts; all are kept.
#[uniffi::remote(Record)]
pub struct ReviewLine {
    /// The record.
    pub review: RecordId,
    /// The verdict.
    pub verdict: Verdict,
    /// Why the visit was returned, in words for its author; empty otherwise.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
}

#[uniffi::export]
impl Book {
    /// Submits a visit: its content, photos, corrections, newcomers and matters are saved together
    /// or not at all, as one op (V4). Its draft is removed in the same transaction; submitting the
    /// same draft again fails, so two taps make one visit.
    ///
    /// # Errors
    /// `BookError::AlreadySubmitted` if the draft was submitted before, whatever the form
    /// contains; `BookError::Invalid` with the field that is missing or wrong (V1);
    /// `BookError::NotFound` for a household, person, photo or draft that is not on this install;
    /// `BookError::TooLarge`; `BookError::NotEnrolled`; `BookError::StorageFull`.
    #[uniffi::method(default(draft = None))]
    pub fn submit_visit(
        &self,
        form: VisitForm,
        draft: Option<RecordId>,
    ) -> Result<VisitSaved, BookError> {
        Ok(self.core.submit_visit(form, draft)?)
    }

    /// Amends one of the worker's own visits (V5): a new visit counts in place of the old one; both
    /// are kept. The form is the complete new visit, of the same household. If the visit was
    /// amended before, its last amendment is amended, so that exactly one of them counts.
    ///
    /// # Errors
    /// Those of `Book::submit_visit`; `BookError::Invalid` with `Why::NotYours` for another
    /// worker's visit.
    #[uniffi::method(default(draft = None))]
    pub fn amend_visit(
        &self,
        visit: RecordId,
        form: VisitForm,
        draft: Option<RecordId>,
    ) -> Result<VisitSaved, BookError> {
        Ok(self.core.amend_visit(visit, form, draft)?)
    }

    /// Returns at most `limit` visits of a household, newest first.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn visits_of_household(
        &self,
        household: RecordId,
        limit: u32,
    ) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.core.visits_of_household(household, limit)?)
    }

    /// Returns the visits of a day in the deployment's offset, newest first.
    ///
    /// # Errors
    /// `BookError::MalformedDate` if the day is outside the calendar; `BookError::Bug`.
    pub fn visits_of_day(&self, day: NaiveDate) -> Result<Vec<VisitLine>, BookError> {
        Ok(self.core.visits_of_day(day)?)
    }

    /// Returns a visit with its amendments, reviews and photos, and its outcome at the hub.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn visit(&self, visit: RecordId) -> Result<VisitDetail, BookError> {
        Ok(self.core.visit(visit)?)
    }
}
