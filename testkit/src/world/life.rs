//! A street: two grids with a few homes, and the people who work there.

use crate::hub::{Street, feed_of};
use crate::{Centre, Dice, Disk, FakeClock, Link, MORNING, Phone, PhoneClock, Trace, fields};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{AccountId, AreaId, Class, FeedId, RecordId};
use gridbook_hub::{Hub, NewPart, Saved};
use gridbook_store::Record;
use serde_json::{Value, json};
use std::cell::Cell;
use std::sync::Arc;

const YEAR: i64 = 365 * 86_400_000;

/// A household in its dwelling with two people.
#[derive(Debug, Clone, Copy)]
pub struct Home {
    /// The dwelling.
    pub dwelling: RecordId,
    /// The household.
    pub household: RecordId,
    /// The head.
    pub head: RecordId,
    /// The head's spouse.
    pub spouse: RecordId,
}

/// A street with one community of two grids.
pub struct World {
    /// The seed it was made from.
    pub seed: u64,
    /// The source of chance.
    pub dice: Arc<Dice>,
    /// The true time.
    pub time: Arc<FakeClock>,
    /// The hub.
    pub centre: Arc<Centre>,
    /// Everything that went over the wire.
    pub trace: Arc<Trace>,
    /// The community.
    pub community: AreaId,
    /// The first grid.
    pub grid: AreaId,
    /// The second grid.
    pub other_grid: AreaId,
    phones: Cell<u64>,
    disk: Disk,
}

impl World {
    /// Creates the world of a seed.
    pub fn new(seed: u64) -> Self {
        let disk = Disk::new();
        let time = Arc::new(FakeClock::new(MORNING));
        let dice = |stream: u64| Arc::new(Dice::new(seed.wrapping_mul(1_000_003) + stream));
        let centre = Centre::new(disk.path().join("hub"), time.clone(), dice(1));
        let hub = centre.hub();
        let Street { community, grid, other_grid } = Street::add_to(&hub);
        Self {
            seed,
            dice: dice(2),
            time,
            centre: Arc::new(centre),
            trace: Arc::default(),
            community,
            grid,
            other_grid,
            phones: Cell::new(0),
            disk,
        }
    }

    /// Creates the world of a seed with one home in its first grid.
    pub fn with_home(seed: u64) -> (Self, Home) {
        let world = Self::new(seed);
        let home = world.home(world.grid, "101", "赵");
        (world, home)
    }

    /// Creates the same with the phone of a worker of that grid, enrolled and synced.
    pub fn with_home_and_phone(seed: u64) -> (Self, Home, Phone) {
        let (world, home) = Self::with_home(seed);
        let phone = world.settled_phone("王芳", world.grid);
        (world, home, phone)
    }

    /// Returns the hub; drop it before a restart.
    pub fn hub(&self) -> Arc<Hub> {
        self.centre.hub()
    }

    /// Returns the folder that contains the world's folders.
    pub fn folder(&self) -> &std::path::Path {
        self.disk.path()
    }

    /// Returns the feed of a grid.
    pub fn feed(&self, grid: AreaId) -> FeedId {
        feed_of(&self.hub(), grid)
    }

    /// Creates an account with a grant for each of the areas.
    pub fn account(&self, name: &str, role: Role, areas: &[AreaId]) -> AccountId {
        let hub = self.hub();
        let account = hub.add_account(name, role, self.community).unwrap();
        for area in areas {
            hub.grant(account, *area, FeedKind::Grid).unwrap();
        }
        account
    }

    /// Creates an account of the hub's staff that sees the whole community.
    pub fn staff(&self, name: &str, role: Role) -> AccountId {
        self.account(name, role, &[self.community])
    }

    /// Creates a worker's phone, enrolled but never synced.
    pub fn phone(&self, name: &str, grid: AreaId) -> Phone {
        let account = self.account(name, Role::Worker, &[grid]);
        self.phone_of(account, name)
    }

    /// Creates a worker's phone, enrolled and synced.
    pub fn settled_phone(&self, name: &str, grid: AreaId) -> Phone {
        let mut phone = self.phone(name, grid);
        phone.settle();
        phone
    }

    /// Creates the phones of two workers of the first grid, enrolled before either of them syncs.
    pub fn two_phones(&self) -> (Phone, Phone) {
        let mut fang = self.phone("王芳", self.grid);
        let mut min = self.phone("李敏", self.grid);
        fang.settle();
        min.settle();
        (fang, min)
    }

    /// Creates another phone of an account, enrolled but never synced.
    pub fn phone_of(&self, account: AccountId, name: &str) -> Phone {
        let phone = self.unenrolled(account, name);
        phone.enrol(&self.invitation(account), "试验终端", phone.link.as_ref()).unwrap();
        phone
    }

    /// Creates a phone of an account, not enrolled yet.
    pub fn unenrolled(&self, account: AccountId, name: &str) -> Phone {
        let number = self.phones.get() + 1;
        self.phones.set(number);
        let folder = self.disk.path().join(format!("phone-{number}"));
        let stream = self.seed.wrapping_mul(1_000_003) + 100 + number;
        let link = Link::new(
            self.centre.clone(),
            self.time.clone(),
            self.dice.clone(),
            self.trace.clone(),
            folder.clone(),
        );
        let clock = Arc::new(PhoneClock::new(self.time.clone()));
        let dice = Arc::new(Dice::new(stream));
        Phone::new(name, account, folder, clock, Arc::new(link), dice)
    }

    /// Returns the line of a new invitation.
    pub fn invitation(&self, account: AccountId) -> String {
        self.hub().invite(account, "http://127.0.0.1:1", YEAR).unwrap().to_line().unwrap()
    }

    /// Adds a home to a grid, as an import would.
    pub fn home(&self, grid: AreaId, door: &str, surname: &str) -> Home {
        let people = [format!("{surname}建国"), format!("{surname}秀英")];
        self.home_of(grid, ["1号楼", "1单元", door], people)
    }

    /// Adds such a home behind a door given by building, unit and number, with these two people.
    pub fn home_of(&self, grid: AreaId, address: [&str; 3], people: [String; 2]) -> Home {
        let hub = self.hub();
        let new = || hub.new_record().unwrap();
        let home = Home { dwelling: new(), household: new(), head: new(), spouse: new() };
        let feed = self.feed(grid);
        let part = |class, record, patch| NewPart {
            class,
            record,
            feed,
            base: None,
            patch: fields(patch),
        };
        let [building, unit, door] = address;
        let dwelling = json!({"area": grid, "building": building, "unit": unit, "door": door});
        let household = json!({"dwelling": home.dwelling, "head": home.head});
        let [head, spouse] = people;
        let person = |name: &str, relation: &str| {
            json!({"household": home.household, "name": name,
                "relation": relation, "residence": "registered", "phone": "10000000000"})
        };
        let parts = vec![
            part(Class::Dwelling, home.dwelling, dwelling),
            part(Class::Household, home.household, household),
            part(Class::Person, home.head, person(&head, "head")),
            part(Class::Person, home.spouse, person(&spouse, "spouse")),
        ];
        let areas = hub.areas().unwrap();
        let community = areas.iter().find(|area| area.area == grid).unwrap().community.unwrap();
        hub.save(community, hub.own_account().unwrap(), parts).unwrap();
        home
    }

    /// Adds several homes to a grid.
    pub fn homes(&self, grid: AreaId, count: u32) -> Vec<Home> {
        let surnames = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王"];
        let named = (0..count).zip(surnames.iter().cycle());
        named.map(|(n, surname)| self.home(grid, &format!("{:03}", 101 + n), surname)).collect()
    }

    /// Reads a record from the hub.
    pub fn record(&self, record: RecordId) -> Option<Record> {
        self.hub().record(self.community, record).unwrap()
    }

    /// Reads a field of a record from the hub; null if it has no value.
    pub fn field(&self, record: RecordId, field: &str) -> Value {
        let fields = self.record(record).expect("a record at the hub").fields;
        fields.get(field).cloned().unwrap_or_default()
    }

    /// Changes a record at the hub, based on its present version.
    pub fn edit(&self, author: AccountId, record: RecordId, patch: Value) -> Saved {
        let now = self.record(record).expect("a record at the hub");
        let part = NewPart {
            class: now.class,
            record,
            feed: now.feed,
            base: Some(now.version),
            patch: fields(patch),
        };
        self.hub().save(self.community, author, vec![part]).unwrap()
    }

    /// Creates a record at the hub.
    pub fn make(&self, author: AccountId, class: Class, feed: FeedId, patch: Value) -> RecordId {
        let record = self.hub().new_record().unwrap();
        let part = NewPart { class, record, feed, base: None, patch: fields(patch) };
        self.hub().save(self.community, author, vec![part]).unwrap();
        record
    }

    /// Syncs all phones until none has anything left to do; then checks everything.
    pub fn converge(&self, phones: &mut [&mut Phone]) {
        for _ in 0..2 {
            for phone in phones.iter_mut() {
                phone.settle();
            }
        }
        for phone in phones.iter_mut() {
            self.check_phone(phone);
        }
        self.check_hub();
    }
}
