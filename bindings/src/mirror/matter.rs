//! Matters: reporting and following them, and the steps a worker takes.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::DeliveryState;
use gridbook_core::domain::matter::{Category, Kind, State};
use gridbook_core::domain::outcome::Effect;
use gridbook_core::domain::visit::Position;
use gridbook_core::domain::{AreaId, OpId, RecordId};
use gridbook_core::matter::{
    Emergency, MatterDetail, MatterForm, MatterLine, MatterPage, MatterSaved, MatterStep, NextStep,
};

crate::cross::codes! {
/// The kind of a matter, which decides its process (M1).
matter_kinds, MatterKind of gridbook_core::domain::matter::Kind {
    /// Settled on the spot and registered.
    General,
    /// Referred to the community for coordination.
    Coordination,
    /// Reported at once and followed on the spot.
    Emergency,
    /// Needs an approval.
    Approval,
}
}

crate::cross::codes! {
/// The group of a matter in the routing table (M2); the items of a group are a deployment's
/// data.
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
/// The state of a matter (M3).
matter_states, MatterState of gridbook_core::domain::matter::State {
    /// Reported, waiting to be accepted.
    Reported,
    /// Accepted, waiting to be dispatched.
    Accepted,
    /// Sent back to the reporter with a reason.
    Returned,
    /// Assigned to a department.
    Dispatched,
    /// The department is at work.
    Handling,
    /// Done by the department; the grid worker checks the result.
    Handled,
    /// Confirmed by the grid worker.
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
    /// A description; required.
    pub content: String,
    /// The grid; if absent, that of the household, or the install's only grid.
    #[uniffi(default = None)]
    pub area: Option<AreaId>,
    /// The place in words.
    #[uniffi(default = "")]
    pub place: String,
    /// The place as a position.
    #[uniffi(default = None)]
    pub position: Option<Position>,
    /// The household it concerns, if any.
    #[uniffi(default = None)]
    pub household: Option<RecordId>,
    /// The ids of the photos taken.
    #[uniffi(default = [])]
    pub photos: Vec<RecordId>,
    /// Whether it was settled on the spot and is only registered; allowed for general matters.
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
    /// Its description.
    pub content: String,
    /// The place in words; empty if not given.
    pub place: String,
    /// Its current state.
    pub state: State,
    /// When the current state is due, in milliseconds since 1970; absent until the hub sets it.
    pub due: Option<i64>,
    /// When it was last changed, in milliseconds since 1970.
    pub at: Option<i64>,
    /// Whether a change made on this install is not settled yet.
    pub unsettled: bool,
}

/// A page of matters.
#[uniffi::remote(Record)]
pub struct MatterPage {
    /// The matters, the last changed first.
    pub lines: Vec<MatterLine>,
    /// The position of the next page; absent on the last page.
    pub next: Option<String>,
}

/// A matter with the history this install knows of.
#[uniffi::remote(Record)]
pub struct MatterDetail {
    /// The matter as a list shows it.
    pub line: MatterLine,
    /// The reason of the last step that needed one; empty if there is none.
    pub reason: String,
    /// The department it was assigned to; empty if there is none.
    pub department: String,
    /// The household it concerns, if any.
    pub household: Option<RecordId>,
    /// The visit in which it came up, if any.
    pub visit: Option<RecordId>,
    /// The place as a position.
    pub position: Option<Position>,
    /// The photos.
    pub photos: Vec<RecordId>,
    /// The steps that this worker may take now.
    pub steps: Vec<NextStep>,
    /// The changes this install made to it, oldest first, with their outcomes.
    pub history: Vec<MatterStep>,
}

/// A step that a worker may take (M3).
#[uniffi::remote(Record)]
pub struct NextStep {
    /// The state it leads to.
    pub to: State,
    /// The label of the button that takes it, in Chinese.
    pub label: String,
    /// The meaning of the step, in one sentence; may be empty.
    pub hint: String,
}

/// One change that this install made to a matter.
#[uniffi::remote(Record)]
pub struct MatterStep {
    /// The op.
    pub op: OpId,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// The new state; absent if the change left the state alone.
    pub to: Option<State>,
    /// The reason given; empty if there is none.
    pub reason: String,
    /// How far the op has come on its way to the hub.
    pub delivery: DeliveryState,
    /// Whether the change took effect; absent until the hub has answered.
    pub effect: Option<Effect>,
    /// A message for the worker about the outcome; absent if there is nothing to say.
    #[uniffi(name = "user_message")]
    pub message: Option<String>,
}

/// The result of reporting a matter.
#[uniffi::remote(Record)]
pub struct MatterSaved {
    /// The op.
    pub op: OpId,
    /// The matter.
    pub matter: RecordId,
    /// Instructions for an emergency; absent for other matters.
    pub emergency: Option<Emergency>,
}

/// Instructions for the worker who has recorded an emergency (M1). The record may wait on the
/// device for a network, so somebody has to be called.
#[uniffi::remote(Record)]
pub struct Emergency {
    /// The number to call, if the deployment has set one.
    pub phone: Option<String>,
    /// Whether the record still waits to be sent.
    pub waiting: bool,
    /// The message to show to the worker.
    #[uniffi(name = "user_message")]
    pub message: String,
}

#[uniffi::export]
impl Book {
    /// Returns a page of matters in one state, or in any, the last changed first; `after` is the
    /// `next` of the previous page.
    ///
    /// # Errors
    /// `BookError::Invalid` if `after` is not from a page; `BookError::Bug`.
    #[uniffi::method(default(state = None, after = None, limit = 50))]
    pub fn matters(
        &self,
        state: Option<State>,
        after: Option<String>,
        limit: u32,
    ) -> Result<MatterPage, BookError> {
        Ok(self.core.matters(state, after, limit)?)
    }

    /// Reports a matter in one op, and removes its draft in the same transaction. For an emergency
    /// the result has the number to call.
    ///
    /// # Errors
    /// `BookError::Invalid` if the content is missing, if a matter that is not general is marked
    /// as settled on the spot, or if its grid is not one of this install; `BookError::NotFound`
    /// for an unknown household, photo or draft; `BookError::AlreadySubmitted` if the draft was
    /// submitted before; `BookError::NotEnrolled`; `BookError::StorageFull`.
    #[uniffi::method(default(draft = None))]
    pub fn report_matter(
        &self,
        form: MatterForm,
        draft: Option<RecordId>,
    ) -> Result<MatterSaved, BookError> {
        Ok(self.core.report_matter(form, draft)?)
    }

    /// Returns a matter with the history this install knows of, and the steps its worker may take
    /// now.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn matter(&self, matter: RecordId) -> Result<MatterDetail, BookError> {
        Ok(self.core.matter(matter)?)
    }

    /// Returns the instructions for an emergency reported on this install; `None` for other
    /// matters.
    ///
    /// # Errors
    /// `BookError::NotFound`.
    pub fn emergency(&self, matter: RecordId) -> Result<Option<Emergency>, BookError> {
        Ok(self.core.emergency(matter)?)
    }

    /// Confirms that a handled matter is done.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` if the matter cannot take this step now.
    pub fn verify_matter(&self, matter: RecordId) -> Result<OpId, BookError> {
        Ok(self.core.verify_matter(matter)?)
    }

    /// Returns a handled matter that is not done; it is dispatched again.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` without a reason, or if the matter cannot
    /// take this step now.
    pub fn send_back_matter(&self, matter: RecordId, reason: String) -> Result<OpId, BookError> {
        Ok(self.core.send_back_matter(matter, reason)?)
    }

    /// Reports a returned matter again; `content` and `place`, if given, replace the unclear ones.
    ///
    /// # Errors
    /// `BookError::NotFound`; `BookError::Invalid` if the matter cannot take this step now.
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
