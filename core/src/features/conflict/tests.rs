use super::Choice;
use crate::error::BookError;
use crate::testing::fixture::{Phone, WORKER, id};
use gridbook_domain::{Class, RecordId};
use serde_json::{Value, json};

fn conflict(phone: &Phone, about: RecordId, field: &str, kept: Value, lost: Value) -> RecordId {
    let fields = json!({
        "class": "person", "about": about.to_string(), "field": field, "kept": kept,
        "lost": lost, "author": WORKER.to_string(), "op": id("op").to_string(), "state": "open",
    });
    phone.hub_says(Class::Conflict, &format!("conflict {field}"), fields)
}

fn person(phone: &Phone) -> RecordId {
    let home = phone.household("3号楼", "1单元", "502");
    phone.person(home, "张秀英", json!({"phone": "13800000001", "sex": "female"}))
}

#[test]
fn a_conflict_shows_both_values_in_the_words_of_the_screen() {
    let phone = Phone::new();
    let person = person(&phone);
    conflict(&phone, person, "sex", json!("female"), json!("male"));
    phone.wait(1);
    let homes = (id("household 3号楼1单元502"), phone.household("5号楼", "", "6"));
    let (kept, lost) = (json!(homes.0.to_string()), json!(homes.1.to_string()));
    conflict(&phone, person, "household", kept, lost);
    let open = phone.book.open_conflicts().unwrap();
    assert_eq!((open[1].label.as_str(), open[1].subject.as_str()), ("性别", "张秀英"));
    assert_eq!((open[1].kept.as_str(), open[1].lost.as_str()), ("女", "男"));
    assert!(open[1].own);
    assert_eq!((open[0].kept.as_str(), open[0].lost.as_str()), ("3号楼1单元502", "5号楼6"));
    assert_eq!(phone.book.person(person).unwrap().open_conflicts, 2);
}

#[test]
fn i6_numbers_in_a_conflict_are_masked() {
    let phone = Phone::new();
    let person = person(&phone);
    conflict(&phone, person, "phone", json!("13800000001"), Value::Null);
    let open = phone.book.open_conflicts().unwrap();
    assert_eq!((open[0].kept.as_str(), open[0].lost.as_str()), ("138****0001", ""));
}

#[test]
fn choosing_the_lost_value_patches_record_and_conflict_in_one_op() {
    let phone = Phone::new();
    let person = person(&phone);
    let conflict = conflict(&phone, person, "phone", json!("13800000001"), json!("13800000002"));
    phone.book.settle_conflict(conflict, Choice::TakeLost).unwrap();
    assert_eq!(phone.ops(), 1);
    assert_eq!(phone.patches(person), [json!({"phone": "13800000002"})]);
    assert_eq!(phone.patches(conflict), [json!({"state": "chosen"})]);
    assert_eq!(phone.book.reveal_person(person).unwrap().phone, "13800000002");
    assert!(phone.book.open_conflicts().unwrap().is_empty());
    let again = phone.book.settle_conflict(conflict, Choice::Dismiss);
    assert_eq!(again.unwrap_err(), BookError::TooLate);
}

#[test]
fn choosing_an_empty_value_clears_the_field() {
    let phone = Phone::new();
    let person = person(&phone);
    let conflict = conflict(&phone, person, "phone", json!("13800000001"), Value::Null);
    phone.book.settle_conflict(conflict, Choice::TakeLost).unwrap();
    assert_eq!(phone.book.reveal_person(person).unwrap().phone, "");
}

#[test]
fn dismissing_changes_the_conflict_alone_and_the_lost_value_stays_in_it() {
    let phone = Phone::new();
    let person = person(&phone);
    let conflict = conflict(&phone, person, "phone", json!("13800000001"), json!("13800000002"));
    phone.book.settle_conflict(conflict, Choice::Dismiss).unwrap();
    assert!(phone.patches(person).is_empty());
    let fields = phone.fields(&Class::Conflict, conflict);
    assert_eq!((&fields["state"], &fields["lost"]), (&json!("dismissed"), &json!("13800000002")));
}

#[test]
fn a_conflict_about_a_record_that_is_not_here_is_listed_but_not_chosen() {
    let phone = Phone::new();
    let conflict = conflict(&phone, id("far away"), "phone", json!("1"), json!("2"));
    assert_eq!(phone.book.open_conflicts().unwrap()[0].subject, "");
    let refused = phone.book.settle_conflict(conflict, Choice::TakeLost);
    assert_eq!(refused.unwrap_err(), BookError::NotFound);
    assert_eq!(phone.ops(), 0);
}
