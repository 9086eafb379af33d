//! Writes record versions into feeds: every change takes the next number of its feed, whose counter
//! stays locked until the transaction ends, so that commit order is sequence order.

use crate::projections::{Projections, RecordChange};
use gridbook_domain::chain::{feed_link, feed_start};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::id::{AccountId, AreaId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::outcome::FeedSeq;
use gridbook_domain::role::FeedKind;
use gridbook_domain::{Class, Fields, Version};
use gridbook_store::{Change, Feed, Left, Record, Result, Short, StoreError, Tx};
use std::collections::BTreeMap;

/// Shortens a feed's chain to what a cursor carries.
pub(crate) fn shortened(chain: Hash) -> Short {
    let mut short = [0; 12];
    short.iter_mut().zip(chain.0).for_each(|(to, from)| *to = from);
    Bytes(short)
}

/// The locked feeds of one transaction of one community. Counters are written by
/// [`FeedWriter::flush`]; a clone taken at a savepoint restores them when that is rolled back.
#[derive(Debug, Clone)]
pub(crate) struct FeedWriter {
    community: AreaId,
    feeds: BTreeMap<FeedId, Entry>,
    projections: Projections,
}

#[derive(Debug, Clone)]
struct Entry {
    feed: Feed,
    advanced: bool,
}

/// The origin of a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    /// The op.
    pub op: OpId,
    /// The number of the part in it, from 0.
    pub part: usize,
    /// The install that sent it.
    pub install: InstallId,
    /// The author.
    pub author: AccountId,
    /// When it happened.
    pub at: i64,
    /// When the hub received it.
    pub received: i64,
}

/// A record version to write.
pub(crate) struct Write<'a> {
    /// The record as it is now; `None` for a new one.
    pub current: Option<&'a Record>,
    /// Its class.
    pub class: &'a Class,
    /// The record.
    pub record: RecordId,
    /// The feed of a new record.
    pub feed: FeedId,
    /// All its fields after the change.
    pub fields: Fields,
    /// The previous values of the changed fields.
    pub before: Fields,
    /// The origin of the change.
    pub origin: Origin,
    /// Whether others may build on this version, so that its history is kept. Outcomes and notices
    /// are written by the hub alone and keep none.
    pub history: bool,
}

/// The version and position of a written record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    /// The version.
    pub version: Version,
    /// Its position in the feed.
    pub at: FeedSeq,
}

impl FeedWriter {
    /// Creates a writer that has locked nothing.
    pub fn new(community: AreaId) -> Self {
        Self { community, feeds: BTreeMap::new(), projections: Projections::new(community) }
    }

    /// Locks feeds in the order of their ids, which every transaction keeps to. Unknown feeds are
    /// skipped.
    pub fn lock(&mut self, tx: &mut dyn Tx, feeds: impl IntoIterator<Item = FeedId>) -> Result<()> {
        let feeds: std::collections::BTreeSet<FeedId> = feeds.into_iter().collect();
        for feed in feeds {
            self.entry(tx, feed)?;
        }
        Ok(())
    }

    /// Returns a feed in its state within this transaction; `None` if the community has no such
    /// feed.
    pub fn feed(&mut self, tx: &mut dyn Tx, feed: FeedId) -> Result<Option<&Feed>> {
        Ok(self.entry(tx, feed)?.map(|entry| &entry.feed))
    }

    fn entry(&mut self, tx: &mut dyn Tx, feed: FeedId) -> Result<Option<&mut Entry>> {
        if !self.feeds.contains_key(&feed) {
            let Some(found) = tx.lock_feed(self.community, feed)? else { return Ok(None) };
            self.feeds.insert(feed, Entry { feed: found, advanced: false });
        }
        Ok(self.feeds.get_mut(&feed))
    }

    /// Writes a record version as the next change of its feed.
    pub fn write(&mut self, tx: &mut dyn Tx, write: Write<'_>) -> Result<Written> {
        let origin = write.origin;
        let before = write.current.map(|record| record.version);
        let version = Version::next(before, origin.op, origin.part);
        let feed = write.current.map_or(write.feed, |record| record.feed);
        let seq = self.advance(tx, feed, write.record, version, |digest| {
            if let Some(before) = before {
                digest.remove(write.record, before);
            }
            digest.add(write.record, version);
        })?;
        let row = Record {
            community: self.community,
            record: write.record,
            class: write.class.clone(),
            feed,
            seq,
            version,
            by: Some(origin.author),
            at: Some(origin.at),
            fields: write.fields,
        };
        match write.current {
            None => tx.add_record(&row)?,
            Some(_) => tx.put_record(&row)?,
        }
        if write.history {
            tx.add_change(&change(self.community, write.record, version, origin, write.before))?;
        }
        let (before, received, author) = (write.current, origin.received, origin.author);
        self.projections.written(tx, RecordChange { now: &row, before, received, author })?;
        Ok(Written { version, at: FeedSeq { feed, seq } })
    }

    /// Moves an unchanged record into another feed: it leaves the old feed and is added to the new
    /// one.
    pub fn relocate(&mut self, tx: &mut dyn Tx, record: &Record, to: FeedId) -> Result<FeedSeq> {
        let (id, version, from) = (record.record, record.version, record.feed);
        let seq = self.advance(tx, from, id, version, |digest| digest.remove(id, version))?;
        let class = record.class.clone();
        let community = self.community;
        tx.put_left(&Left { community, feed: from, seq, record: id, class, version })?;
        tx.remove_left(community, to, id)?;
        let seq = self.advance(tx, to, id, version, |digest| digest.add(id, version))?;
        let now = Record { feed: to, seq, ..record.clone() };
        tx.put_record(&now)?;
        self.projections.moved(tx, &now, record)?;
        Ok(FeedSeq { feed: to, seq })
    }

    fn advance(
        &mut self,
        tx: &mut dyn Tx,
        feed: FeedId,
        record: RecordId,
        version: Version,
        count: impl FnOnce(&mut gridbook_domain::digest::Digest),
    ) -> Result<u64> {
        let community = self.community;
        let entry = self.entry(tx, feed)?.ok_or(StoreError::NotFound { what: "feed" })?;
        let feed = &mut entry.feed;
        feed.seq += 1;
        feed.chain = feed_link(feed.chain, feed.seq, record, version);
        count(&mut feed.digest);
        entry.advanced = true;
        tx.log_feed(community, feed.feed, feed.seq, shortened(feed.chain))?;
        Ok(feed.seq)
    }

    /// Writes the state of the feeds and the counters.
    pub fn flush(&mut self, tx: &mut dyn Tx) -> Result<()> {
        self.projections.flush(tx)?;
        for entry in self.feeds.values_mut().filter(|entry| entry.advanced) {
            tx.put_feed(&entry.feed)?;
            entry.advanced = false;
        }
        Ok(())
    }
}

fn change(
    community: AreaId,
    record: RecordId,
    version: Version,
    origin: Origin,
    before: Fields,
) -> Change {
    let part = origin.part as u64;
    Change {
        community,
        record,
        version,
        op: origin.op,
        part,
        install: origin.install,
        author: origin.author,
        before,
    }
}

/// Creates a feed before its first change.
pub(crate) fn empty_feed(
    community: AreaId,
    feed: FeedId,
    kind: FeedKind,
    area: Option<AreaId>,
) -> Feed {
    let (chain, digest) = (feed_start(feed), Digest::default());
    Feed { community, feed, kind, area, seq: 0, chain, digest, closed: None }
}
