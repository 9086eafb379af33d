//! The table of permissions, cell by cell: what is written down here, what the table says, and what
//! the hub does over HTTP are the same.

use crate::site::{Site, Visitor};
use crate::wire::Ask;
use gridbook_domain::matter::{STEPS, State, Step};
use gridbook_domain::outcome::Effect;
use gridbook_domain::role::{Action, FeedKind, PAGES, PERMISSIONS, Page, Reach, Resource, Role};
use gridbook_domain::wire::{SYNC_PATH, SyncRequest, SyncResponse};
use gridbook_domain::{AccountId, Class, FeedId, RecordId};
use gridbook_hub::NewPart;
use gridbook_testkit::hub::{HubWorld, PaperPhone, part};
use gridbook_testkit::{Desk, Served, fields};
use serde_json::{Value, json};

/// The roles, in the order of the letters below; the last one is of a newer build.
fn roles() -> [Role; 7] {
    let newer = Role::Other("drone".to_owned());
    [
        Role::Worker,
        Role::Leader,
        Role::Supervisor,
        Role::Dispatcher,
        Role::Handler,
        Role::Admin,
        newer,
    ]
}

const ACTIONS: [Action; 7] = [
    Action::SignIn,
    Action::Open,
    Action::Show,
    Action::Pull,
    Action::Push,
    Action::Review,
    Action::Step,
];

fn pages() -> impl Iterator<Item = Page> {
    PAGES.iter().map(|spec| spec.page)
}

const FEEDS: [(FeedKind, Resource); 4] = [
    (FeedKind::Grid, Resource::GridFeed),
    (FeedKind::Restricted, Resource::RestrictedFeed),
    (FeedKind::Install, Resource::InstallFeed),
    (FeedKind::Deployment, Resource::DeploymentFeed),
];

fn resources() -> Vec<Resource> {
    let mut all = vec![Resource::Console, Resource::Visit, Resource::Matter];
    all.extend(FEEDS.map(|(_, feed)| feed));
    all.extend(pages().map(Resource::Page));
    all
}

/// Every cell that allows anything: an action, a resource, how far, and a letter for each role that
/// may. All other cells forbid.
const WRITTEN: &[(Action, Resource, Reach, &str)] = &[
    (Action::SignIn, Resource::Console, Reach::All, "-LSDHA-"),
    (Action::Open, Resource::Page(Page::Today), Reach::Granted, "-LSDHA-"),
    (Action::Open, Resource::Page(Page::Visits), Reach::Granted, "-LSD-A-"),
    (Action::Open, Resource::Page(Page::Visit), Reach::Granted, "-LSD-A-"),
    (Action::Open, Resource::Page(Page::Matters), Reach::Granted, "-LSDHA-"),
    (Action::Open, Resource::Page(Page::Matter), Reach::Granted, "-LSDHA-"),
    (Action::Open, Resource::Page(Page::Publicity), Reach::Granted, "-LSD-A-"),
    (Action::Open, Resource::Page(Page::PublicityEvent), Reach::Granted, "-LSD-A-"),
    (Action::Open, Resource::Page(Page::Coverage), Reach::Granted, "-LSD-A-"),
    (Action::Open, Resource::Page(Page::Households), Reach::Granted, "-LSD-A-"),
    (Action::Open, Resource::Page(Page::Handhelds), Reach::Granted, "-LSD-A-"),
    (Action::Open, Resource::Page(Page::Photo), Reach::Granted, "-LSDHA-"),
    (Action::Show, Resource::GridFeed, Reach::Granted, "-LSDHA-"),
    (Action::Review, Resource::Visit, Reach::Granted, "-LS----"),
    (Action::Step, Resource::Matter, Reach::Granted, "WLSDH--"),
    (Action::Pull, Resource::GridFeed, Reach::Granted, "WLSDHA?"),
    (Action::Pull, Resource::RestrictedFeed, Reach::Granted, "WLSDHA?"),
    (Action::Pull, Resource::InstallFeed, Reach::Own, "WLSDHA?"),
    (Action::Pull, Resource::DeploymentFeed, Reach::All, "WLSDHA?"),
    (Action::Push, Resource::GridFeed, Reach::Granted, "WLSDHA?"),
    (Action::Push, Resource::RestrictedFeed, Reach::Granted, "WLSDHA?"),
];

/// Every step there is, and the roles that may take it.
const WRITTEN_STEPS: &[(State, State, &str)] = &[
    (State::Reported, State::Accepted, "-LSD---"),
    (State::Reported, State::Returned, "-LSD---"),
    (State::Reported, State::Closed, "-LSD---"),
    (State::Returned, State::Reported, "WL-----"),
    (State::Accepted, State::Dispatched, "-LSD---"),
    (State::Accepted, State::Closed, "-LSD---"),
    (State::Dispatched, State::Handling, "---DH--"),
    (State::Dispatched, State::Accepted, "---DH--"),
    (State::Handling, State::Handled, "---DH--"),
    (State::Handled, State::Verified, "WL-----"),
    (State::Handled, State::Dispatched, "WL-----"),
    (State::Verified, State::Closed, "-LSD---"),
    (State::Verified, State::Dispatched, "-LSD---"),
];

fn is_written(letters: &str, role: &Role) -> bool {
    let at = roles().iter().position(|other| other == role).unwrap();
    letters.chars().nth(at).unwrap() != '-'
}

/// How far a role may go in a cell, as written here.
fn reach(role: &Role, action: Action, resource: Resource) -> Option<Reach> {
    let row = WRITTEN.iter().find(|row| (row.0, row.1) == (action, resource))?;
    is_written(row.3, role).then_some(row.2)
}

/// Whether a role may take a step, as written here.
fn may_step(role: &Role, from: &State, to: &State) -> bool {
    let row = WRITTEN_STEPS.iter().find(|row| (&row.0, &row.1) == (from, to));
    row.is_some_and(|row| is_written(row.2, role))
}

#[test]
fn i6_the_table_says_in_every_cell_what_is_written_here() {
    for role in roles() {
        for action in ACTIONS {
            for resource in resources() {
                let written = reach(&role, action, resource);
                assert_eq!(role.reach(action, resource), written, "{role} {action:?} {resource:?}");
            }
        }
    }
    for row in PERMISSIONS {
        let known = ACTIONS.contains(&row.action) && resources().contains(&row.resource);
        assert!(known, "{row:?} is asked by no test");
    }
}

#[test]
fn m3_the_steps_are_those_written_here() {
    assert_eq!(STEPS.len(), WRITTEN_STEPS.len());
    for step in STEPS {
        for role in roles() {
            let written = may_step(&role, &step.from, &step.to);
            assert_eq!(step.by.contains(&role), written, "{role} {} {}", step.from, step.to);
        }
    }
}

/// The address of a page.
fn address(site: &Site, page: Page) -> String {
    match page {
        Page::Today => "/today".to_owned(),
        Page::Visits => "/visits".to_owned(),
        Page::Visit => site.first.visit_path(),
        Page::Matters => "/matters".to_owned(),
        Page::Matter => site.first.matter_path(),
        Page::Publicity => "/publicity".to_owned(),
        Page::PublicityEvent => site.first.event_path(),
        Page::Coverage => "/coverage".to_owned(),
        Page::Households => format!("/coverage/{}", site.first.grid),
        Page::Handhelds => "/handhelds".to_owned(),
        Page::Photo => site.first.photo_path(),
    }
}

/// Somebody of a role who was granted the whole community.
fn desk(site: &Site, role: &Role) -> Desk {
    let login = format!("login-{role}");
    site.world.desk(&login, "某人", role.clone(), &[site.world.community])
}

/// Signs in; a role without a desk gets no further than the form.
fn enter(site: &Site, role: &Role) -> Option<Visitor> {
    let desk = desk(site, role);
    let fields = [("login", desk.login.as_str()), ("password", desk.password.as_str())];
    match site.send(&Ask::post("/sign-in", &fields)).status {
        303 => Some(site.sign_in(&desk)),
        403 => None,
        other => panic!("{role}: {other}"),
    }
}

/// What somebody without a session sends.
fn nobody() -> Visitor {
    Visitor { cookie: "gridbook=nobody".to_owned(), csrf: String::new() }
}

/// Whether an answer gives what was asked for; if not, it must be a refusal.
fn is_given(status: u16, what: &str) -> bool {
    assert!(matches!(status, 200 | 303 | 401 | 403 | 404), "{what}: {status}");
    status == 200
}

#[test]
fn i6_every_page_opens_for_the_roles_of_the_table_and_for_no_other() {
    let site = Site::new();
    for role in roles() {
        let entered = enter(&site, &role);
        assert_eq!(entered.is_some(), role.may(Action::SignIn, Resource::Console), "{role}");
        let visitor = entered.unwrap_or_else(nobody);
        for page in pages() {
            let what = format!("{role} {page:?}");
            let opens = is_given(site.read(&visitor, &address(&site, page)).status, &what);
            assert_eq!(opens, role.may(Action::Open, Resource::Page(page)), "{what}");
        }
        let today = site.read(&visitor, "/today").text();
        for page in PAGES.iter().filter(|spec| spec.in_menu).map(|spec| spec.page) {
            let linked = today.contains(&format!("href=\"/{}\"", page.code()));
            assert_eq!(linked, role.menu().any(|own| own == page), "{role} {page:?}");
        }
    }
}

/// The feeds of the first community, one of each kind.
fn feeds(site: &Site) -> Vec<(Resource, Vec<u8>)> {
    let db = site.world.centre.db();
    let mut all = Vec::new();
    for (kind, resource) in FEEDS {
        // The deployment's feed is in a community of its own; a record of another one names it.
        let sql = "SELECT feed FROM feed WHERE kind = ? ORDER BY area IS ? DESC";
        let grid = site.first.grid.as_bytes();
        let feed = db.query_row(sql, (kind.as_str(), grid), |row| row.get(0)).unwrap();
        all.push((resource, feed));
    }
    all
}

#[test]
fn i6_a_page_shows_records_of_the_feeds_of_the_table_and_of_no_other() {
    let site = Site::new();
    let visitors: Vec<_> =
        roles().map(|role| (enter(&site, &role).unwrap_or_else(nobody), role)).into();
    for (resource, feed) in feeds(&site) {
        let sql = "UPDATE record SET feed = ? WHERE record = ?";
        let photo = site.first.photo.as_bytes();
        assert_eq!(site.world.centre.db().execute(sql, (feed, photo)).unwrap(), 1);
        for (visitor, role) in &visitors {
            let what = format!("{role} {resource:?}");
            let shown = is_given(site.read(visitor, &site.first.photo_path()).status, &what);
            assert_eq!(shown, role.may(Action::Show, resource), "{what}");
        }
    }
}

/// Sends a form; whether it was saved. A refused one changes nothing.
fn is_saved(site: &Site, visitor: &Visitor, target: &str, form: &[(&str, &str)]) -> bool {
    let before = site.changes();
    let status = site.post(visitor, target, form).status;
    assert!(matches!(status, 303 | 401 | 403 | 422), "{target}: {status}");
    let saved = status == 303;
    assert_eq!(site.changes() > before, saved, "{target} {form:?}");
    saved
}

#[test]
fn v4_every_role_gives_each_verdict_or_none() {
    let site = Site::new();
    let mut given = 0;
    for role in roles() {
        let visitor = enter(&site, &role).unwrap_or_else(nobody);
        for verdict in ["return", "approve"] {
            let target = format!("{}/{verdict}", site.first.visit_path());
            let seen = given.to_string();
            let form = [("reason", "请补充。"), ("seen", seen.as_str())];
            let saved = is_saved(&site, &visitor, &target, &form);
            assert_eq!(saved, role.may(Action::Review, Resource::Visit), "{role} {verdict}");
            given += u32::from(saved);
        }
    }
}

/// Those who bring a matter from one state to the next, by role.
struct Crew {
    all: Vec<(Role, AccountId)>,
}

impl Crew {
    fn of(add: impl Fn(&Role) -> AccountId) -> Self {
        Self { all: Role::KNOWN.iter().map(|role| (role.clone(), add(role))).collect() }
    }

    fn one_of(&self, roles: &[Role]) -> AccountId {
        self.all.iter().find(|(role, _)| roles.contains(role)).unwrap().1
    }

    /// The steps that lead to a state from the beginning.
    fn way(to: &State) -> Vec<&'static Step> {
        let mut ways: Vec<Vec<&'static Step>> = vec![Vec::new()];
        loop {
            let at = |way: &[&'static Step]| way.last().map_or(State::Reported, |s| s.to.clone());
            if let Some(found) = ways.iter().find(|way| at(way) == *to) {
                return found.clone();
            }
            let longer = |way: Vec<&'static Step>| {
                let from = at(&way);
                let on = STEPS.iter().filter(move |step| step.from == from);
                on.map(move |step| [way.as_slice(), &[step]].concat()).collect::<Vec<_>>()
            };
            ways = ways.into_iter().flat_map(longer).collect();
        }
    }

    /// A new matter of a feed in a state; `save` saves a part of an author.
    fn matter(
        &self,
        feed: FeedId,
        state: &State,
        matter: RecordId,
        mut save: impl FnMut(AccountId, NewPart) -> Option<gridbook_domain::Version>,
    ) -> RecordId {
        let begin = json!({"kind": "coordination", "category": "municipal", "content": "路灯不亮"});
        let part = |base, patch| {
            let (class, patch) = (Class::Matter, fields(patch));
            NewPart { class, record: matter, feed, base, patch }
        };
        let mut version = save(self.one_of(&[Role::Worker]), part(None, begin));
        for step in Self::way(state) {
            version = save(self.one_of(step.by), part(version, taken(&step.to)));
        }
        matter
    }
}

/// The patch that takes a step, with all that any step needs.
fn taken(to: &State) -> Value {
    json!({"state": to.as_str(), "reason": "说明", "department": "城管办"})
}

/// Every pair of different states.
fn pairs() -> Vec<(State, State)> {
    let all = State::KNOWN.iter();
    let pairs = all.flat_map(|from| State::KNOWN.iter().map(move |to| (from.clone(), to.clone())));
    pairs.filter(|(from, to)| from != to).collect()
}

#[test]
fn m3_every_role_takes_the_steps_of_the_table_on_the_console_and_no_other() {
    let site = Site::new();
    let crew = Crew::of(|role| site.world.staff("某人", role.clone()));
    let (hub, community) = (site.world.hub(), site.world.community);
    let feed = site.world.feed(site.first.grid);
    let fresh = |state: &State| {
        crew.matter(feed, state, hub.new_record().unwrap(), |author, part| {
            let saved = hub.save(community, author, vec![part]).unwrap();
            saved.outcome.parts[0].version
        })
    };
    let mut ready: Vec<_> = State::KNOWN.iter().map(|state| (state, fresh(state))).collect();
    for role in roles() {
        let visitor = enter(&site, &role).unwrap_or_else(nobody);
        let has_desk = role.may(Action::SignIn, Resource::Console);
        for (from, to) in pairs() {
            let at = ready.iter().position(|(state, _)| **state == from).unwrap();
            let matter = ready[at].1;
            let base = site.world.record(matter).unwrap().version.to_string();
            let target = format!("/matters/{community}/{matter}/step");
            let form = [
                ("to", to.as_str()),
                ("base", base.as_str()),
                ("reason", "说明"),
                ("department", "城管办"),
            ];
            let saved = is_saved(&site, &visitor, &target, &form);
            let may = role.may(Action::Step, Resource::Matter)
                && Step::open(&from, &role).any(|step| step.to == to);
            assert_eq!(saved, has_desk && may, "{role} {from} {to}");
            if saved {
                ready[at].1 = fresh(&from);
            }
        }
    }
}

/// A hub on a real port, with phones of paper.
struct Devices {
    world: HubWorld,
    served: Served,
}

impl Devices {
    fn new() -> Self {
        let world = HubWorld::new();
        let served = Served::start(world.hub.clone());
        Self { world, served }
    }

    fn sync(&self, phone: &PaperPhone, request: &SyncRequest) -> SyncResponse {
        let ask = Ask::method("POST", SYNC_PATH)
            .with("authorization", &format!("Bearer {}", phone.token))
            .with_body(serde_json::to_vec(request).unwrap());
        let answer = ask.send_bare(self.served.address);
        assert_eq!(answer.status, 200, "{}", answer.text());
        serde_json::from_slice(&answer.bytes).unwrap()
    }

    /// Pushes what is staged and pulls all there is.
    fn exchange(&self, phone: &mut PaperPhone) {
        let mut answer = self.sync(phone, &phone.request());
        phone.take(&answer);
        while !answer.feeds.is_empty() {
            answer = self.sync(phone, &SyncRequest { push: vec![], ..phone.request() });
            phone.take(&answer);
        }
    }

    /// A phone of a role, with grants for the first grid's feeds of both kinds.
    fn phone(&self, role: &Role) -> PaperPhone {
        let hub = &self.world.hub;
        let account = hub.add_account("某人", role.clone(), self.world.community).unwrap();
        for kind in [FeedKind::Grid, FeedKind::Restricted] {
            hub.grant(account, self.world.grid, kind).unwrap();
        }
        self.world.phone(account)
    }

    /// The kind of a feed, and whether it is this phone's, the first grid's or the deployment's.
    fn kind(&self, phone: &PaperPhone, feed: FeedId) -> (Resource, bool) {
        let blob = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let one = |sql: &str| self.world.number(sql) == 1;
        let (of, grid) = (blob(feed.as_bytes()), blob(self.world.grid.as_bytes()));
        let install = blob(phone.install.as_bytes());
        let is = |kind: &FeedKind| {
            one(&format!("SELECT count(*) FROM feed WHERE kind = '{kind}' AND feed = x'{of}'"))
        };
        let (_, resource) = FEEDS.into_iter().find(|(kind, _)| is(kind)).unwrap();
        let within = match resource {
            Resource::InstallFeed => one(&format!(
                "SELECT count(*) FROM install WHERE feed = x'{of}' AND install = x'{install}'"
            )),
            Resource::DeploymentFeed => true,
            _ => {
                one(&format!("SELECT count(*) FROM feed WHERE feed = x'{of}' AND area = x'{grid}'"))
            }
        };
        (resource, within)
    }

    /// A feed of each kind that a phone has a cursor of, and another grid's.
    fn feeds(&self, phone: &PaperPhone) -> Vec<(Resource, FeedId)> {
        phone.cursors.keys().map(|feed| (self.kind(phone, *feed).0, *feed)).collect()
    }
}

#[test]
fn i6_every_role_pulls_and_pushes_the_feeds_of_the_table_and_no_other() {
    let devices = Devices::new();
    for role in roles() {
        let mut phone = devices.phone(&role);
        devices.exchange(&mut phone);
        let feeds = devices.feeds(&phone);
        for (_, resource) in FEEDS {
            let pulled = feeds.iter().filter(|(kind, _)| *kind == resource);
            let within = pulled.clone().all(|(_, feed)| devices.kind(&phone, *feed).1);
            assert!(within, "{role} pulls {resource:?} of others");
            let may = role.may(Action::Pull, resource);
            assert_eq!(pulled.count() == 1, may, "{role} pulls {resource:?}");
        }
        for (resource, feed) in feeds {
            let person = phone.new_record();
            let parts = vec![part(Class::Person, person, feed, None, json!({"name": "王芳"}))];
            let op = phone.save(parts);
            devices.exchange(&mut phone);
            let applied = phone.part(op, 0).effect == Effect::Applied;
            assert_eq!(applied, role.may(Action::Push, resource), "{role} pushes {resource:?}");
        }
        let (other, person) = (devices.world.feed_of(devices.world.other_grid), phone.new_record());
        let op = phone.save(vec![part(Class::Person, person, other, None, json!({"name": "王"}))]);
        devices.exchange(&mut phone);
        assert_ne!(phone.part(op, 0).effect, Effect::Applied, "{role} pushes beyond its grants");
    }
}

#[test]
fn m3_every_role_judges_and_takes_steps_on_a_device_as_the_tables_say() {
    let devices = Devices::new();
    let HubWorld { hub, community, .. } = &devices.world;
    let feed = devices.world.feed();
    let crew = Crew::of(|role| {
        let account = hub.add_account("某人", role.clone(), *community).unwrap();
        hub.grant(account, *community, FeedKind::Grid).unwrap();
        account
    });
    let save = |author: AccountId, part: NewPart| {
        hub.save(*community, author, vec![part]).unwrap().outcome.parts[0].version
    };
    for role in roles() {
        let mut phone = devices.phone(&role);
        let ready: Vec<_> = pairs()
            .into_iter()
            .map(|(from, to)| (crew.matter(feed, &from, hub.new_record().unwrap(), save), from, to))
            .collect();
        let visit = hub.new_record().unwrap();
        let log = fields(json!({"household": hub.new_record().unwrap(), "purpose": "care",
            "met": "met", "content": "看过了"}));
        let (class, base) = (Class::Visit, None);
        let worker = crew.one_of(&[Role::Worker]);
        save(worker, NewPart { class, record: visit, feed, base, patch: log });
        devices.exchange(&mut phone);
        let mut sent = Vec::new();
        for (matter, from, to) in ready {
            let step = phone.patch(Class::Matter, matter, feed, taken(&to));
            let may = role.may(Action::Step, Resource::Matter)
                && Step::open(&from, &role).any(|step| step.to == to);
            sent.push((phone.save(vec![step]), may, format!("{role} {from} {to}")));
        }
        for verdict in ["approved", "returned"] {
            let review = json!({"visit": visit, "verdict": verdict, "reason": "请补充。"});
            let review = part(Class::Review, phone.new_record(), feed, None, review);
            let may = role.may(Action::Review, Resource::Visit);
            sent.push((phone.save(vec![review]), may, format!("{role} {verdict}")));
        }
        devices.exchange(&mut phone);
        for (op, may, what) in sent {
            let effect = phone.part(op, 0).effect;
            assert_eq!(effect == Effect::Applied, may, "{what}: {effect}");
        }
    }
}
