//! The made-up street the stories happen in: desks with people, phones with days behind them.

use crate::browser::Browser;
use gridbook_core::matter::MatterForm;
use gridbook_core::resident::PersonEdit;
use gridbook_core::visit::{Correction, VisitForm};
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Position, PositionSource, Purpose, VisitContact};
use gridbook_domain::{AreaId, RecordId};
use gridbook_testkit::{Desk, Home, Phone, Served, World};
use std::sync::OnceLock;

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

/// A street, served, with somebody at each desk and two workers with phones.
pub struct Town {
    pub served: Served,
    pub supervisor: Desk,
    pub dispatcher: Desk,
    pub admin: Desk,
    /// A supervisor of the neighbouring community.
    pub neighbour: Desk,
    /// 王芳, of the first grid.
    pub fang: Phone,
    /// 李敏, of the second.
    pub min: Phone,
    pub homes: Vec<Home>,
    pub other_homes: Vec<Home>,
    pub world: World,
}

/// What was said at doors, with whom was met.
const SAID: &[(Purpose, VisitContact, &str)] = &[
    (
        Purpose::Care,
        VisitContact::Met,
        "独居老人身体尚好，电话畅通，子女每周回来一次。提醒按时服药。",
    ),
    (Purpose::Routine, VisitContact::Met, "家中情况正常，无变化。"),
    (Purpose::Check, VisitContact::Met, "租客在家，核对了租住人员信息，更正了联系电话。"),
    (Purpose::Routine, VisitContact::NobodyHome, "敲门无人应答，已留联系卡。"),
    (Purpose::Policy, VisitContact::Met, "宣传反诈知识，已安装反诈提醒。说明了医保缴费办法。"),
    (Purpose::Mediation, VisitContact::Met, "楼上楼下因漏水有意见，已约双方周末面谈。"),
    (Purpose::Routine, VisitContact::Refused, "住户不愿开门，隔门说明来意，约下周再来。"),
    (Purpose::FollowUp, VisitContact::Met, "回访楼道灯，已修好，住户满意。"),
];

/// What came up on the way.
const UP: &[(Kind, Category, &str, &str)] = &[
    (Kind::Coordination, Category::Municipal, "人行道地砖破损，老人易绊倒。", "3号楼东侧"),
    (Kind::Emergency, Category::Safety, "楼道内飞线给电动车充电，电线发烫。", "2号楼1单元门内"),
    (Kind::General, Category::Sanitation, "垃圾桶满溢，味道大。", "小区北门"),
    (Kind::Coordination, Category::Compound, "单元门禁损坏，关不上。", "1号楼2单元"),
];

impl Town {
    /// Nothing has happened yet but the first sync.
    pub fn new() -> Self {
        let world = World::new(77);
        let (grid, other) = (world.grid, world.other_grid);
        let mut homes = vec![world.home(grid, "101", "赵")];
        homes.extend((1..12).map(|number| home(&world, grid, number)));
        let other_homes = (12..20).map(|number| home(&world, other, number)).collect();
        let beyond = world.neighbour();
        world.home(beyond.grid, "101", "孙");
        let served = Served::start(world.hub());
        let worker = |name, grid| world.account(name, Role::Worker, &[grid]);
        let (fang, min) = (worker("王芳", grid), worker("李敏", other));
        let at = &[world.community];
        Self {
            supervisor: world.desk("zhoumin", "周敏", Role::Supervisor, at),
            dispatcher: world.desk("heping", "何平", Role::Dispatcher, at),
            admin: world.desk("hanxue", "韩雪", Role::Admin, at),
            neighbour: world.desk_in(
                beyond.community,
                "tangli",
                "唐丽",
                Role::Supervisor,
                &[beyond.community],
            ),
            fang: served.phone(&world, fang, "王芳"),
            min: served.phone(&world, min, "李敏"),
            served,
            homes,
            other_homes,
            world,
        }
    }

    /// Some days have gone by: logs, matters, corrections and photos, up to today noon.
    pub fn lived(artist: &Browser) -> Self {
        let town = Self::new();
        for day in 0..5 {
            town.a_day(day, artist);
            town.world.time.pass(DAY - 8 * 25 * MINUTE);
        }
        town.a_day(5, artist);
        town
    }

    fn a_day(&self, day: usize, artist: &Browser) {
        for at in 0..8 {
            let (phone, homes) = match at % 3 {
                0 => (&self.min, &self.other_homes),
                _ => (&self.fang, &self.homes),
            };
            let number = day * 8 + at;
            let (purpose, met, said) = &SAID[(number * 3) % SAID.len()];
            let home = homes[(number * 5) % homes.len()];
            let mut form = VisitForm::new(home.household, purpose.clone(), met.clone());
            (*said).clone_into(&mut form.content);
            form.position = Some(self.position(number));
            if *met == VisitContact::Met {
                form.people = vec![home.head];
                form.photos = (0..number % 3).map(|n| shoot(phone, artist, number + n)).collect();
            }
            if number % 6 == 2 {
                let edits = vec![PersonEdit::Phone(Some(format!("1000000{number:04}")))];
                form.corrections.push(Correction::Person { person: home.head, edits });
            }
            if number % 7 == 3 {
                form.matters.push(matter(number / 7, Some(home.household)));
            }
            phone.submit_visit(form, None).unwrap();
            self.world.time.pass(25 * MINUTE);
        }
        self.served.sync(&self.fang);
        self.served.sync(&self.min);
    }

    fn position(&self, number: usize) -> Position {
        let off = i64::try_from(number).unwrap() * 37;
        let source = PositionSource::Gnss;
        let (lat, lon) = (300_000_000 + off, 1_200_000_000 + off);
        Position { lat, lon, accuracy: 6 + off % 30, source, mock: false }
    }

    /// A visit on a phone; it is not sent yet.
    pub fn visit(&self, phone: &Phone, home: Home, content: &str) -> RecordId {
        let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
        content.clone_into(&mut form.content);
        phone.submit_visit(form, None).unwrap().visit
    }

    /// Three logs of the first grid and two of the second, oldest first; two of them yesterday,
    /// when a log of care and one of a closed door were written. All are sent.
    pub fn five_logs_on_two_days(&self) -> Vec<RecordId> {
        let say = |phone: &Phone, home: Home, purpose, met| {
            let mut form = VisitForm::new(home.household, purpose, met);
            "核对了登记信息。".clone_into(&mut form.content);
            let visit = phone.submit_visit(form, None).unwrap().visit;
            self.world.time.pass(MINUTE);
            visit
        };
        let mut all = vec![
            say(&self.fang, self.homes[0], Purpose::Care, VisitContact::Met),
            say(&self.fang, self.homes[1], Purpose::Routine, VisitContact::NobodyHome),
        ];
        self.world.time.pass(DAY);
        all.push(say(&self.fang, self.homes[2], Purpose::Routine, VisitContact::Met));
        all.push(say(&self.min, self.other_homes[0], Purpose::Routine, VisitContact::Met));
        all.push(say(&self.min, self.other_homes[1], Purpose::Policy, VisitContact::Met));
        self.served.sync(&self.fang);
        self.served.sync(&self.min);
        all
    }

    /// A log with all a visit can bring along, sent with its photo.
    pub fn full_log(&self, artist: &Browser) -> RecordId {
        let home = self.homes[0];
        let mut form = VisitForm::new(home.household, Purpose::Care, VisitContact::Met);
        "老人身体尚好。".clone_into(&mut form.content);
        "下周送药".clone_into(&mut form.promise);
        form.people = vec![home.head];
        form.position = Some(self.position(1));
        form.photos = vec![shoot(&self.fang, artist, 3)];
        let edits = vec![PersonEdit::Phone(Some("10000000099".to_owned()))];
        form.corrections.push(Correction::Person { person: home.head, edits });
        form.matters.push(matter(3, None));
        let visit = self.fang.submit_visit(form, None).unwrap().visit;
        self.served.sync(&self.fang);
        visit
    }

    /// A browser before this town's console.
    pub fn browser(&self) -> Browser {
        Browser::start(&self.served.url())
    }

    /// A browser in which somebody has signed in.
    pub fn at_desk(&self, desk: &Desk) -> Browser {
        let browser = self.browser();
        browser.sign_in(&desk.login, &desk.password);
        browser.see_page("today");
        browser
    }

    /// The address of a visit log.
    pub fn visit_path(&self, visit: RecordId) -> String {
        format!("/visits/{}/{visit}", self.world.community)
    }

    /// The address of a matter.
    pub fn matter_path(&self, matter: RecordId) -> String {
        format!("/matters/{}/{matter}", self.world.community)
    }
}

/// A home behind a door of its own, with people of its own.
fn home(world: &World, grid: AreaId, number: usize) -> Home {
    let pick = |from: &[&'static str], at: usize| from[at % from.len()];
    let surname = pick(&["钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫"], number);
    let head = pick(&["志强", "桂兰", "建军", "玉梅", "国华", "素珍", "海峰"], number * 3);
    let spouse = pick(&["秀兰", "德明", "凤英", "文斌", "丽华"], number * 2);
    let (building, unit) = (format!("{}号楼", 1 + number / 5), format!("{}单元", 1 + number % 3));
    let door = format!("{}0{}", 1 + number % 6, 1 + number % 2);
    let people = [format!("{surname}{head}"), format!("{}{spouse}", pick(&["赵", "沈"], number))];
    world.home_of(grid, [&building, &unit, &door], people)
}

/// A matter as a worker reports one.
pub fn matter(number: usize, household: Option<RecordId>) -> MatterForm {
    let (kind, category, content, place) = &UP[number % UP.len()];
    MatterForm {
        kind: kind.clone(),
        category: category.clone(),
        content: (*content).to_owned(),
        area: None,
        place: (*place).to_owned(),
        position: None,
        household,
        photos: Vec::new(),
        settled: false,
    }
}

/// A photo and its small version.
type Painted = [Vec<u8>; 2];

/// Real pictures of doors that nobody lives behind, painted by a browser, once for all towns.
fn paintings(artist: &Browser) -> &'static [Painted] {
    static PAINTED: OnceLock<Vec<Painted>> = OnceLock::new();
    PAINTED.get_or_init(|| {
        let paint =
            |number| [(640, 480), (160, 120)].map(|(w, h)| artist.paint(&door(number), w, h));
        (0..6).map(paint).collect()
    })
}

/// Takes a photo.
fn shoot(phone: &Phone, artist: &Browser, number: usize) -> RecordId {
    let all = paintings(artist);
    let folder = phone.folder().join("camera");
    std::fs::create_dir_all(&folder).unwrap();
    let files = ["photo.png", "small.png"].map(|name| folder.join(name));
    for (file, bytes) in files.iter().zip(&all[number % all.len()]) {
        std::fs::write(file, bytes).unwrap();
    }
    let taken = phone.add_photo(&files[0], Some(&files[1])).unwrap();
    std::fs::remove_dir_all(folder).unwrap();
    taken
}

/// A wall, a door, a lamp; no two alike.
fn door(number: usize) -> String {
    let hue = (number * 47) % 360;
    let left = 24 + (number * 13) % 30;
    let part = |place: &str, look: &str, inside: &str| {
        format!("<div style='position:absolute;{place};{look}'>{inside}</div>")
    };
    let handle = part("right:3vw;top:30vh;width:2vw;height:5vh", "background:#d9c27a", "");
    let door = part(
        &format!("left:{left}vw;top:16vh;width:34vw;height:62vh"),
        &format!("background:hsl({hue} 38% 34%);border:1.6vw solid hsl({hue} 10% 92%)"),
        &handle,
    );
    let lamp = part(
        "left:8vw;top:6vh;width:9vw;height:9vw",
        "background:radial-gradient(#fff8,hsl(45 90% 80%),transparent)",
        "",
    );
    let wall = format!("linear-gradient(hsl({hue} 12% 82%) 72%,hsl(30 8% 48%) 72%)");
    format!("<body style='margin:0;height:100vh;background:{wall}'>{door}{lamp}</body>")
}
