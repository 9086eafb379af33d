//! What happened before the databases were frozen.

use gridbook_core::household::DwellingForm;
use gridbook_core::matter::MatterForm;
use gridbook_core::publicity::PublicityForm;
use gridbook_core::resident::{PersonEdit, PersonForm};
use gridbook_core::visit::{Correction, VisitForm};
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::person::{Care, Relation};
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Position, PositionSource, Purpose, VisitContact};
use gridbook_domain::{AccountId, Class, OpId, RecordId};
use gridbook_testkit::{Fate, Home, Newer, Phone, World};
use serde_json::json;

const MINUTE: i64 = 60_000;

/// A street after three days.
pub struct Story {
    pub world: World,
    fang: Phone,
}

impl Story {
    pub fn new() -> Self {
        let world = World::new(640);
        let hub = world.hub();
        hub.set("emergency_phone", json!("110")).unwrap();
        hub.set_table("trades", &[("repair", "维修"), ("food", "餐饮")]).unwrap();
        let zhao = world.home(world.grid, "101", "赵");
        let qian = world.home(world.grid, "102", "钱");
        world.home(world.other_grid, "201", "孙");
        let (mut fang, mut min) =
            (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
        let supervisor = world.desk("zhoumin", "周敏", Role::Supervisor, &[world.community]);
        let dispatcher = world.staff("何平", Role::Dispatcher);
        drop(hub);
        fang.settle();
        min.settle();
        let returned = visits(&world, &fang, zhao, qian);
        both_change(&fang, &min, zhao);
        fang.settle();
        min.settle();
        world.time.pass(24 * 60 * MINUTE);
        review(&world, supervisor.account, returned);
        fang.submit_publicity(event()).unwrap();
        let matter = fang.report_matter(matter(), None).unwrap().matter;
        fang.settle();
        dispatch(&world, dispatcher, matter);
        newer(&world, &fang, zhao);
        fang.settle();
        world.time.pass(24 * 60 * MINUTE);
        let story = Self { world, fang };
        story.leave_open(returned, qian)
    }

    pub fn phone(&self) -> &Phone {
        &self.fang
    }

    /// What waits on the phone: an op that is staged, one that is not, a draft, a photo.
    fn leave_open(mut self, returned: RecordId, home: Home) -> Self {
        let fang = &mut self.fang;
        let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Refused);
        "住户不愿开门，约在星期五再来。".clone_into(&mut form.content);
        fang.amend_visit(returned, form, None).unwrap();
        self.world.time.pass(MINUTE);
        fang.link.next([Fate::RequestLost; 3]);
        fang.sync().unwrap_err();
        let mut form = VisitForm::new(home.household, Purpose::FollowUp, VisitContact::Met);
        "已约好时间。".clone_into(&mut form.content);
        form.photos = vec![fang.photo(300, &self.world.dice)];
        fang.submit_visit(form, None).unwrap();
        self.world.time.pass(MINUTE);
        let words = json!({"content": "写了一半"}).to_string();
        fang.begin_draft("visit".to_owned(), Some(home.household), words).unwrap();
        self
    }
}

fn visits(world: &World, fang: &Phone, zhao: Home, qian: Home) -> RecordId {
    let mut form = VisitForm::new(zhao.household, Purpose::Care, VisitContact::Met);
    "老人身体尚好，换了新号码。".clone_into(&mut form.content);
    "下周送药".clone_into(&mut form.promise);
    form.people = vec![zhao.head];
    let (lat, lon, source) = (300_000_000, 1_200_000_000, PositionSource::Gnss);
    form.position = Some(Position { lat, lon, accuracy: 12, source, mock: false });
    form.photos = vec![fang.photo(400, &world.dice)];
    form.newcomers = vec![PersonForm {
        name: "赵小雨".to_owned(),
        relation: Some(Relation::Child),
        care: vec![Care::Disabled],
        workplace: "育才小学".to_owned(),
        note: "下午在家".to_owned(),
        ..PersonForm::default()
    }];
    let edits = vec![PersonEdit::Phone(Some("10000000009".to_owned()))];
    form.corrections.push(Correction::Person { person: zhao.head, edits });
    fang.submit_visit(form, None).unwrap();
    world.time.pass(20 * MINUTE);
    let home = DwellingForm {
        area: None,
        building: "2号楼".to_owned(),
        door: "302".to_owned(),
        number: "2-302".to_owned(),
        note: "新住户".to_owned(),
        ..DwellingForm::default()
    };
    fang.add_household(home).unwrap();
    world.time.pass(MINUTE);
    let mut form = VisitForm::new(qian.household, Purpose::Routine, VisitContact::Refused);
    "住户不愿开门。".clone_into(&mut form.content);
    let visit = fang.submit_visit(form, None).unwrap().visit;
    world.time.pass(20 * MINUTE);
    visit
}

/// One field, two values: a conflict.
fn both_change(fang: &Phone, min: &Phone, home: Home) {
    for (phone, number) in [(fang, "10000000001"), (min, "10000000002")] {
        let edits = vec![PersonEdit::Phone(Some(number.to_owned()))];
        phone.correct_person(home.spouse, edits).unwrap();
    }
}

fn review(world: &World, supervisor: AccountId, visit: RecordId) {
    let feed = world.record(visit).unwrap().feed;
    let fields = json!({"visit": visit, "verdict": "returned", "reason": "请写明约在哪一天。"});
    world.make(supervisor, Class::Review, feed, fields);
    world.time.pass(MINUTE);
}

fn event() -> PublicityForm {
    PublicityForm {
        subject: "防范电信诈骗".to_owned(),
        place: "1号楼门前".to_owned(),
        asked: Some(200),
        leaflets: Some(3500),
        ..PublicityForm::default()
    }
}

fn matter() -> MatterForm {
    MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: "路灯不亮。".to_owned(),
        area: None,
        place: "小区东门".to_owned(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    }
}

fn dispatch(world: &World, dispatcher: AccountId, matter: RecordId) {
    for patch in
        [json!({"state": "accepted"}), json!({"state": "dispatched", "department": "城管办"})]
    {
        world.edit(dispatcher, matter, patch);
        world.time.pass(10 * MINUTE);
    }
}

/// A class and a field that nobody here knows.
fn newer(world: &World, phone: &Phone, home: Home) {
    let feed = world.feed(world.grid);
    let base = world.record(home.head).map(|record| record.version);
    let patch = json!({"mood": {"scale": 4, "words": ["平静"]}});
    let drone = Class::Other("drone".to_owned());
    phone.save_newer(
        OpId::from_random([1; 16]),
        vec![
            Newer { class: Class::Person, record: home.head, feed, base, patch },
            Newer {
                class: drone,
                record: RecordId::from_random([3; 16]),
                feed,
                base: None,
                patch: json!({"track": [1, 2, 3]}),
            },
        ],
    );
}
