//! The overlay: a readable row is what the hub said, covered by the own parts not settled yet.
//!
//! The readable row stands in its class's table. Only while own parts cover a record is the hub's
//! own row kept beside it; a clean record costs nothing extra.

use super::store;
use crate::book::Write;
use crate::error::Result;
use crate::record::{self, Readable};
use crate::sync;
use gridbook_domain::{AccountId, Class, FeedId, Fields, RecordId, field};

/// What an own part does to a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Own {
    pub feed: FeedId,
    pub by: AccountId,
    pub at: i64,
    pub patch: Fields,
}

/// The readable row: `hub`, covered by `own` in the order of saving. `None` when there is neither.
pub(crate) fn combine(
    class: &Class,
    record: RecordId,
    hub: Option<&Readable>,
    own: &[Own],
) -> Option<Readable> {
    let mut row = match (hub, own.first()) {
        (Some(hub), _) => hub.clone(),
        (None, Some(first)) => blank(class, record, first.feed),
        (None, None) => return None,
    };
    for part in own {
        field::apply(&mut row.fields, &part.patch);
        row.by = Some(part.by);
        row.at = Some(part.at);
    }
    row.unsettled = !own.is_empty();
    Some(row)
}

fn blank(class: &Class, record: RecordId, feed: FeedId) -> Readable {
    Readable {
        class: class.clone(),
        record,
        feed,
        version: None,
        by: None,
        at: None,
        unsettled: false,
        fields: Fields::new(),
    }
}

/// Covers `before`, the row as it is read now, with one more own part.
pub(super) fn cover(
    w: &Write<'_>,
    class: &Class,
    record: RecordId,
    before: Option<Readable>,
    own: Own,
) -> Result<()> {
    if let Some(hub) = before.as_ref().filter(|row| !row.unsettled) {
        record::store::put_hub_row(w, hub)?;
    }
    match combine(class, record, before.as_ref(), std::slice::from_ref(&own)) {
        Some(row) => record::put(w, &row),
        None => Ok(()),
    }
}

/// Works the readable row out anew, after own parts have gone or come back.
pub(crate) fn rebuild(w: &Write<'_>, class: &Class, record: RecordId) -> Result<()> {
    let hub = match record::store::hub_row(w, record)? {
        Some(hub) => Some(hub),
        None => record::get(w, class, record)?.filter(|row| !row.unsettled),
    };
    write(w, class, record, hub)
}

/// The hub's row of a covered record is now `hub`.
pub(crate) fn hub_says(
    w: &Write<'_>,
    class: &Class,
    record: RecordId,
    hub: Option<Readable>,
) -> Result<()> {
    write(w, class, record, hub)
}

fn write(w: &Write<'_>, class: &Class, record: RecordId, hub: Option<Readable>) -> Result<()> {
    let mut own = store::unsettled(w, record)?;
    let feed = hub.as_ref().map(|row| row.feed).or(own.first().map(|part| part.feed));
    // What lies outside the grants is not readable; the op itself stays until it is safe.
    if let Some(feed) = feed.filter(|_| hub.is_none())
        && !sync::store::is_granted(w, feed)?
    {
        own.clear();
    }
    match (&hub, own.is_empty()) {
        (Some(hub), false) => record::store::put_hub_row(w, hub)?,
        _ => record::store::remove_hub_row(w, record)?,
    }
    match combine(class, record, hub.as_ref(), &own) {
        Some(row) => record::put(w, &row),
        None => record::remove(w, class, record),
    }
}
