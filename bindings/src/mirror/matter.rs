//! Matters: reporting them, following their way, and the steps a worker takes.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::DeliveryState;
use gridbook_core::domain::matter::{Category, Kind, State};
use gridbook_core::domain::outcome::Effect;
use gridbook_core::domain::visit::Position;
use gridbook_core::domain::{AreaId, OpId, RecordId};
use gridbook_core::matter::{
    Emergency, MatterDetail, MatterForm, MatterLine, MatterPage, MatterSaved, MatterStep,
};

crate::cross::codes! {
/// The kind of a matter by its process (M1).
matter_kinds, MatterKind of gridbook_core::domain::matter::Kind {
    /// Settled on the spot and registered.
    General,
    /// Taken back to the community.
    Coordination,
    /// Reported at once, followed on the spot.
    Emergency,
    /// Needs an approval.
    Approval,
}
}

crate::cross::codes! {
/// The group of the routing table a matter belongs to (M2); its items are a deployment's data.
matter_categories, MatterCategory of gridbook_core::domain::matter::Category {
    /// Street order.
    StreetOrder,
    /// Sanitation.
    Sanitation,
    /// Environment.
    Environment,
    /// Food and drugs.
    FoodDrugs,
    /// Safety.
    Safety,
    /// Municipal works.
    Municipal,
    /// Greening.
    Greening,
    /// Building sites.
    BuildingSite,
    /// Public security.
    PublicSecurity,
    /// Disputes.
    Dispute,
    /// Residential compounds.
    Compound,
    /// Markets.
    Market,
}
}

crate::cross::codes! {
/// How far a matter has come (M3).
matter_states, MatterState of gridbook_core::domain::matter::State {
    /// Reported, waiting to be accepted.
    Reported,
    /// Accepted, waiting to be dispatched.
    Accepted,
    /// Sent back to the reporter with a reason.
    Returned,
    /// Given to a department.
    Dispatched,
    /// The department is at work.
    Handling,
    /// The department is done; the grid worker checks.
    Handled,
    /// The grid worker has found it done.
    Verified,
    /// Closed.
    Closed,
}
}

/// A new matter.
#[uniffi::remote(Record)]
pub struct MatterForm {
    /// Its kind (M1).
    pub kind: Kind,
    /// Its category (M2).
    pub category: Category,
    /// What it is; required.
    pub content: String,
    /// The grid it lies in; where absent, that of the household, or the phone's only one.
    #[uniffi(default = None)]
    pub area: Option<AreaId>,
    /// Where, in words.
    #[uniffi(default = "")]
    pub place: String,
    /// Where.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// The household it concerns.
    #[uniffi(default = None)]
    pub household: Option<RecordId>,
    /// The photos taken, by their ids.
    #[uniffi(default = [])]
    pub photos: Vec<RecordId>,
    /// Settled on the spot and only registered: general matters may be.
    #[uniffi(default = false)]
    pub settled: bool,
}

/// A matter as a list shows one.
#[uniffi::remote(Record)]
pub struct MatterLine {
    /// The record.
    pub matter: RecordId,
    /// Its kind.
    pub kind: Kind,
    /// Its category.
    pub category: Category,
    /// What it is.
    pub content: String,
    /// Where, in words; empty where not said.
    pub place: String,
    /// How far it has come.
    pub state: State,
    /// When its present state is due, in milliseconds since 1970; absent until the hub sets it.
    pub due: Option<i64>,
    /// When it was changed last, in milliseconds since 1970.
    pub at: Option<i64>,
    /// Whether a change made on this phone is not settled yet.
    pub unsettled: bool,
}

/// A page of matters.
#[uniffi::remote(Record)]
pub struct MatterPage {
    /// The matters, changed last first.
    pub lines: Vec<MatterLine>,
    /// Where the next page begins; absent on the last.
    pub next: Option<String>,
}

/// A matter with what this phone knows of its way.
#[uniffi::remote(Record)]
pub struct MatterDetail {
    /// What a list shows of it.
    pub line: MatterLine,
    /// The reason of the last step that needed one; empty for none.
    pub reason: String,
    /// The department it was given to; empty for none.
    pub department: String,
    /// The household it concerns.
    pub household: Option<RecordId>,
    /// The visit it came up in.
    pub visit: Option<RecordId>,
    /// Where.
    pub position: Option<Position>,
    /// The photos.
    pub photos: Vec<RecordId>,
    /// The states this worker may bring it to now.
    pub steps: Vec<State>,
    /// What this phone did to it, oldest first, with what became of that.
    pub history: Vec<MatterStep>,
}

/// One change this phone made to a matter.
#[uniffi::remote(Record)]
pub struct MatterStep {
    /// The op.
    pub op: OpId,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The state it led to; absent when it changed other things.
    pub to: Option<State>,
    /// The reason given; empty for none.
    pub reason: String,
    /// How far the op has travelled.
    pub delivery: DeliveryState,
    /// What became of it; absent until the hub has told.
    pub effect: Option<Effect>,
    /// What the worker is told about it; absent while there is nothing to tell.
    pub words: Option<String>,
}

/// What reporting a matter did.
#[uniffi::remote(Record)]
pub struct MatterSaved {
    /// The op.
    pub op: OpId,
    /// The matter.
    pub matter: RecordId,
    /// What to do at once, for an emergency.
    pub emergency: Option<Emergency>,
}

/// What a worker must be told when an emergency was recorded (M1): the record waits on the phone
/// until a network returns, so somebody has to be called.
#[uniffi::remote(Record)]
pub struct Emergency {
    /// The number to call, where the deployment has set one.
    pub phone: Option<String>,
    /// Whether the record waits on this phone still.
    pub waiting: bool,
    /// What the worker is told.
    pub words: String,
}

#[uniffi::export]
impl Book {
    /// A page of matters in a state, or in any, changed last first: `after` is the `next` of the
    /// page before.
    ///
    /// # Errors
    /// `BookError::Invalid` for an `after` that no page gave; `BookError::Bug`.
    #[uniffi::method(default(state = None, after = None, limit = 50))]
    pub fn matters(
        &self,
        state: Option<State>,
        after: Option<String>,
        limit: u32,
    ) -> Result<MatterPage, BookError> {
        Ok(self.core.matters(state, after, limit)?)
    }

    /// Reports a matter in one op; a draft it was written in goes in the same transaction. For an
    /// emergency the answer says whom to call.
    ///
    /// # Errors
    /// `BookError::Invalid` for missing content, for settling on the spot what is no general
    /// matter, or when its grid is not this phone's; `BookError::NotFound` for an unknown
    /// household, photo or draft; `BookError::AlreadySubmitted` for a draft that is a matter by
    /// now; `BookError::NotEnrolled`; `BookError::StorageFull`.
    #[uniffi::method(default(draft = None))]
    pub fn report_matter(
        &self,
        form: MatterForm,
        draft: Option<RecordId>,
    ) -> Result<MatterSaved, BookError> {
        Ok(self.core.report_matter(form, draft)?)
    }

    /// A matter with what this phone knows of its way.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn matter(&self, matter: RecordId) -> Result<MatterDetail, BookError> {
        Ok(self.core.matter(matter)?)
    }

    /// What to do about an emergency that was reported here; `None` for other matters.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn emergency(&self, matter: RecordId) -> Result<Option<Emergency>, BookError> {
        Ok(self.core.emergency(matter)?)
    }

    /// The grid worker has checked that a handled matter is done.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` when the matter cannot take this step now.
    pub fn verify_matter(&self, matter: RecordId) -> Result<OpId, BookError> {
        Ok(self.core.verify_matter(matter)?)
    }

    /// The grid worker has checked that a handled matter is not done: it is dispatched again.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` without a reason, or when the matter cannot
    /// take this step now.
    pub fn send_back_matter(&self, matter: RecordId, reason: String) -> Result<OpId, BookError> {
        Ok(self.core.send_back_matter(matter, reason)?)
    }

    /// A matter that was returned is reported again; `content` and `place` take the place of what
    /// was unclear, where they are given.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` when the matter cannot take this step now.
    #[uniffi::method(default(content = None, place = None))]
    pub fn resubmit_matter(
        &self,
        matter: RecordId,
        content: Option<String>,
        place: Option<String>,
    ) -> Result<OpId, BookError> {
        Ok(self.core.resubmit_matter(matter, content, place)?)
    }
}
