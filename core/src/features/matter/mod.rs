//! Matters 事件: reporting and following them, and the steps a worker takes (M1, M3).

mod form;
mod store;
#[cfg(test)]
mod tests;

pub use form::MatterForm;

use super::page::MAX_PAGE;
use super::{deployment, draft, photo};
use crate::db::{Layout, LocalRow, LostDecision, ReadTx, Table, WriteTx};
use crate::error::{Error, Result};
use crate::replica::ops::store::changes_of;
use crate::replica::ops::{DeliveryState, OwnChange};
use crate::replica::outbox::{self, NewPart};
use crate::replica::{identity, rows};
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::matter::{Category, Kind, State, Step, check_step};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::role::Role;
use gridbook_domain::visit::Position;
use gridbook_domain::{AreaId, Class, FeedId, Fields, OpId, RecordId};
use rusqlite::Connection;
use serde_json::Value;
pub(crate) use store::of_visit;

/// Matters.
struct Matters;

pub(super) const TABLES: &[&dyn Table] = &[&Matters];

impl Table for Matters {
    fn layout(&self) -> Layout {
        Layout::plain(Class::Matter, "matter")
    }

    fn is_decision(&self) -> bool {
        true
    }

    /// A step is lost if the matter is back in another state, at an earlier version.
    fn lost(
        &self,
        _tx: &ReadTx<'_>,
        before: &LocalRow,
        now: Option<&LocalRow>,
    ) -> Result<Option<LostDecision>> {
        let (was, is) =
            (state_of(&before.fields), now.map_or(State::Reported, |row| state_of(&row.fields)));
        let number = |row: &LocalRow| row.version.map_or(0, |version| version.n);
        if was == is || now.map_or(0, number) >= number(before) {
            return Ok(None);
        }
        let (was, is) = (was.label(), is.label());
        let message = format!("事件的进展从“{was}”回到“{is}”，请与网格中心核对。");
        Ok(Some(LostDecision { about: before.record, message }))
    }
}

/// A matter as a list shows one.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterPage {
    /// The matters, the last changed first.
    pub lines: Vec<MatterLine>,
    /// The position of the next page; absent on the last page.
    pub next: Option<String>,
}

/// A matter with the history this install knows of.
#[derive(Debug, Clone, PartialEq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// The state it leads to.
    pub to: State,
    /// The label of the button that takes it, in Chinese.
    pub label: String,
    /// The meaning of the step, in one sentence; may be empty.
    pub hint: String,
}

/// One change that this install made to a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub message: Option<String>,
}

/// The result of reporting a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    /// The number to call, if the deployment has set one.
    pub phone: Option<String>,
    /// Whether the record still waits to be sent.
    pub waiting: bool,
    /// The message to show to the worker.
    pub message: String,
}

/// Reports a matter in one op.
pub(crate) fn report(
    w: &WriteTx<'_>,
    form: &MatterForm,
    draft: Option<RecordId>,
) -> Result<MatterSaved> {
    draft::submittable(w, &Class::Matter, draft)?;
    let (feed, area) = home(w, form)?;
    let part = form.part(w, feed, None, draft)?;
    let part = match area {
        Some(area) => with_area(part, area),
        None => part,
    };
    let (matter, fields) = (part.record, part.patch.clone());
    let mut parts = photo::parts(w, &form.photos, feed)?;
    parts.push(part);
    let op = outbox::save(w, parts)?;
    draft::submitted(w, draft)?;
    Ok(MatterSaved { op, matter, emergency: emergency(w, &fields, true)? })
}

/// Reads a page of matters in one state, or in any, the last changed first.
pub(crate) fn page(
    conn: &Connection,
    state: Option<&State>,
    after: Option<&str>,
    limit: u32,
) -> Result<MatterPage> {
    let after = after.map(store::Place::read).transpose()?;
    store::page(conn, state, after, limit.clamp(1, MAX_PAGE))
}

/// Returns the instructions for an emergency reported on this install; `None` for other matters.
pub(crate) fn emergency_of(conn: &ReadTx<'_>, matter: RecordId) -> Result<Option<Emergency>> {
    let row = rows::get(conn, &Class::Matter, matter)?.ok_or(Error::NotFound)?;
    let changes = changes_of(conn, matter)?;
    let waiting = changes.first().is_some_and(|change| is_waiting(change.state));
    emergency(conn, &row.fields, waiting)
}

/// Confirms that a handled matter is done.
pub(crate) fn verify(w: &WriteTx<'_>, matter: RecordId) -> Result<OpId> {
    step(w, matter, &State::Verified, "", Fields::new())
}

/// Returns a handled matter that is not done; it is dispatched again.
pub(crate) fn send_back(w: &WriteTx<'_>, matter: RecordId, reason: &str) -> Result<OpId> {
    step(w, matter, &State::Dispatched, reason, Fields::new())
}

/// Reports a returned matter again, with corrected texts if they are given.
pub(crate) fn resubmit(
    w: &WriteTx<'_>,
    matter: RecordId,
    content: Option<&str>,
    place: Option<&str>,
) -> Result<OpId> {
    let given = [("content", content), ("place", place)];
    let better = given.into_iter().filter_map(|(name, text)| {
        let text = text.map(str::trim).filter(|text| !text.is_empty());
        text.map(|text| (name.to_owned(), Value::from(text)))
    });
    step(w, matter, &State::Reported, "", better.collect())
}

/// Returns the part of a matter that came up in a visit.
pub(crate) fn opened(
    w: &WriteTx<'_>,
    form: &MatterForm,
    feed: FeedId,
    household: RecordId,
    visit: RecordId,
) -> Result<NewPart> {
    let household = form.household.or(Some(household));
    let part = MatterForm { household, ..form.clone() }.part(w, feed, Some(visit), None)?;
    Ok(match deployment::area_of(w, feed)? {
        Some(area) => with_area(part, area),
        None => part,
    })
}

/// Returns the feed of a new matter, and its grid if only the feed determines it.
fn home(w: &WriteTx<'_>, form: &MatterForm) -> Result<(FeedId, Option<AreaId>)> {
    if let Some(household) = form.household {
        let row = rows::get(w, &Class::Household, household)?.ok_or(Error::NotFound)?;
        return Ok((row.feed, deployment::area_of(w, row.feed)?));
    }
    let feed = deployment::feed_of(w, form.area)?;
    Ok((feed, deployment::area_of(w, feed)?))
}

fn with_area(mut part: NewPart, area: AreaId) -> NewPart {
    part.patch.entry("area").or_insert_with(|| Value::from(area.to_string()));
    part
}

/// Returns the instructions for a matter that is an emergency.
pub(crate) fn emergency(
    conn: &ReadTx<'_>,
    matter: &Fields,
    waiting: bool,
) -> Result<Option<Emergency>> {
    if matter.text("kind") != Some(Kind::Emergency.as_str()) {
        return Ok(None);
    }
    let phone = deployment::emergency_phone(conn)?;
    let call = phone.as_ref().map_or("请立即电话报告社区".to_owned(), |phone| {
        format!("请立即拨打 {phone} 报告")
    });
    let message = match waiting {
        true => format!("记录只保存在本机，联网后自动上报。{call}。"),
        false => format!("记录已送达平台。{call}。"),
    };
    Ok(Some(Emergency { phone, waiting, message }))
}

fn is_waiting(state: DeliveryState) -> bool {
    matches!(state, DeliveryState::Saved | DeliveryState::Staged)
}

/// Takes one step of a matter, checked by the rule the hub applies too (M3).
fn step(
    w: &WriteTx<'_>,
    matter: RecordId,
    to: &State,
    reason: &str,
    mut patch: Fields,
) -> Result<OpId> {
    let row = rows::get(w, &Class::Matter, matter)?.ok_or(Error::NotFound)?;
    let from = state_of(&row.fields);
    let reason = reason.trim();
    patch.insert("state".to_owned(), Value::from(to.as_str()));
    if !reason.is_empty() {
        patch.insert("reason".to_owned(), Value::from(reason));
    }
    check_step(&from, to, &role(w)?, &patch).map_err(|why| {
        let field = if why == Why::MissingField { "reason" } else { "state" };
        Error::Invalid { field: field.to_owned(), why }
    })?;
    outbox::save(w, vec![NewPart { class: Class::Matter, record: matter, feed: None, patch }])
}

fn role(conn: &Connection) -> Result<Role> {
    let stored = identity::store::identity(conn)?.ok_or(Error::NotEnrolled)?;
    Ok(stored.enrolment.role)
}

fn state_of(fields: &Fields) -> State {
    fields.code::<State>("state").unwrap_or(State::Reported)
}

/// Reads a matter with the history this install knows of.
pub(crate) fn detail(conn: &ReadTx<'_>, matter: RecordId) -> Result<MatterDetail> {
    let row = rows::get(conn, &Class::Matter, matter)?.ok_or(Error::NotFound)?;
    let fields = &row.fields;
    let state = state_of(fields);
    let role = role(conn)?;
    let steps = Step::open(&state, &role).map(next_step).collect();
    let history = changes_of(conn, matter)?.into_iter().map(history_line).collect();
    Ok(MatterDetail {
        line: MatterLine {
            matter,
            kind: fields.code::<Kind>("kind").unwrap_or(Kind::General),
            category: Category::from_code(fields.text_or_empty("category")),
            content: fields.text_or_empty("content").to_owned(),
            place: fields.text_or_empty("place").to_owned(),
            due: fields.integer("due"),
            at: row.at,
            unsettled: row.unsettled,
            state,
        },
        reason: fields.text_or_empty("reason").to_owned(),
        department: fields.text_or_empty("department").to_owned(),
        household: fields.id("household"),
        visit: fields.id("visit"),
        position: fields.nested("position"),
        photos: fields.ids("photos"),
        steps,
        history,
    })
}

fn next_step(step: &Step) -> NextStep {
    let Step { to, label, hint, .. } = step;
    NextStep { to: to.clone(), label: (*label).to_owned(), hint: (*hint).to_owned() }
}

fn history_line(change: OwnChange) -> MatterStep {
    MatterStep {
        op: change.op,
        at: change.at,
        to: change.patch.code::<State>("state"),
        reason: change.patch.text_or_empty("reason").to_owned(),
        delivery: change.state,
        message: change.message(),
        effect: change.effect,
    }
}
