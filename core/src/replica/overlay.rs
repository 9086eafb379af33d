//! The overlay: a readable row is the hub's row with the own unsettled parts applied.
//!
//! The readable row is in its class's table. The hub's row is stored beside it only while own parts
//! are applied; a record without own parts costs nothing extra.

use super::feeds::store::is_granted;
use super::ops::{LocalChange, store};
use super::rows::{self, store::server_row};
use crate::db::{LocalRow, WriteTx};
use crate::error::Result;
use gridbook_domain::{Class, FeedId, Fields, RecordId, fields};

/// Returns the readable row: `hub` with `own` applied in the order of saving. `None` if there is
/// neither.
pub(crate) fn combine(
    class: &Class,
    record: RecordId,
    hub: Option<&LocalRow>,
    own: &[LocalChange],
) -> Option<LocalRow> {
    let mut row = match (hub, own.first()) {
        (Some(hub), _) => hub.clone(),
        (None, Some(first)) => blank(class, record, first.feed),
        (None, None) => return None,
    };
    for part in own {
        fields::apply(&mut row.fields, &part.patch);
        row.by = Some(part.by);
        row.at = Some(part.at);
    }
    row.unsettled = !own.is_empty();
    Some(row)
}

fn blank(class: &Class, record: RecordId, feed: FeedId) -> LocalRow {
    LocalRow {
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

/// Applies one more own part to `before`, the row as it is read now.
pub(crate) fn apply_local(
    w: &WriteTx<'_>,
    class: &Class,
    record: RecordId,
    before: Option<LocalRow>,
    own: LocalChange,
) -> Result<()> {
    if let Some(hub) = before.as_ref().filter(|row| !row.unsettled) {
        server_row::put(w, hub)?;
    }
    match combine(class, record, before.as_ref(), std::slice::from_ref(&own)) {
        Some(row) => rows::put(w, &row),
        None => Ok(()),
    }
}

/// Computes the readable row again, after own parts were removed or restored.
pub(crate) fn rebuild(w: &WriteTx<'_>, class: &Class, record: RecordId) -> Result<()> {
    let hub = match server_row::get(w, record)? {
        Some(hub) => Some(hub),
        None => rows::get(w, class, record)?.filter(|row| !row.unsettled),
    };
    write(w, class, record, hub)
}

/// Sets the hub's row of a record and computes the readable row.
pub(crate) fn set_server_row(
    w: &WriteTx<'_>,
    class: &Class,
    record: RecordId,
    hub: Option<LocalRow>,
) -> Result<()> {
    write(w, class, record, hub)
}

fn write(w: &WriteTx<'_>, class: &Class, record: RecordId, hub: Option<LocalRow>) -> Result<()> {
    let mut own = store::unsettled(w, record)?;
    let feed = hub.as_ref().map(|row| row.feed).or(own.first().map(|part| part.feed));
    // A record outside the grants is not readable; the op itself is kept until it is safe.
    if let Some(feed) = feed.filter(|_| hub.is_none())
        && !is_granted(w, feed)?
    {
        own.clear();
    }
    match (&hub, own.is_empty()) {
        (Some(hub), false) => server_row::put(w, hub)?,
        _ => server_row::remove(w, record)?,
    }
    match combine(class, record, hub.as_ref(), &own) {
        Some(row) => rows::put(w, &row),
        None => rows::remove(w, class, record),
    }
}
