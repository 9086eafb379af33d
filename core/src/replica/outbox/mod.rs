//! The outbox: one save of the worker is one op, stored as the exact bytes that will be sent.
//!
//! A save writes its op, the readable rows and whatever else the feature writes in one transaction.
//! The op gets its number only when it is first staged for sending; until then it can be undone.
//! An op is forgotten only once it is safe; what the hub refuses is kept with its words.

pub(crate) mod overlay;
mod stage;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::book::{Book, Write};
use crate::error::{BookError, Error, Result};
use crate::record::{self, Readable};
use crate::{enrol, photo};
use gridbook_domain::class::Conduct;
use gridbook_domain::clock::{ClockData, occurred};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::{Body, Class, FeedId, Fields, OpId, Part, RecordId, field};
pub(crate) use stage::batch;

/// What a feature wants to change in one record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct NewPart {
    pub class: Class,
    pub record: RecordId,
    /// The feed of a new record; absent: where the record is now.
    pub feed: Option<FeedId>,
    /// The fields it changes; `null` clears one.
    pub patch: Fields,
}

/// Where an op has got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpState {
    /// On this device only, and can still be undone.
    Saved,
    /// On this device; it may be on its way.
    Staged,
    /// On the hub's disk 已送达.
    Delivered,
    /// In the hub's backup too 已归档.
    Archived,
}

impl OpState {
    /// The word on the screen, in Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Saved | Self::Staged => "待发送",
            Self::Delivered => "已送达",
            Self::Archived => "已归档",
        }
    }
}

/// One save, as a list of receipts shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedOp {
    /// The op.
    pub op: OpId,
    /// Its number on this install; absent until it is staged.
    pub mseq: Option<u64>,
    /// Where it has got to.
    pub state: OpState,
    /// When it happened, in milliseconds since 1970: as the hub decided, or as known here.
    pub at: i64,
    /// What became of its parts, in the order of the save.
    pub parts: Vec<SavedPart>,
}

/// What became of one part of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedPart {
    /// The record's class.
    pub record_class: Class,
    /// The record.
    pub record: RecordId,
    /// What became of it; absent until the hub has told.
    pub effect: Option<Effect>,
    /// Why it did not simply take effect.
    pub why: Option<Why>,
    /// What the hub tells the author about it.
    pub words: Option<String>,
}

/// Saves one op in the caller's transaction: checks the fields, fixes the body, writes the outbox
/// and the readable rows.
pub(crate) fn save(w: &Write<'_>, parts: Vec<NewPart>) -> Result<OpId> {
    let author = enrol::store::author(w)?.ok_or(Error::NotEnrolled)?;
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
        let own = overlay::Own { feed: part.feed, by: author.account, at, patch: part.patch };
        overlay::cover(w, &part.class, part.record, before, own)?;
        if part.class == Class::Photo {
            photo::named(w, saved, part.record)?;
        }
    }
    w.saved(body.op);
    Ok(body.op)
}

/// Takes an op back that has not been staged yet, and restores what it covered.
pub(crate) fn undo(w: &Write<'_>, op: OpId) -> Result<()> {
    let (saved, mseq) = store::find(w, op)?.ok_or(Error::NotFound)?;
    if mseq.is_some() {
        return Err(Error::Staged);
    }
    if store::is_built_upon(w, saved)? {
        return Err(Error::BuiltUpon);
    }
    let records = store::records_of(w, saved)?;
    photo::unnamed(w, saved)?;
    store::delete(w, saved)?;
    for (class, record) in records {
        overlay::rebuild(w, &class, record)?;
    }
    Ok(())
}

impl Book {
    /// The ops saved on this phone that it still holds, oldest first, with what became of them.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn saved_ops(&self) -> Result<Vec<SavedOp>, BookError> {
        Ok(self.read(store::saved_ops)?)
    }

    /// Takes a save back that has not been sent yet, as if it had never been made.
    ///
    /// # Errors
    /// [`BookError::TooLate`] once it may have been sent or a later save builds on it,
    /// [`BookError::NotFound`].
    pub fn undo(&self, op: OpId) -> Result<(), BookError> {
        Ok(self.write(|w| undo(w, op))?)
    }
}

/// The part as it will travel, and the row it is made upon.
fn prepare(w: &Write<'_>, new: NewPart) -> Result<(Part, Option<Readable>)> {
    check_fields(&new)?;
    let before = record::get(w, &new.class, new.record)?;
    check_conduct(&new.class, before.is_some())?;
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

fn check_conduct(class: &Class, exists: bool) -> Result<()> {
    let why = match class.conduct() {
        Conduct::HubOnly => Why::HubOnly,
        Conduct::AppendOnly if exists => Why::AppendOnly,
        Conduct::AppendOnly | Conduct::Merged | Conduct::Stepped => return Ok(()),
    };
    Err(Error::Invalid { field: class.as_str().to_owned(), why })
}

/// Two parts for one record would each claim to be made upon the same row.
fn only_once(body: &Body) -> Result<()> {
    let mut records: Vec<RecordId> = body.parts.iter().map(|part| part.record).collect();
    records.sort();
    match records.windows(2).any(|pair| pair.first() == pair.last()) {
        true => Err(Error::Twice),
        false => Ok(()),
    }
}
