//! An install for the tests of the features: enrolled, with two grids, and with rows put in by
//! hand. The stories in `tests/` test it with the real hub.

use crate::api::Book;
use crate::db::{LocalRow, WriteTx};
use crate::host::Host;
use crate::options::Options;
use crate::replica::identity::{self, Enrolment, Identity};
use crate::replica::{feeds, ops, rows};
use gridbook_domain::area::Level;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::outcome::PartOutcome;
use gridbook_domain::role::{FeedGrant, FeedKind, Role, Scope};
use gridbook_domain::{
    AccountId, AreaId, Class, EpochId, FeedId, Fields, InstallId, OpId, RecordId, Version,
};
pub use gridbook_testkit::MORNING;
use gridbook_testkit::{Dice, FakeClock, PhoneClock};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;

pub const WORKER: AccountId = AccountId::from_bytes([0xAA; 16]);
pub const GRID: AreaId = AreaId::from_bytes([0xA1; 16]);
pub const OTHER_GRID: AreaId = AreaId::from_bytes([0xA2; 16]);
pub const FEED: FeedId = FeedId::from_bytes([0xF1; 16]);
const OTHER_FEED: FeedId = FeedId::from_bytes([0xF2; 16]);
pub const INSTALL_FEED: FeedId = FeedId::from_bytes([0xF3; 16]);
pub const DEPLOYMENT_FEED: FeedId = FeedId::from_bytes([0xF4; 16]);

pub struct Phone {
    pub book: Book,
    time: Arc<FakeClock>,
    host: Host,
    folder: tempfile::TempDir,
}

impl Phone {
    /// Returns an install of a grid worker with two grids, at [`MORNING`].
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let time = Arc::new(FakeClock::new(MORNING));
        let clock = PhoneClock::new(time.clone());
        let host = Host::new(Arc::new(clock), Arc::new(Dice::new(1)));
        let phone = Self { book: open(folder.path(), &host), time, host, folder };
        phone.book.write(enrolled).unwrap();
        phone
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Kills the app without closing or flushing anything, and starts it again.
    pub fn killed(self) -> Self {
        let Self { book, time, host, folder } = self;
        std::mem::forget(book);
        Self { book: open(folder.path(), &host), time, host, folder }
    }

    pub fn wait(&self, milliseconds: i64) {
        self.time.pass(milliseconds);
    }

    /// Stores a row of the hub.
    pub fn hub_says(&self, class: Class, name: &str, fields: Value) -> RecordId {
        let feed = match class {
            Class::Notice => INSTALL_FEED,
            Class::Area | Class::Table | Class::Setting => DEPLOYMENT_FEED,
            _ => FEED,
        };
        let record = id(name);
        let op = OpId::from_bytes(*record.as_bytes());
        let row = LocalRow {
            class,
            record,
            feed,
            version: Some(Version::next(None, op, 0)),
            by: Some(AccountId::from_bytes([0xBB; 16])),
            at: Some(self.time.now()),
            unsettled: false,
            fields: fields.as_object().cloned().unwrap(),
        };
        self.book.write(|w| rows::put(w, &row)).unwrap();
        record
    }

    /// Stores a household at a door, with its dwelling.
    pub fn household(&self, building: &str, unit: &str, door: &str) -> RecordId {
        let name = format!("{building}{unit}{door}");
        let place = serde_json::json!({
            "area": GRID.to_string(), "building": building, "unit": unit, "door": door,
        });
        let dwelling = self.hub_says(Class::Dwelling, &format!("dwelling {name}"), place);
        let home = serde_json::json!({"dwelling": dwelling.to_string()});
        self.hub_says(Class::Household, &format!("household {name}"), home)
    }

    /// Stores a person of a household.
    pub fn person(&self, household: RecordId, name: &str, more: Value) -> RecordId {
        let mut fields = serde_json::json!({"household": household.to_string(), "name": name});
        let more = more.as_object().cloned().unwrap();
        fields.as_object_mut().unwrap().extend(more);
        self.hub_says(Class::Person, &format!("person {name}"), fields)
    }

    /// Stores the hub's outcome of a part of an op.
    pub fn answered(&self, op: OpId, place: usize, outcome: &PartOutcome) {
        let told = self.book.write(|w| {
            let (saved, _) = ops::store::find(w, op)?.unwrap();
            ops::store::set_outcome(w, saved, place, outcome)
        });
        told.unwrap();
    }

    /// Returns the patches of the own changes of a record, oldest first.
    pub fn patches(&self, record: RecordId) -> Vec<Value> {
        let changes = self.book.read(|conn| ops::store::changes_of(conn, record)).unwrap();
        changes.into_iter().map(|change| Value::Object(change.patch)).collect()
    }

    pub fn fields(&self, class: &Class, record: RecordId) -> Fields {
        let row = self.book.read(|conn| rows::get(conn, class, record)).unwrap();
        row.unwrap().fields
    }

    pub fn ops(&self) -> usize {
        self.book.saved_ops().unwrap().len()
    }
}

/// Returns the id of a name, always the same.
pub fn id(name: &str) -> RecordId {
    gridbook_domain::setting::id(name)
}

fn open(folder: &Path, host: &Host) -> Book {
    Book::open(Options { folder: folder.to_owned(), key: None }, host.clone()).unwrap()
}

fn enrolled(w: &WriteTx<'_>) -> crate::error::Result<()> {
    let install = InstallId::from_bytes([1; 16]);
    let enrolment = Enrolment {
        install,
        account: WORKER,
        name: "赵敏".to_owned(),
        community: AreaId::from_bytes([0xA0; 16]),
        role: Role::Worker,
        grant_ver: 1,
        url: "http://127.0.0.1:8080".to_owned(),
        hub_key: Bytes([2; 33]),
        recovery_key: Bytes([3; 33]),
    };
    identity::store::put(w, &Identity { enrolment, token: "token".to_owned() })?;
    feeds::store::begin(w, install)?;
    feeds::store::put_epoch(w, EpochId::from_bytes([4; 16]))?;
    let grant = |feed, kind, area, name: Option<&str>| FeedGrant {
        feed,
        kind,
        area,
        name: name.map(str::to_owned),
        level: area.map(|_| Level::Grid),
    };
    let granted = vec![
        grant(INSTALL_FEED, FeedKind::Install, None, None),
        grant(DEPLOYMENT_FEED, FeedKind::Deployment, None, None),
        grant(FEED, FeedKind::Grid, Some(GRID), Some("第一网格")),
        grant(OTHER_FEED, FeedKind::Grid, Some(OTHER_GRID), Some("第二网格")),
    ];
    feeds::store::put_scope(w, &Scope { grant_ver: 1, role: Role::Worker, feeds: granted })?;
    Ok(())
}
