//! Decisions made at a desk: a review of a visit, a step of a matter.
//!
//! The state a decision depends on is checked in the transaction that saves it, so that of two
//! concurrent decisions the second is rejected with [`DecisionError::Changed`], whether it came
//! from the console or the command line.

use super::save::{NewPart, Own, Ready, Saved, save_in};
use crate::access::Granted;
use crate::{Hub, HubError};
use gridbook_domain::id::{AccountId, AreaId, InstallId, RecordId};
use gridbook_domain::matter::{Needs, State, Step};
use gridbook_domain::outcome::Effect;
use gridbook_domain::text::is_blank;
use gridbook_domain::visit::{ReviewStatus, Verdict};
use gridbook_domain::{Class, Fields, Version};
use gridbook_store::{Account, MatterRow, StoreError, Tx, VisitRow};
use serde_json::Value;

/// The most characters of a reason.
pub const MOST_REASON: usize = 2_000;
/// The most characters of a department's name.
pub const MOST_DEPARTMENT: usize = 60;

/// A decision about a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// A review of a visit.
    Review {
        /// The verdict.
        verdict: Verdict,
        /// The reason, for the author of the visit to read; a returned visit needs one.
        reason: String,
        /// How many reviews the account had seen; `None` skips the check.
        seen: Option<usize>,
    },
    /// A step of a matter (M3).
    Step {
        /// The state after the step.
        to: State,
        /// The reason; some steps need one.
        reason: String,
        /// The department it goes to; dispatching needs it.
        department: String,
        /// The version the account had seen; `None` skips the check.
        seen: Option<Version>,
    },
}

/// Why a decision was not taken. Nothing was saved, except for [`DecisionError::Refused`].
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// The record does not exist or is outside the grants; the error does not say which.
    #[error("there is no such record within the grants")]
    NotFound,
    /// The role may not make this decision.
    #[error("this role does not decide it")]
    NotYours,
    /// Another account has changed the record concurrently: reload it.
    #[error("somebody else has decided meanwhile")]
    Changed,
    /// No such step leads on from the matter's present state.
    #[error("no such step leads on from where the matter stands")]
    NoSuchStep,
    /// The visit was amended: only the amendment counts.
    #[error("the log was amended, and the amendment counts")]
    Amended,
    /// A reason is missing.
    #[error("it needs a reason")]
    NeedsReason,
    /// A department is missing.
    #[error("it needs a department")]
    NeedsDepartment,
    /// A reason over [`MOST_REASON`] or a department over [`MOST_DEPARTMENT`] characters.
    #[error("at most {most} characters, not {is}")]
    TooLong {
        /// How many it may have.
        most: usize,
        /// How many it has.
        is: usize,
    },
    /// A rule of applying refused it; it is journaled as refused.
    #[error("{message}")]
    Refused {
        /// The reason, for the person to read.
        message: String,
    },
    /// The hub failed.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl From<StoreError> for DecisionError {
    fn from(error: StoreError) -> Self {
        Self::Hub(error.into())
    }
}

impl Hub {
    /// Saves an account's decision about a record of a community, if its role and present grants
    /// allow it and the state it depends on has not changed.
    ///
    /// # Errors
    /// See [`DecisionError`].
    pub fn decide(
        &self,
        by: AccountId,
        (community, record): (AreaId, RecordId),
        decision: &Decision,
    ) -> Result<(), DecisionError> {
        let now = self.clock.now();
        let (drawn, new) = (self.drawn()?, self.new_record()?);
        let install = InstallId::from_random(self.id()?);
        let own = Own { community, install, author: by, now };
        let saved = self.store.write(|tx| -> Result<_, DecisionError> {
            let account = tx.account(by)?.ok_or(DecisionError::NotFound)?;
            let part = check(tx, &account, (community, record), new, decision)?;
            let ready = Ready::new(drawn, &account, now, vec![part])?;
            Ok(save_in(tx, own, &[ready])?)
        })?;
        taken(&saved)
    }
}

/// Checks that the saved parts took effect.
fn taken(saved: &[Saved]) -> Result<(), DecisionError> {
    let mut parts = saved.iter().flat_map(|saved| &saved.outcome.parts);
    let refused = parts.find(|part| !matches!(part.effect, Effect::Applied | Effect::Merged));
    let Some(part) = refused else { return Ok(()) };
    let why = || part.why.as_ref().map_or(part.effect.label(), |why| why.label()).to_owned();
    Err(DecisionError::Refused { message: part.message.clone().unwrap_or_else(why) })
}

fn check(
    tx: &mut dyn Tx,
    account: &Account,
    about: (AreaId, RecordId),
    new: RecordId,
    decision: &Decision,
) -> Result<NewPart, DecisionError> {
    match decision {
        Decision::Review { verdict, reason, seen } => {
            review(tx, account, about, new, (verdict, reason, *seen))
        }
        Decision::Step { to, reason, department, seen } => {
            step(tx, account, about, (to, reason, department, *seen))
        }
    }
}

/// Creates the review of a visit that was neither reviewed nor amended since the account saw it.
fn review(
    tx: &mut dyn Tx,
    account: &Account,
    (community, visit): (AreaId, RecordId),
    new: RecordId,
    (verdict, reason, seen): (&Verdict, &str, Option<usize>),
) -> Result<NewPart, DecisionError> {
    let row = tx.row::<VisitRow>(community, visit)?.ok_or(DecisionError::NotFound)?;
    if !Granted::load(tx, account)?.reaches(community, row.grid) {
        return Err(DecisionError::NotFound);
    }
    if !account.role.reviews() {
        return Err(DecisionError::NotYours);
    }
    if seen.is_some() && seen != Some(tx.reviews_of(community, visit)?.len()) {
        return Err(DecisionError::Changed);
    }
    if row.standing == ReviewStatus::Amended {
        return Err(DecisionError::Amended);
    }
    if *verdict == Verdict::Returned && is_blank(reason) {
        return Err(DecisionError::NeedsReason);
    }
    fits(reason, MOST_REASON)?;
    let log = tx.record(community, visit)?.ok_or(DecisionError::NotFound)?;
    let mut patch = texts([("verdict", verdict.as_str()), ("reason", reason)]);
    patch.insert("visit".to_owned(), Value::from(visit.to_string()));
    Ok(NewPart { class: Class::Review, record: new, feed: log.feed, base: None, patch })
}

/// Creates a step from the matter's present state, if the account had seen that state.
fn step(
    tx: &mut dyn Tx,
    account: &Account,
    (community, matter): (AreaId, RecordId),
    (to, reason, department, seen): (&State, &str, &str, Option<Version>),
) -> Result<NewPart, DecisionError> {
    let row = tx.row::<MatterRow>(community, matter)?.ok_or(DecisionError::NotFound)?;
    if !Granted::load(tx, account)?.reaches(community, row.grid) {
        return Err(DecisionError::NotFound);
    }
    let record = tx.record(community, matter)?.ok_or(DecisionError::NotFound)?;
    let step = Step::between(&row.state, to).ok_or(DecisionError::NoSuchStep)?;
    if !step.by.contains(&account.role) {
        return Err(DecisionError::NotYours);
    }
    if seen.is_some_and(|seen| seen != record.version) {
        return Err(DecisionError::Changed);
    }
    complete(step, reason, department)?;
    let patch = texts([("state", to.as_str()), ("reason", reason), ("department", department)]);
    let (class, base) = (Class::Matter, Some(record.version));
    Ok(NewPart { class, record: matter, feed: record.feed, base, patch })
}

/// Checks that a step has what it needs and no text that is too long.
fn complete(step: &Step, reason: &str, department: &str) -> Result<(), DecisionError> {
    match step.missing(reason, department) {
        Needs::Reason => return Err(DecisionError::NeedsReason),
        Needs::Department => return Err(DecisionError::NeedsDepartment),
        Needs::Nothing => {}
    }
    fits(reason, MOST_REASON)?;
    fits(department, MOST_DEPARTMENT)
}

fn fits(text: &str, most: usize) -> Result<(), DecisionError> {
    match text.chars().count() {
        is if is > most => Err(DecisionError::TooLong { most, is }),
        _ => Ok(()),
    }
}

/// Returns the texts that are not empty, as fields.
fn texts<const N: usize>(texts: [(&str, &str); N]) -> Fields {
    let given = texts.into_iter().filter(|(_, text)| !text.is_empty());
    given.map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
}
