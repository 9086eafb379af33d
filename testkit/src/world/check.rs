//! Invariants of a settled world, checked on the database files themselves.

use crate::{Phone, PhoneRow, World, hub_rows, phone_rows, rows_are_true};
use gridbook_domain::chain::{body_hash, link, start};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::{FeedId, InstallId, OpId, RecordId, Version};
use rusqlite::{Connection, named_params};
use std::collections::{BTreeMap, BTreeSet};

type Blob = [u8; 16];

impl World {
    /// Checks that a phone has exactly the hub's records of the feeds it may read, and that the
    /// hub's journal has, byte for byte, every op that the phone ever reported as saved.
    pub fn check_phone(&self, phone: &mut Phone) {
        self.check_journal(phone);
        let who = format!("{} (seed {})", phone.name, self.seed);
        holds_what_the_hub_holds(&phone.db(), &self.centre.db(), &who);
        let status = phone.status().unwrap();
        assert_eq!((status.waiting, status.fork, status.alarm), (0, None, false), "{who}");
    }

    /// Checks that the hub's journal has every op of the phone, byte for byte.
    pub fn check_journal(&self, phone: &mut Phone) {
        phone.note();
        let who = format!("{} (seed {})", phone.name, self.seed);
        let (db, hub) = (phone.db(), self.centre.db());
        holds_every_op(&db, &hub, phone.install(), phone.ever(), &who);
    }

    /// Checks that the hub's data is consistent, and that the console's rows agree with it.
    pub fn check_hub(&self) {
        let who = format!("seed {}", self.seed);
        is_whole(&self.centre.db(), &who);
        rows_are_true(&self.centre, &self.folder().join("rows-anew"), &who);
    }
}

/// Checks that a settled phone shows exactly the hub's records of the feeds it may read; `who`
/// names it in a failure.
pub fn holds_what_the_hub_holds(db: &Connection, hub: &Connection, who: &str) {
    let mut expected = BTreeMap::new();
    for (feed, seq, count, sum) in feeds_of(db) {
        let held = hub_rows(hub, feed);
        assert_eq!((seq, count, sum), hub_feed(hub, feed), "{who}: where {feed} stands");
        assert_eq!(digest(&held), Digest { count, sum }, "{who}: the digest of {feed}");
        expected.extend(held);
    }
    let rows = phone_rows(db);
    for (record, row) in rows.iter().filter(|(record, row)| !is_gone(db, hub, **record, row)) {
        assert!(!row.unsettled, "{who}: {record} {} is unsettled", row.row.class);
        assert_eq!(Some(&row.row), expected.get(record), "{who}: {record}");
    }
    let missing: Vec<_> = expected.keys().filter(|record| !rows.contains_key(record)).collect();
    assert!(missing.is_empty(), "{who} lacks {missing:?}");
    for table in ["hub_row", "staged_row", "moved"] {
        let left: i64 =
            db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{who}: {table} is empty when all is settled");
    }
}

/// Returns whether a row is only the worker's choice about a conflict that this history of the hub
/// never had: the part is held, in case the conflict still arises.
fn is_gone(db: &Connection, hub: &Connection, record: RecordId, row: &PhoneRow) -> bool {
    let count = |db: &Connection, sql| -> i64 {
        let named = named_params! {":record": record.as_bytes()};
        db.query_row(sql, named, |row| row.get(0)).unwrap()
    };
    row.unsettled
        && row.row.class == "conflict"
        && count(hub, "SELECT count(*) FROM record WHERE record = :record") == 0
        && count(db, "SELECT count(*) FROM part WHERE record = :record AND effect = 'held'") > 0
}

/// Checks that the hub's journal has exactly the ops that a phone has sent, byte for byte, and that
/// none is missing that the phone ever reported as saved.
pub fn holds_every_op(
    db: &Connection,
    hub: &Connection,
    install: InstallId,
    ever: &BTreeSet<OpId>,
    who: &str,
) {
    let journal = journal(hub, install);
    let known: BTreeSet<OpId> = journal.iter().filter_map(|(_, op, _)| *op).collect();
    let lost: Vec<_> = ever.iter().filter(|op| !known.contains(op)).collect();
    // An op that cannot be read has no id at the hub; its bytes are compared below.
    let unreadable = journal.iter().filter(|(_, op, _)| op.is_none()).count();
    assert!(lost.len() <= unreadable, "{who}: lost {lost:?}");
    let sent = sent(db);
    assert_eq!(sent.len(), journal.len(), "{who}: as many as were sent");
    for ((mseq, body), (number, _, held)) in sent.iter().zip(&journal) {
        assert_eq!((mseq, body), (number, held), "{who}: byte for byte");
    }
}

/// Checks that a hub's data is consistent: every journal is one chain from 1 on, every feed counts
/// without gaps, every part took effect at most once, and exactly once if its outcome says so.
pub fn is_whole(hub: &Connection, who: &str) {
    for (install, mark, chain, applied) in installs(hub) {
        let mut at = start(install);
        let journal = journal(hub, install);
        for (number, (mseq, _, body)) in (1..).zip(&journal) {
            assert_eq!(number, *mseq, "{who}: the journal of {install} has a gap");
            at = link(at, *mseq, body_hash(body));
        }
        let last = journal.last().map_or(0, |(mseq, _, _)| *mseq);
        assert_eq!((last, at), (mark, chain), "{who}: durable n means 1..n");
        assert_eq!(applied, mark, "{who}: all is applied");
    }
    for (fault, sql) in FAULTS {
        let found: i64 = hub.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(found, 0, "{who}: {fault}");
    }
}

/// Faults that no hub's database may have, each with a query that counts them.
const FAULTS: &[(&str, &str)] = &[
    (
        "a part took effect twice",
        "SELECT count(*) FROM (SELECT 1 FROM change
            GROUP BY community, op, part HAVING count(*) > 1)",
    ),
    (
        "a feed has a gap",
        "SELECT count(*) FROM feed WHERE seq <> (SELECT count(*) FROM feed_log
            WHERE feed_log.community = feed.community AND feed_log.feed = feed.feed
            AND feed_log.seq BETWEEN 1 AND feed.seq)",
    ),
    (
        "a record lies beyond its feed",
        "SELECT count(*) FROM record JOIN feed USING (community, feed)
            WHERE record.seq NOT BETWEEN 1 AND feed.seq",
    ),
    (
        "a history has a gap",
        "SELECT count(*) FROM (SELECT max(n) AS most, count(*) AS many
            FROM change GROUP BY community, record) WHERE most <> many",
    ),
    (
        "a readable op without a word on each of its parts",
        "SELECT count(*) FROM op WHERE op IS NOT NULL
            AND (SELECT count(*) FROM part WHERE part.community = op.community
                AND part.op = op.op) <> json_array_length(CAST(body AS TEXT), '$.parts')",
    ),
    (
        "a change without an effect",
        "SELECT count(*) FROM change JOIN part USING (community, op, part)
            WHERE effect NOT IN ('applied', 'merged', 'conflict')",
    ),
    (
        "a record that was made and is not there",
        "SELECT count(*) FROM change WHERE NOT EXISTS (SELECT 1 FROM record
            WHERE record.community = change.community AND record.record = change.record)",
    ),
];

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

/// Reads the ops of an install as the hub journaled them.
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
