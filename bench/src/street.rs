//! A street in the hub: 150 workers in 12 communities, 60,000 people, a year of visit logs, reviews
//! and matters. All of it goes through the hub's own saving, so its rows are those a real year has.

use crate::BenchError;
use crate::people::{fields, id, mixed, resident, visit_content};
use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId, FeedId, RecordId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{Class, Fields};
use gridbook_hub::host::SystemRandom;
use gridbook_hub::{Hub, HubOptions, NewOp, NewPart};
use gridbook_store_sqlite::SqliteStore;
use gridbook_testkit::FakeClock;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// 2026-01-01, 00:00 in UTC+8.
const NEW_YEAR: i64 = 1_767_196_800_000;
const DAY: i64 = 86_400_000;
const COMMUNITIES: usize = 12;
const WORKERS: usize = 150;
const PEOPLE: u64 = 60_000;
/// How many people keep house together.
const PER_HOME: u64 = 3;
/// Into how many turns the year is cut: in each one worker records.
const TURNS: u64 = 1_200;
/// How many turns later a log is reviewed and a matter taken on; whole rounds of the communities.
const LATER: u64 = 10 * COMMUNITIES as u64;
/// How many parts go into one op.
const PER_OP: usize = 50;

/// How much happened in the year.
#[derive(Debug, Clone, Copy)]
pub struct Year {
    /// Visit logs, over all communities.
    pub visits: u64,
    /// Matters, over all communities.
    pub matters: u64,
}

impl Year {
    /// What the street has in a year: 200,000 logs and 30,000 matters.
    pub const FULL: Self = Self { visits: 200_000, matters: 30_000 };

    /// A tenth of it.
    pub fn tenth(self) -> Self {
        Self { visits: self.visits / 10, matters: self.matters / 10 }
    }
}

/// A grid with its worker and its homes.
#[derive(Debug, Clone, Copy)]
pub struct Grid {
    /// The area.
    pub area: AreaId,
    /// Where its records lie.
    pub feed: FeedId,
    /// Who works there.
    pub worker: AccountId,
    /// The numbers of its homes.
    homes: (u64, u64),
}

impl Grid {
    /// One of its homes.
    pub fn home(&self, n: u64) -> RecordId {
        id(2, self.homes.0 + n % (self.homes.1 - self.homes.0).max(1))
    }
}

/// A community with its grids and its staff.
#[derive(Debug, Clone)]
pub struct Community {
    /// The area.
    pub area: AreaId,
    /// Its grids.
    pub grids: Vec<Grid>,
    supervisor: AccountId,
    dispatcher: AccountId,
    leader: AccountId,
}

/// The street and its hub.
pub struct Street {
    /// The hub.
    pub hub: Arc<Hub>,
    /// Where its data lies.
    pub folder: PathBuf,
    /// Its communities.
    pub communities: Vec<Community>,
    clock: Arc<FakeClock>,
}

impl Street {
    /// Builds a street that lives through a year.
    pub fn build(folder: &Path, year: Year) -> Result<Self, BenchError> {
        let clock = Arc::new(FakeClock::new(NEW_YEAR));
        let options = HubOptions {
            store: Box::new(SqliteStore::open_folder(folder)?),
            folder: folder.to_owned(),
            clock: clock.clone(),
            random: Arc::new(SystemRandom),
        };
        let hub = Arc::new(Hub::open(options)?);
        let (folder, communities) = (folder.to_owned(), Vec::new());
        let mut street = Self { hub, folder, communities, clock };
        street.found()?;
        let begun = Instant::now();
        street.settle()?;
        let parts = PEOPLE + 2 * PEOPLE / PER_HOME;
        eprintln!("{parts} people and homes saved in {:.1} s", begun.elapsed().as_secs_f64());
        (0..TURNS + 3 * LATER).try_for_each(|turn| street.turn(turn, year))?;
        Ok(street)
    }

    /// Areas and people who work there.
    fn found(&mut self) -> Result<(), BenchError> {
        let hub = &self.hub;
        let top = hub.add_area("东风街道", Level::Street, None)?;
        for n in 0..COMMUNITIES {
            let area = hub.add_area(&format!("第{n}社区"), Level::Community, Some(top))?;
            let staff = |name: &str, role| -> Result<AccountId, BenchError> {
                let account = hub.add_account(&format!("{name}{n}"), role, area)?;
                hub.grant(account, area, FeedKind::Grid)?;
                Ok(account)
            };
            let supervisor = staff("督导", Role::Supervisor)?;
            let dispatcher = staff("中心", Role::Dispatcher)?;
            let leader = staff("长", Role::Leader)?;
            let grids = Vec::new();
            self.communities.push(Community { area, grids, supervisor, dispatcher, leader });
        }
        let homes = PEOPLE / PER_HOME / WORKERS as u64;
        for n in 0..WORKERS {
            let Some(community) = self.communities.get_mut(n % COMMUNITIES) else { continue };
            let area = hub.add_area(&format!("第{n}网格"), Level::Grid, Some(community.area))?;
            let worker = hub.add_account(&format!("网格员{n}"), Role::Worker, community.area)?;
            hub.grant(worker, area, FeedKind::Grid)?;
            let feed = hub.areas()?.into_iter().find(|known| known.area == area);
            let feed = feed.and_then(|known| known.feed);
            let feed = feed.ok_or(BenchError::Setup("a grid without a feed"))?;
            let first = n as u64 * homes;
            community.grids.push(Grid { area, feed, worker, homes: (first, first + homes) });
        }
        Ok(())
    }

    /// The people and their homes.
    fn settle(&self) -> Result<(), BenchError> {
        let clerk = self.hub.own_account()?;
        for community in &self.communities {
            for grid in &community.grids {
                let parts: Vec<NewPart> = (grid.homes.0..grid.homes.1)
                    .flat_map(|home| home_parts(grid.feed, grid.area, home))
                    .collect();
                self.save(community.area, clerk, parts)?;
            }
        }
        Ok(())
    }

    fn save(
        &self,
        community: AreaId,
        author: AccountId,
        parts: Vec<NewPart>,
    ) -> Result<(), BenchError> {
        if parts.is_empty() {
            return Ok(());
        }
        let ops = parts
            .chunks(PER_OP)
            .map(|parts| NewOp { parts: parts.to_vec(), ..NewOp::default() })
            .collect();
        let saved = self.hub.save_many(community, author, ops)?;
        let mut told = saved.iter().flat_map(|saved| &saved.outcome.parts);
        match told.all(|part| part.why.is_none()) {
            true => Ok(()),
            false => Err(BenchError::Setup("something was refused")),
        }
    }

    /// One worker records, and what was recorded some turns ago is seen to.
    fn turn(&self, turn: u64, year: Year) -> Result<(), BenchError> {
        let at = NEW_YEAR + i64::try_from(turn).unwrap_or(0) * (365 * DAY / TURNS.cast_signed());
        self.clock.set(at);
        let Some((community, grid)) = self.at_turn(turn) else { return Ok(()) };
        if turn < TURNS {
            let visits = part_of(turn, year.visits).map(|n| visit(&grid, n));
            let matters = part_of(turn, year.matters).map(|n| report(&grid, n));
            self.save(community.area, grid.worker, visits.chain(matters).collect())?;
        }
        let of = |before: u64| turn.checked_sub(before).filter(|turn| *turn < TURNS);
        if let Some(then) = of(LATER) {
            self.review(community, then, year)?;
            self.step(community, then, year, community.dispatcher, &TO_HANDLED)?;
        }
        if let Some(then) = of(2 * LATER) {
            self.step(community, then, year, community.leader, &[("verified", None)])?;
        }
        if let Some(then) = of(3 * LATER) {
            self.step(community, then, year, community.dispatcher, &[("closed", None)])?;
        }
        Ok(())
    }

    fn at_turn(&self, turn: u64) -> Option<(&Community, Grid)> {
        let turn = usize::try_from(turn).ok()?;
        let community = self.communities.get(turn % COMMUNITIES)?;
        let grid = (turn / COMMUNITIES) % community.grids.len().max(1);
        Some((community, *community.grids.get(grid)?))
    }

    /// Of twenty logs one is returned, and one stays where it is.
    fn review(&self, community: &Community, then: u64, year: Year) -> Result<(), BenchError> {
        let Some((_, grid)) = self.at_turn(then) else { return Ok(()) };
        let reviews = part_of(then, year.visits).filter(|n| n % 20 != 7).map(|n| {
            let verdict = if n % 20 == 3 { "returned" } else { "approved" };
            let reason = if n % 20 == 3 { "请补充内容" } else { "" };
            let review = json!({"visit": id(4, n), "verdict": verdict, "reason": reason});
            new(Class::Review, id(6, n), grid.feed, review)
        });
        self.save(community.area, community.supervisor, reviews.collect())
    }

    /// Nine of ten matters go on; the tenth waits where it is.
    fn step(
        &self,
        community: &Community,
        then: u64,
        year: Year,
        by: AccountId,
        steps: &[(&str, Option<&str>)],
    ) -> Result<(), BenchError> {
        let Some((_, grid)) = self.at_turn(then) else { return Ok(()) };
        for (state, department) in steps {
            let parts = part_of(then, year.matters).filter(|n| n % 10 != 9).map(|n| {
                let mut patch = json!({ "state": state });
                if let (Some(department), Some(patch)) = (department, patch.as_object_mut()) {
                    patch.insert("department".to_owned(), json!(department));
                }
                new(Class::Matter, id(5, n), grid.feed, patch)
            });
            self.save(community.area, by, parts.collect())?;
        }
        Ok(())
    }
}

const TO_HANDLED: [(&str, Option<&str>); 4] =
    [("accepted", None), ("dispatched", Some("城管办")), ("handling", None), ("handled", None)];

/// The numbers of what falls into a turn, of so many in the year.
fn part_of(turn: u64, many: u64) -> std::ops::Range<u64> {
    turn * many / TURNS..(turn + 1) * many / TURNS
}

fn new(class: Class, record: RecordId, feed: FeedId, patch: Value) -> NewPart {
    NewPart { class, record, feed, base: None, patch: fields(patch) }
}

fn home_parts(feed: FeedId, area: AreaId, home: u64) -> Vec<NewPart> {
    let door = json!({"area": area, "building": format!("{}号楼", home % 40 + 1),
        "unit": format!("{}单元", home % 4 + 1), "door": format!("{:03}", home % 900 + 101)});
    let first = home * PER_HOME;
    let household = json!({"dwelling": id(3, home), "head": id(1, first)});
    let mut parts = vec![
        new(Class::Dwelling, id(3, home), feed, door),
        new(Class::Household, id(2, home), feed, household),
    ];
    parts.extend((first..first + PER_HOME).map(|n| {
        let patch: Fields = resident(n);
        NewPart { class: Class::Person, record: id(1, n), feed, base: None, patch }
    }));
    parts
}

fn visit(grid: &Grid, n: u64) -> NewPart {
    let met = if mixed(n).is_multiple_of(4) { "nobody_home" } else { "met" };
    let purpose = if mixed(n) % 5 == 1 { "care" } else { "routine" };
    let log = json!({"household": grid.home(mixed(n)), "purpose": purpose, "met": met,
        "content": visit_content(n)});
    new(Class::Visit, id(4, n), grid.feed, log)
}

fn report(grid: &Grid, n: u64) -> NewPart {
    let category = if n.is_multiple_of(3) { "safety" } else { "municipal" };
    let matter = json!({"kind": "general", "category": category, "place": "东门",
        "content": visit_content(n)});
    new(Class::Matter, id(5, n), grid.feed, matter)
}
