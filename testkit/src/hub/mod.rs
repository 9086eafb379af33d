//! A hub in a temporary folder, and a phone of paper: it stamps and signs like a real one, but only
//! does what a test tells it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::new_without_default,
    reason = "a world of tests: what cannot go on stops the test that lives in it"
)]

use gridbook_domain::area::Level;
use gridbook_domain::chain::{body_hash, link, start};
use gridbook_domain::clock::{ClockData, Reading};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::fields::from_fields;
use gridbook_domain::outcome::{Outcome, PartOutcome};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::trust::{PrivateKey, enrol_message, head_message};
use gridbook_domain::wire::*;
use gridbook_domain::{
    AccountId, AreaId, Body, Class, FeedId, Fields, InstallId, OpId, Part, RecordId, Version,
};
use gridbook_hub::host::{Clock, NoRandomness, Random};
use gridbook_hub::{Hub, HubOptions, InstallTotals, Method, Request, Response};
use gridbook_store_sqlite::SqliteStore;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

pub const NOON: i64 = 1_800_000_000_000;

pub struct TestClock(pub AtomicI64);

impl Clock for TestClock {
    fn reading(&self) -> Reading {
        Reading::of_wall(self.0.load(Ordering::SeqCst))
    }
}

/// Reproducible, never the same twice.
pub struct Counting(pub AtomicU64);

impl Random for Counting {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let n = self.0.fetch_add(1, Ordering::SeqCst);
        let hash = body_hash(&n.to_be_bytes());
        bytes.iter_mut().zip(hash.0.iter().cycle()).for_each(|(to, from)| *to = *from);
        Ok(())
    }
}

pub struct World {
    pub hub: Arc<Hub>,
    pub clock: Arc<TestClock>,
    pub folder: tempfile::TempDir,
    pub community: AreaId,
    pub grid: AreaId,
    pub other_grid: AreaId,
}

pub fn open(folder: &Path, clock: &Arc<TestClock>, seed: u64) -> Arc<Hub> {
    let random = Arc::new(Counting(AtomicU64::new(seed)));
    let store = Box::new(SqliteStore::open_folder(folder).unwrap());
    let (folder, clock) = (folder.to_owned(), clock.clone());
    Arc::new(Hub::open(HubOptions { store, folder, clock, random }).unwrap())
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(NOON)));
        let hub = open(folder.path(), &clock, 1);
        let street = hub.add_area("东风街道", Level::Street, None).unwrap();
        let community = hub.add_area("春风社区", Level::Community, Some(street)).unwrap();
        let grid = hub.add_area("第一网格", Level::Grid, Some(community)).unwrap();
        let other_grid = hub.add_area("第二网格", Level::Grid, Some(community)).unwrap();
        Self { hub, clock, folder, community, grid, other_grid }
    }

    /// The same data, opened by another process after this one has gone.
    pub fn reopened(self) -> Self {
        let Self { hub, clock, folder, community, grid, other_grid } = self;
        drop(hub);
        let hub = open(folder.path(), &clock, 1_000_000);
        Self { hub, clock, folder, community, grid, other_grid }
    }

    pub fn later(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn feed(&self) -> FeedId {
        self.feed_of(self.grid)
    }

    pub fn feed_of(&self, grid: AreaId) -> FeedId {
        let areas = self.hub.areas().unwrap();
        areas.iter().find(|area| area.area == grid).unwrap().feed.unwrap()
    }

    pub fn worker(&self, name: &str) -> Phone {
        let account = self.hub.add_account(name, Role::Worker, self.community).unwrap();
        self.hub.grant(account, self.grid, FeedKind::Grid).unwrap();
        self.phone(account)
    }

    pub fn with_role(&self, name: &str, role: Role) -> Phone {
        let account = self.hub.add_account(name, role, self.community).unwrap();
        self.hub.grant(account, self.community, FeedKind::Grid).unwrap();
        self.phone(account)
    }

    pub fn phone(&self, account: AccountId) -> Phone {
        let invitation = self.hub.invite(account, "http://127.0.0.1:1", 60_000).unwrap();
        let seed = body_hash(invitation.code.as_bytes());
        let key = PrivateKey::from_bytes(&seed.0).unwrap();
        let request = enrol_request(&invitation.code, &key);
        let response = self.post(ENROL_PATH, None, &serde_json::to_vec(&request).unwrap());
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        let enrolled: EnrolResponse = serde_json::from_slice(&response.body).unwrap();
        Phone::new(key, enrolled)
    }

    pub fn post(&self, path: &str, bearer: Option<&str>, body: &[u8]) -> Response {
        self.hub.handle(request(Method::Post, path, bearer, body))
    }

    pub fn sync(&self, phone: &Phone, request: &SyncRequest) -> SyncResponse {
        let body = serde_json::to_vec(request).unwrap();
        let response = self.post(SYNC_PATH, Some(&phone.token), &body);
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).unwrap()
    }

    /// Pushes what the phone has staged and takes everything in.
    pub fn exchange(&self, phone: &mut Phone) -> SyncResponse {
        let first = self.sync(phone, &phone.request());
        phone.take(&first);
        while self.pull_on(phone) {}
        first
    }

    fn pull_on(&self, phone: &mut Phone) -> bool {
        let answer = self.sync(phone, &SyncRequest { push: vec![], ..phone.request() });
        phone.take(&answer);
        !answer.feeds.is_empty()
    }

    /// What the hub counts for a phone.
    pub fn totals(&self, phone: &Phone) -> InstallTotals {
        let totals = self.hub.install_totals().unwrap();
        totals.into_iter().find(|totals| totals.install == phone.install).unwrap()
    }

    /// Sends raw statements to the database file, to break things from outside.
    pub fn sql(&self, sql: &str) {
        let db = rusqlite::Connection::open(self.folder.path().join("hub.db")).unwrap();
        db.execute_batch(sql).unwrap();
    }

    /// Every change of a person: its op and the values it replaced.
    pub fn changes(&self) -> Vec<(OpId, Fields)> {
        let db = rusqlite::Connection::open(self.folder.path().join("hub.db")).unwrap();
        let sql = "SELECT c.op, c.before FROM change c JOIN record r \
             ON r.community = c.community AND r.record = c.record WHERE r.class = 'person'";
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| {
            let before: String = row.get("before")?;
            let op = OpId::from_bytes(row.get("op")?);
            Ok((op, serde_json::from_str(&before).unwrap()))
        });
        rows.unwrap().map(Result::unwrap).collect()
    }

    pub fn number(&self, sql: &str) -> i64 {
        let db = rusqlite::Connection::open(self.folder.path().join("hub.db")).unwrap();
        db.query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

pub fn request(method: Method, path: &str, bearer: Option<&str>, body: &[u8]) -> Request {
    Request {
        method,
        path: path.to_owned(),
        query: String::new(),
        bearer: bearer.map(str::to_owned),
        zstd: false,
        body: body.to_vec(),
    }
}

pub fn failure(response: &Response) -> FailureCode {
    serde_json::from_slice::<Failure>(&response.body).unwrap().code
}

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

#[derive(Clone)]
pub struct Phone {
    pub key: PrivateKey,
    pub install: InstallId,
    pub token: String,
    pub account: AccountId,
    pub grant_ver: u64,
    pub epoch: gridbook_domain::EpochId,
    pub mseq: u64,
    pub chain: Hash,
    pub staged: Vec<Envelope>,
    pub cursors: BTreeMap<FeedId, Cursor>,
    pub rows: BTreeMap<(FeedId, RecordId), Row>,
    pub digests: BTreeMap<FeedId, Digest>,
    draws: u64,
}

impl Phone {
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

    /// Saves and stages an op; gives its id.
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
        from_fields(row.fields.clone()).unwrap()
    }

    pub fn part(&self, op: OpId, part: usize) -> PartOutcome {
        self.outcome(op).parts[part].clone()
    }

    pub fn new_record(&mut self) -> RecordId {
        RecordId::from_random(self.draw())
    }

    /// A patch as the phone makes it: upon the version it holds.
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

/// The tables of the rows the console reads.
const ROWS: [&str; 8] = [
    "visit_row",
    "visit_review",
    "matter_row",
    "matter_step",
    "household_row",
    "household_head",
    "tally",
    "coverage",
];

impl World {
    /// Everything the console's rows say, and what they say once they are built anew from the
    /// records, as a hub of a newer version builds them when it opens.
    pub fn rows_and_rows_anew(&self) -> (Vec<String>, Vec<String>) {
        let anew = tempfile::tempdir().unwrap();
        let copy = |name: &str| {
            std::fs::create_dir_all(anew.path().join("keys")).unwrap();
            std::fs::copy(self.folder.path().join(name), anew.path().join(name)).unwrap();
        };
        for key in std::fs::read_dir(self.folder.path().join("keys")).unwrap() {
            copy(&format!("keys/{}", key.unwrap().file_name().to_string_lossy()));
        }
        let db = rusqlite::Connection::open(self.folder.path().join("hub.db")).unwrap();
        let progress = None::<fn(rusqlite::backup::Progress)>;
        db.backup("main", anew.path().join("hub.db"), progress).unwrap();
        let other = rusqlite::Connection::open(anew.path().join("hub.db")).unwrap();
        other.execute_batch("UPDATE view_state SET shape = 0").unwrap();
        drop(open(anew.path(), &self.clock, 9_000_000));
        (rows(&db), rows(&other))
    }
}

/// Every row of the console, as text. A count of nothing says the same as none.
fn rows(db: &rusqlite::Connection) -> Vec<String> {
    let mut found = Vec::new();
    for table in ROWS {
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values = (0..columns).map(|at| row.get_ref(at).unwrap());
            let values: Vec<String> = values.map(|value| format!("{value:?}")).collect();
            let keys = match table {
                "tally" => 2,
                "coverage" => 3,
                _ => 0,
            };
            if keys == 0 || values.iter().skip(keys).any(|count| count != "Integer(0)") {
                found.push(format!("{table}: {}", values.join(", ")));
            }
        }
    }
    found
}
