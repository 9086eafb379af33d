//! The console's rows say what the records say, after any history: the same as rows built anew,
//! and the same as plain counting.

use chrono::{DateTime, Datelike as _};
use gridbook_domain::clock::CHINA;
use gridbook_domain::deadline::end_of_working_days;
use gridbook_domain::matter::{Needs, STEPS, State};
use gridbook_domain::role::Role;
use gridbook_domain::visit::ReviewStatus;
use gridbook_domain::{AccountId, AreaId, Class, RecordId};
use gridbook_hub::NewPart;
use gridbook_store::{
    HouseholdRow, MatterRow, PageArgs, Partition, Record, Store, VisitFilter, VisitRow,
};
use gridbook_store_sqlite::SqliteStore;
use gridbook_testkit::hub::*;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

const DAY: i64 = 86_400_000;

#[derive(Debug, Clone)]
enum Step {
    /// A phone visits a home, so many days ago; the home may come later than the visit.
    Visit { phone: usize, home: usize, met: bool, ago: i64 },
    /// A phone amends a log, sent or not; or one that it will send only afterwards.
    Amend { phone: usize, visit: usize, met: bool, first: bool },
    /// The leader judges a log, maybe before it has come.
    Review { visit: usize, approve: bool },
    /// A matter is reported.
    Report { phone: usize, settled: bool },
    /// A matter takes one of the steps it may take.
    Move { matter: usize, pick: usize },
    /// A matter's words change without a step.
    Reword { matter: usize },
    /// A home comes to the hub: dwelling, household and head in some order.
    Home { home: usize, order: usize },
    /// Somebody corrects a home: its door, its head, a name, a head's leaving or returning.
    Correct { home: usize, what: usize },
    /// A phone syncs.
    Sync { phone: usize },
    /// Time passes.
    Later { days: i64 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let visit = (0..2usize, 0..4usize, any::<bool>(), 0..70i64)
        .prop_map(|(phone, home, met, ago)| Step::Visit { phone, home, met, ago });
    let amend = (0..2usize, any::<usize>(), any::<bool>(), prop::bool::weighted(0.3))
        .prop_map(|(phone, visit, met, first)| Step::Amend { phone, visit, met, first });
    let review = (any::<usize>(), any::<bool>())
        .prop_map(|(visit, approve)| Step::Review { visit, approve });
    let report =
        (0..2usize, any::<bool>()).prop_map(|(phone, settled)| Step::Report { phone, settled });
    let step =
        (any::<usize>(), any::<usize>()).prop_map(|(matter, pick)| Step::Move { matter, pick });
    let home = (0..4usize, 0..6usize).prop_map(|(home, order)| Step::Home { home, order });
    let correct = (0..4usize, 0..7usize).prop_map(|(home, what)| Step::Correct { home, what });
    prop::collection::vec(
        prop_oneof![
            6 => visit,
            3 => amend,
            4 => review,
            2 => report,
            5 => step,
            2 => any::<usize>().prop_map(|matter| Step::Reword { matter }),
            4 => home,
            9 => correct,
            5 => (0..3usize).prop_map(|phone| Step::Sync { phone }),
            2 => (1..20i64).prop_map(|days| Step::Later { days }),
        ],
        20..90,
    )
}

/// Ids that are known before anything has come.
fn id(kind: u8, n: usize) -> RecordId {
    let mut bytes = [kind; 16];
    bytes[15] = u8::try_from(n).unwrap();
    RecordId::from_bytes(bytes)
}

struct Run {
    world: HubWorld,
    /// Two workers and a leader.
    phones: Vec<PaperPhone>,
    staff: BTreeMap<Role, AccountId>,
    visits: Vec<RecordId>,
    matters: Vec<RecordId>,
}

impl Run {
    fn new() -> Self {
        let world = HubWorld::new();
        let mut phones = vec![world.worker("甲"), world.worker("乙")];
        phones.push(world.with_role("长", Role::Leader));
        for phone in &phones {
            world
                .hub
                .grant(phone.account, world.other_grid, gridbook_domain::role::FeedKind::Grid)
                .unwrap();
        }
        for phone in &mut phones {
            world.exchange(phone);
        }
        let roles = [Role::Dispatcher, Role::Handler, Role::Leader, Role::Worker];
        let account = |role: &Role| world.hub.add_account("某", role.clone(), world.community);
        let staff = roles.iter().map(|role| (role.clone(), account(role).unwrap())).collect();
        Self { world, phones, staff, visits: Vec::new(), matters: Vec::new() }
    }

    fn place(&self) -> Partition {
        Partition { community: self.world.community, grid: None }
    }

    /// The same file, looked at beside the hub.
    fn store(&self) -> Box<dyn Store> {
        Box::new(SqliteStore::open(&self.world.folder.path().join("hub.db")).unwrap())
    }

    fn grid(&self, n: usize) -> AreaId {
        if n.is_multiple_of(2) { self.world.grid } else { self.world.other_grid }
    }

    fn now(&self) -> i64 {
        self.world.clock.now()
    }

    fn save(&mut self, phone: usize, at: i64, grid: usize, class: Class, patch: Value) -> RecordId {
        let record = self.phones[phone].new_record();
        self.save_as(record, (phone, at), grid, class, patch);
        record
    }

    fn save_as(
        &mut self,
        record: RecordId,
        (phone, at): (usize, i64),
        grid: usize,
        class: Class,
        patch: Value,
    ) {
        let feed = self.world.feed_of(self.grid(grid));
        let phone = &mut self.phones[phone];
        let mut body = phone.body(vec![part(class, record, feed, None, patch)]);
        body.clock.at.wall = at;
        phone.stage(body.to_bytes().unwrap());
    }

    fn log(home: usize, met: bool, amends: Option<RecordId>) -> Value {
        let met = if met { "met" } else { "nobody_home" };
        let mut log = json!({"household": id(2, home), "purpose": "care", "met": met,
            "content": "  老人\n尚好", "photos": [id(9, 1), id(9, 2)]});
        if let Some(amends) = amends {
            log["amends"] = json!(amends);
        }
        log
    }

    fn take(&mut self, step: Step) {
        let now = self.now();
        match step {
            Step::Visit { phone, home, met, ago } => {
                let log = Self::log(home, met, None);
                let visit = self.save(phone, now - ago * DAY, home, Class::Visit, log);
                self.visits.push(visit);
            }
            Step::Amend { phone, visit, met, first } => self.amend(phone, visit, met, first),
            Step::Review { visit, approve } => {
                let Some(visit) = pick(&self.visits, visit) else { return };
                let verdict = if approve { "approved" } else { "returned" };
                let review = json!({"visit": visit, "verdict": verdict, "reason": "请补充"});
                self.save(2, now, 0, Class::Review, review);
            }
            Step::Report { phone, settled } => {
                let state = if settled { "closed" } else { "reported" };
                let report = json!({"kind": "general", "category": "safety", "content": "路灯",
                    "place": "东门", "state": state, "reason": if settled { "已修" } else { "" }});
                let matter = self.save(phone, now - DAY, phone, Class::Matter, report);
                self.matters.push(matter);
            }
            Step::Move { matter, pick } => self.step(matter, pick),
            Step::Reword { matter } => self.edit_matter(matter, Role::Leader, |_| {
                Some(json!({"content": "路灯不亮", "place": "西门"}))
            }),
            Step::Home { home, order } => self.home(home, order),
            Step::Correct { home, what } => self.correct(home, what),
            Step::Sync { phone } => {
                self.world.exchange(&mut self.phones[phone]);
            }
            Step::Later { days } => self.world.later(days * DAY),
        }
    }

    fn amend(&mut self, phone: usize, visit: usize, met: bool, first: bool) {
        let now = self.now();
        if first {
            // The amendment arrives before the log it amends.
            let amended = self.phones[phone].new_record();
            let log = Self::log(visit % 4, met, Some(amended));
            let amending = self.save(phone, now, visit % 4, Class::Visit, log);
            let at = (phone, now - 40 * DAY);
            self.save_as(amended, at, visit % 4, Class::Visit, Self::log(visit % 4, !met, None));
            self.visits.extend([amended, amending]);
        } else if let Some(amended) = pick(&self.visits, visit) {
            let log = Self::log(visit % 4, met, Some(amended));
            let amending = self.save(phone, now, visit % 4, Class::Visit, log);
            self.visits.push(amending);
        }
    }

    fn step(&mut self, matter: usize, pick: usize) {
        let staff = self.staff.clone();
        let Some(record) = self.matter(matter) else { return };
        let state = State::from_code(record.fields["state"].as_str().unwrap());
        let legal: Vec<_> = STEPS.iter().filter(|step| step.from == state).collect();
        if legal.is_empty() {
            return;
        }
        let step = legal[pick % legal.len()];
        let mut patch = json!({"state": step.to.as_str()});
        match step.needs {
            Needs::Reason => patch["reason"] = json!("理由"),
            Needs::Department => patch["department"] = json!("城管办"),
            Needs::Nothing => {}
        }
        let role = step.by.iter().find(|role| staff.contains_key(role)).unwrap().clone();
        self.edit_matter(matter, role, |_| Some(patch.clone()));
    }

    fn matter(&self, matter: usize) -> Option<Record> {
        let matter = pick(&self.matters, matter)?;
        self.world.hub.record(self.world.community, matter).unwrap()
    }

    fn edit_matter(&self, matter: usize, by: Role, patch: impl Fn(&Record) -> Option<Value>) {
        let Some(now) = self.matter(matter) else { return };
        let Some(patch) = patch(&now) else { return };
        self.world.later(3_600_000);
        self.put(&now, self.staff[&by], patch);
    }

    fn put(&self, now: &Record, by: AccountId, patch: Value) {
        let part = NewPart {
            class: now.class.clone(),
            record: now.record,
            feed: now.feed,
            base: Some(now.version),
            patch: patch.as_object().cloned().unwrap(),
        };
        self.world.hub.save(self.world.community, by, vec![part]).unwrap();
    }

    fn home(&mut self, home: usize, order: usize) {
        if self.known(1, home).is_some() {
            return;
        }
        let feed = self.world.feed_of(self.grid(home));
        let new = |class, kind, patch: Value| NewPart {
            class,
            record: id(kind, home),
            feed,
            base: None,
            patch: patch.as_object().cloned().unwrap(),
        };
        let mut household = json!({"dwelling": id(1, home)});
        if home > 1 {
            household["head"] = json!(id(3, home));
        }
        let dwelling = json!({"building": "3号楼", "unit": "1单元", "door": format!("50{home}")});
        let head = json!({"household": id(2, home), "name": "王芳", "relation": "head"});
        let mut parts = vec![
            new(Class::Dwelling, 1, dwelling),
            new(Class::Household, 2, household),
            new(Class::Person, 3, head),
        ];
        parts.rotate_left(order % 3);
        if order > 2 {
            parts.swap(0, 1);
        }
        let author = self.world.hub.own_account().unwrap();
        for part in parts {
            self.world.hub.save(self.world.community, author, vec![part]).unwrap();
        }
    }

    fn known(&self, kind: u8, home: usize) -> Option<Record> {
        self.world.hub.record(self.world.community, id(kind, home)).unwrap()
    }

    fn correct(&self, home: usize, what: usize) {
        let (kind, patch) = match what {
            0 => (1, json!({"door": "601", "unit": null})),
            1 => (2, json!({"head": id(3, (home + 1) % 4)})),
            2 => (2, json!({"head": null, "note": "空"})),
            3 => (3, json!({"name": format!("王{home}")})),
            4 => (3, json!({"standing": "deregistered", "standing_reason": "迁出"})),
            5 => (3, json!({"standing": "present", "household": id(2, (home + 2) % 4)})),
            _ => (2, json!({"dwelling": id(1, (home + 1) % 4)})),
        };
        if let Some(now) = self.known(kind, home) {
            self.put(&now, self.world.hub.own_account().unwrap(), patch);
        }
    }

    /// Counts plainly what the rows count ahead.
    fn counted(&self) -> BTreeMap<String, i64> {
        let hub = &self.world.hub;
        let all = |class| hub.records_of(self.world.community, &class).unwrap();
        let (visits, reviews, homes) =
            (all(Class::Visit), all(Class::Review), all(Class::Household));
        let areas = hub.areas().unwrap();
        let grid = |record: &Record| {
            areas.iter().find(|area| area.feed == Some(record.feed)).unwrap().name.clone()
        };
        let link = |record: &Record, name: &str| {
            record.fields.get(name).map(|id| RecordId::parse(id.as_str().unwrap()).unwrap())
        };
        let by_id: BTreeMap<RecordId, &Record> =
            visits.iter().map(|visit| (visit.record, visit)).collect();
        let amended: BTreeSet<RecordId> =
            visits.iter().filter_map(|visit| link(visit, "amends")).collect();
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        let mut met = BTreeSet::new();
        for visit in &visits {
            *counts.entry(format!("visits {}", grid(visit))).or_default() += 1;
            let is_judged =
                reviews.iter().any(|review| link(review, "visit") == Some(visit.record));
            if amended.contains(&visit.record) {
                continue;
            }
            if !is_judged {
                *counts.entry(format!("waiting {}", grid(visit))).or_default() += 1;
            }
            let mut first = visit;
            while let Some(before) = link(first, "amends").and_then(|id| by_id.get(&id)) {
                first = before;
            }
            let month = month(first.at.unwrap());
            *counts.entry(format!("{month} visits {}", grid(visit))).or_default() += 1;
            if visit.fields["met"] == "met" {
                met.insert((link(visit, "household").unwrap(), month));
            }
        }
        for home in &homes {
            *counts.entry(format!("households {}", grid(home))).or_default() += 1;
            for (_, month) in met.iter().filter(|(household, _)| *household == home.record) {
                *counts.entry(format!("{month} met {}", grid(home))).or_default() += 1;
            }
        }
        for review in &reviews {
            *counts.entry(format!("reviews {}", grid(review))).or_default() += 1;
        }
        for matter in all(Class::Matter) {
            let changes = i64::try_from(matter.version.n).unwrap();
            *counts.entry(format!("changes {}", grid(&matter))).or_default() += changes;
            let open = i64::from(matter.fields["state"] != "closed");
            *counts.entry(format!("open {}", grid(&matter))).or_default() += open;
        }
        counts.retain(|_, count| *count != 0);
        counts
    }

    /// What the rows count, in the same words.
    fn told(&self) -> BTreeMap<String, i64> {
        let db = rusqlite::Connection::open(self.world.folder.path().join("hub.db")).unwrap();
        let mut told = BTreeMap::new();
        let mut tell = |sql: &str, words: &[&str]| {
            let mut statement = db.prepare(sql).unwrap();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let grid: String = row.get("name").unwrap();
                let month: Option<i64> = row.get("month").unwrap();
                for (at, word) in words.iter().enumerate() {
                    let month = month.map(|month| format!("{month} ")).unwrap_or_default();
                    told.insert(format!("{month}{word} {grid}"), row.get(at).unwrap());
                }
            }
        };
        tell(
            "SELECT visits, visits_waiting, households, reviews, matter_changes, matters_open, \
             name, NULL AS month FROM tally JOIN area ON area = grid",
            &["visits", "waiting", "households", "reviews", "changes", "open"],
        );
        tell(
            "SELECT visits, met, name, month FROM coverage JOIN area ON area = grid",
            &["visits", "met"],
        );
        told.retain(|_, count| *count != 0);
        told
    }
}

fn month(at: i64) -> i64 {
    let day = DateTime::from_timestamp_millis(at).unwrap().with_timezone(&CHINA);
    i64::from(day.year()) * 100 + i64::from(day.month())
}

fn pick<T: Copy>(from: &[T], n: usize) -> Option<T> {
    (!from.is_empty()).then(|| from[n % from.len()])
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn after_any_history_the_rows_are_those_built_anew_and_count_what_there_is(steps in steps()) {
        let mut run = Run::new();
        for step in steps {
            run.take(step);
        }
        for phone in [0, 1, 2] {
            run.world.exchange(&mut run.phones[phone]);
        }
        let (rows, anew) = run.world.rows_and_rows_anew();
        for (row, new) in rows.iter().zip(&anew) {
            assert_eq!(row, new);
        }
        assert_eq!(rows.len(), anew.len());
        assert_eq!(run.told(), run.counted());
    }
}

#[test]
fn a_log_is_waiting_judged_by_the_newest_verdict_and_amended_for_good() {
    let mut run = Run::new();
    run.take(Step::Home { home: 2, order: 0 });
    let (all, place) = (VisitFilter::default(), run.place());
    let rows = |run: &Run| {
        let span = PageArgs { limit: 9, ..PageArgs::default() };
        run.store().read(|tx| tx.list::<VisitRow>(&[place], &all, span)).unwrap().rows
    };
    let visited = run.now() - 3 * DAY;
    run.take(Step::Visit { phone: 0, home: 2, met: true, ago: 3 });
    run.take(Step::Sync { phone: 0 });
    let row = rows(&run).remove(0);
    assert_eq!((row.at, row.worker), (visited, run.phones[0].account));
    assert_eq!((row.door.as_str(), row.summary.as_str()), ("3号楼1单元502 · 王芳", "老人 尚好"));
    assert_eq!((row.standing, row.photos), (ReviewStatus::Waiting, 2));
    let judge = |run: &mut Run, visit, approve| {
        run.take(Step::Review { visit, approve });
        run.take(Step::Sync { phone: 2 });
        rows(run)[0].standing.clone()
    };
    assert_eq!(judge(&mut run, 0, true), ReviewStatus::Approved);
    assert_eq!(judge(&mut run, 0, false), ReviewStatus::Returned);
    run.take(Step::Amend { phone: 0, visit: 0, met: false, first: false });
    run.take(Step::Sync { phone: 0 });
    assert_eq!(rows(&run).len(), 2);
    let (old, new) = (run.visits[0], run.visits[1]);
    let row = |run: &Run, visit| {
        let found = run.store().read(|tx| tx.row::<VisitRow>(run.world.community, visit));
        found.unwrap().unwrap()
    };
    let (first, second) = (row(&run, old), row(&run, new));
    assert_eq!((first.standing, first.amended_by), (ReviewStatus::Amended, Some(new)));
    assert_eq!((second.standing, second.amends), (ReviewStatus::Waiting, Some(old)));
    assert_eq!(second.at, visited, "V5: it tells of the same visit");
    judge(&mut run, 0, true);
    assert_eq!(
        row(&run, old).standing,
        ReviewStatus::Amended,
        "a late verdict brings nothing back"
    );
    let tally = run.store().read(|tx| tx.tally(&[place])).unwrap();
    assert_eq!((tally.visits, tally.visits_waiting, tally.reviews), (2, 1, 3));
    let reviews = run.store().read(|tx| tx.reviews_of(run.world.community, old)).unwrap();
    assert_eq!(reviews.len(), 3);
    let home = run.store().read(|tx| tx.row::<HouseholdRow>(run.world.community, id(2, 2)));
    assert_eq!(home.unwrap().unwrap().last_met, None, "F10: it was nobody, after all");
}

#[test]
fn m4_a_matters_row_tells_its_step_since_when_and_until_when() {
    let mut run = Run::new();
    run.take(Step::Report { phone: 0, settled: false });
    run.world.exchange(&mut run.phones[0]);
    let reported = run.now();
    let (community, matter) = (run.world.community, run.matters[0]);
    let row =
        |run: &Run| run.store().read(|tx| tx.row::<MatterRow>(community, matter)).unwrap().unwrap();
    let found = row(&run);
    assert_eq!((found.at, found.entered), (reported - DAY, reported), "told by the hub's clock");
    assert_eq!(found.reporter, run.phones[0].account);
    let accept_by = end_of_working_days(reported, 2, CHINA);
    let close_by = end_of_working_days(reported, 7, CHINA);
    assert_eq!((found.due, found.close_by), (accept_by, close_by));
    let step = |run: &Run, role: Role, patch: Value| {
        run.edit_matter(0, role, |_| Some(patch.clone()));
        run.now()
    };
    step(&run, Role::Dispatcher, json!({"state": "accepted"}));
    assert_eq!(row(&run).due, close_by);
    let patch = json!({"state": "dispatched", "department": "城管办"});
    let dispatched = step(&run, Role::Dispatcher, patch);
    let handled_by = end_of_working_days(dispatched, 5, CHINA);
    assert_eq!((row(&run).due, row(&run).department), (handled_by, "城管办".to_owned()));
    run.take(Step::Reword { matter: 0 });
    assert_eq!((row(&run).entered, row(&run).place), (dispatched, "西门".to_owned()));
    run.take(Step::Later { days: 2 });
    let handling = step(&run, Role::Handler, json!({"state": "handling"}));
    assert_eq!((row(&run).entered, row(&run).due), (handling, handled_by));
    step(&run, Role::Handler, json!({"state": "handled"}));
    step(&run, Role::Leader, json!({"state": "dispatched", "reason": "没修好"}));
    let steps = run.store().read(|tx| tx.matter_steps(community, matter)).unwrap();
    let told: Vec<_> = steps
        .iter()
        .map(|step| (step.n, step.state.as_ref().map(State::as_str), step.words.as_str()))
        .collect();
    let expected = [
        (1, Some("reported"), ""),
        (2, Some("accepted"), ""),
        (3, Some("dispatched"), "城管办"),
        (4, None, ""),
        (5, Some("handling"), ""),
        (6, Some("handled"), ""),
        (7, Some("dispatched"), "没修好"),
    ];
    assert_eq!(told, expected);
    assert_eq!((steps[2].by, steps[2].at), (run.staff[&Role::Dispatcher], dispatched));
    let tally = run.store().read(|tx| tx.tally(&[run.place()])).unwrap();
    assert_eq!((tally.matters_open, tally.matters_waiting, tally.matter_changes), (1, 0, 7));
}
