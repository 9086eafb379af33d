//! Publicity events 宣传活动 (V7): what was made known, where, and to how many; never changed.

mod form;
#[cfg(test)]
mod tests;

pub use form::PublicityForm;

use super::visit::PhotoLine;
use super::{deployment, photo};
use crate::db::{LocalRow, ReadTx, WriteTx};
use crate::error::{Error, Result};
use crate::replica::outbox::{self, NewPart};
use crate::replica::rows;
use crate::replica::rows::store::foreign;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::visit::Position;
use gridbook_domain::{Class, OpId, RecordId};
use std::cmp::Reverse;

/// A publicity event as a list shows one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicityLine {
    /// The record.
    pub event: RecordId,
    /// The subject.
    pub subject: String,
    /// The place.
    pub place: String,
    /// The number of people who asked; absent if it was not counted.
    pub asked: Option<i64>,
    /// The number of leaflets handed out; absent if they were not counted.
    pub leaflets: Option<i64>,
    /// The number of photos.
    pub photos: u32,
    /// When it took place, in milliseconds since 1970: as the hub decided, or else as far as this
    /// install knows.
    pub at: Option<i64>,
    /// Whether the hub has not answered yet.
    pub unsettled: bool,
}

/// A publicity event with its photos.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicityDetail {
    /// The event as a list shows it.
    pub line: PublicityLine,
    /// A remark; empty for none.
    pub note: String,
    /// The position of the device.
    pub position: Option<Position>,
    /// The photos, and how far their bytes have been uploaded.
    pub photos: Vec<PhotoLine>,
}

/// The result of submitting a publicity event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicitySaved {
    /// The op; its delivery state shows whether it was sent.
    pub op: OpId,
    /// The event's record.
    pub event: RecordId,
}

/// Submits an event and its photos in one op.
pub(crate) fn submit(w: &WriteTx<'_>, form: &PublicityForm) -> Result<PublicitySaved> {
    let (feed, patch) = (deployment::feed_of(w, form.area)?, form.fields()?);
    let event = w.host().record()?;
    let mut parts = photo::parts(w, &form.photos, feed)?;
    parts.push(NewPart { class: Class::Publicity, record: event, feed: Some(feed), patch });
    Ok(PublicitySaved { op: outbox::save(w, parts)?, event })
}

/// Lists the events, newest first, at most `limit`.
pub(crate) fn newest(conn: &ReadTx<'_>, limit: u32) -> Result<Vec<PublicityLine>> {
    let mut lines = Vec::new();
    for event in foreign::of_class(conn, &Class::Publicity)? {
        lines.extend(rows::get(conn, &Class::Publicity, event)?.as_ref().map(line));
    }
    lines.sort_by_key(|line| Reverse((line.at, line.event)));
    lines.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(lines)
}

/// Reads an event with its photos.
pub(crate) fn detail(conn: &ReadTx<'_>, event: RecordId) -> Result<PublicityDetail> {
    let row = rows::get(conn, &Class::Publicity, event)?;
    let row = row.filter(|row| row.class == Class::Publicity).ok_or(Error::NotFound)?;
    let photos = row.fields.ids("photos").into_iter();
    let photos = photos.map(|photo| Ok(PhotoLine { photo, state: photo::state_of(conn, photo)? }));
    Ok(PublicityDetail {
        line: line(&row),
        note: row.fields.text_or_empty("note").to_owned(),
        position: row.fields.nested("position"),
        photos: photos.collect::<Result<_>>()?,
    })
}

fn line(row: &LocalRow) -> PublicityLine {
    let fields = &row.fields;
    PublicityLine {
        event: row.record,
        subject: fields.text_or_empty("subject").to_owned(),
        place: fields.text_or_empty("place").to_owned(),
        asked: fields.integer("asked"),
        leaflets: fields.integer("leaflets"),
        photos: u32::try_from(fields.ids("photos").len()).unwrap_or(u32::MAX),
        at: row.at,
        unsettled: row.unsettled,
    }
}
