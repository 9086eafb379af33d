//! What ops do: merge, steps, append-only records, grants, waiting parts, failing parts.

use gridbook_domain::conflict::{self, Conflict};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::outcome::{Effect, Notice, Why};
use gridbook_domain::role::Role;
use gridbook_domain::{Class, Part, RecordId};
use gridbook_hub::Swept;
use gridbook_testkit::hub::*;
use serde_json::{Value, json};

/// Two workers of one grid, both holding one person.
fn two() -> (HubWorld, PaperPhone, PaperPhone, RecordId) {
    let world = HubWorld::new();
    let (mut anna, mut bo) = (world.worker("安娜"), world.worker("波"));
    let person = anna.new_record();
    let fields = json!({"name": "王芳", "phone": "1", "care": ["elderly"]});
    anna.save(vec![part(Class::Person, person, world.feed(), None, fields)]);
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    (world, anna, bo, person)
}

fn edit(
    world: &HubWorld,
    phone: &mut PaperPhone,
    record: RecordId,
    patch: Value,
) -> gridbook_domain::OpId {
    let part = phone.patch(Class::Person, record, world.feed(), patch);
    phone.save(vec![part])
}

fn only(phone: &mut PaperPhone, world: &HubWorld, part: Part) -> (Effect, Option<Why>) {
    let op = phone.save(vec![part]);
    world.exchange(phone);
    let told = phone.part(op, 0);
    assert!(told.why.is_none() || told.message.is_some(), "a reason is told in words");
    (told.effect, told.why)
}

#[test]
fn changes_of_different_fields_are_merged_and_nothing_is_lost() {
    let (world, mut anna, mut bo, person) = two();
    edit(&world, &mut anna, person, json!({"phone": "2"}));
    let op = edit(&world, &mut bo, person, json!({"note": "二楼"}));
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    assert_eq!(bo.part(op, 0).effect, Effect::Merged);
    assert_eq!(bo.fields(person)["phone"], "2");
    assert_eq!(bo.fields(person)["note"], "二楼");
    assert!(bo.of_class(&Class::Conflict).is_empty());
}

#[test]
fn the_loser_of_a_field_is_kept_whichever_side_loses() {
    let (world, mut anna, mut bo, person) = two();
    let hers = edit(&world, &mut anna, person, json!({"phone": "2", "name": "王方"}));
    let his = edit(&world, &mut bo, person, json!({"phone": "3", "name": "汪芳"}));
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    let told = bo.part(his, 0);
    assert_eq!((told.effect, told.conflicts.len()), (Effect::Conflict, 2));
    assert_eq!(bo.fields(person)["phone"], "3", "what arrives later");
    assert_eq!(bo.fields(person)["name"], "王方", "what identifies stands");
    let kept = |field: &str| -> Conflict {
        let row = bo.row(conflict::id(his, 0, field)).unwrap();
        Conflict::from_fields(row.fields.clone()).unwrap()
    };
    let (phone, name) = (kept("phone"), kept("name"));
    assert_eq!((phone.lost, phone.kept), (json!("2"), json!("3")));
    assert_eq!((phone.op, phone.author), (hers, anna.account));
    assert_eq!((name.lost, name.kept), (json!("汪芳"), json!("王方")));
    assert_eq!((name.op, name.author), (his, bo.account));
    assert!(told.message.unwrap().contains("「电话」"));
}

#[test]
fn sets_take_part_in_both_changes() {
    let (world, mut anna, mut bo, person) = two();
    edit(&world, &mut anna, person, json!({"care": ["alone", "elderly"]}));
    edit(&world, &mut bo, person, json!({"care": ["disabled"]}));
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    assert_eq!(bo.fields(person)["care"], json!(["alone", "disabled"]));
}

#[test]
fn a_chain_of_own_edits_is_no_conflict_with_itself() {
    let (world, mut anna, _, person) = two();
    let first = edit(&world, &mut anna, person, json!({"phone": "2"}));
    let mut second = anna.patch(Class::Person, person, world.feed(), json!({"phone": "3"}));
    second.after = Some(first);
    let second = anna.save(vec![second]);
    world.exchange(&mut anna);
    assert_eq!(anna.part(first, 0).effect, Effect::Applied);
    assert_eq!(anna.part(second, 0).effect, Effect::Applied);
    assert_eq!(anna.fields(person)["phone"], "3");
}

#[test]
fn a_chain_of_own_edits_meets_a_foreign_change_once() {
    let (world, mut anna, mut bo, person) = two();
    edit(&world, &mut anna, person, json!({"phone": "2", "care": ["alone", "elderly"]}));
    world.exchange(&mut anna);
    let first = edit(&world, &mut bo, person, json!({"phone": "3", "care": ["elderly", "ill"]}));
    let patch = json!({"phone": "4", "care": ["elderly"]});
    let mut second = bo.patch(Class::Person, person, world.feed(), patch);
    second.after = Some(first);
    let second = bo.save(vec![second]);
    world.exchange(&mut bo);
    assert_eq!(bo.part(first, 0).conflicts.len(), 1);
    assert_eq!(bo.part(second, 0).effect, Effect::Merged);
    assert_eq!(bo.of_class(&Class::Conflict).len(), 1);
    assert_eq!(bo.fields(person)["phone"], "4");
    assert_eq!(bo.fields(person)["care"], json!(["alone", "elderly"]), "bo's own removal holds");
}

#[test]
fn a_base_this_history_does_not_know_counts_as_concurrent() {
    let (world, mut anna, mut bo, person) = two();
    edit(&world, &mut anna, person, json!({"phone": "2"}));
    world.exchange(&mut anna);
    let mut part =
        bo.patch(Class::Person, person, world.feed(), json!({"phone": "3", "note": "n"}));
    part.base = Some("2.AAAAAAAA".parse().unwrap());
    let op = bo.save(vec![part]);
    world.exchange(&mut bo);
    assert_eq!(bo.part(op, 0).conflicts, [conflict::id(op, 0, "phone")]);
    assert_eq!(bo.fields(person)["note"], "n", "an empty field has nothing to lose");
}

#[test]
fn a_conflict_may_be_settled_and_nothing_else_of_it_changed() {
    let (world, mut anna, mut bo, person) = two();
    edit(&world, &mut anna, person, json!({"phone": "2"}));
    let op = edit(&world, &mut bo, person, json!({"phone": "3"}));
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    let id = conflict::id(op, 0, "phone");
    let settle = bo.patch(Class::Conflict, id, world.feed(), json!({"state": "dismissed"}));
    assert_eq!(only(&mut bo, &world, settle), (Effect::Applied, None));
    assert_eq!(bo.fields(id)["state"], "dismissed");
    let tamper = bo.patch(Class::Conflict, id, world.feed(), json!({"lost": "9"}));
    assert_eq!(only(&mut bo, &world, tamper), (Effect::Refused, Some(Why::BadField)));
    let made = part(Class::Conflict, bo.new_record(), world.feed(), None, json!({"state": "open"}));
    assert_eq!(only(&mut bo, &world, made), (Effect::Refused, Some(Why::HubOnly)));
}

#[test]
fn v5_a_submitted_log_is_never_changed_in_place() {
    let (world, mut anna, _, _) = two();
    let (visit, household) = (anna.new_record(), anna.new_record());
    let log =
        json!({"household": household, "purpose": "routine", "met": "met", "content": "看过了"});
    let first = part(Class::Visit, visit, world.feed(), None, log.clone());
    assert_eq!(only(&mut anna, &world, first), (Effect::Applied, None));
    let change = anna.patch(Class::Visit, visit, world.feed(), json!({"met": "refused"}));
    assert_eq!(only(&mut anna, &world, change), (Effect::Refused, Some(Why::AppendOnly)));
    let mut amended = log.clone();
    amended["amends"] = json!(visit);
    let amends = part(Class::Visit, anna.new_record(), world.feed(), None, amended);
    assert_eq!(only(&mut anna, &world, amends), (Effect::Applied, None));
    assert_eq!(anna.fields(visit), log);
    let without = part(Class::Visit, anna.new_record(), world.feed(), None, json!({"met": "met"}));
    assert_eq!(only(&mut anna, &world, without), (Effect::Refused, Some(Why::MissingField)));
}

#[test]
fn v1_a_log_of_somebody_met_or_of_a_refusal_says_what_was_said_also_on_the_hub() {
    let (world, mut anna, _, _) = two();
    let household = anna.new_record();
    let mut told = |met: &str, content: &str| {
        let log =
            json!({"household": household, "purpose": "care", "met": met, "content": content});
        let log = part(Class::Visit, anna.new_record(), world.feed(), None, log);
        only(&mut anna, &world, log)
    };
    let missing = (Effect::Refused, Some(Why::MissingField));
    assert_eq!(told("met", ""), missing);
    assert_eq!(told("met", "\u{200b} "), missing, "text that nobody sees is no content");
    assert_eq!(told("refused", ""), missing);
    assert_eq!(told("nobody_home", ""), (Effect::Applied, None));
    assert_eq!(told("refused", "隔门说明来意"), (Effect::Applied, None));
}

#[test]
fn nested_values_are_judged_by_their_declared_shape() {
    let (world, mut anna, _, _) = two();
    let household = anna.new_record();
    let mut told = |position: Value| {
        let log = json!({"household": household, "purpose": "care", "met": "nobody_home",
            "position": position});
        let log = part(Class::Visit, anna.new_record(), world.feed(), None, log);
        only(&mut anna, &world, log)
    };
    let taken = (Effect::Applied, None);
    let wrong = (Effect::Refused, Some(Why::BadField));
    let at = |lat: i64| json!({"lat": lat, "lon": 1_164_074_000, "accuracy": 9, "source": "gnss"});
    assert_eq!(told(at(399_042_000)), taken);
    let mut newer = at(399_042_000);
    newer["satellites"] = json!(11);
    assert_eq!(told(newer), taken, "what a newer app adds inside is kept");
    assert_eq!(told(at(900_000_001)), wrong, "no such place on earth");
    assert_eq!(told(json!({"lat": 1, "lon": 2, "accuracy": 3})), wrong, "no source");
    assert_eq!(told(json!([1, 2, 3, "gnss"])), wrong, "a list is no position");
}

#[test]
fn v5_a_log_is_amended_by_its_author_alone_and_once_it_is_there() {
    let (world, mut anna, mut bo, person) = two();
    let (visit, household) = (anna.new_record(), anna.new_record());
    let log = |amends: Option<RecordId>| {
        let (purpose, met) = ("routine", "met");
        json!({"household": household, "purpose": purpose, "met": met, "amends": amends,
            "content": "看过了"})
    };
    let first = part(Class::Visit, visit, world.feed(), None, log(None));
    assert_eq!(only(&mut anna, &world, first), (Effect::Applied, None));
    let colleague = part(Class::Visit, bo.new_record(), world.feed(), None, log(Some(visit)));
    assert_eq!(only(&mut bo, &world, colleague), (Effect::Refused, Some(Why::NotYours)));
    let second = anna.new_record();
    let amends = part(Class::Visit, second, world.feed(), None, log(Some(visit)));
    assert_eq!(only(&mut anna, &world, amends), (Effect::Applied, None));
    let beside = part(Class::Visit, anna.new_record(), world.feed(), None, log(Some(visit)));
    let twice = (Effect::Refused, Some(Why::AlreadyAmended));
    assert_eq!(only(&mut anna, &world, beside), twice, "one amendment counts");
    let third = part(Class::Visit, anna.new_record(), world.feed(), None, log(Some(second)));
    assert_eq!(only(&mut anna, &world, third), (Effect::Applied, None));
    let person = part(Class::Visit, anna.new_record(), world.feed(), None, log(Some(person)));
    assert_eq!(only(&mut anna, &world, person), (Effect::Refused, Some(Why::BadField)));
    let own = anna.new_record();
    let itself = part(Class::Visit, own, world.feed(), None, log(Some(own)));
    assert_eq!(only(&mut anna, &world, itself), (Effect::Refused, Some(Why::BadField)));

    let (late, early) = (anna.new_record(), anna.new_record());
    let early = part(Class::Visit, early, world.feed(), None, log(Some(late)));
    let op = anna.save(vec![early]);
    world.exchange(&mut anna);
    assert_eq!(anna.part(op, 0).why, Some(Why::NoRecord));
    let late = part(Class::Visit, late, world.feed(), None, log(None));
    assert_eq!(only(&mut anna, &world, late), (Effect::Applied, None));
    world.exchange(&mut anna);
    assert_eq!(anna.part(op, 0).effect, Effect::Applied);
}

#[test]
fn a_field_of_the_wrong_shape_is_refused_and_the_sibling_applies() {
    let (world, mut anna, _, person) = two();
    let bad = anna.patch(Class::Person, person, world.feed(), json!({"birth": "1978.3.5"}));
    let record = anna.new_record();
    let good = part(Class::Person, record, world.feed(), None, json!({"name": "乙", "mood": 3}));
    let op = anna.save(vec![bad, good]);
    world.exchange(&mut anna);
    let (first, second) = (anna.part(op, 0), anna.part(op, 1));
    assert_eq!((first.effect, first.why), (Effect::Refused, Some(Why::BadField)));
    assert!(first.message.unwrap().starts_with("「出生日期」"));
    assert_eq!(second.effect, Effect::Applied);
    assert_eq!(anna.fields(record), json!({"name": "乙", "mood": 3}), "unknown fields are kept");
}

#[test]
fn a_class_and_codes_of_a_newer_build_are_kept_and_passed_on() {
    let (world, mut anna, mut bo, _) = two();
    let (drone, dwelling) = (anna.new_record(), anna.new_record());
    let class = Class::Other("drone".to_owned());
    anna.save(vec![
        part(class.clone(), drone, world.feed(), None, json!({"flights": [1, 2]})),
        part(Class::Dwelling, dwelling, world.feed(), None, json!({"use": "houseboat"})),
    ]);
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    assert_eq!(bo.row(drone).unwrap().class, class);
    assert_eq!(bo.fields(drone), json!({"flights": [1, 2]}));
    assert_eq!(bo.fields(dwelling), json!({"use": "houseboat"}));
}

#[test]
fn what_only_the_hub_writes_is_refused_from_a_device() {
    let (world, mut anna, _, _) = two();
    for class in [Class::Outcome, Class::Notice, Class::Area, Class::Table, Class::Setting] {
        let made = part(class, anna.new_record(), world.feed(), None, json!({"name": "x"}));
        assert_eq!(only(&mut anna, &world, made), (Effect::Refused, Some(Why::HubOnly)));
    }
}

#[test]
fn a_void_is_kept_and_said_to_be_kept() {
    let (world, mut anna, _, _) = two();
    let void = part(Class::Void, anna.new_record(), world.feed(), None, json!({"op": "x"}));
    let (effect, why) = only(&mut anna, &world, void);
    assert_eq!((effect, why), (Effect::Held, Some(Why::Other("void_kept".to_owned()))));
}

#[test]
fn without_a_grant_for_the_feed_a_part_is_held_and_its_sibling_applies() {
    let (world, mut anna, _, _) = two();
    let elsewhere = world.feed_of(world.other_grid);
    let (one, two, three) = (anna.new_record(), anna.new_record(), anna.new_record());
    let nowhere = gridbook_domain::FeedId::from_bytes([7; 16]);
    let op = anna.save(vec![
        part(Class::Person, one, elsewhere, None, json!({"name": "甲"})),
        part(Class::Person, two, world.feed(), None, json!({"name": "乙"})),
        part(Class::Person, three, nowhere, None, json!({"name": "丙"})),
    ]);
    world.exchange(&mut anna);
    assert_eq!(anna.part(op, 0).why, Some(Why::NoGrant));
    assert_eq!(anna.part(op, 1).effect, Effect::Applied);
    assert_eq!(anna.part(op, 2).effect, Effect::Held);
    assert!(world.hub.record(world.community, one).unwrap().is_none());
}

#[test]
fn naming_an_own_feed_does_not_open_a_record_of_another_feed() {
    let (world, mut anna, _, _) = two();
    let mut boss = world.with_role("站长", Role::Leader);
    let record = boss.new_record();
    let elsewhere = world.feed_of(world.other_grid);
    boss.save(vec![part(Class::Person, record, elsewhere, None, json!({"name": "甲"}))]);
    world.exchange(&mut boss);
    let mut sneaky = part(Class::Person, record, world.feed(), None, json!({"name": "乙"}));
    sneaky.base = boss.row(record).map(|row| row.version);
    assert_eq!(only(&mut anna, &world, sneaky), (Effect::Held, Some(Why::NoGrant)));
}

#[test]
fn a_part_waits_for_its_record_and_applies_when_that_arrives() {
    let (world, mut anna, mut bo, _) = two();
    let record = bo.new_record();
    let mut early = part(Class::Person, record, world.feed(), None, json!({"phone": "5"}));
    early.base = Some("1.AAAAAAAA".parse().unwrap());
    let early = anna.save(vec![early]);
    world.exchange(&mut anna);
    assert_eq!(anna.part(early, 0).why, Some(Why::NoRecord));
    bo.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    world.exchange(&mut bo);
    assert_eq!(bo.fields(record), json!({"name": "甲", "phone": "5"}));
    world.exchange(&mut anna);
    let told = anna.part(early, 0);
    assert_eq!(
        (told.effect, told.version),
        (Effect::Merged, Some(bo.row(record).unwrap().version))
    );
}

#[test]
fn m3_the_hub_validates_every_step_and_tells_the_author_of_an_illegal_one() {
    let (world, mut anna, _, _) = two();
    let mut centre = world.with_role("中心", Role::Dispatcher);
    let matter = anna.new_record();
    let report = json!({"kind": "general", "category": "safety", "content": "灯坏了"});
    let new = part(Class::Matter, matter, world.feed(), None, report);
    assert_eq!(only(&mut anna, &world, new), (Effect::Applied, None));
    assert_eq!(anna.fields(matter)["state"], "reported");
    let step =
        |phone: &PaperPhone, patch: Value| phone.patch(Class::Matter, matter, world.feed(), patch);
    let accept = step(&anna, json!({"state": "accepted"}));
    assert_eq!(only(&mut anna, &world, accept), (Effect::Refused, Some(Why::NotYours)));
    world.exchange(&mut centre);
    let skip = step(&centre, json!({"state": "handled"}));
    assert_eq!(only(&mut centre, &world, skip), (Effect::Refused, Some(Why::IllegalStep)));
    let back = step(&centre, json!({"state": "returned"}));
    assert_eq!(only(&mut centre, &world, back), (Effect::Refused, Some(Why::MissingField)));
    let accept = step(&centre, json!({"state": "accepted"}));
    assert_eq!(only(&mut centre, &world, accept), (Effect::Applied, None));
    let dispatch = step(&centre, json!({"state": "dispatched", "department": "城管"}));
    assert_eq!(only(&mut centre, &world, dispatch), (Effect::Applied, None));
    for sly in [json!({"department": "环卫"}), json!({"state": "dispatched", "reason": "x"})] {
        let sly = step(&centre, sly);
        assert_eq!(only(&mut centre, &world, sly), (Effect::Refused, Some(Why::IllegalStep)));
    }
    let due = step(&centre, json!({"due": 5}));
    assert_eq!(only(&mut centre, &world, due), (Effect::Refused, Some(Why::BadField)));
    world.exchange(&mut anna);
    assert_eq!(anna.fields(matter)["department"], "城管");
}

#[test]
fn m1_only_a_general_matter_begins_closed() {
    let (world, mut anna, _, _) = two();
    let matter = |kind: &str, state: &str| {
        let mut fields = json!({"category": "safety", "content": "x", "state": state});
        fields["kind"] = json!(kind);
        fields
    };
    let cases = [
        ("general", "closed", (Effect::Applied, None)),
        ("emergency", "closed", (Effect::Refused, Some(Why::IllegalStep))),
        ("general", "accepted", (Effect::Refused, Some(Why::IllegalStep))),
    ];
    for (kind, state, expected) in cases {
        let new = part(Class::Matter, anna.new_record(), world.feed(), None, matter(kind, state));
        assert_eq!(only(&mut anna, &world, new), expected);
    }
    let none =
        part(Class::Matter, anna.new_record(), world.feed(), None, json!({"kind": "general"}));
    assert_eq!(only(&mut anna, &world, none), (Effect::Refused, Some(Why::MissingField)));
}

#[test]
fn of_two_concurrent_steps_the_second_is_checked_against_what_the_hub_has() {
    let (world, mut anna, _, _) = two();
    let (mut one, mut two) =
        (world.with_role("甲", Role::Dispatcher), world.with_role("乙", Role::Dispatcher));
    let matter = anna.new_record();
    let report = json!({"kind": "general", "category": "safety", "content": "灯坏了"});
    anna.save(vec![part(Class::Matter, matter, world.feed(), None, report)]);
    world.exchange(&mut anna);
    world.exchange(&mut one);
    world.exchange(&mut two);
    let returned = json!({"state": "returned", "reason": "地点不清"});
    let first = one.patch(Class::Matter, matter, world.feed(), returned);
    let second = two.patch(Class::Matter, matter, world.feed(), json!({"state": "accepted"}));
    assert_eq!(only(&mut one, &world, first), (Effect::Applied, None));
    assert_eq!(only(&mut two, &world, second), (Effect::Refused, Some(Why::IllegalStep)));
    assert_eq!(two.fields(matter)["state"], "returned");
}

#[test]
fn a_returned_log_is_told_to_the_phone_that_sent_it() {
    let (world, mut anna, mut bo, _) = two();
    let mut boss = world.with_role("督导", Role::Supervisor);
    let (visit, household) = (anna.new_record(), anna.new_record());
    let log =
        json!({"household": household, "purpose": "routine", "met": "met", "content": "看过了"});
    anna.save(vec![part(Class::Visit, visit, world.feed(), None, log)]);
    world.exchange(&mut anna);
    let verdict = json!({"visit": visit, "verdict": "returned", "reason": "请补充内容"});
    let by_worker = part(Class::Review, bo.new_record(), world.feed(), None, verdict.clone());
    assert_eq!(only(&mut bo, &world, by_worker), (Effect::Refused, Some(Why::NotYours)));
    let review = part(Class::Review, boss.new_record(), world.feed(), None, verdict);
    assert_eq!(only(&mut boss, &world, review), (Effect::Applied, None));
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    let told = anna.of_class(&Class::Notice);
    let notice: Notice = Notice::from_fields(told[0].fields.clone()).unwrap();
    assert_eq!((told.len(), notice.about, notice.message.as_str()), (1, visit, "请补充内容"));
    assert_eq!(notice.by.as_deref(), Some("督导"));
    assert!(bo.of_class(&Class::Notice).is_empty());
}

#[test]
fn a_review_waits_for_its_visit_log() {
    let (world, mut anna, _, _) = two();
    let mut boss = world.with_role("督导", Role::Supervisor);
    let (visit, household) = (anna.new_record(), anna.new_record());
    let verdict = json!({"visit": visit, "verdict": "returned"});
    let review = part(Class::Review, boss.new_record(), world.feed(), None, verdict);
    assert_eq!(only(&mut boss, &world, review), (Effect::Held, Some(Why::NoRecord)));
    let log =
        json!({"household": household, "purpose": "routine", "met": "met", "content": "看过了"});
    anna.save(vec![part(Class::Visit, visit, world.feed(), None, log)]);
    world.exchange(&mut anna);
    assert_eq!(anna.of_class(&Class::Notice).len(), 1);
    assert_eq!(anna.of_class(&Class::Review).len(), 1);
}

#[test]
fn a_part_that_fails_is_held_alone_and_settled_by_the_sweep() {
    let (world, mut anna, _, person) = two();
    world.sql(
        "CREATE TRIGGER fail BEFORE INSERT ON record WHEN NEW.class = 'visit'
         BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    let (visit, household) = (anna.new_record(), anna.new_record());
    let log =
        json!({"household": household, "purpose": "routine", "met": "met", "content": "看过了"});
    let note = anna.patch(Class::Person, person, world.feed(), json!({"note": "n"}));
    let op = anna.save(vec![part(Class::Visit, visit, world.feed(), None, log), note]);
    let after = edit(&world, &mut anna, person, json!({"workplace": "w"}));
    world.exchange(&mut anna);
    assert_eq!(anna.part(op, 0).why, Some(Why::Later));
    assert_eq!(anna.part(op, 1).effect, Effect::Applied);
    assert_eq!(anna.part(after, 0).effect, Effect::Applied);
    assert_eq!(world.hub.sweep().unwrap(), Swept::default());
    world.sql("DROP TRIGGER fail");
    assert_eq!(world.hub.sweep().unwrap(), Swept { parts: 1, ..Swept::default() });
    assert_eq!(world.hub.sweep().unwrap(), Swept::default());
    world.exchange(&mut anna);
    assert_eq!(anna.part(op, 0).effect, Effect::Applied);
    assert!(anna.row(visit).is_some());
}

#[test]
fn when_applying_fails_the_journal_alone_commits_and_the_sweep_goes_on() {
    let (world, mut anna, mut bo, _) = two();
    world.sql("CREATE TRIGGER fail BEFORE INSERT ON part BEGIN SELECT RAISE(ABORT, 'no'); END");
    let ops: Vec<_> = (0..3)
        .map(|_| {
            let record = anna.new_record();
            let fields = json!({"name": "甲"});
            anna.save(vec![part(Class::Person, record, world.feed(), None, fields)])
        })
        .collect();
    let answer = world.exchange(&mut anna);
    assert_eq!(answer.durable.mseq, 4);
    let totals = world.totals(&anna);
    assert_eq!((totals.durable, totals.applied), (4, 1));
    assert_eq!(anna.of_class(&Class::Person).len(), 1);
    world.sql("DROP TRIGGER fail");
    let record = anna.new_record();
    let later =
        anna.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "乙"}))]);
    world.exchange(&mut anna);
    assert_eq!(world.hub.sweep().unwrap().installs, 1);
    world.exchange(&mut anna);
    world.exchange(&mut bo);
    for op in ops.iter().chain([&later]) {
        assert_eq!(anna.part(*op, 0).effect, Effect::Applied);
    }
    assert_eq!(bo.of_class(&Class::Person).len(), 5);
}

#[test]
fn an_op_restamped_by_a_successor_install_has_one_effect_and_its_outcome_moves_along() {
    let (world, mut anna, _, _) = two();
    let record = anna.new_record();
    let op =
        anna.save(vec![part(Class::Person, record, world.feed(), None, json!({"name": "甲"}))]);
    let body = anna.staged[0].body.clone();
    world.exchange(&mut anna);
    let mut successor = world.phone(anna.account);
    successor.stage(body);
    world.exchange(&mut successor);
    let told = successor.outcome(op);
    assert_eq!((told.mseq, &told.parts[0].effect), (1, &Effect::Applied));
    assert_eq!(successor.row(record).unwrap().version.n, 1);
    world.exchange(&mut anna);
    assert!(anna.rows.keys().all(|(_, record)| *record != RecordId::of_op(op)), "it has left");
}

#[test]
fn the_hubs_own_edit_is_merged_like_a_phones() {
    let (world, mut anna, mut bo, person) = two();
    let base = bo.row(person).unwrap().version;
    edit(&world, &mut anna, person, json!({"phone": "2"}));
    world.exchange(&mut anna);
    let author = world.hub.own_account().unwrap();
    let save = |base, patch: Value| {
        let part = gridbook_hub::NewPart {
            class: Class::Person,
            record: person,
            feed: world.feed(),
            base: Some(base),
            patch: patch.as_object().cloned().unwrap(),
        };
        world.hub.save(world.community, author, vec![part]).unwrap().outcome.parts.remove(0)
    };
    let first = save(base, json!({"phone": "9"}));
    assert_eq!((first.effect, first.conflicts.len()), (Effect::Conflict, 1));
    let second = save(base, json!({"phone": "10"}));
    assert_eq!(second.effect, Effect::Conflict, "its own earlier edit was another author's");
    let third = save(second.version.unwrap(), json!({"phone": "11"}));
    assert_eq!(third.effect, Effect::Applied);
    world.exchange(&mut bo);
    assert_eq!(bo.fields(person)["phone"], "11");
    assert_eq!(bo.of_class(&Class::Conflict).len(), 2);
}

#[test]
fn what_belonged_to_an_earlier_step_is_replaced_by_the_next_without_a_conflict() {
    let (world, mut anna, _, _) = two();
    let mut centre = world.with_role("中心", Role::Dispatcher);
    let mut other = world.with_role("副中心", Role::Dispatcher);
    let mut handler = world.with_role("承办", Role::Handler);
    let matter = anna.new_record();
    let report = json!({"kind": "general", "category": "safety", "content": "灯坏了"});
    anna.save(vec![part(Class::Matter, matter, world.feed(), None, report)]);
    world.exchange(&mut anna);
    let step = |phone: &mut PaperPhone, patch: Value| {
        let part = phone.patch(Class::Matter, matter, world.feed(), patch);
        only(phone, &world, part).0
    };
    world.exchange(&mut centre);
    assert_eq!(step(&mut centre, json!({"state": "accepted"})), Effect::Applied);
    world.exchange(&mut other);
    let dispatch = json!({"state": "dispatched", "department": "城管"});
    assert_eq!(step(&mut centre, dispatch), Effect::Applied);
    world.exchange(&mut handler);
    let back = json!({"state": "accepted", "reason": "不属本部门"});
    assert_eq!(step(&mut handler, back), Effect::Applied);
    let again = json!({"state": "dispatched", "department": "环卫", "reason": "路灯归环卫"});
    assert_eq!(step(&mut other, again), Effect::Merged);
    assert_eq!(other.fields(matter)["department"], "环卫");
    assert!(other.of_class(&Class::Conflict).is_empty());
}

#[test]
fn a_base_with_a_number_no_record_can_have_counts_as_concurrent() {
    let (world, _, mut bo, person) = two();
    let base = "18446744073709551615.AAAAAAAA".parse().ok();
    let part = part(Class::Person, person, world.feed(), base, json!({"phone": "2"}));
    assert_eq!(only(&mut bo, &world, part), (Effect::Conflict, None));
}
