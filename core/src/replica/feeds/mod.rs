//! The install's progress at the hub: acknowledgements, grants, the cursor of each feed, and the
//! rows staged until a feed is complete.

pub(crate) mod store;

use gridbook_domain::digest::Digest;
use gridbook_domain::wire::ChainHead;
use gridbook_domain::{FeedId, clock};

/// The state of this install's sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyncState {
    pub staged: ChainHead,
    pub durable: u64,
    pub safe: ChainHead,
    pub need: Option<u64>,
    pub fork: Option<u64>,
    pub revoked: bool,
    pub stopped: Option<String>,
    pub batch: usize,
    pub failures: u32,
    pub mark: Option<clock::ClockSync>,
}

/// The install's position in one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feed {
    pub feed: FeedId,
    pub kind: String,
    pub cursor: Option<String>,
    pub seq: u64,
    pub head: u64,
    pub digest: Digest,
    /// The cursor and the number reached by a restart that is in progress.
    pub staged: Option<(String, u64)>,
    pub restart: bool,
    pub mismatches: u32,
    pub restarts: u32,
    pub stopped: Option<String>,
    pub successors: Option<String>,
}
