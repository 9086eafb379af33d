//! Two people change the same record without knowing of each other.

use gridbook_core::conflict::Choice;
use gridbook_core::resident::PersonEdit;
use gridbook_domain::outcome::Effect;
use gridbook_domain::person::Care;
use gridbook_testkit::World;
use serde_json::json;

fn phone_number(number: &str) -> Vec<PersonEdit> {
    vec![PersonEdit::Phone(Some(number.to_owned()))]
}

#[test]
fn two_workers_correct_the_same_resident_offline_and_both_words_are_kept() {
    let (world, home) = World::with_home(1);
    let (mut fang, mut min) = world.two_phones();
    fang.correct_person(home.head, phone_number("10000000001")).unwrap();
    let op = min.correct_person(home.head, phone_number("10000000002")).unwrap().op.unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(home.head, "phone"), "10000000002", "what arrived later stands");
    for phone in [&fang, &min] {
        let conflicts = phone.open_conflicts().unwrap();
        assert_eq!(conflicts.len(), 1);
        assert_eq!(conflicts[0].about, home.head);
        assert_eq!(conflicts[0].field, "phone");
        assert_eq!(conflicts[0].own, phone.account == fang.account, "the value that lost is hers");
        assert_eq!(phone.person(home.head).unwrap().open_conflicts, 1);
    }
    let saved = min.saved_ops().unwrap();
    let told = saved.iter().find(|saved| saved.op == op).unwrap();
    assert_eq!(told.parts[0].effect, Some(Effect::Conflict));
}

#[test]
fn the_value_that_lost_can_be_chosen_after_all_by_anybody_who_sees_the_grid() {
    let (world, home) = World::with_home(2);
    let (mut fang, mut min) = world.two_phones();
    fang.correct_person(home.head, phone_number("10000000001")).unwrap();
    min.correct_person(home.head, phone_number("10000000002")).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    let conflict = min.open_conflicts().unwrap()[0].conflict;
    min.settle_conflict(conflict, Choice::TakeLost).unwrap();
    assert_eq!(min.reveal_person(home.head).unwrap().phone, "10000000001", "at once, offline");
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(home.head, "phone"), "10000000001");
    assert_eq!(world.field(conflict, "state"), "chosen");
    assert!(fang.open_conflicts().unwrap().is_empty(), "and nobody is asked again");
}

#[test]
fn what_identifies_a_person_stands_and_the_arriving_word_is_the_one_kept_beside() {
    let (world, home) = World::with_home(3);
    let (mut fang, mut min) = world.two_phones();
    fang.correct_person(home.head, vec![PersonEdit::Name("赵建国一".to_owned())]).unwrap();
    min.correct_person(home.head, vec![PersonEdit::Name("赵建国二".to_owned())]).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(home.head, "name"), "赵建国一");
    let conflicts = fang.open_conflicts().unwrap();
    assert_eq!((conflicts[0].lost.as_str(), conflicts[0].own), ("赵建国二", false));
}

#[test]
fn changes_of_different_fields_and_of_a_set_meet_without_a_conflict() {
    let (world, home) = World::with_home(4);
    let (mut fang, mut min) = world.two_phones();
    fang.correct_person(home.head, phone_number("10000000001")).unwrap();
    fang.correct_person(home.head, vec![PersonEdit::Care(vec![Care::Elderly])]).unwrap();
    min.correct_person(home.head, vec![PersonEdit::Workplace(Some("水厂".to_owned()))]).unwrap();
    min.correct_person(home.head, vec![PersonEdit::Care(vec![Care::Disabled])]).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(home.head, "phone"), "10000000001");
    assert_eq!(world.field(home.head, "workplace"), "水厂");
    assert_eq!(world.field(home.head, "care"), json!(["disabled", "elderly"]));
    assert!(fang.open_conflicts().unwrap().is_empty());
}

#[test]
fn a_worker_never_conflicts_with_an_own_earlier_word() {
    let (world, home) = World::with_home(5);
    let (mut fang, mut min) = world.two_phones();
    for number in ["10000000001", "10000000002", "10000000003"] {
        fang.correct_person(home.head, phone_number(number)).unwrap();
    }
    world.converge(&mut [&mut fang, &mut min]);
    fang.correct_person(home.head, phone_number("10000000004")).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(home.head, "phone"), "10000000004");
    assert!(min.open_conflicts().unwrap().is_empty());
}

#[test]
fn a_conflict_settled_by_two_workers_offline_ends_settled_and_alike() {
    let (world, home) = World::with_home(6);
    let (mut fang, mut min) = world.two_phones();
    fang.correct_person(home.head, phone_number("10000000001")).unwrap();
    min.correct_person(home.head, phone_number("10000000002")).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    let conflict = min.open_conflicts().unwrap()[0].conflict;
    fang.settle_conflict(conflict, Choice::Dismiss).unwrap();
    min.settle_conflict(conflict, Choice::TakeLost).unwrap();
    world.converge(&mut [&mut fang, &mut min]);
    assert_ne!(world.field(conflict, "state"), "open");
    assert_eq!(world.field(home.head, "phone"), "10000000001", "the patch of the record counts");
}
