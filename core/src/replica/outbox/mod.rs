//! The outbox: one save of the worker is one op, stored as the exact bytes that will be sent.
//!
//! A save writes its op, the readable rows and whatever else the feature writes in one transaction.
//! The op gets its number only when it is first staged for sending; until then it can be undone. An
//! op is removed only once it is safe; one that the hub refuses is kept with its message.

mod stage;
#[cfg(test)]
mod tests;

use super::ops::{LocalChange, store};
use super::{identity, overlay, rows};
use crate::db::{LocalRow, WriteTx};
use crate::error::{Error, Result};
use crate::host::TraceEvent;
use gridbook_domain::class::WritePolicy;
use gridbook_domain::clock::{ClockData, occurred};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::outcome::Why;
use gridbook_domain::{Body, Class, FeedId, Fields, OpId, Part, RecordId, field};
pub(crate) use stage::batch;

/// The change of one record that a feature asks for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NewPart {
    pub class: Class,
    pub record: RecordId,
    /// The feed of a new record; absent for the feed the record is in now.
    pub feed: Option<FeedId>,
    /// The changed fields; `null` clears one.
    pub patch: Fields,
}

/// Saves one op in the caller's transaction: checks the fields, serialises the body, writes the
/// outbox and the readable rows.
pub(crate) fn save(w: &WriteTx<'_>, parts: Vec<NewPart>) -> Result<OpId> {
    let author = identity::store::author(w)?.ok_or(Error::NotEnrolled)?;
    let clock = ClockData { at: w.host().clock.reading(), mark: author.mark };
    let at = occurred(&clock, None).time;
    let made = parts.into_iter().map(|part| prepare(w, part)).collect::<Result<Vec<_>>>()?;
    let body = Body {
        op: OpId::from_random(w.host().draw()?),
        salt: Bytes(w.host().draw()?),
        author: author.account,
        grant_ver: author.grant_ver,
        clock,
        parts: made.iter().map(|(part, _)| part.clone()).collect(),
        rest: Fields::new(),
    };
    only_once(&body)?;
    let saved = store::insert(w, &body, at)?;
    for (part, before) in made {
        let own = LocalChange { feed: part.feed, by: author.account, at, patch: part.patch };
        overlay::apply_local(w, &part.class, part.record, before, own)?;
        if let Some((_, table)) = w.tables().of(&part.class) {
            table.saved(w, saved, part.record)?;
        }
    }
    w.note_op(body.op);
    w.trace(TraceEvent::OpSaved { op: body.op, parts: body.parts.len() });
    Ok(body.op)
}

/// Removes an op that has not been staged yet, and restores the rows it changed.
pub(crate) fn undo(w: &WriteTx<'_>, op: OpId) -> Result<()> {
    let (saved, mseq) = store::find(w, op)?.ok_or(Error::NotFound)?;
    if mseq.is_some() {
        return Err(Error::Staged);
    }
    if store::has_dependents(w, saved)? {
        return Err(Error::HasDependents);
    }
    let records = store::records_of(w, saved)?;
    for (class, record) in &records {
        if let Some((_, table)) = w.tables().of(class) {
            table.undone(w, saved, *record)?;
        }
    }
    store::delete(w, saved)?;
    for (class, record) in records {
        overlay::rebuild(w, &class, record)?;
    }
    Ok(())
}

/// Returns the part as it will be sent, and the row it is based on.
fn prepare(w: &WriteTx<'_>, new: NewPart) -> Result<(Part, Option<LocalRow>)> {
    check_fields(&new)?;
    let before = rows::get(w, &new.class, new.record)?;
    check_write_policy(&new.class, before.is_some())?;
    let feed = new.feed.or(before.as_ref().map(|row| row.feed)).ok_or(Error::NotFound)?;
    let part = Part {
        class: new.class,
        record: new.record,
        feed: before.as_ref().map_or(feed, |row| row.feed),
        base: before.as_ref().and_then(|row| row.version),
        after: store::last_unsettled(w, new.record)?,
        patch: new.patch,
        rest: Fields::new(),
    };
    Ok((part, before))
}

fn check_fields(new: &NewPart) -> Result<()> {
    for (name, value) in &new.patch {
        let Some(field) = new.class.field(name) else { continue };
        if field.accepts(value) {
            continue;
        }
        return Err(match field.kind {
            field::Kind::Date if value.is_string() => Error::MalformedDate { field: field.name },
            _ => Error::Invalid { field: name.clone(), why: Why::BadField },
        });
    }
    Ok(())
}

fn check_write_policy(class: &Class, exists: bool) -> Result<()> {
    let why = match class.write_policy() {
        WritePolicy::HubOnly => Why::HubOnly,
        WritePolicy::AppendOnly if exists => Why::AppendOnly,
        WritePolicy::AppendOnly | WritePolicy::Merge | WritePolicy::StateMachine => return Ok(()),
    };
    Err(Error::Invalid { field: class.as_str().to_owned(), why })
}

/// Rejects two parts for one record, because both would claim the same base.
fn only_once(body: &Body) -> Result<()> {
    let mut records: Vec<RecordId> = body.parts.iter().map(|part| part.record).collect();
    records.sort();
    match records.windows(2).any(|pair| pair.first() == pair.last()) {
        true => Err(Error::DuplicateRecord),
        false => Ok(()),
    }
}
