//! A newer app, on paper: writes ops into the outbox that this build's forms cannot create.

use crate::Phone;
use gridbook_core::host::Clock as _;
use gridbook_domain::clock::ClockData;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::{Body, Class, FeedId, Fields, OpId, Part, RecordId, Version};
use rusqlite::{Connection, named_params};
use serde_json::Value;

/// A newer app's change of one record.
pub struct Newer {
    /// Its class, which this build may not know.
    pub class: Class,
    /// The record.
    pub record: RecordId,
    /// The feed of the record.
    pub feed: FeedId,
    /// The version it had seen.
    pub base: Option<Version>,
    /// The fields, which this build may not know.
    pub patch: Value,
}

impl Phone {
    /// Saves an op of a newer app, straight into the outbox.
    pub fn save_newer(&self, op: OpId, parts: Vec<Newer>) {
        let parts = parts.into_iter().map(|part| Part {
            class: part.class,
            record: part.record,
            feed: part.feed,
            base: part.base,
            after: None,
            patch: crate::fields(part.patch),
            rest: Fields::new(),
        });
        let body = Body {
            op,
            salt: Bytes([7; 16]),
            author: self.account,
            grant_ver: self.identity().unwrap().unwrap().grant_ver,
            clock: ClockData { at: self.clock.reading(), mark: None },
            parts: parts.collect(),
            rest: Fields::new(),
        };
        let records: Vec<_> =
            body.parts.iter().map(|part| (part.class.clone(), part.record, part.feed)).collect();
        self.put_op(op, &body.to_bytes().unwrap(), &records);
    }

    /// Writes any text into the outbox as the body of an op.
    pub fn put_op(&self, op: OpId, body: &str, parts: &[(Class, RecordId, FeedId)]) {
        let db = self.db();
        let sql = "INSERT INTO op (op, body, at) VALUES (:op, :body, 0)";
        db.execute(sql, named_params! {":op": op.as_bytes(), ":body": body}).unwrap();
        let saved = db.last_insert_rowid();
        for (place, (class, record, feed)) in (0i64..).zip(parts) {
            let sql = "INSERT INTO part (saved, part, class, record, feed)
                VALUES (:saved, :part, :class, :record, :feed)";
            let named = named_params! {
                ":saved": saved, ":part": place, ":class": class.as_str(),
                ":record": record.as_bytes(), ":feed": feed.as_bytes(),
            };
            db.execute(sql, named).unwrap();
        }
    }
}

/// Reads the bytes of an op from a phone's outbox.
pub fn body_of(db: &Connection, op: OpId) -> Option<Vec<u8>> {
    let sql = "SELECT CAST(body AS BLOB) FROM op WHERE op = :op";
    db.query_row(sql, named_params! {":op": op.as_bytes()}, |row| row.get(0)).ok()
}
