//! What the pages show: a street in which something of each kind has happened.

use gridbook_console::{Console, PageRequest, PageResponse};
use gridbook_core::household::HouseholdEdit;
use gridbook_core::matter::MatterForm;
use gridbook_core::publicity::PublicityForm;
use gridbook_core::resident::PersonEdit;
use gridbook_core::visit::{Correction, VisitForm};
use gridbook_domain::field::date;
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Position, PositionSource, Purpose, VisitContact};
use gridbook_domain::{AreaId, Class, RecordId};
use gridbook_hub::Method;
use gridbook_testkit::{Desk, Home, Phone, World};
use serde_json::json;

const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// The street and who looks at it.
pub struct Scene {
    pub supervisor: Desk,
    pub dispatcher: Desk,
    /// A log with all a visit can bring along; it waits for a review.
    pub visit: RecordId,
    /// A log that was returned and put right by another.
    pub returned: RecordId,
    /// A publicity event with a photo.
    pub event: RecordId,
    /// A matter that was dispatched.
    pub matter: RecordId,
    pub world: World,
}

impl Scene {
    pub fn new() -> Self {
        let world = World::new(91);
        let door = |area, door, names: [&str; 2]| {
            world.home_of(area, ["1号楼", "1单元", door], names.map(str::to_owned))
        };
        let zhao = door(world.grid, "101", ["赵建国", "赵秀英"]);
        let qian = door(world.grid, "102", ["钱志强", "沈桂兰"]);
        door(world.grid, "201", ["孙海峰", "吴玉梅"]);
        let li = door(world.other_grid, "101", ["李国华", "郑素珍"]);
        let supervisor = world.desk("zhoumin", "周敏", Role::Supervisor, &[world.community]);
        let dispatcher = world.desk("heping", "何平", Role::Dispatcher, &[world.community]);
        let (mut fang, mut min) =
            (world.phone("王芳", world.grid), world.phone("李敏", world.other_grid));
        fang.settle();
        min.settle();
        world.time.pass(MINUTE);
        let returned =
            say(&world, &fang, qian, VisitContact::Refused, "住户不愿开门，隔门说明来意。");
        world.time.pass(DAY);
        say(&world, &min, li, VisitContact::Met, "家中情况正常，无变化。");
        fang.settle();
        min.settle();
        world.time.pass(MINUTE);
        return_it(&world, &supervisor, returned);
        world.time.pass(MINUTE);
        fang.settle();
        amend(&world, &fang, qian, returned);
        let visit = full(&world, &fang, zhao);
        let event = publicity(&world, &fang);
        let matter = fang.report_matter(street_lamp(), None).unwrap().matter;
        world.time.pass(MINUTE);
        fang.settle();
        dispatch(&world, &dispatcher, matter);
        world.time.pass(90 * MINUTE);
        Self { supervisor, dispatcher, visit, returned, event, matter, world }
    }

    /// The address of a record's page.
    pub fn path(&self, list: &str, record: RecordId) -> String {
        format!("/{list}/{}/{record}", self.world.community)
    }

    /// A page as somebody sees it who has not signed in.
    pub fn stranger(&self, address: &str) -> String {
        text(&Console::new(self.world.hub()).answer(&ask(Method::Get, address)))
    }

    /// The page after a wrong password.
    pub fn mistyped(&self) -> String {
        text(&sign_in(&Console::new(self.world.hub()), &self.supervisor.login, "wrong"))
    }

    /// Signs somebody in.
    pub fn desk(&self, desk: &Desk) -> SignedIn {
        let console = Console::new(self.world.hub());
        let reply = sign_in(&console, &desk.login, &desk.password);
        let cookie = reply.headers.iter().find(|(name, _)| *name == "set-cookie").unwrap();
        let cookie = cookie.1.split(';').next().unwrap().to_owned();
        SignedIn { console, cookie }
    }
}

/// Somebody signed in.
pub struct SignedIn {
    console: Console,
    cookie: String,
}

impl SignedIn {
    pub fn page(&self, address: &str) -> String {
        let cookie = Some(self.cookie.clone());
        text(&self.console.answer(&PageRequest { cookie, ..ask(Method::Get, address) }))
    }
}

fn ask(method: Method, address: &str) -> PageRequest {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    PageRequest {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        cookie: None,
        host: Some("hub".to_owned()),
        origin: None,
        secure: false,
        address: Some("192.0.2.1".parse().unwrap()),
        body: None,
    }
}

fn sign_in(console: &Console, login: &str, password: &str) -> PageResponse {
    let body = Some(format!("login={login}&password={password}").into_bytes());
    console.answer(&PageRequest { body, ..ask(Method::Post, "/sign-in") })
}

fn text(reply: &PageResponse) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

/// A plain visit, a few minutes long.
fn say(world: &World, phone: &Phone, home: Home, met: VisitContact, content: &str) -> RecordId {
    let mut form = VisitForm::new(home.household, Purpose::Routine, met);
    content.clone_into(&mut form.content);
    let visit = phone.submit_visit(form, None).unwrap().visit;
    world.time.pass(20 * MINUTE);
    visit
}

fn return_it(world: &World, supervisor: &Desk, visit: RecordId) {
    let fields = json!({"visit": visit, "verdict": "returned", "reason": "请写明约在哪一天。"});
    world.make(supervisor.account, Class::Review, feed_of(world, visit), fields);
}

fn feed_of(world: &World, record: RecordId) -> gridbook_domain::FeedId {
    world.record(record).unwrap().feed
}

fn amend(world: &World, phone: &Phone, home: Home, visit: RecordId) {
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Refused);
    "住户不愿开门，约在星期五再来。".clone_into(&mut form.content);
    phone.amend_visit(visit, form, None).unwrap();
    world.time.pass(20 * MINUTE);
}

/// A visit with people, a place, photos, a promise, a correction and a matter.
fn full(world: &World, phone: &Phone, home: Home) -> RecordId {
    let mut form = VisitForm::new(home.household, Purpose::Care, VisitContact::Met);
    "老人身体尚好，<换了>新号码。".clone_into(&mut form.content);
    "下周送药".clone_into(&mut form.promise);
    form.people = vec![home.head];
    form.position = Some(Position {
        lat: 300_000_000,
        lon: 1_200_000_000,
        accuracy: 12,
        source: PositionSource::Gnss,
        mock: false,
    });
    form.photos = vec![phone.photo(4_000, &world.dice)];
    let edits = vec![PersonEdit::Phone(Some("10000000099".to_owned()))];
    form.corrections.push(Correction::Person { person: home.head, edits });
    let day = date("2026-11-24");
    let edits = vec![HouseholdEdit::LastConfirmed(day)];
    form.corrections.push(Correction::Household { household: home.household, edits });
    form.matters.push(MatterForm { household: Some(home.household), ..street_lamp() });
    let visit = phone.submit_visit(form, None).unwrap().visit;
    world.time.pass(20 * MINUTE);
    visit
}

fn publicity(world: &World, phone: &Phone) -> RecordId {
    let form = PublicityForm {
        subject: "防范<电信>诈骗".to_owned(),
        place: "1号楼门前".to_owned(),
        asked: Some(200),
        leaflets: Some(3500),
        note: "中奖短信问得最多。".to_owned(),
        photos: vec![phone.photo(4_000, &world.dice)],
        ..PublicityForm::default()
    };
    phone.submit_publicity(form).unwrap().event
}

fn street_lamp() -> MatterForm {
    MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: "路灯不亮。".to_owned(),
        area: None::<AreaId>,
        place: "小区东门".to_owned(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    }
}

fn dispatch(world: &World, dispatcher: &Desk, matter: RecordId) {
    for patch in
        [json!({"state": "accepted"}), json!({"state": "dispatched", "department": "城管办"})]
    {
        world.edit(dispatcher.account, matter, patch);
        world.time.pass(10 * MINUTE);
    }
}
