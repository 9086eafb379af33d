//! A record as it is stored on this install.

use gridbook_domain::{AccountId, Class, FeedId, Fields, RecordId, Version};

/// A record as it is read: the hub's row with the install's own unsettled parts applied.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LocalRow {
    pub class: Class,
    pub record: RecordId,
    pub feed: FeedId,
    /// The version of the hub's row under the own parts; absent if the hub has not sent it yet.
    pub version: Option<Version>,
    /// The author of the last change.
    pub by: Option<AccountId>,
    /// The time of the last change: as the hub decided, or as far as this device knows for own
    /// parts.
    pub at: Option<i64>,
    /// Whether own parts are applied to the hub's row.
    pub unsettled: bool,
    pub fields: Fields,
}

/// The part of a stored row that planning needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub feed: FeedId,
    pub version: Option<Version>,
    pub unsettled: bool,
}

/// A decision that the hub no longer has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LostDecision {
    /// The record it was about.
    pub about: RecordId,
    /// The message for the worker.
    pub message: String,
}
