//! Where this phone stands at the hub: acknowledgements, grants, the cursor of each feed, and the
//! rows that wait for a feed to be whole.

pub(crate) mod store;

use gridbook_domain::digest::Digest;
use gridbook_domain::wire::ChainHead;
use gridbook_domain::{FeedId, clock};

/// Where the sync of this install stands.
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

/// Where this phone stands in one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feed {
    pub feed: FeedId,
    pub kind: String,
    pub cursor: Option<String>,
    pub seq: u64,
    pub head: u64,
    pub digest: Digest,
    /// Where a restart stands.
    pub staged: Option<(String, u64)>,
    pub restart: bool,
    pub mismatches: u32,
    pub restarts: u32,
    pub stopped: Option<String>,
    pub successors: Option<String>,
}
