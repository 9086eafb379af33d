//! A record as it is stored here.

use gridbook_domain::{AccountId, Class, FeedId, Fields, RecordId, Version};

/// A record as it is read: what the hub said, covered by own parts that are not settled.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocalRow {
    pub class: Class,
    pub record: RecordId,
    pub feed: FeedId,
    /// The hub's version below own parts; absent: the hub has not sent it yet.
    pub version: Option<Version>,
    /// Who changed it last.
    pub by: Option<AccountId>,
    /// When that happened: as the hub decided, or as far as this device knows for own parts.
    pub at: Option<i64>,
    /// Whether own parts cover what the hub said.
    pub unsettled: bool,
    pub fields: Fields,
}

/// What planning needs to know of a row that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub feed: FeedId,
    pub version: Option<Version>,
    pub unsettled: bool,
}
