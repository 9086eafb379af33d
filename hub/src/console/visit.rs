//! One visit log: who was visited, by whom, when; whether it was real; what it changed; what
//! happened since. And the verdict on it.

use super::ask::{Reply, Values};
use super::frame::Frame;
use super::listing::Window;
use super::photos::{Shot, shots};
use super::refusal::Refusal;
use super::session::SignedIn;
use super::viewer::{Names, Viewer};
use super::visits::{self, Asked, FILTER, VisitLine, key};
use super::{Answer, html};
use crate::store::{
    Change, Key, Known, Record, Result as Stored, Span, Tx, VisitFilter, VisitRow, Walk,
};
use crate::{Hub, NewPart};
use askama::Template;
use gridbook_domain::clock::{Occurred, Source, occurred};
use gridbook_domain::evidence::{Around, Item, evidence, score};
use gridbook_domain::field::from_fields;
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::outcome::Effect;
use gridbook_domain::shown::shown;
use gridbook_domain::visit::{Review, Standing, Verdict, Visit};
use gridbook_domain::{Body, Class, Fields, Part};
use serde_json::{Value, json};

/// The most characters of a reason.
const MOST_REASON: usize = 2_000;
/// How many earlier logs of the same household a page shows.
const EARLIER: u64 = 5;

#[derive(Template)]
#[template(path = "visit.html")]
struct VisitPage {
    frame: Frame,
    line: VisitLine,
    purpose: String,
    content: String,
    promise: String,
    people: Vec<String>,
    when: String,
    off: String,
    received: String,
    evidence: Vec<Item>,
    score: (usize, usize),
    shots: Vec<Shot>,
    changes: Vec<Changed>,
    reviews: Vec<Judged>,
    earlier: Vec<VisitLine>,
    versions: Vec<Versioned>,
    amended_by: String,
    list: String,
    newer: String,
    older: String,
    post: String,
    on: String,
    /// How many verdicts the page shows: one that is given on it says so.
    seen: usize,
    may_judge: bool,
    typed: Typed,
}

/// What somebody typed before, and what was wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The reason.
    pub reason: String,
    /// What is wrong; empty for nothing.
    pub wrong: String,
}

/// What the log's op did to another record.
struct Changed {
    class: String,
    name: String,
    effect: String,
    /// It did not simply take effect.
    doubtful: bool,
    /// The record is new.
    new: bool,
    fields: Vec<ChangedField>,
}

struct ChangedField {
    label: String,
    old: String,
    new: String,
}

/// A verdict.
struct Judged {
    verdict: String,
    returned: bool,
    reason: String,
    by: String,
    at: String,
}

/// A field of this log and of the one it amends.
struct Versioned {
    label: &'static str,
    before: String,
    after: String,
}

/// A visit log with the op that carried it.
struct Log {
    row: VisitRow,
    record: Record,
    visit: Visit,
    /// Its verdicts, in their order.
    reviews: Vec<RecordId>,
    first: Change,
    op: Option<Carried>,
}

/// The op that carried a log.
struct Carried {
    body: Body,
    occurred: Occurred,
    received: i64,
}

impl Log {
    /// Reads it, if the viewer may see it.
    fn load(
        tx: &mut dyn Tx,
        viewer: &Viewer,
        (community, visit): (AreaId, RecordId),
    ) -> Result<Self, Refusal> {
        let row = tx.visit_row(community, visit)?.ok_or(Refusal::NotFound)?;
        if !viewer.sees(row.community, row.grid) {
            return Err(Refusal::NotFound);
        }
        let record = tx.record(community, visit)?.ok_or(Refusal::NotFound)?;
        let first = tx.change(community, visit, 1)?.ok_or(Refusal::NotFound)?;
        let visit = from_fields(record.fields.clone()).map_err(|_| Refusal::NotFound)?;
        let reviews = tx.reviews_of(community, record.record)?;
        let op = carried(tx, community, &first)?;
        Ok(Self { row, record, visit, reviews, first, op })
    }

    fn occurred(&self) -> Occurred {
        let unknown = Occurred { time: self.row.at, plus_minus: 0, source: Source::Doubtful };
        self.op.as_ref().map_or(unknown, |op| op.occurred.clone())
    }
}

/// The op that made a record, as the journal has it.
fn carried(tx: &mut dyn Tx, community: AreaId, first: &Change) -> Stored<Option<Carried>> {
    let Some(Known { install, mseq, .. }) = tx.known(community, first.op)? else {
        return Ok(None);
    };
    let Some(op) = tx.op_at(community, install, mseq)? else { return Ok(None) };
    let Ok(body) = Body::read(&op.body) else { return Ok(None) };
    let occurred = occurred(&body.clock, Some(op.received));
    Ok(Some(Carried { body, occurred, received: op.received }))
}

impl Hub {
    pub(super) fn visit(
        &self,
        who: &SignedIn,
        ids: (AreaId, RecordId),
        query: &Values,
        typed: Typed,
    ) -> Answer {
        let status = if typed.wrong.is_empty() { 200 } else { 422 };
        let page = self.seen(|tx| {
            let viewer = self.viewer(tx, who)?;
            viewer.has("visits")?;
            let log = Log::load(tx, &viewer, ids)?;
            self.visit_page(tx, &viewer, log, query, typed.clone())
        })?;
        html(status, &page)
    }

    fn visit_page(
        &self,
        tx: &mut dyn Tx,
        viewer: &Viewer,
        log: Log,
        query: &Values,
        typed: Typed,
    ) -> Result<VisitPage, Refusal> {
        let (mut names, on) = (Names::default(), query.only(FILTER));
        let community = log.row.community;
        let shots = shots(tx, community, &log.visit.photos)?;
        let found = log.occurred();
        let received = log.op.as_ref().map_or(found.time, |op| op.received);
        let photos_here = shots.iter().filter(|shot| shot.here).count();
        let around = Around { occurred: &found, received, photos_here };
        let evidence = evidence(&log.visit, &around);
        let own = key(&log.row);
        let [newer, older] = neighbours(tx, viewer, own, query)?;
        let mut row = visits::lines(tx, viewer, &mut names, vec![log.row.clone()], &on)?;
        let line = row.pop().ok_or(Refusal::NotFound)?;
        let mut frame = Frame::new(tx, viewer, "visits", "走访记录", viewer.chosen(query)?)?;
        frame.done = done(query.get("done"));
        Ok(VisitPage {
            frame,
            purpose: log.visit.purpose.label().to_owned(),
            content: log.visit.content.clone(),
            promise: log.visit.promise.clone(),
            people: people(tx, viewer, &log)?,
            when: viewer.words.moment(found.time),
            off: found.source.label().to_owned(),
            received: viewer.words.moment(received),
            score: score(&evidence),
            evidence,
            shots,
            changes: changes(tx, viewer, &log)?,
            reviews: reviews(tx, viewer, &mut names, &log)?,
            earlier: earlier(tx, viewer, &mut names, &log.row, &on)?,
            versions: versions(tx, viewer, &log)?,
            amended_by: log
                .row
                .amended_by
                .map(|id| address(community, id, &on))
                .unwrap_or_default(),
            list: format!("/visits{}", on.to_query()),
            newer,
            older,
            post: format!("/visits/{community}/{}", log.row.visit),
            on: on.to_query(),
            seen: log.reviews.len(),
            may_judge: viewer.reviews() && log.row.standing != Standing::Amended,
            line,
            typed,
        })
    }

    /// Saves a verdict and goes on to the next log of the list.
    pub(super) fn judge(
        &self,
        who: &SignedIn,
        ids: (AreaId, RecordId),
        verdict: &str,
        query: &Values,
        form: &Values,
    ) -> Answer {
        let reason = form.get("reason").unwrap_or_default().to_owned();
        let verdict = if verdict == "approve" { Verdict::Approved } else { Verdict::Returned };
        let (log, account, next) = self.seen(|tx| {
            let viewer = self.viewer(tx, who)?;
            let log = Log::load(tx, &viewer, ids)?;
            if !viewer.reviews() {
                return Err(Refusal::NotYours);
            }
            let [_, older] = neighbours(tx, &viewer, key(&log.row), query)?;
            Ok((log, viewer.account.account, older))
        })?;
        if let Some(wrong) = wrong(&verdict, &reason, &log, form) {
            return self.visit(who, ids, query, Typed { reason, wrong });
        }
        let patch = json!({"visit": log.record.record, "verdict": verdict, "reason": reason});
        let part = NewPart {
            class: Class::Review,
            record: self.new_record()?,
            feed: log.record.feed,
            base: None,
            patch: object(patch),
        };
        let saved = self.save(log.record.community, account, vec![part])?;
        let refused = saved.outcome.parts.iter().find(|part| part.effect != Effect::Applied);
        if let Some(part) = refused {
            let wrong = part.words.clone().unwrap_or_else(|| part.effect.label().to_owned());
            return self.visit(who, ids, query, Typed { reason, wrong });
        }
        let list = format!("/visits{}", query.only(FILTER).to_query());
        let to = if next.is_empty() { list } else { next };
        Ok(Reply::to(with_done(&to, verdict.as_str())))
    }
}

/// What is wrong with a verdict before it is saved.
fn wrong(verdict: &Verdict, reason: &str, log: &Log, form: &Values) -> Option<String> {
    if form.get("seen").is_some_and(|seen| seen != log.reviews.len().to_string()) {
        return Some("这条日志刚刚有人审阅过，请看过“审阅经过”再决定。".to_owned());
    }
    if log.row.standing == Standing::Amended {
        return Some("这条日志已被更正，请审阅更正后的日志。".to_owned());
    }
    if *verdict == Verdict::Returned && reason.is_empty() {
        return Some("请写明退回的原因，网格员会在手机上看到。".to_owned());
    }
    let length = reason.chars().count();
    (length > MOST_REASON)
        .then(|| format!("退回原因最多 {MOST_REASON} 个字，现在有 {length} 个字。"))
}

/// An address with a word about what was done.
fn with_done(to: &str, done: &str) -> String {
    let sign = if to.contains('?') { '&' } else { '?' };
    format!("{to}{sign}done={done}")
}

/// What was done, in a sentence; only known words are shown.
pub(super) fn done(word: Option<&str>) -> String {
    match word {
        Some("approved") => "上一条日志已通过。",
        Some("returned") => "上一条日志已退回，网格员下次同步时会看到原因。",
        Some("stepped") => "已办理，网格员下次同步时会看到进展。",
        _ => "",
    }
    .to_owned()
}

pub(super) fn object(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}

fn address(community: AreaId, visit: RecordId, on: &Values) -> String {
    format!("/visits/{community}/{visit}{}", on.to_query())
}

/// The addresses of the newer and the older log of the filtered list.
fn neighbours(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    own: Key,
    query: &Values,
) -> Result<[String; 2], Refusal> {
    let places = viewer.places(viewer.chosen(query)?);
    let Asked { filter, .. } = Asked::read(query, viewer);
    let on = query.only(FILTER);
    let mut beside = |back| -> Result<String, Refusal> {
        let window = Window::beside(own, Walk::Down, back);
        let listed = window
            .list(tx, &places, &on, key, |tx, place, span| tx.visit_rows(place, &filter, span))?;
        let row = listed.rows.first();
        Ok(row.map(|row| address(row.community, row.visit, &on)).unwrap_or_default())
    };
    Ok([beside(true)?, beside(false)?])
}

/// The names of the people who were met, within what the viewer may see.
fn people(tx: &mut dyn Tx, viewer: &Viewer, log: &Log) -> Stored<Vec<String>> {
    let mut names = Vec::new();
    for person in &log.visit.people {
        let record = tx.record(log.row.community, *person)?;
        let Some(record) = record.filter(|record| record.class == Class::Person) else { continue };
        if viewer.sees_feed(tx, record.community, record.feed)? {
            names.extend(Some(name(&record)).filter(|name| !name.is_empty()));
        }
    }
    Ok(names)
}

/// What a record is called: its name or its door.
fn name(record: &Record) -> String {
    let text = |field: &str| record.fields.get(field).and_then(Value::as_str).unwrap_or_default();
    match record.class {
        Class::Dwelling => {
            [text("building"), text("unit"), text("door")].join(" ").trim().to_owned()
        }
        Class::Household => text("number").to_owned(),
        Class::Matter => text("content").chars().take(30).collect(),
        _ => text("name").to_owned(),
    }
}

/// What the log's op did to other records, within what the viewer may see.
fn changes(tx: &mut dyn Tx, viewer: &Viewer, log: &Log) -> Stored<Vec<Changed>> {
    let Some(op) = &log.op else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for (number, part) in op.body.parts.iter().enumerate() {
        if matches!(part.class, Class::Visit | Class::Photo) {
            continue;
        }
        let record = tx.record(log.row.community, part.record)?;
        let feed = record.as_ref().map_or(part.feed, |record| record.feed);
        if !viewer.sees_feed(tx, log.row.community, feed)? {
            continue;
        }
        let told = tx.part(log.row.community, log.first.op, number as u64)?;
        let effect = told.map_or(Effect::Held, |told| told.effect);
        let before = before(tx, log, part)?;
        all.push(Changed {
            class: part.class.label().to_owned(),
            name: record.as_ref().map(name).unwrap_or_default(),
            doubtful: !matches!(effect, Effect::Applied | Effect::Merged),
            effect: effect.label().to_owned(),
            new: part.base.is_none() && part.after.is_none(),
            fields: fields(part, before.as_ref()),
        });
    }
    Ok(all)
}

/// The change a part made, if it made one.
fn before(tx: &mut dyn Tx, log: &Log, part: &Part) -> Stored<Option<Change>> {
    let since = part.base.map_or(0, |base| base.n);
    let changes = tx.changes_after(log.row.community, part.record, since)?;
    Ok(changes.into_iter().find(|change| change.op == log.first.op))
}

fn fields(part: &Part, change: Option<&Change>) -> Vec<ChangedField> {
    let field = |(name, new): (&String, &Value)| ChangedField {
        label: part.class.field(name).map_or(name.as_str(), |field| field.label).to_owned(),
        old: change
            .and_then(|change| change.before.get(name))
            .map(|old| shown(&part.class, name, old))
            .unwrap_or_default(),
        new: shown(&part.class, name, new),
    };
    let told = part.patch.iter().filter(|(name, value)| !is_id(&part.class, name, value));
    told.map(field).collect()
}

/// Ids say nothing to a person.
fn is_id(class: &Class, name: &str, value: &Value) -> bool {
    use gridbook_domain::field::Kind;
    !value.is_null()
        && class
            .field(name)
            .is_some_and(|field| matches!(field.kind, Kind::Id | Kind::Ids | Kind::Nested))
}

fn reviews(tx: &mut dyn Tx, viewer: &Viewer, names: &mut Names, log: &Log) -> Stored<Vec<Judged>> {
    let mut all = Vec::new();
    for id in &log.reviews {
        let Some(record) = tx.record(log.row.community, *id)? else { continue };
        let Ok(review) = from_fields::<Review>(record.fields) else { continue };
        all.push(Judged {
            verdict: review.verdict.label().to_owned(),
            returned: review.verdict == Verdict::Returned,
            reason: review.reason,
            by: record.by.map(|by| names.of(tx, by)).transpose()?.unwrap_or_default(),
            at: record.at.map(|at| viewer.words.moment(at)).unwrap_or_default(),
        });
    }
    Ok(all)
}

/// The logs of the same household before this one.
fn earlier(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    names: &mut Names,
    row: &VisitRow,
    on: &Values,
) -> Stored<Vec<VisitLine>> {
    let filter = VisitFilter { household: Some(row.household), ..VisitFilter::default() };
    let place = crate::store::Place { community: row.community, grid: Some(row.grid) };
    let span = Span { from: Some(key(row)), limit: EARLIER, ..Span::default() };
    let found = tx.visit_rows(place, &filter, span)?;
    visits::lines(tx, viewer, names, found.rows, on)
}

/// What differs between this log and the one it amends (V5: both stay), if that may be seen too.
fn versions(tx: &mut dyn Tx, viewer: &Viewer, log: &Log) -> Stored<Vec<Versioned>> {
    let Some(amends) = log.row.amends else { return Ok(Vec::new()) };
    let record = tx.record(log.row.community, amends)?;
    let Some(record) = record.filter(|record| record.class == Class::Visit) else {
        return Ok(Vec::new());
    };
    if !viewer.sees_feed(tx, record.community, record.feed)? {
        return Ok(Vec::new());
    }
    let names = ["purpose", "met", "content", "promise"];
    let text = |fields: &Fields, name: &str| {
        shown(&Class::Visit, name, fields.get(name).unwrap_or(&Value::Null))
    };
    let both = names.into_iter().filter_map(|name| {
        let label = Class::Visit.field(name)?.label;
        let (before, after) = (text(&record.fields, name), text(&log.record.fields, name));
        (before != after).then_some(Versioned { label, before, after })
    });
    Ok(both.collect())
}
