//! Two communities with something in each that somebody would like to see or change.

use crate::wire::{Answer, Ask};
use gridbook_core::matter::MatterForm;
use gridbook_core::publicity::PublicityForm;
use gridbook_core::visit::VisitForm;
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{AreaId, RecordId};
use gridbook_server::Network;
use gridbook_testkit::{Desk, Neighbour, Phone, Served, World};

/// Records that a phone of one grid brought.
pub struct Brought {
    pub community: AreaId,
    pub grid: AreaId,
    pub visit: RecordId,
    pub matter: RecordId,
    pub photo: RecordId,
    pub event: RecordId,
    pub phone: Phone,
}

impl Brought {
    pub fn visit_path(&self) -> String {
        format!("/visits/{}/{}", self.community, self.visit)
    }

    pub fn matter_path(&self) -> String {
        format!("/matters/{}/{}", self.community, self.matter)
    }

    pub fn event_path(&self) -> String {
        format!("/publicity/{}/{}", self.community, self.event)
    }

    pub fn photo_path(&self) -> String {
        format!("/photos/{}/{}", self.community, self.photo)
    }
}

/// The street, served.
pub struct Site {
    pub served: Served,
    /// Sees the whole community.
    pub supervisor: Desk,
    /// Sees its first grid only.
    pub narrow: Desk,
    /// Takes the community's matters on.
    pub dispatcher: Desk,
    /// What lies in the first grid, in the second, and in the neighbouring community.
    pub first: Brought,
    pub second: Brought,
    pub beyond: Brought,
    pub world: World,
}

/// Somebody signed in.
pub struct Visitor {
    pub cookie: String,
    pub csrf: String,
}

impl Site {
    pub fn new() -> Self {
        Self::saying("老人身体尚好。")
    }

    /// A street whose workers wrote this into everything they can write.
    pub fn saying(words: &str) -> Self {
        Self::served(words, Vec::new())
    }

    /// A street behind a proxy, which is whoever connects from this machine.
    pub fn behind_a_proxy() -> Self {
        Self::served("老人身体尚好。", vec!["127.0.0.0/8".parse().unwrap()])
    }

    fn served(words: &str, proxies: Vec<Network>) -> Self {
        let world = World::new(400);
        let Neighbour { community, grid } = world.neighbour();
        let (home, near, other) = (world.community, world.grid, world.other_grid);
        let served = Served::behind(world.hub(), proxies);
        let bring = |community, grid, name| bring(&world, &served, (community, grid), name, words);
        Self {
            supervisor: world.desk("zhoumin", "周敏", Role::Supervisor, &[home]),
            narrow: world.desk("qian", "钱进", Role::Supervisor, &[near]),
            dispatcher: world.desk("heping", "何平", Role::Dispatcher, &[home]),
            first: bring(home, near, "王芳"),
            second: bring(home, other, "李敏"),
            beyond: bring(community, grid, "张伟"),
            served,
            world,
        }
    }

    pub fn send(&self, ask: &Ask) -> Answer {
        ask.send(self.served.address)
    }

    /// Signs somebody in and reads the token of their forms.
    pub fn sign_in(&self, desk: &Desk) -> Visitor {
        let answer = self
            .send(&Ask::post("/sign-in", &[("login", &desk.login), ("password", &desk.password)]));
        assert_eq!((answer.status, answer.header("location")), (303, Some("/today")));
        let cookie = answer.header("set-cookie").unwrap().split(';').next().unwrap().to_owned();
        let mut visitor = Visitor { cookie, csrf: String::new() };
        let page = self.read(&visitor, "/today").text();
        let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
        visitor.csrf = token.split('"').next().unwrap().to_owned();
        visitor
    }

    /// What somebody sees at an address.
    pub fn read(&self, visitor: &Visitor, target: &str) -> Answer {
        self.send(&Ask::get(target).with("cookie", &visitor.cookie))
    }

    /// What becomes of a form of theirs.
    pub fn post(&self, visitor: &Visitor, target: &str, fields: &[(&str, &str)]) -> Answer {
        let mut all = vec![("csrf", visitor.csrf.as_str())];
        all.extend(fields);
        self.send(&Ask::post(target, &all).with("cookie", &visitor.cookie))
    }

    /// How many reviews and steps there are: what a refused form must leave as it was.
    pub fn changes(&self) -> i64 {
        let sql = "SELECT count(*) FROM change";
        self.world.centre.db().query_row(sql, [], |row| row.get(0)).unwrap()
    }
}

fn bring(
    world: &World,
    served: &Served,
    (community, grid): (AreaId, AreaId),
    name: &str,
    words: &str,
) -> Brought {
    let household = world.home(grid, "101", "赵").household;
    let hub = world.hub();
    let account = hub.add_account(name, Role::Worker, community).unwrap();
    hub.grant(account, grid, gridbook_domain::role::FeedKind::Grid).unwrap();
    let phone = served.phone(world, account, name);
    let photo = phone.photo(30_000, &world.dice);
    let mut form = VisitForm::new(household, Purpose::Care, VisitContact::Met);
    words.clone_into(&mut form.content);
    words.clone_into(&mut form.promise);
    form.photos = vec![photo];
    let matter = MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: words.to_owned(),
        area: None,
        place: words.to_owned(),
        position: None,
        household: Some(household),
        photos: Vec::new(),
        settled: false,
    };
    form.matters = vec![matter];
    let saved = phone.submit_visit(form, None).unwrap();
    let event = PublicityForm {
        subject: words.to_owned(),
        place: words.to_owned(),
        note: words.to_owned(),
        ..PublicityForm::default()
    };
    let event = phone.submit_publicity(event).unwrap().event;
    served.sync(&phone);
    let matter = saved.matters[0];
    Brought { community, grid, visit: saved.visit, matter, photo, event, phone }
}
