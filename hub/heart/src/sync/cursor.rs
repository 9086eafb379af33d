//! Cursors: an install's position in a feed, bound to the history of that feed.

use crate::feeds::shortened;
use gridbook_domain::chain::feed_start;
use gridbook_domain::encoding::Bytes;
use gridbook_store::{Feed, Result, Short, Tx};

/// Formats a cursor; devices treat it as opaque.
pub(crate) fn text(seq: u64, chain: Short) -> String {
    format!("{seq}.{chain}")
}

/// Returns the cursor at a feed's last change.
pub(crate) fn at_head(feed: &Feed) -> String {
    text(feed.seq, shortened(feed.chain))
}

/// Returns the cursor before a feed's first change.
pub(crate) fn at_start(feed: &Feed) -> String {
    text(0, shortened(feed_start(feed.feed)))
}

/// Returns the position that a cursor names, if this feed's history knows it.
pub(crate) fn place(tx: &mut dyn Tx, feed: &Feed, cursor: &str) -> Result<Option<u64>> {
    if cursor == at_head(feed) {
        return Ok(Some(feed.seq));
    }
    let Some((seq, chain)) = read(cursor).filter(|(seq, _)| *seq <= feed.seq) else {
        return Ok(None);
    };
    let known = match seq {
        0 => Some(shortened(feed_start(feed.feed))),
        _ => tx.chain_at(feed.community, feed.feed, seq)?,
    };
    Ok((known == Some(chain)).then_some(seq))
}

/// Returns the cursor at the change that a page ends with.
pub(crate) fn at(tx: &mut dyn Tx, feed: &Feed, seq: u64) -> Result<String> {
    if seq == feed.seq {
        return Ok(at_head(feed));
    }
    match tx.chain_at(feed.community, feed.feed, seq)? {
        Some(chain) => Ok(text(seq, chain)),
        None => Ok(at_start(feed)),
    }
}

fn read(cursor: &str) -> Option<(u64, Short)> {
    let (seq, chain) = cursor.split_once('.')?;
    Some((seq.parse().ok()?, Bytes::parse(chain).ok()?))
}
