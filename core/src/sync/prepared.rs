//! A request before it is sent, and the positions it was built from.

use super::machine::Ask;
use crate::replica::feeds::{Feed, SyncState};
use gridbook_domain::wire::{Cursor, Pull, SyncRequest, cursor_hash};

/// A request that is ready to be sent.
pub(super) struct Prepared {
    pub ask: Ask,
    pub message: SyncRequest,
    pub asked: FeedPositions,
}

impl Prepared {
    /// Returns whether this is the request to send.
    pub fn fits(&self, limit: Option<usize>, ask: Ask) -> bool {
        limit.is_none() && self.ask == ask
    }
}

/// The positions in the feeds at the time of the request.
#[derive(PartialEq)]
pub(super) struct FeedPositions {
    durable: u64,
    cursors: Vec<Cursor>,
}

impl FeedPositions {
    /// Returns the positions of these feeds.
    pub fn of(state: &SyncState, feeds: &[Feed]) -> Self {
        Self { durable: state.durable, cursors: feeds.iter().filter_map(cursor).collect() }
    }
}

/// Returns the positions for the request; only their hash if that suffices to learn that nothing is
/// new.
pub(super) fn pull_of(state: &SyncState, feeds: &[Feed], grant_ver: u64, ask: Ask) -> Pull {
    if state.stopped.is_some() {
        return Pull::Nothing;
    }
    let cursors: Vec<Cursor> = feeds.iter().filter_map(cursor).collect();
    let whole = feeds.iter().all(is_whole);
    match ask {
        Ask::News if whole => Pull::Hash(cursor_hash(grant_ver, cursors)),
        Ask::News | Ask::Feeds => Pull::Feeds(cursors),
    }
}

/// Returns whether the install has the whole feed, as far as it knows.
fn is_whole(feed: &Feed) -> bool {
    let reading = feed.staged.is_some() || feed.restart || feed.seq < feed.head;
    feed.cursor.is_some() && !reading
}

/// Returns the cursor of a feed. A feed without one is pulled from its beginning.
fn cursor(feed: &Feed) -> Option<Cursor> {
    let (cursor, seq) = match (&feed.staged, &feed.cursor) {
        (Some((cursor, seq)), _) => (cursor.clone(), *seq),
        (None, Some(cursor)) if !feed.restart => (cursor.clone(), feed.seq),
        (None, _) => return None,
    };
    Some(Cursor { feed: feed.feed, cursor, seq })
}
