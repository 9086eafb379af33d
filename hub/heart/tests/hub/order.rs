//! One install's changes of one record take effect in the order of their numbers, whatever holds
//! them up.

use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::{Class, OpId, RecordId};
use gridbook_hub::{Hub, HubOptions, Swept};
use gridbook_store_sqlite::SqliteStore;
use gridbook_testkit::hub::*;
use serde_json::{Value, json};

const NO_CHANGE: &str = "CREATE TRIGGER fail BEFORE UPDATE ON record WHEN NEW.class = 'person'
    BEGIN SELECT RAISE(ABORT, 'no'); END";
const NO_NEW: &str = "CREATE TRIGGER fail BEFORE INSERT ON record WHEN NEW.class = 'person'
    BEGIN SELECT RAISE(ABORT, 'no'); END";
const WELL: &str = "DROP TRIGGER fail";

/// Two workers of one grid, both holding one person.
fn two() -> (HubWorld, PaperPhone, PaperPhone, RecordId) {
    let world = HubWorld::new();
    let (mut anna, mut bo) = (world.worker("安娜"), world.worker("波"));
    let person = anna.new_record();
    anna.save(vec![part(Class::Person, person, world.feed(), None, json!({"phone": "1"}))]);
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    (world, anna, bo, person)
}

/// Saves a change upon the own one before it.
fn edit(
    world: &HubWorld,
    phone: &mut PaperPhone,
    record: RecordId,
    after: Option<OpId>,
    patch: Value,
) -> OpId {
    let mut part = phone.patch(Class::Person, record, world.feed(), patch);
    part.after = after;
    phone.save(vec![part])
}

fn told(phone: &PaperPhone, op: OpId) -> (Effect, Option<Why>) {
    let part = phone.part(op, 0);
    (part.effect, part.why)
}

const HELD: (Effect, Option<Why>) = (Effect::Held, Some(Why::Later));
const DONE: (Effect, Option<Why>) = (Effect::Applied, None);

#[test]
fn a_change_that_failed_for_a_moment_is_not_overtaken_by_a_newer_one_of_the_same_phone() {
    let (world, mut anna, mut bo, person) = two();
    world.sql(NO_CHANGE);
    let first = edit(&world, &mut anna, person, None, json!({"phone": "2", "note": "a"}));
    world.exchange(&mut anna);
    world.sql(WELL);
    let second = edit(&world, &mut anna, person, Some(first), json!({"phone": "3"}));
    let third = edit(&world, &mut anna, person, Some(second), json!({"workplace": "w"}));
    world.exchange(&mut anna);
    assert_eq!([told(&anna, second), told(&anna, third)], [HELD, HELD]);
    // Nobody else waits for that.
    let his = edit(&world, &mut bo, person, None, json!({"name": "甲"}));
    world.exchange(&mut bo);
    assert_eq!(told(&bo, his), DONE);
    let world = world.reopened();
    assert!(world.hub.sweep().unwrap().parts >= 1);
    assert_eq!(world.hub.sweep().unwrap(), Swept::default());
    world.exchange(&mut anna);
    for op in [first, second, third] {
        assert_eq!(told(&anna, op), (Effect::Merged, None));
    }
    let now = json!({"phone": "3", "note": "a", "workplace": "w", "name": "甲"});
    assert_eq!(anna.fields(person), now);
    assert!(anna.of_class(&Class::Conflict).is_empty());
}

#[test]
fn a_foreign_value_that_a_late_change_meets_is_kept_once() {
    let (world, mut anna, mut bo, person) = two();
    world.sql(NO_CHANGE);
    let first = edit(&world, &mut anna, person, None, json!({"phone": "2"}));
    world.exchange(&mut anna);
    world.sql(WELL);
    edit(&world, &mut bo, person, None, json!({"phone": "9"}));
    world.exchange(&mut bo);
    let second = edit(&world, &mut anna, person, Some(first), json!({"phone": "3"}));
    world.exchange(&mut anna);
    world.hub.sweep().unwrap();
    world.exchange(&mut anna);
    assert_eq!(told(&anna, first), (Effect::Conflict, None));
    assert_eq!(told(&anna, second), (Effect::Merged, None));
    assert_eq!(anna.fields(person)["phone"], "3");
    assert_eq!(anna.of_class(&Class::Conflict).len(), 1);
}

#[test]
fn what_follows_a_new_record_that_failed_applies_behind_it_also_from_the_same_batch() {
    let (world, mut anna, mut bo, _) = two();
    world.sql(NO_NEW);
    let record = anna.new_record();
    let new = part(Class::Person, record, world.feed(), None, json!({"name": "乙"}));
    let first = anna.save(vec![new]);
    let second = edit(&world, &mut anna, record, Some(first), json!({"name": "丙"}));
    world.exchange(&mut anna);
    assert_eq!([told(&anna, first), told(&anna, second)], [HELD, HELD]);
    assert_eq!(world.hub.sweep().unwrap(), Swept::default());
    world.sql(WELL);
    world.hub.sweep().unwrap();
    world.exchange(&mut anna);
    assert_eq!([told(&anna, first), told(&anna, second)], [DONE, DONE]);
    world.exchange(&mut bo);
    assert_eq!(bo.fields(record), json!({"name": "丙"}));
}

#[test]
fn a_follower_that_fails_itself_holds_back_those_behind_it() {
    let (world, mut anna, _, person) = two();
    world.sql(NO_CHANGE);
    let first = edit(&world, &mut anna, person, None, json!({"note": "a"}));
    let second = edit(&world, &mut anna, person, Some(first), json!({"phone": "2"}));
    let third = edit(&world, &mut anna, person, Some(second), json!({"phone": "3"}));
    world.exchange(&mut anna);
    world.sql(WELL);
    world.sql(
        "CREATE TRIGGER fail BEFORE UPDATE ON record WHEN NEW.fields LIKE '%\"phone\":\"2\"%'
         BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    world.hub.sweep().unwrap();
    world.exchange(&mut anna);
    assert_eq!([told(&anna, first), told(&anna, second), told(&anna, third)], [DONE, HELD, HELD]);
    world.sql(WELL);
    world.hub.sweep().unwrap();
    world.exchange(&mut anna);
    assert_eq!([told(&anna, second), told(&anna, third)], [DONE, DONE]);
    assert_eq!(anna.fields(person)["phone"], "3");
}

#[test]
fn a_change_that_comes_to_nothing_lets_its_followers_go() {
    let (world, mut anna, _, _) = two();
    let matter = anna.new_record();
    let report = json!({"kind": "general", "category": "safety", "content": "灯坏了"});
    anna.save(vec![part(Class::Matter, matter, world.feed(), None, report)]);
    world.exchange(&mut anna);
    world.sql(
        "CREATE TRIGGER fail BEFORE UPDATE ON record WHEN NEW.class = 'matter'
         BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    let first = anna.patch(Class::Matter, matter, world.feed(), json!({"content": "灯全坏了"}));
    let first = anna.save(vec![first]);
    world.exchange(&mut anna);
    // Meanwhile its field was taken away, so to say: what it asks is refused when its turn comes.
    world.sql(WELL);
    world.sql("UPDATE record SET class = 'visit' WHERE class = 'matter'");
    let second = anna.patch(Class::Matter, matter, world.feed(), json!({"content": "灯亮了"}));
    let second = anna.save(vec![second]);
    world.exchange(&mut anna);
    assert_eq!(told(&anna, second), HELD);
    world.hub.sweep().unwrap();
    world.exchange(&mut anna);
    let refused = (Effect::Refused, Some(Why::Elsewhere));
    assert_eq!([told(&anna, first), told(&anna, second)], [refused.clone(), refused]);
}

#[test]
fn parts_that_wait_for_a_record_keep_their_order_though_the_hubs_clock_was_set_back() {
    let (world, mut anna, mut bo, _) = two();
    let record = bo.new_record();
    let unknown = Some("1.AAAAAAAA".parse().unwrap());
    let mut early = part(Class::Person, record, world.feed(), unknown, json!({"phone": "5"}));
    let first = anna.save(vec![early.clone()]);
    world.exchange(&mut anna);
    world.later(-60_000);
    early.after = Some(first);
    early.patch.insert("phone".to_owned(), json!("6"));
    let second = anna.save(vec![early]);
    world.exchange(&mut anna);
    let waits = (Effect::Held, Some(Why::NoRecord));
    assert_eq!([told(&anna, first), told(&anna, second)], [waits.clone(), waits]);
    bo.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    world.exchange(&mut bo);
    assert_eq!(bo.fields(record), json!({"name": "甲", "phone": "6"}));
    assert!(bo.of_class(&Class::Conflict).is_empty());
}

#[test]
fn whoever_brings_a_record_does_not_wait_behind_the_own_part_that_waits_for_it() {
    let (world, mut anna, _, _) = two();
    let record = anna.new_record();
    let unknown = Some("1.AAAAAAAA".parse().unwrap());
    let early = part(Class::Person, record, world.feed(), unknown, json!({"phone": "5"}));
    anna.save(vec![early]);
    let new = part(Class::Person, record, world.feed(), None, json!({"name": "甲"}));
    let new = anna.save(vec![new]);
    world.exchange(&mut anna);
    assert_eq!(told(&anna, new), DONE);
    assert_eq!(anna.fields(record), json!({"name": "甲", "phone": "5"}));
}

#[test]
fn a_hundred_parts_that_always_fail_starve_no_other() {
    let (world, mut anna, mut bo, person) = two();
    world.sql(
        "CREATE TRIGGER fail BEFORE INSERT ON record WHEN NEW.class = 'visit'
         BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    let log = json!({"household": anna.new_record(), "purpose": "routine", "met": "met",
        "content": "看过了"});
    for _ in 0..150 {
        let visit = anna.new_record();
        anna.save(vec![part(Class::Visit, visit, world.feed(), None, log.clone())]);
    }
    world.exchange(&mut anna);
    let mut settled = Vec::new();
    for round in 0..5 {
        world.sql(&NO_CHANGE.replace("fail", "brief"));
        let op = edit(&world, &mut bo, person, None, json!({"note": round.to_string()}));
        world.exchange(&mut bo);
        assert_eq!(told(&bo, op), HELD);
        world.sql("DROP TRIGGER brief");
        let sweeps = (1..100).find(|_| {
            world.later(1_000);
            world.hub.sweep().unwrap().parts > 0
        });
        settled.push(sweeps.expect("its turn comes"));
        world.exchange(&mut bo);
    }
    assert!(settled.iter().sum::<i32>() < 25, "one in 150 has its turn soon: {settled:?}");
}

#[test]
fn two_processes_that_sweep_at_once_let_every_part_take_effect_once_and_in_order() {
    let (world, mut anna, _, person) = two();
    world.sql(NO_CHANGE);
    let mut after = None;
    for n in 0..20 {
        after = Some(edit(&world, &mut anna, person, after, json!({"phone": n.to_string()})));
    }
    world.exchange(&mut anna);
    world.sql(WELL);
    let random = std::sync::Arc::new(Dice::new(9_000));
    let (folder, clock) = (world.folder.path().to_owned(), world.clock.clone());
    let store = Box::new(SqliteStore::open_beside(&folder).unwrap());
    let beside = Hub::open(HubOptions { store, folder, clock, random }).unwrap();
    std::thread::scope(|scope| {
        for hub in [&world.hub, &beside, &beside] {
            scope.spawn(|| hub.sweep().unwrap());
        }
    });
    assert_eq!(world.hub.sweep().unwrap(), Swept::default());
    world.exchange(&mut anna);
    assert_eq!(anna.fields(person)["phone"], "19");
    assert_eq!(anna.row(person).unwrap().version.n, 21);
    assert!(anna.of_class(&Class::Conflict).is_empty());
}
