//! A hub in a temporary folder, and a paper phone: it stamps and signs like a real one, but acts
//! only on a test's calls.
#![allow(missing_docs, clippy::new_without_default, reason = "read beside the tests that use it")]

mod phone;
mod rows;

pub use phone::{PaperPhone, enrol_request, part};
pub use rows::{console_rows, rows_and_rebuilt_rows};

pub use crate::{Dice, FakeClock};
use gridbook_domain::area::Level;
use gridbook_domain::chain::body_hash;
use gridbook_domain::host::{Clock, Random};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::trust::PrivateKey;
use gridbook_domain::wire::{
    ENROL_PATH, EnrolResponse, Failure, FailureCode, SYNC_PATH, SyncRequest, SyncResponse,
};
use gridbook_domain::{AccountId, AreaId, FeedId, Fields, OpId};
use gridbook_hub::{Hub, HubOptions, InstallTotals, Method, Request, Response};
use gridbook_store_sqlite::SqliteStore;
use std::path::Path;
use std::sync::Arc;

pub const NOON: i64 = 1_800_000_000_000;

/// A hub in a temporary folder with one community of two grids.
pub struct HubWorld {
    pub hub: Arc<Hub>,
    pub clock: Arc<FakeClock>,
    pub folder: tempfile::TempDir,
    pub community: AreaId,
    pub grid: AreaId,
    pub other_grid: AreaId,
}

/// Opens a hub in a folder.
pub fn open(folder: &Path, clock: &Arc<FakeClock>, seed: u64) -> Arc<Hub> {
    Arc::new(open_with(folder, clock.clone(), Arc::new(Dice::new(seed))))
}

/// Opens a hub in a folder with any clock and randomness.
pub fn open_with(folder: &Path, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Hub {
    let store = Box::new(SqliteStore::open_folder(folder).unwrap());
    Hub::open(HubOptions { store, folder: folder.to_owned(), clock, random }).unwrap()
}

/// One community of two grids.
#[derive(Debug, Clone, Copy)]
pub struct Street {
    pub community: AreaId,
    pub grid: AreaId,
    pub other_grid: AreaId,
}

impl Street {
    /// Adds the areas to a hub.
    pub fn add_to(hub: &Hub) -> Self {
        let street = hub.add_area("东风街道", Level::Street, None).unwrap();
        let community = hub.add_area("春风社区", Level::Community, Some(street)).unwrap();
        let grid = hub.add_area("第一网格", Level::Grid, Some(community)).unwrap();
        let other_grid = hub.add_area("第二网格", Level::Grid, Some(community)).unwrap();
        Self { community, grid, other_grid }
    }
}

/// Returns the feed of a grid.
pub fn feed_of(hub: &Hub, grid: AreaId) -> FeedId {
    let areas = hub.areas().unwrap();
    areas.iter().find(|area| area.area == grid).unwrap().feed.unwrap()
}

impl HubWorld {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(FakeClock::new(NOON));
        let hub = open(folder.path(), &clock, 1);
        let Street { community, grid, other_grid } = Street::add_to(&hub);
        Self { hub, clock, folder, community, grid, other_grid }
    }

    /// Reopens the same data, as another process would after this one has ended.
    pub fn reopened(self) -> Self {
        let Self { hub, clock, folder, community, grid, other_grid } = self;
        drop(hub);
        let hub = open(folder.path(), &clock, 1_000_000);
        Self { hub, clock, folder, community, grid, other_grid }
    }

    pub fn later(&self, ms: i64) {
        self.clock.pass(ms);
    }

    pub fn feed(&self) -> FeedId {
        self.feed_of(self.grid)
    }

    pub fn feed_of(&self, grid: AreaId) -> FeedId {
        feed_of(&self.hub, grid)
    }

    pub fn worker(&self, name: &str) -> PaperPhone {
        let account = self.hub.add_account(name, Role::Worker, self.community).unwrap();
        self.hub.grant(account, self.grid, FeedKind::Grid).unwrap();
        self.phone(account)
    }

    pub fn with_role(&self, name: &str, role: Role) -> PaperPhone {
        let account = self.hub.add_account(name, role, self.community).unwrap();
        self.hub.grant(account, self.community, FeedKind::Grid).unwrap();
        self.phone(account)
    }

    pub fn phone(&self, account: AccountId) -> PaperPhone {
        let invitation = self.hub.invite(account, "http://127.0.0.1:1", 60_000).unwrap();
        let seed = body_hash(invitation.code.as_bytes());
        let key = PrivateKey::from_bytes(&seed.0).unwrap();
        let request = enrol_request(&invitation.code, &key);
        let response = self.post(ENROL_PATH, None, &serde_json::to_vec(&request).unwrap());
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        let enrolled: EnrolResponse = serde_json::from_slice(&response.body).unwrap();
        PaperPhone::new(key, enrolled)
    }

    pub fn post(&self, path: &str, bearer: Option<&str>, body: &[u8]) -> Response {
        self.hub.handle(request(Method::Post, path, bearer, body))
    }

    pub fn sync(&self, phone: &PaperPhone, request: &SyncRequest) -> SyncResponse {
        let body = serde_json::to_vec(request).unwrap();
        let response = self.post(SYNC_PATH, Some(&phone.token), &body);
        assert_eq!(response.status, 200, "{}", String::from_utf8_lossy(&response.body));
        serde_json::from_slice(&response.body).unwrap()
    }

    /// Pushes the staged ops of a phone and applies the response.
    pub fn exchange(&self, phone: &mut PaperPhone) -> SyncResponse {
        let first = self.sync(phone, &phone.request());
        phone.take(&first);
        while self.pull_on(phone) {}
        first
    }

    fn pull_on(&self, phone: &mut PaperPhone) -> bool {
        let answer = self.sync(phone, &SyncRequest { push: vec![], ..phone.request() });
        phone.take(&answer);
        !answer.feeds.is_empty()
    }

    /// Returns the hub's totals of a phone.
    pub fn totals(&self, phone: &PaperPhone) -> InstallTotals {
        let totals = self.hub.install_totals().unwrap();
        totals.into_iter().find(|totals| totals.install == phone.install).unwrap()
    }

    /// Runs statements on the database file, to damage data from outside.
    pub fn sql(&self, sql: &str) {
        let db = rusqlite::Connection::open(self.folder.path().join("hub.db")).unwrap();
        db.execute_batch(sql).unwrap();
    }

    /// Returns every change of a person: its op and the values it replaced.
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

    /// Returns the rows the console reads, and the same rows rebuilt from the records.
    pub fn rows_and_rows_anew(&self) -> (Vec<String>, Vec<String>) {
        let rebuilt = tempfile::tempdir().unwrap();
        rows_and_rebuilt_rows(self.folder.path(), rebuilt.path())
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
