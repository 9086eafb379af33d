//! What must hold whenever things have settled, checked on the files themselves.

use crate::{Phone, World, hub_rows, phone_rows};
use gridbook_domain::chain::{body_hash, link, start};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::{FeedId, InstallId, OpId, RecordId, Version};
use rusqlite::{Connection, named_params};
use std::collections::{BTreeMap, BTreeSet};

type Blob = [u8; 16];

impl World {
    /// A phone holds exactly what the hub holds of the feeds it may read, and the hub's journal
    /// holds, byte for byte, every op the phone ever said was saved.
    pub fn check_phone(&self, phone: &mut Phone) {
        phone.note();
        let (db, hub) = (phone.db(), self.centre.db());
        let who = format!("{} (seed {})", phone.name, self.seed);
        let feeds: Vec<(FeedId, u64, u64, u64)> = feeds_of(&db);
        let mut expected = BTreeMap::new();
        for (feed, seq, count, sum) in &feeds {
            let held = hub_rows(&hub, *feed);
            assert_eq!((*seq, *count, *sum), hub_feed(&hub, *feed), "{who}: where {feed} stands");
            assert_eq!(digest(&held), Digest { count: *count, sum: *sum }, "{who}: the digest");
            expected.extend(held);
        }
        let rows = phone_rows(&db);
        for (record, row) in &rows {
            assert!(!row.unsettled, "{who}: {record} {} is unsettled", row.row.class);
            assert_eq!(Some(&row.row), expected.get(record), "{who}: {record}");
        }
        let missing: Vec<_> = expected.keys().filter(|record| !rows.contains_key(record)).collect();
        assert!(missing.is_empty(), "{who} lacks {missing:?}");
        for table in ["hub_row", "staged_row", "moved"] {
            let left = phone.number(&format!("SELECT count(*) FROM {table}"));
            assert_eq!(left, 0, "{who}: {table} is empty when all is settled");
        }
        let status = phone.status().unwrap();
        assert_eq!((status.waiting, status.fork, status.alarm), (0, None, false), "{who}");
        self.check_journal(phone);
    }

    /// The hub's journal holds every op of the phone, byte for byte, in one unbroken chain.
    pub fn check_journal(&self, phone: &mut Phone) {
        phone.note();
        let hub = self.centre.db();
        let journal = journal(&hub, phone.install());
        let known: BTreeSet<OpId> = journal.iter().filter_map(|(_, op, _)| *op).collect();
        let lost: Vec<_> = phone.ever().iter().filter(|op| !known.contains(op)).collect();
        // An op that cannot be read has no id at the hub; its bytes are compared below.
        let unreadable = journal.iter().filter(|(_, op, _)| op.is_none()).count();
        assert!(lost.len() <= unreadable, "{} (seed {}): lost {lost:?}", phone.name, self.seed);
        let sent = sent(&phone.db());
        assert_eq!(sent.len(), journal.len(), "{}: as many as were sent", phone.name);
        for ((mseq, body), (number, _, held)) in sent.iter().zip(&journal) {
            assert_eq!((mseq, body), (number, held), "{}: byte for byte", phone.name);
        }
    }

    /// Whatever the hub holds is whole: every journal is one chain from 1 on, every feed counts
    /// without gaps, every part took effect at most once.
    pub fn check_hub(&self) {
        let hub = self.centre.db();
        let seed = self.seed;
        for (install, mark, chain, applied) in installs(&hub) {
            let mut at = start(install);
            for (number, (mseq, _, body)) in (1..).zip(journal(&hub, install)) {
                assert_eq!(number, mseq, "the journal of {install} has a gap (seed {seed})");
                at = link(at, mseq, body_hash(&body));
            }
            let last = journal(&hub, install).last().map_or(0, |(mseq, _, _)| *mseq);
            assert_eq!((last, at), (mark, chain), "durable n means 1..n (seed {seed})");
            assert_eq!(applied, mark, "all is applied (seed {seed})");
        }
        let none = |what: &str, sql: &str| {
            let found: i64 = hub.query_row(sql, [], |row| row.get(0)).unwrap();
            assert_eq!(found, 0, "{what} (seed {seed})");
        };
        none(
            "a part took effect twice",
            "SELECT count(*) FROM (SELECT 1 FROM change
            GROUP BY community, op, part HAVING count(*) > 1)",
        );
        none(
            "a feed has a gap",
            "SELECT count(*) FROM feed WHERE seq <> (SELECT count(*)
            FROM feed_log WHERE feed_log.community = feed.community AND feed_log.feed = feed.feed
            AND feed_log.seq BETWEEN 1 AND feed.seq)",
        );
        none(
            "a change lies beyond its feed",
            "SELECT count(*) FROM record JOIN feed
            USING (community, feed) WHERE record.seq NOT BETWEEN 1 AND feed.seq",
        );
        none(
            "a history has a gap",
            "SELECT count(*) FROM (SELECT max(n) AS most, count(*) AS many
            FROM change GROUP BY community, record) WHERE most <> many",
        );
        none(
            "an effect without a change",
            "SELECT count(*) FROM part
            WHERE effect = 'applied' AND NOT EXISTS (SELECT 1 FROM change WHERE
            change.community = part.community AND change.op = part.op
            AND change.part = part.part)",
        );
        none(
            "a change without an effect",
            "SELECT count(*) FROM change JOIN part
            USING (community, op, part)
            WHERE effect NOT IN ('applied', 'merged', 'conflict')",
        );
    }
}

fn feeds_of(db: &Connection) -> Vec<(FeedId, u64, u64, u64)> {
    let mut statement = db.prepare("SELECT feed, seq, count, sum FROM feed").unwrap();
    let rows = statement.query_map([], |row| {
        let sum: i64 = row.get("sum")?;
        let feed = FeedId::from_bytes(row.get::<_, Blob>("feed")?);
        Ok((feed, row.get("seq")?, row.get("count")?, sum.cast_unsigned()))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn hub_feed(db: &Connection, feed: FeedId) -> (u64, u64, u64) {
    let sql = "SELECT seq, count, sum FROM feed WHERE feed = :feed";
    let read = |row: &rusqlite::Row<'_>| {
        let sum: i64 = row.get("sum")?;
        Ok((row.get("seq")?, row.get("count")?, sum.cast_unsigned()))
    };
    db.query_row(sql, named_params! {":feed": feed.as_bytes()}, read).unwrap()
}

fn digest(rows: &BTreeMap<RecordId, crate::HubRow>) -> Digest {
    let mut digest = Digest::default();
    for (record, row) in rows {
        digest.add(*record, row.version.parse::<Version>().unwrap());
    }
    digest
}

/// The ops of an install as the hub journaled them.
fn journal(db: &Connection, install: InstallId) -> Vec<(u64, Option<OpId>, Vec<u8>)> {
    let sql = "SELECT mseq, coalesce(op, repeats) AS op, body FROM op
        WHERE install = :install ORDER BY mseq";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map(named_params! {":install": install.as_bytes()}, |row| {
        let op: Option<Blob> = row.get("op")?;
        Ok((row.get("mseq")?, op.map(OpId::from_bytes), row.get("body")?))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn sent(db: &Connection) -> Vec<(u64, Vec<u8>)> {
    let sql = "SELECT mseq, CAST(body AS BLOB) AS body FROM op
        WHERE mseq IS NOT NULL ORDER BY mseq";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get("mseq")?, row.get("body")?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn installs(db: &Connection) -> Vec<(InstallId, u64, Hash, u64)> {
    let mut statement = db.prepare("SELECT install, mseq, chain, applied FROM install").unwrap();
    let rows = statement.query_map([], |row| {
        let install = InstallId::from_bytes(row.get::<_, Blob>("install")?);
        Ok((install, row.get("mseq")?, Bytes(row.get("chain")?), row.get("applied")?))
    });
    rows.unwrap().map(Result::unwrap).collect()
}
