//! The primitives of feeds and records.

use super::Result;
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::id::{AccountId, AreaId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::role::FeedKind;
use gridbook_domain::{Class, Fields, Version};

/// A feed's chain, shortened to the length in a cursor.
pub type Short = Bytes<12>;

/// A feed and its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// Its community.
    pub community: AreaId,
    /// Its id, never used again.
    pub feed: FeedId,
    /// Its kind.
    pub kind: FeedKind,
    /// The area it belongs to, for `grid` and `restricted`.
    pub area: Option<AreaId>,
    /// The number of its last change.
    pub seq: u64,
    /// The chain there.
    pub chain: Hash,
    /// Count and sum of its records there.
    pub digest: Digest,
    /// The feeds that continue it, if it is closed.
    pub closed: Option<Vec<FeedId>>,
}

/// A record as it is now.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its community.
    pub community: AreaId,
    /// Its id.
    pub record: RecordId,
    /// Its class.
    pub class: Class,
    /// Its feed.
    pub feed: FeedId,
    /// The number of its present version there.
    pub seq: u64,
    /// Its version.
    pub version: Version,
    /// The author of its last change.
    pub by: Option<AccountId>,
    /// When that happened.
    pub at: Option<i64>,
    /// Its fields.
    pub fields: Fields,
}

/// One change of a record, as a merge needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The community.
    pub community: AreaId,
    /// The record.
    pub record: RecordId,
    /// The version after it.
    pub version: Version,
    /// The op that carried it.
    pub op: OpId,
    /// The number of the part in it.
    pub part: u64,
    /// The install that sent it.
    pub install: InstallId,
    /// The author.
    pub author: AccountId,
    /// The previous values of the changed fields, `null` if there was none; empty for the first
    /// change, which set every field.
    pub before: Fields,
}

/// A record that left a feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    /// The community.
    pub community: AreaId,
    /// The feed it left.
    pub feed: FeedId,
    /// The number of that change.
    pub seq: u64,
    /// The record.
    pub record: RecordId,
    /// Its class.
    pub class: Class,
    /// Its version when it left.
    pub version: Version,
}

/// A row of a page, with its fields as stored JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct PageRow {
    /// The number of the change.
    pub seq: u64,
    /// The record.
    pub record: RecordId,
    /// Its class, as on the wire.
    pub class: String,
    /// Its version.
    pub version: Version,
    /// The author of its last change.
    pub by: Option<AccountId>,
    /// When that happened.
    pub at: Option<i64>,
    /// The JSON of its fields; `None` when it has left the feed.
    pub fields: Option<String>,
}

/// Feeds.
pub trait Feeds {
    /// Adds a feed.
    fn add_feed(&mut self, feed: &Feed) -> Result<()>;
    /// Reads a feed.
    fn feed(&mut self, community: AreaId, feed: FeedId) -> Result<Option<Feed>>;
    /// Reads a feed and locks its counter until the transaction ends.
    fn lock_feed(&mut self, community: AreaId, feed: FeedId) -> Result<Option<Feed>>;
    /// Writes the state of a locked feed.
    fn put_feed(&mut self, feed: &Feed) -> Result<()>;
    /// Reads the feeds of an area.
    fn feeds_of_area(&mut self, community: AreaId, area: AreaId) -> Result<Vec<Feed>>;
    /// Stores the chain at a change, for cursors at that change.
    ///
    /// # Errors
    ///
    /// When the database fails, or the number is taken.
    fn log_feed(&mut self, community: AreaId, feed: FeedId, seq: u64, chain: Short) -> Result<()>;
    /// Reads the chain at a change; `None` beyond the head and below the floor.
    fn chain_at(&mut self, community: AreaId, feed: FeedId, seq: u64) -> Result<Option<Short>>;
    /// Reads the rows of a feed whose last change is after `from`, in order of their changes, until
    /// `take` returns `false`.
    fn page(
        &mut self,
        community: AreaId,
        feed: FeedId,
        from: u64,
        take: &mut dyn FnMut(PageRow) -> Result<bool>,
    ) -> Result<()>;
}

/// Records and their history.
pub trait Records {
    /// Reads a record.
    fn record(&mut self, community: AreaId, record: RecordId) -> Result<Option<Record>>;
    /// Adds a record.
    ///
    /// # Errors
    ///
    /// When the database fails, or the record exists.
    fn add_record(&mut self, record: &Record) -> Result<()>;
    /// Replaces a record.
    fn put_record(&mut self, record: &Record) -> Result<()>;
    /// Reads all records of a class in a community, for import and counting.
    fn records_of(&mut self, community: AreaId, class: &Class) -> Result<Vec<Record>>;
    /// Returns how many records of a class a community has.
    fn count_of(&mut self, community: AreaId, class: &Class) -> Result<u64>;
    /// Adds to a record's history.
    ///
    /// # Errors
    /// When the database fails, or the version is taken.
    fn add_change(&mut self, change: &Change) -> Result<()>;
    /// Reads the changes of a record after its `n`th, in order.
    fn changes_after(&mut self, community: AreaId, record: RecordId, n: u64)
    -> Result<Vec<Change>>;
    /// Reads the `n`th change of a record.
    fn change(&mut self, community: AreaId, record: RecordId, n: u64) -> Result<Option<Change>>;
    /// Reads the first change by an op after a record's `n`th.
    fn change_by(
        &mut self,
        community: AreaId,
        record: RecordId,
        n: u64,
        op: OpId,
    ) -> Result<Option<Change>>;
    /// Notes that a record has left a feed.
    fn put_left(&mut self, left: &Left) -> Result<()>;
    /// Removes that note, because the record came back.
    fn remove_left(&mut self, community: AreaId, feed: FeedId, record: RecordId) -> Result<()>;
    /// Returns whether a record was in a feed and has left it.
    fn has_left(&mut self, community: AreaId, feed: FeedId, record: RecordId) -> Result<bool>;
}
