//! A paper phone.

use super::NOON;
use gridbook_domain::chain::{body_hash, link, start};
use gridbook_domain::clock::{ClockData, Reading};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::outcome::{Outcome, PartOutcome};
use gridbook_domain::trust::{PrivateKey, enrol_message, head_message};
use gridbook_domain::wire::*;
use gridbook_domain::{
    AccountId, Body, Class, EpochId, FeedId, Fields, InstallId, OpId, Part, RecordId, Version,
};
use serde_json::Value;
use std::collections::BTreeMap;

pub fn enrol_request(code: &str, key: &PrivateKey) -> EnrolRequest {
    EnrolRequest {
        v: PROTOCOL,
        code: code.to_owned(),
        key: key.public(),
        sig: key.sign(&enrol_message(code, &key.public())),
        app: "paper/1".to_owned(),
        device: "test".to_owned(),
    }
}

/// A paper phone: stamps and signs like a real phone.
#[derive(Clone)]
pub struct PaperPhone {
    pub key: PrivateKey,
    pub install: InstallId,
    pub token: String,
    pub account: AccountId,
    pub grant_ver: u64,
    pub epoch: EpochId,
    pub mseq: u64,
    pub chain: Hash,
    pub staged: Vec<Envelope>,
    pub cursors: BTreeMap<FeedId, Cursor>,
    pub rows: BTreeMap<(FeedId, RecordId), Row>,
    pub digests: BTreeMap<FeedId, Digest>,
    draws: u64,
}

impl PaperPhone {
    pub fn new(key: PrivateKey, enrolled: EnrolResponse) -> Self {
        Self {
            key,
            install: enrolled.install,
            token: enrolled.token,
            account: enrolled.account,
            grant_ver: enrolled.scope.grant_ver,
            epoch: enrolled.epoch,
            mseq: 0,
            chain: start(enrolled.install),
            staged: Vec::new(),
            cursors: BTreeMap::new(),
            rows: BTreeMap::new(),
            digests: BTreeMap::new(),
            draws: 0,
        }
    }

    pub fn draw(&mut self) -> [u8; 16] {
        self.draws += 1;
        let text = format!("{} {}", self.install, self.draws);
        body_hash(text.as_bytes()).0[..16].try_into().unwrap()
    }

    pub fn body(&mut self, parts: Vec<Part>) -> Body {
        Body {
            op: OpId::from_random(self.draw()),
            salt: Bytes(self.draw()),
            author: self.account,
            grant_ver: self.grant_ver,
            clock: ClockData { at: Reading { wall: NOON, mono: 5, boot: 1 }, mark: None },
            parts,
            rest: Fields::new(),
        }
    }

    /// Saves and stages an op; returns its id.
    pub fn save(&mut self, parts: Vec<Part>) -> OpId {
        let body = self.body(parts);
        self.stage(body.to_bytes().unwrap());
        body.op
    }

    pub fn envelope(&self, mseq: u64, before: Hash, body: &str) -> Envelope {
        let chain = link(before, mseq, body_hash(body.as_bytes()));
        Envelope { mseq, chain, body: body.to_owned() }
    }

    pub fn stage(&mut self, body: String) {
        let envelope = self.envelope(self.mseq + 1, self.chain, &body);
        self.mseq += 1;
        self.chain = envelope.chain;
        self.staged.push(envelope);
    }

    pub fn request(&self) -> SyncRequest {
        SyncRequest {
            v: PROTOCOL,
            install: self.install,
            app: "paper/1".to_owned(),
            epoch: self.epoch,
            grant_ver: self.grant_ver,
            head: self.head(),
            waiting: Waiting::default(),
            clock: Reading { wall: NOON, mono: 9, boot: 1 },
            push: self.staged.clone(),
            pull: Pull::Feeds(self.cursors.values().cloned().collect()),
            receipt: None,
            dicts: Vec::new(),
            rest: Fields::new(),
        }
    }

    pub fn head(&self) -> Head {
        let message = head_message(self.install, self.mseq, self.chain);
        Head { mseq: self.mseq, chain: self.chain, sig: self.key.sign(&message) }
    }

    pub fn idle(&self) -> SyncRequest {
        let cursors = self.cursors.values().cloned().collect();
        let pull = Pull::Hash(cursor_hash(self.grant_ver, cursors));
        SyncRequest { push: vec![], pull, ..self.request() }
    }

    pub fn take(&mut self, response: &SyncResponse) {
        self.staged.retain(|envelope| envelope.mseq > response.durable.mseq);
        if let Some(scope) = &response.scope {
            self.grant_ver = scope.grant_ver;
        }
        for page in &response.feeds {
            if page.from == 0 {
                self.rows.retain(|(feed, _), _| *feed != page.feed);
            }
            for row in &page.rows {
                match row.left {
                    true => drop(self.rows.remove(&(page.feed, row.record))),
                    false => drop(self.rows.insert((page.feed, row.record), row.clone())),
                }
            }
            let (feed, cursor, seq) = (page.feed, page.cursor.clone(), page.to);
            self.cursors.insert(feed, Cursor { feed, cursor, seq });
            if let Some(digest) = page.digest {
                assert_eq!(page.to, page.head);
                assert_eq!(digest, self.recomputed(feed), "digest of what the phone holds");
                self.digests.insert(feed, digest);
            }
        }
    }

    pub fn recomputed(&self, feed: FeedId) -> Digest {
        let mut digest = Digest::default();
        for ((of, record), row) in &self.rows {
            if *of == feed {
                digest.add(*record, row.version);
            }
        }
        digest
    }

    pub fn row(&self, record: RecordId) -> Option<&Row> {
        self.rows.iter().find(|((_, found), _)| *found == record).map(|(_, row)| row)
    }

    pub fn fields(&self, record: RecordId) -> Value {
        self.row(record).map_or(Value::Null, |row| Value::Object(row.fields.clone()))
    }

    pub fn of_class(&self, class: &Class) -> Vec<&Row> {
        self.rows.values().filter(|row| row.class == *class).collect()
    }

    pub fn outcome(&self, op: OpId) -> Outcome {
        let row = self.row(RecordId::of_op(op)).expect("an outcome");
        assert_eq!(row.class, Class::Outcome);
        Outcome::from_fields(row.fields.clone()).unwrap()
    }

    pub fn part(&self, op: OpId, part: usize) -> PartOutcome {
        self.outcome(op).parts[part].clone()
    }

    pub fn new_record(&mut self) -> RecordId {
        RecordId::from_random(self.draw())
    }

    /// Creates a patch as the phone would, based on the version it has.
    pub fn patch(&self, class: Class, record: RecordId, feed: FeedId, patch: Value) -> Part {
        let base = self.row(record).map(|row| row.version);
        part(class, record, feed, base, patch)
    }
}

pub fn part(
    class: Class,
    record: RecordId,
    feed: FeedId,
    base: Option<Version>,
    patch: Value,
) -> Part {
    let patch = patch.as_object().cloned().unwrap();
    Part { class, record, feed, base, after: None, patch, rest: Fields::new() }
}
