//! Answers a pull: the changes in the feeds an install may read.

use super::cursor;
use crate::access::ReadableFeeds;
use gridbook_domain::Version;
use gridbook_domain::digest::Digest;
use gridbook_domain::id::{AccountId, FeedId, RecordId};
use gridbook_domain::wire::{Cursor, Pull, cursor_hash};
use gridbook_store::{Feed, PageRow, Result, Tx};
use serde::Serialize;
use serde_json::value::RawValue;

/// The approximate number of bytes of rows in one answer.
const BUDGET: usize = 512 * 1024;
/// The approximate number of bytes of a row besides its fields.
const ROW: usize = 150;

/// The answer to a pull.
#[derive(Default)]
pub(crate) struct Pulled {
    /// Whether the device sent a hash and something has changed.
    pub changed: bool,
    /// The changes.
    pub pages: Vec<OutgoingPage>,
}

/// An outgoing [`gridbook_domain::wire::Page`], with the fields as stored.
#[derive(Serialize)]
pub(crate) struct OutgoingPage {
    feed: FeedId,
    from: u64,
    to: u64,
    cursor: String,
    rows: Vec<OutgoingRow>,
    head: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<Digest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed: Option<Vec<FeedId>>,
}

#[derive(Serialize)]
struct OutgoingRow {
    class: String,
    record: RecordId,
    version: Version,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<AccountId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    left: bool,
}

/// Answers a pull.
pub(crate) fn pull(tx: &mut dyn Tx, readable: &ReadableFeeds, pull: &Pull) -> Result<Pulled> {
    match pull {
        Pull::Nothing => Ok(Pulled::default()),
        Pull::Hash(hash) => {
            let heads = readable.feeds.iter().map(|feed| Cursor {
                feed: feed.feed,
                cursor: cursor::at_head(feed),
                seq: feed.seq,
            });
            let changed = cursor_hash(readable.grant_ver, heads.collect()) != *hash;
            Ok(Pulled { changed, pages: Vec::new() })
        }
        Pull::Feeds(cursors) => Ok(Pulled { changed: false, pages: pages(tx, readable, cursors)? }),
    }
}

fn pages(
    tx: &mut dyn Tx,
    readable: &ReadableFeeds,
    cursors: &[Cursor],
) -> Result<Vec<OutgoingPage>> {
    let mut budget = BUDGET;
    let mut pages = Vec::new();
    for feed in &readable.feeds {
        let held = cursors.iter().find(|cursor| cursor.feed == feed.feed);
        let place = match held {
            Some(held) => cursor::place(tx, feed, &held.cursor)?,
            None => None,
        };
        // A phone that stands at the head hears nothing; one that is new to a feed, or whose cursor
        // this history does not know, hears of it even when it is empty.
        if place != Some(feed.seq) {
            pages.push(page(tx, feed, place.unwrap_or(0), &mut budget)?);
        }
    }
    Ok(pages)
}

/// Returns the rows after `from`, as many as the budget holds but at least one while any budget is
/// left. Without a budget the page is empty and only says that there is more.
fn page(tx: &mut dyn Tx, feed: &Feed, from: u64, budget: &mut usize) -> Result<OutgoingPage> {
    let mut rows = Vec::new();
    let (mut to, mut full) = (from, *budget == 0);
    if !full {
        tx.page(feed.community, feed.feed, from, &mut |row| {
            let bytes = ROW + row.fields.as_ref().map_or(0, String::len);
            full = bytes > *budget && !rows.is_empty();
            if !full {
                *budget = budget.saturating_sub(bytes);
                to = row.seq;
                rows.push(outgoing(row)?);
            }
            Ok(!full)
        })?;
    }
    if full {
        *budget = 0;
    } else {
        to = feed.seq;
    }
    let is_final = to == feed.seq;
    Ok(OutgoingPage {
        feed: feed.feed,
        from,
        to,
        cursor: cursor::at(tx, feed, to)?,
        rows,
        head: feed.seq,
        digest: is_final.then_some(feed.digest),
        closed: feed.closed.clone().filter(|_| is_final),
    })
}

fn outgoing(row: PageRow) -> Result<OutgoingRow> {
    let left = row.fields.is_none();
    let fields = row.fields.filter(|fields| fields != "{}").map(RawValue::from_string);
    Ok(OutgoingRow {
        class: row.class,
        record: row.record,
        version: row.version,
        by: row.by,
        at: row.at,
        fields: fields.transpose()?,
        left,
    })
}
