//! The sections beside a log: the changes of its op, the verdicts, the household's earlier logs,
//! the log it amends. All of it within the viewer's grants.

use super::lines::{VisitLine, lines};
use super::load::Log;
use crate::kit::params::Values;
use crate::kit::viewer::{Names, Viewer};
use gridbook_domain::Field;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::outcome::Effect;
use gridbook_domain::shown::shown;
use gridbook_domain::visit::{Review, Verdict};
use gridbook_domain::{Class, Fields, Part};
use gridbook_store::{
    Change, ListRow as _, PageArgs, Partition, Record, Result, Tx, VisitFilter, VisitRow,
};
use serde_json::Value;

/// How many earlier logs of the same household a page shows.
const EARLIER: u64 = 5;

/// The change that the log's op made to another record.
pub(crate) struct Changed {
    pub class: String,
    pub name: String,
    pub effect: String,
    /// It did not simply take effect.
    pub doubtful: bool,
    /// The record is new.
    pub new: bool,
    pub fields: Vec<ChangedField>,
}

pub(crate) struct ChangedField {
    pub label: String,
    pub old: String,
    pub new: String,
}

/// A verdict.
pub(crate) struct Judged {
    pub verdict: String,
    pub returned: bool,
    pub reason: String,
    pub by: String,
    pub at: String,
}

/// A field of this log and of the one it amends.
pub(crate) struct Versioned {
    pub label: &'static str,
    pub before: String,
    pub after: String,
}

/// The names of the people who were met, within what the viewer may see.
pub(crate) fn people(tx: &mut dyn Tx, viewer: &Viewer, log: &Log) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for person in &log.visit.people {
        let record = tx.record(log.row.community, *person)?;
        let Some(record) = record.filter(|record| record.class == Class::Person) else { continue };
        if viewer.sees_feed(tx, record.community, record.feed)? {
            names.extend(Some(title(&record)).filter(|title| !title.is_empty()));
        }
    }
    Ok(names)
}

fn title(record: &Record) -> String {
    record.class.title(&record.fields)
}

/// Returns the changes that the log's op made to other records, within the viewer's grants.
pub(crate) fn changes(tx: &mut dyn Tx, viewer: &Viewer, log: &Log) -> Result<Vec<Changed>> {
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
        let before = before(tx, log, part, &effect)?;
        all.push(Changed {
            class: part.class.label().to_owned(),
            name: record.as_ref().map(title).unwrap_or_default(),
            doubtful: !matches!(effect, Effect::Applied | Effect::Merged),
            effect: effect.label().to_owned(),
            new: part.base.is_none() && part.after.is_none(),
            fields: fields(part, before.as_ref()),
        });
    }
    Ok(all)
}

/// The change a part made, if it made one.
fn before(tx: &mut dyn Tx, log: &Log, part: &Part, effect: &Effect) -> Result<Option<Change>> {
    let none = [Effect::Held, Effect::Refused, Effect::Duplicate, Effect::Quarantined];
    if none.contains(effect) {
        return Ok(None);
    }
    let since = part.base.map_or(0, |base| base.n);
    tx.change_by(log.row.community, part.record, since, log.first.op)
}

fn fields(part: &Part, change: Option<&Change>) -> Vec<ChangedField> {
    let field = |(name, new): (&String, &Value)| ChangedField {
        label: part.class.field_label(name).to_owned(),
        old: change
            .and_then(|change| change.before.get(name))
            .map(|old| shown(&part.class, name, old))
            .unwrap_or_default(),
        new: shown(&part.class, name, new),
    };
    let shows = |name: &str| part.class.field(name).is_none_or(Field::in_diff);
    let told = part.patch.iter().filter(|(name, value)| value.is_null() || shows(name));
    told.map(field).collect()
}

pub(crate) fn reviews(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    names: &mut Names,
    log: &Log,
) -> Result<Vec<Judged>> {
    let mut all = Vec::new();
    for id in &log.reviews {
        let Some(record) = tx.record(log.row.community, *id)? else { continue };
        let Ok(review) = Review::from_fields(record.fields) else { continue };
        all.push(Judged {
            verdict: review.verdict.label().to_owned(),
            returned: review.verdict == Verdict::Returned,
            reason: review.reason,
            by: record.by.map(|by| names.of(tx, by)).transpose()?.unwrap_or_default(),
            at: record.at.map(|at| viewer.format.moment(at)).unwrap_or_default(),
        });
    }
    Ok(all)
}

/// The logs of the same household before this one.
pub(crate) fn earlier(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    names: &mut Names,
    row: &VisitRow,
    on: &Values,
) -> Result<Vec<VisitLine>> {
    let filter = VisitFilter { household: Some(row.household), ..VisitFilter::default() };
    let place = [Partition { community: row.community, grid: Some(row.grid) }];
    let span = PageArgs { from: Some(row.key()), limit: EARLIER, ..PageArgs::default() };
    let found = tx.list::<VisitRow>(&place, &filter, span)?;
    lines(tx, viewer, names, found.rows, on)
}

/// Returns the differences between this log and the one it amends (V5: both stay), if the viewer
/// may see that one too.
pub(crate) fn versions(tx: &mut dyn Tx, viewer: &Viewer, log: &Log) -> Result<Vec<Versioned>> {
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
