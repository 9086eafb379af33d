//! Versions meet: what a newer app or hub brings is kept by those that do not know it.

use gridbook_core::resident::PersonEdit;
use gridbook_core::visit::VisitForm;
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{Class, OpId, RecordId};
use gridbook_testkit::{Newer, World, body_of, phone_rows};
use serde_json::json;

#[test]
fn fields_and_classes_of_a_newer_app_survive_the_hub_and_an_older_phone() {
    let (world, home) = World::with_home(90);
    let (mut newer, mut older) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    world.converge(&mut [&mut newer, &mut older]);
    let feed = world.feed(world.grid);
    let drone = RecordId::from_random([3; 16]);
    let base = world.record(home.head).map(|record| record.version);
    let mood = json!({"mood": {"scale": 4, "words": ["平静"]}, "phone": "10000000001"});
    newer.save_newer(
        OpId::from_random([1; 16]),
        vec![
            Newer { class: Class::Person, record: home.head, feed, base, patch: mood },
            Newer {
                class: Class::Other("drone".to_owned()),
                record: drone,
                feed,
                base: None,
                patch: json!({"track": [1, 2, 3], "by": "无人机"}),
            },
        ],
    );
    world.converge(&mut [&mut newer, &mut older]);
    let edits = vec![PersonEdit::Phone(Some("10000000002".to_owned()))];
    older.correct_person(home.head, edits).unwrap();
    older.kill();
    world.converge(&mut [&mut newer, &mut older]);
    assert_eq!(world.field(home.head, "mood"), json!({"scale": 4, "words": ["平静"]}));
    assert_eq!(world.field(home.head, "phone"), "10000000002");
    let rows = phone_rows(&older.db());
    assert_eq!(rows[&drone].row.fields["track"], json!([1, 2, 3]), "counted and kept");
    assert_eq!(rows[&home.head].row.fields["mood"]["scale"], 4);
}

#[test]
fn an_unknown_code_shows_as_itself_and_is_passed_on() {
    let (world, home, mut fang) = World::with_home_and_phone(91);
    let admin = world.hub().own_account().unwrap();
    world.edit(admin, home.head, json!({"residence": "visiting_engineer", "care": ["new_group"]}));
    fang.settle();
    let person = fang.person(home.head).unwrap();
    assert_eq!(person.residence.unwrap().label(), "visiting_engineer");
    assert_eq!(person.care[0].as_str(), "new_group");
    fang.correct_person(home.head, vec![PersonEdit::Note(Some("备注".to_owned()))]).unwrap();
    world.converge(&mut [&mut fang]);
    assert_eq!(world.field(home.head, "residence"), "visiting_engineer");
}

#[test]
fn a_poison_op_delays_no_other_and_is_told_to_its_author() {
    let (world, home, mut fang) = World::with_home_and_phone(92);
    let visit = |content: &str| {
        let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
        form.content = content.to_owned();
        form
    };
    let first = fang.submit_visit(visit("前"), None).unwrap().visit;
    let poisons = ["not json at all", "{}", "[1,2,", "{\"op\":\"short\"}", "\u{0}\u{1}"];
    for (n, poison) in (1u8..).zip(poisons) {
        fang.put_op(OpId::from_random([n; 16]), poison, &[]);
    }
    let last = fang.submit_visit(visit("后"), None).unwrap().visit;
    fang.settle();
    assert!(world.record(first).is_some() && world.record(last).is_some());
    world.check_journal(&mut fang);
    world.check_hub();
    assert_eq!(fang.status().unwrap().waiting, 0, "all are on the hub's disk");
    let totals = world.hub().install_totals().unwrap();
    assert_eq!(totals[0].parts(&Effect::Quarantined), 5);
}

#[test]
fn an_op_whose_body_was_damaged_on_the_phone_is_kept_as_it_is_and_told_about() {
    let (world, home, mut fang) = World::with_home_and_phone(93);
    let edits = vec![PersonEdit::Phone(Some("10000000001".to_owned()))];
    let op = fang.correct_person(home.head, edits).unwrap().op.unwrap();
    let broken = "UPDATE op SET body = substr(body, 1, length(body) / 2)";
    fang.db().execute(broken, []).unwrap();
    fang.sync().unwrap();
    let told = &fang.saved_ops().unwrap()[0];
    assert_eq!(told.op, op);
    assert_eq!(told.parts[0].effect, Some(Effect::Quarantined));
    assert_eq!(told.parts[0].why, Some(Why::Unreadable));
    assert_eq!(fang.status().unwrap().objections, 1);
    assert!(body_of(&fang.db(), op).is_some(), "and the bytes stay");
    assert_eq!(world.field(home.head, "phone"), "10000000000");
    fang.settle();
    world.check_hub();
}
