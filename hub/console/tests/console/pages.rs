//! The console asked directly: what somebody must not see or change, and what a phone must not be
//! able to do to a page.

use gridbook_console::{Console, PageRequest, PageResponse, set_login};
use gridbook_domain::chain::body_hash;
use gridbook_domain::clock::Reading;
use gridbook_domain::outcome::Effect;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::wire::PHOTO_PATH;
use gridbook_domain::{AccountId, AreaId, Class, FeedId, RecordId};
use gridbook_hub::Method;
use gridbook_testkit::hub::*;
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse";
/// A household of which the hub knows the id alone.
const HOME: RecordId = RecordId::from_bytes([7; 16]);

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

fn header<'a>(reply: &'a PageResponse, name: &str) -> &'a str {
    let found = reply.headers.iter().find(|(known, _)| *known == name);
    found.map_or("", |(_, value)| value.as_str())
}

fn text(reply: &PageResponse) -> String {
    String::from_utf8(reply.body.clone()).unwrap()
}

/// The value of a page's hidden field.
fn hidden(page: &str, name: &str) -> String {
    let found = page.split(&format!("name=\"{name}\" value=\"")).nth(1);
    found.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned()
}

fn console(world: &HubWorld) -> Console {
    Console::new(world.hub.clone())
}

/// Somebody signed in.
pub struct Desk<'a> {
    world: &'a HubWorld,
    account: AccountId,
    cookie: String,
}

impl<'a> Desk<'a> {
    pub fn new(world: &'a HubWorld, role: Role, areas: &[AreaId]) -> Self {
        let account = world.hub.add_account("周敏", role, world.community).unwrap();
        for area in areas {
            world.hub.grant(account, *area, FeedKind::Grid).unwrap();
        }
        let login = format!("desk-{}", world.hub.accounts().unwrap().len());
        set_login(&world.hub, account, &login, PASSWORD).unwrap();
        let reply = sign_in(world, &login, PASSWORD);
        assert_eq!(reply.status, 303, "{}", text(&reply));
        let cookie = header(&reply, "set-cookie").split(';').next().unwrap().to_owned();
        Self { world, account, cookie }
    }

    fn get(&self, address: &str) -> PageResponse {
        let cookie = Some(self.cookie.clone());
        console(self.world).answer(&PageRequest { cookie, ..ask(Method::Get, address) })
    }

    pub fn page(&self, address: &str) -> String {
        let reply = self.get(address);
        assert_eq!(reply.status, 200, "{address}: {}", text(&reply));
        text(&reply)
    }

    fn post(&self, address: &str, fields: &[(&str, &str)]) -> PageResponse {
        let csrf = hidden(&self.page("/today"), "csrf");
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("csrf", &csrf).extend_pairs(fields);
        let (cookie, body) = (Some(self.cookie.clone()), Some(form.finish().into_bytes()));
        console(self.world).answer(&PageRequest { cookie, body, ..ask(Method::Post, address) })
    }
}

fn sign_in(world: &HubWorld, login: &str, password: &str) -> PageResponse {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("login", login).append_pair("password", password);
    let body = Some(form.finish().into_bytes());
    console(world).answer(&PageRequest { body, ..ask(Method::Post, "/sign-in") })
}

/// A worker of one grid.
fn worker_of(world: &HubWorld, name: &str, area: AreaId, kind: FeedKind) -> PaperPhone {
    let account = world.hub.add_account(name, Role::Worker, world.community).unwrap();
    world.hub.grant(account, area, kind).unwrap();
    world.phone(account)
}

fn send(
    world: &HubWorld,
    phone: &mut PaperPhone,
    class: Class,
    feed: FeedId,
    fields: Value,
) -> RecordId {
    let record = phone.new_record();
    let op = phone.save(vec![part(class, record, feed, None, fields)]);
    world.exchange(phone);
    assert_eq!(phone.part(op, 0).effect, Effect::Applied);
    record
}

fn log(household: RecordId, content: &str) -> Value {
    json!({"household": household, "purpose": "routine", "met": "met", "content": content})
}

/// A log of the first grid about [`HOME`], and the phone of the worker who sent it.
pub fn log_sent(world: &HubWorld) -> (PaperPhone, RecordId) {
    let mut anna = world.worker("王芳");
    let visit = send(world, &mut anna, Class::Visit, world.feed(), log(HOME, "看过了"));
    (anna, visit)
}

/// A home of the second grid with its head, brought by that grid's worker.
fn home_beyond(world: &HubWorld) -> (RecordId, RecordId) {
    let mut there = worker_of(world, "李敏", world.other_grid, FeedKind::Grid);
    let feed = world.feed_of(world.other_grid);
    let head = send(world, &mut there, Class::Person, feed, json!({"name": "秦隐"}));
    let door = json!({"building": "9", "unit": "9", "door": "909"});
    let dwelling = send(world, &mut there, Class::Dwelling, feed, door);
    let home = json!({"dwelling": dwelling, "head": head});
    (send(world, &mut there, Class::Household, feed, home), head)
}

fn restricted(world: &HubWorld, feed: FeedId) -> bool {
    let bytes: String = feed.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let count = "SELECT count(*) FROM feed WHERE kind = 'restricted' AND feed = ";
    world.number(&format!("{count}x'{bytes}'")) == 1
}

fn visit_at(world: &HubWorld, visit: RecordId) -> String {
    format!("/visits/{}/{visit}", world.community)
}

#[test]
fn a_log_tells_no_name_of_somebody_who_lies_outside_the_grants() {
    let world = HubWorld::new();
    let mut anna = world.worker("王芳");
    let (home, head) = home_beyond(&world);
    let mut keeper = worker_of(&world, "何平", world.grid, FeedKind::Restricted);
    world.exchange(&mut keeper);
    let restricted = *keeper.cursors.keys().find(|feed| restricted(&world, **feed)).unwrap();
    let ward = send(&world, &mut keeper, Class::Person, restricted, json!({"name": "隐名"}));
    let mut fields = log(home, "看过了");
    fields["people"] = json!([head, ward]);
    let visit = send(&world, &mut anna, Class::Visit, world.feed(), fields);

    let narrow = Desk::new(&world, Role::Supervisor, &[world.grid]);
    for address in [visit_at(&world, visit), "/visits".to_owned(), "/today".to_owned()] {
        let page = narrow.page(&address);
        for name in ["秦隐", "隐名", "909"] {
            assert!(!page.contains(name), "{address} tells {name}");
        }
    }
    let wide = Desk::new(&world, Role::Supervisor, &[world.community]);
    let page = wide.page(&visit_at(&world, visit));
    assert!(page.contains("秦隐") && page.contains("909") && !page.contains("隐名"));
}

#[test]
fn a_matter_tells_no_door_that_lies_outside_the_grants() {
    let world = HubWorld::new();
    let mut anna = world.worker("王芳");
    let (home, _) = home_beyond(&world);
    let fields = json!({"kind": "coordination", "category": "environment", "content": "垃圾",
        "place": "门口", "household": home});
    let matter = send(&world, &mut anna, Class::Matter, world.feed(), fields);
    let address = format!("/matters/{}/{matter}", world.community);
    let narrow = Desk::new(&world, Role::Supervisor, &[world.grid]);
    assert!(!narrow.page(&address).contains("909"));
    let wide = Desk::new(&world, Role::Dispatcher, &[world.community]);
    assert!(wide.page(&address).contains("909"));
}

#[test]
fn an_amendment_tells_nothing_of_a_log_outside_the_grants() {
    let world = HubWorld::new();
    let account = world.hub.add_account("王芳", Role::Worker, world.community).unwrap();
    world.hub.grant(account, world.community, FeedKind::Grid).unwrap();
    let mut anna = world.phone(account);
    let beyond = world.feed_of(world.other_grid);
    let household = anna.new_record();
    let first = send(&world, &mut anna, Class::Visit, beyond, log(household, "隐情"));
    let mut fields = log(household, "看过了");
    fields["amends"] = json!(first);
    let second = send(&world, &mut anna, Class::Visit, world.feed(), fields);

    let narrow = Desk::new(&world, Role::Supervisor, &[world.grid]);
    assert!(!narrow.page(&visit_at(&world, second)).contains("隐情"));
    let wide = Desk::new(&world, Role::Supervisor, &[world.community]);
    assert!(wide.page(&visit_at(&world, second)).contains("隐情"));
}

#[test]
fn a_phone_neither_amends_nor_judges_a_log_outside_its_grants() {
    let world = HubWorld::new();
    let (_, visit) = log_sent(&world);

    let beyond = world.feed_of(world.other_grid);
    let mut other = worker_of(&world, "李敏", world.other_grid, FeedKind::Grid);
    let mut fields = log(HOME, "没有的事");
    fields["amends"] = json!(visit);
    let record = other.new_record();
    let amended = other.save(vec![part(Class::Visit, record, beyond, None, fields)]);
    world.exchange(&mut other);
    assert_eq!(other.part(amended, 0).effect, Effect::Held);

    let leader = world.hub.add_account("钱进", Role::Leader, world.community).unwrap();
    world.hub.grant(leader, world.other_grid, FeedKind::Grid).unwrap();
    let mut leader = world.phone(leader);
    let verdict = json!({"visit": visit, "verdict": "approved"});
    let record = leader.new_record();
    let judged = leader.save(vec![part(Class::Review, record, beyond, None, verdict)]);
    world.exchange(&mut leader);
    assert_eq!(leader.part(judged, 0).effect, Effect::Held);

    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    assert!(desk.page("/visits?standing=waiting").contains(&visit.to_string()));
}

#[test]
fn a_desk_of_one_grid_sees_the_handhelds_of_that_grid_alone() {
    let world = HubWorld::new();
    let anna = world.worker("王芳");
    let beyond = worker_of(&world, "李敏", world.other_grid, FeedKind::Grid);
    let narrow = Desk::new(&world, Role::Leader, &[world.grid]);
    let page = narrow.page("/handhelds");
    assert!(page.contains(&anna.install.to_string()));
    assert!(!page.contains(&beyond.install.to_string()));
    let wide = Desk::new(&world, Role::Supervisor, &[world.community]);
    let page = wide.page("/handhelds");
    assert!(page.contains(&anna.install.to_string()));
    assert!(page.contains(&beyond.install.to_string()));
    let page = wide.page(&format!("/handhelds?area={}", world.other_grid));
    assert!(!page.contains(&anna.install.to_string()));
    // Who was moved to other work has a handheld, and no grid any more.
    world.hub.withdraw(anna.account, world.grid, FeedKind::Grid).unwrap();
    assert!(!narrow.page("/handhelds").contains(&anna.install.to_string()));
    assert!(wide.page("/handhelds").contains(&anna.install.to_string()));
}

#[test]
fn a_desk_of_one_grid_is_offered_the_workers_of_that_grid_alone() {
    let world = HubWorld::new();
    let anna = world.worker("王芳");
    let beyond = worker_of(&world, "李敏", world.other_grid, FeedKind::Grid);
    let of = |phone: &PaperPhone| format!("<option value=\"{}\"", phone.account);
    let narrow = Desk::new(&world, Role::Leader, &[world.grid]);
    let page = narrow.page("/visits");
    assert!(page.contains(&of(&anna)) && page.contains("王芳"));
    assert!(!page.contains(&of(&beyond)) && !page.contains("李敏"));
    // An address from a colleague still says that there is a filter, and of whom nothing more.
    let page = narrow.page(&format!("/visits?worker={}", beyond.account));
    assert!(page.contains(&format!("{} selected>其他网格员", of(&beyond))), "{page}");
    assert!(!page.contains("李敏"));
    let wide = Desk::new(&world, Role::Supervisor, &[world.community]);
    let page = wide.page("/visits");
    assert!(page.contains(&of(&anna)) && page.contains(&of(&beyond)));
    world.hub.withdraw(anna.account, world.grid, FeedKind::Grid).unwrap();
    assert!(!narrow.page("/visits").contains("王芳"));
    assert!(wide.page("/visits").contains("王芳"));
}

#[test]
fn a_session_of_somebody_who_became_a_worker_is_over() {
    let world = HubWorld::new();
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    assert_eq!(desk.get("/visits").status, 200);
    world.sql("UPDATE account SET role = 'worker' WHERE role = 'supervisor'");
    assert_eq!(header(&desk.get("/visits"), "location"), "/sign-in");
}

#[test]
fn a_handler_is_told_no_number_of_visits() {
    let world = HubWorld::new();
    log_sent(&world);
    let desk = Desk::new(&world, Role::Handler, &[world.community]);
    assert!(desk.page("/today").contains("data-visits=\"0\""));
    let cookie = Some(desk.cookie.clone());
    let live =
        console(&world).listen(&PageRequest { cookie, ..ask(Method::Get, "/events") }).unwrap();
    let told: Value = serde_json::from_str(&console(&world).pulse(&live).unwrap().data()).unwrap();
    assert_eq!((&told["visits"], &told["waiting"]["visits"]), (&json!(0), &json!(0)));
}

#[test]
fn of_two_verdicts_on_one_page_the_second_is_asked_to_look_again() {
    let world = HubWorld::new();
    let (_, visit) = log_sent(&world);
    let one = Desk::new(&world, Role::Supervisor, &[world.community]);
    let two = Desk::new(&world, Role::Supervisor, &[world.community]);
    let address = visit_at(&world, visit);
    let (mine, theirs) = (hidden(&one.page(&address), "seen"), hidden(&two.page(&address), "seen"));
    let returned = [("reason", "请补充内容"), ("seen", mine.as_str())];
    assert_eq!(one.post(&format!("{address}/return"), &returned).status, 303);
    let reply = two.post(&format!("{address}/approve"), &[("seen", theirs.as_str())]);
    assert_eq!(reply.status, 422);
    assert!(text(&reply).contains("请补充内容"), "what the other said is shown");
    let again = hidden(&text(&reply), "seen");
    assert_eq!(two.post(&format!("{address}/approve"), &[("seen", again.as_str())]).status, 303);
}

#[test]
fn a_log_that_was_amended_while_it_was_read_takes_no_verdict() {
    let world = HubWorld::new();
    let (mut anna, visit) = log_sent(&world);
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let seen = hidden(&desk.page(&visit_at(&world, visit)), "seen");
    let mut fields = log(HOME, "更正的内容");
    fields["amends"] = json!(visit);
    send(&world, &mut anna, Class::Visit, world.feed(), fields);
    let before = world.number("SELECT count(*) FROM change");
    let address = format!("{}/approve", visit_at(&world, visit));
    let reply = desk.post(&address, &[("seen", seen.as_str())]);
    assert_eq!(reply.status, 422);
    assert_eq!(world.number("SELECT count(*) FROM change"), before);
}

#[test]
fn of_two_steps_from_one_page_the_second_is_not_taken() {
    let world = HubWorld::new();
    let mut anna = world.worker("王芳");
    let fields = json!({"kind": "coordination", "category": "environment", "content": "垃圾",
        "place": "门口"});
    let matter = send(&world, &mut anna, Class::Matter, world.feed(), fields);
    let one = Desk::new(&world, Role::Dispatcher, &[world.community]);
    let two = Desk::new(&world, Role::Dispatcher, &[world.community]);
    let address = format!("/matters/{}/{matter}", world.community);
    let base = hidden(&two.page(&address), "base");
    let step = |desk: &Desk<'_>, to| {
        let fields = [("base", base.as_str()), ("to", to), ("reason", "不清楚")];
        desk.post(&format!("{address}/step"), &fields).status
    };
    assert_eq!(step(&one, "returned"), 303);
    assert_eq!(step(&two, "accepted"), 422);
    assert!(!one.page(&address).contains("<span class=\"what\">已受理"));
}

#[test]
fn the_last_log_of_a_list_says_on_the_list_what_was_done() {
    let world = HubWorld::new();
    let (_, visit) = log_sent(&world);
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let seen = hidden(&desk.page(&visit_at(&world, visit)), "seen");
    let reply =
        desk.post(&format!("{}/approve", visit_at(&world, visit)), &[("seen", seen.as_str())]);
    let to = header(&reply, "location").to_owned();
    assert!(to.starts_with("/visits?"), "{to}");
    assert!(desk.page(&to).contains("已通过。"), "{to}");
}

#[test]
fn a_log_of_a_clock_outside_the_calendar_has_a_link_one_can_press() {
    let world = HubWorld::new();
    for wall in [-((1_i64 << 53) - 1), -62_167_219_200_001, 0, (1_i64 << 53) - 1] {
        let mut anna = world.worker("王芳");
        let household = anna.new_record();
        let visit = anna.new_record();
        let parts = vec![part(Class::Visit, visit, world.feed(), None, log(household, "看过了"))];
        let mut body = anna.body(parts);
        body.clock.at = Reading { wall, mono: 5, boot: 1 };
        anna.stage(body.to_bytes().unwrap());
        world.exchange(&mut anna);
    }
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let page = desk.page("/visits");
    assert_eq!(page.matches("<tr data-key").count(), 4);
    for row in page.split("class=\"time\"><a href=\"").skip(1) {
        let (href, rest) = row.split_once("\">").unwrap();
        assert!(!rest.starts_with("</a>"), "{href} has no words");
        desk.page(href);
    }
}

#[test]
fn an_area_tree_that_bites_its_tail_hides_no_grid() {
    let world = HubWorld::new();
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    world.sql(
        "UPDATE area SET parent = (SELECT area FROM area WHERE name = '春风社区') \
         WHERE name = '东风街道'",
    );
    let page = desk.page("/coverage");
    assert!(page.contains("第一网格</a>") && page.contains("第二网格</a>"));
    desk.page(&format!("/visits?area={}", world.grid));
}

#[test]
fn what_an_area_covers_is_the_sum_of_its_grids_each_counted_once() {
    let world = HubWorld::new();
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    world.sql(
        "INSERT OR REPLACE INTO tally (community, grid, households, visits_waiting,
            matters_waiting, matters_open, visits, matter_changes, reviews)
         SELECT community, area, iif(name = '第一网格', 1300, 700), 0, 0, 0, 0, 0, 0 FROM area
            WHERE level = 'grid';
         INSERT INTO coverage (community, month, grid, met, visits)
         SELECT community, 202611, area, iif(name = '第一网格', 900, 100), 2000 FROM area
            WHERE level = 'grid'",
    );
    let row = |area: AreaId| {
        let page = desk.page("/coverage?month=2026-11");
        let rest = page.split(&format!("data-key=\"{area}\"")).nth(1).unwrap().to_owned();
        let row = rest.split("</tr>").next().unwrap().to_owned();
        ["2,000", "1,300", "4,000", "1,000", "50%", "69%"].map(|text| row.contains(text))
    };
    let (grid, both) = (row(world.grid), row(world.community));
    assert_eq!(grid, [true, true, false, false, false, true]);
    assert_eq!(both, [true, false, true, true, true, false]);
    world.sql(
        "UPDATE area SET parent = (SELECT area FROM area WHERE name = '春风社区') \
         WHERE name = '东风街道'",
    );
    assert_eq!(row(world.community), both, "also where the tree bites its tail");
}

#[test]
fn a_password_is_taken_as_it_was_typed() {
    let world = HubWorld::new();
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    set_login(&world.hub, desk.account, "blank", " with blanks around ").unwrap();
    assert_eq!(sign_in(&world, "blank", " with blanks around ").status, 303);
    assert_eq!(sign_in(&world, "blank", "with blanks around").status, 422);
}

#[test]
fn a_request_looks_its_session_up_once() {
    let world = HubWorld::new();
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let before = world.hub.query_stats().statements;
    assert_eq!(desk.get(&format!("/coverage/{}", world.community)).status, 404);
    // The session and its account; the grants, the time zone, the community's areas and what is
    // above them.
    assert_eq!(world.hub.query_stats().statements - before, 6);
}

#[test]
fn a_printed_list_says_what_it_was_filtered_by_and_where() {
    let world = HubWorld::new();
    let anna = world.worker("王芳");
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let page = desk.page("/visits");
    assert!(page.contains("全部区域 · 打印人 周敏") && page.contains("筛选：无。本页 0 条。"));
    let (grid, worker) = (world.grid, anna.account);
    let page = desk.page(&format!(
        "/visits?area={grid}&worker={worker}&from=2025-12-31&until=2026-11-02&met=refused\
         &standing=waiting&purpose=care"
    ));
    assert!(page.contains("东风街道 春风社区 第一网格 · 打印人 周敏"), "{page}");
    let filter = "筛选：审阅 待审；见面 拒访；目的 关爱探访；网格员 王芳；\
        从 2025年12月31日；到 2026年11月2日。";
    assert!(page.contains(filter), "{page}");
    let page = desk.page("/visits?from=yesterday");
    assert!(page.contains("筛选：无。"), "what was not used is not told");
    let page = desk.page(&format!("/visits?household={HOME}"));
    assert!(page.contains("筛选：走访户 只看一户。本页 0 条。"), "{page}");
    assert!(desk.page("/matters").contains("筛选：状态 未办结。"));
    let page = desk.page("/matters?state=closed&category=safety");
    assert!(page.contains("筛选：状态 已办结；类别 "), "{page}");
}

#[test]
fn a_photo_whose_file_is_gone_is_a_page_of_words_and_counts_as_not_here() {
    let world = HubWorld::new();
    let (mut phone, photo) = (world.worker("王芳"), RecordId::from_bytes([7; 16]));
    let bytes = [0xff, 0xd8, 0xff, 0xe0, 1, 2, 3];
    let hash = body_hash(&bytes);
    let patch = json!({"sha256": hash, "size": bytes.len(), "type": "image/jpeg"});
    phone.save(vec![part(Class::Photo, photo, world.feed(), None, patch)]);
    world.exchange(&mut phone);
    let path = format!("{PHOTO_PATH}{hash}");
    let mut step = request(gridbook_hub::Method::Post, &path, Some(&phone.token), &bytes);
    step.query = format!("offset=0&size={}", bytes.len());
    assert_eq!(world.hub.handle(step).status, 200);
    let desk = Desk::new(&world, Role::Supervisor, &[world.community]);
    let address = format!("/photos/{}/{photo}", world.community);
    assert_eq!(desk.get(&address).status, 200);
    std::fs::remove_dir_all(world.folder.path().join("photos")).unwrap();
    for _ in 0..2 {
        let gone = desk.get(&address);
        assert_eq!(gone.status, 404);
        assert!(text(&gone).contains("照片不在平台上"), "{}", text(&gone));
    }
    assert_eq!(world.hub.totals().unwrap().photos_durable, 0);
}
