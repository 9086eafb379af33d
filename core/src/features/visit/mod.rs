//! Visits 走访记录 (V1–V5): one save, one transaction, one op; amended, never changed.
//!
//! A visit may include corrections, newcomers and matters (V4). They are parts of the same op, each
//! with its own outcome at the hub.

mod detail;
mod form;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use detail::detail;
pub use detail::{PhotoLine, VisitDetail, VisitOutcome};
pub use form::{Correction, VisitForm};

use super::matter::{self, Emergency};
use super::resident::{self, Warning};
use super::{deployment, draft, photo};
use crate::db::{Layout, PlainTable, ReadTx, Table, WriteTx};
use crate::error::{Error, Result};
use crate::replica::outbox::{self, NewPart};
use crate::replica::{identity, rows};
use chrono::NaiveDate;
use gridbook_domain::clock::bounds_of;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::outcome::Why;
use gridbook_domain::visit::{Purpose, Verdict, VisitContact};
use gridbook_domain::{Class, FeedId, Fields, OpId, RecordId, field};
pub(crate) use store::of_household;

/// Visits.
pub(super) const TABLES: &[&dyn Table] = &[&PlainTable(Layout::plain(Class::Visit, "visit"))];

/// A visit as a list shows one.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// The result of submitting a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// Submits a visit, or an amendment of `amends`, in one op.
pub(crate) fn submit(
    w: &WriteTx<'_>,
    form: &VisitForm,
    amends: Option<RecordId>,
    draft: Option<RecordId>,
) -> Result<VisitSaved> {
    draft::submittable(w, &Class::Visit, draft)?;
    let home = rows::stamp(w, &Class::Household, form.household)?.ok_or(Error::NotFound)?;
    let amends = amends.map(|visit| store::last_amendment(w, visit)).transpose()?;
    let patch = form.fields(amends)?;
    check(w, form, &patch, amends)?;
    let visit = draft.map_or_else(|| w.host().record(), Ok)?;
    let mut parts = photo::parts(w, &form.all_photos(), home.feed)?;
    parts.push(NewPart { class: Class::Visit, record: visit, feed: Some(home.feed), patch });
    let mut saved = VisitSaved {
        op: OpId::of_record(visit),
        visit,
        newcomers: Vec::new(),
        matters: Vec::new(),
        warnings: Vec::new(),
        emergency: None,
    };
    corrections(w, form, &mut parts, &mut saved)?;
    newcomers(w, form, &mut parts, &mut saved)?;
    matters(w, form, home.feed, &mut parts, &mut saved)?;
    saved.op = outbox::save(w, parts)?;
    draft::submitted(w, draft)?;
    Ok(saved)
}

/// Checks the content as declared by the class (V1), then the rules that involve other records.
fn check(
    w: &WriteTx<'_>,
    form: &VisitForm,
    patch: &Fields,
    amends: Option<RecordId>,
) -> Result<()> {
    let invalid = |field: &str, why| Err(Error::Invalid { field: field.to_owned(), why });
    if let Err(wrong) = Class::Visit.check(patch) {
        return invalid(wrong.field, wrong.why);
    }
    for person in &form.people {
        rows::stamp(w, &Class::Person, *person)?.ok_or(Error::NotFound)?;
    }
    if let Some(amended) = amends {
        let row = rows::get(w, &Class::Visit, amended)?.ok_or(Error::NotFound)?;
        if row.fields.id("household") != Some(form.household) {
            return invalid("household", Why::BadField);
        }
        let own = identity::store::author(w)?.map(|author| author.account);
        if row.by != own {
            return invalid("amends", Why::NotYours);
        }
    }
    Ok(())
}

fn corrections(
    w: &WriteTx<'_>,
    form: &VisitForm,
    parts: &mut Vec<NewPart>,
    saved: &mut VisitSaved,
) -> Result<()> {
    for correction in &form.corrections {
        let Some(part) = correction.part(w)? else { continue };
        if part.class == Class::Person {
            saved.warnings.extend(resident::warnings(w, part.record, &part.patch)?);
        }
        // A form may correct one record in two places; an op has one part for it.
        match parts.iter_mut().find(|other| other.record == part.record) {
            Some(other) => other.patch.extend(part.patch),
            None => parts.push(part),
        }
    }
    Ok(())
}

fn newcomers(
    w: &WriteTx<'_>,
    form: &VisitForm,
    parts: &mut Vec<NewPart>,
    saved: &mut VisitSaved,
) -> Result<()> {
    for newcomer in &form.newcomers {
        let household = newcomer.household.unwrap_or(form.household);
        let part = resident::newcomer(w, newcomer, household)?;
        saved.warnings.extend(resident::warnings(w, part.record, &part.patch)?);
        saved.newcomers.push(part.record);
        parts.push(part);
    }
    Ok(())
}

fn matters(
    w: &WriteTx<'_>,
    form: &VisitForm,
    feed: FeedId,
    parts: &mut Vec<NewPart>,
    saved: &mut VisitSaved,
) -> Result<()> {
    for opened in &form.matters {
        let part = matter::opened(w, opened, feed, form.household, saved.visit)?;
        let emergency = matter::emergency(w, &part.patch, true)?;
        saved.emergency = saved.emergency.take().or(emergency);
        saved.matters.push(part.record);
        parts.push(part);
    }
    Ok(())
}

/// Lists the visits of a day in the deployment's offset, newest first.
pub(crate) fn of_day(conn: &ReadTx<'_>, day: NaiveDate) -> Result<Vec<VisitLine>> {
    let bounds = bounds_of(day, deployment::utc_offset(conn)?);
    let (from, to) =
        bounds.filter(|_| field::is_date(day)).ok_or(Error::MalformedDate { field: "day" })?;
    store::of_day(conn, from, to)
}
