use super::{Found, MAX_TEXT, Matched};
use crate::features::resident::PersonEdit;
use crate::testing::fixture::{GRID, Phone, id};
use gridbook_domain::{Class, RecordId};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

fn names(phone: &Phone, text: &str) -> Vec<String> {
    let found = phone.book.search(text.to_owned(), 50).unwrap();
    let name = |found| match found {
        Found::Person { name, .. } => name,
        Found::Household { address, .. } => address,
    };
    found.into_iter().map(name).collect()
}

fn people(phone: &Phone) -> RecordId {
    let home = phone.household("3号楼", "2单元", "502");
    phone.person(home, "王小芳", json!({"phone": "13812345678"}));
    phone.person(home, "李小芳", json!({"document": "11010519491231002X"}));
    phone.person(home, "芳小王", json!({}));
    phone.person(home, "单雄信", json!({}));
    phone.person(home, "John Smith", json!({}));
    home
}

#[test]
fn one_character_two_or_many_find_any_part_of_a_name_and_beginnings_come_first() {
    let phone = Phone::new();
    people(&phone);
    assert_eq!(names(&phone, "王"), ["王小芳", "芳小王"]);
    assert_eq!(names(&phone, "芳"), ["芳小王", "王小芳", "李小芳"]);
    assert_eq!(names(&phone, "小芳").len(), 2);
    assert_eq!(names(&phone, " 王 小芳"), ["王小芳"]);
    assert_eq!(names(&phone, "smi"), ["John Smith"]);
    assert_eq!(names(&phone, "ＪＯＨＮ smith"), ["John Smith"]);
    assert!(names(&phone, "赵").is_empty());
    assert!(names(&phone, "  ").is_empty());
    assert!(names(&phone, "%").is_empty() && names(&phone, "_").is_empty());
}

#[test]
fn initials_find_a_name_also_by_a_surnames_own_reading() {
    let phone = Phone::new();
    people(&phone);
    assert_eq!(names(&phone, "wxf"), ["王小芳"]);
    assert_eq!(names(&phone, "LX"), ["李小芳"]);
    assert_eq!(names(&phone, "sxx"), ["单雄信"]);
}

#[test]
fn the_tail_of_a_phone_or_document_number_finds_its_person_and_other_numbers_do_not() {
    let phone = Phone::new();
    people(&phone);
    for found in ["5678", "345678", "13812345678", "１３８ 1234 5678"] {
        assert_eq!(names(&phone, found), ["王小芳"], "{found}");
    }
    assert_eq!(names(&phone, "002x"), ["李小芳"]);
    assert_eq!(names(&phone, "11010519491231002X"), ["李小芳"]);
    assert!(names(&phone, "13912345678").is_empty(), "the same tail, another number");
    assert!(names(&phone, "678").is_empty(), "three digits are a door at most");
}

#[test]
fn a_door_is_found_alone_and_with_what_stands_before_it() {
    let phone = Phone::new();
    for (building, unit) in [("3号楼", "1单元"), ("3号楼", "2单元"), ("12号楼", "2单元")]
    {
        phone.household(building, unit, "502");
    }
    phone.household("3号楼", "2单元", "1502");
    let all = ["3号楼1单元502", "3号楼2单元502", "12号楼2单元502"];
    assert_eq!(names(&phone, "502"), all);
    assert_eq!(names(&phone, "3号楼502"), all[..2]);
    assert_eq!(names(&phone, "3-2-502"), all[1..2]);
    assert_eq!(names(&phone, "3 2 502"), all[1..2]);
    assert_eq!(names(&phone, "3号楼2单元502室"), all[1..2]);
    assert_eq!(names(&phone, "12号楼").len(), 1);
    assert_eq!(names(&phone, "3号楼").len(), 3);
    assert!(names(&phone, "4号楼502").is_empty());
    assert!(names(&phone, "3号楼9单元").is_empty(), "a unit is no door");
}

#[test]
fn an_address_finds_its_households() {
    let phone = Phone::new();
    let place = json!({"area": GRID.to_string(), "address": "阳光花园5栋", "door": "8"});
    let dwelling = phone.hub_says(Class::Dwelling, "d", place);
    phone.hub_says(Class::Household, "h", json!({"dwelling": dwelling.to_string()}));
    assert_eq!(names(&phone, "阳光花园"), ["8"]);
    assert_eq!(names(&phone, "阳光花园8"), ["8"]);
    assert!(names(&phone, "月光花园8").is_empty());
    assert!(names(&phone, "号楼").is_empty(), "a word every address has finds nothing");
}

#[test]
fn the_index_follows_a_correction_and_a_removal() {
    let phone = Phone::new();
    people(&phone);
    let person = id("person 王小芳");
    let edits = vec![
        PersonEdit::Name("汪小方".to_owned()),
        PersonEdit::Phone(Some("13800000000".to_owned())),
    ];
    phone.book.correct_person(person, edits).unwrap();
    assert_eq!(names(&phone, "王"), ["芳小王"]);
    assert!(names(&phone, "5678").is_empty());
    assert_eq!(names(&phone, "汪"), ["汪小方"]);
    phone.book.write(|w| crate::replica::rows::remove(w, &Class::Person, person)).unwrap();
    let home = id("dwelling 3号楼2单元502");
    phone.book.write(|w| crate::replica::rows::remove(w, &Class::Dwelling, home)).unwrap();
    assert!(names(&phone, "汪").is_empty() && names(&phone, "502").is_empty());
    for name in ["李小芳", "芳小王", "单雄信", "John Smith"] {
        let person = id(&format!("person {name}"));
        phone.book.write(|w| crate::replica::rows::remove(w, &Class::Person, person)).unwrap();
    }
    assert!(
        phone.book.read(|tx| super::store::is_empty(tx)).unwrap(),
        "the index holds nothing any more"
    );
}

#[test]
fn a_number_that_changes_leaves_another_one_with_the_same_tail_to_be_found() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "2单元", "502");
    let numbers = json!({"phone": "13812345678", "document": "110105194912315678"});
    let person = phone.person(home, "王小芳", numbers);
    assert_eq!(names(&phone, "5678"), ["王小芳"]);
    let edits = vec![PersonEdit::Phone(Some("13812340000".to_owned()))];
    phone.book.correct_person(person, edits).unwrap();
    assert_eq!(names(&phone, "0000"), ["王小芳"]);
    assert_eq!(names(&phone, "5678"), ["王小芳"]);
    assert_eq!(names(&phone, "小芳"), ["王小芳"]);
}

#[test]
fn rows_that_were_never_indexed_can_be_changed_and_removed_too() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "2单元", "502");
    let first = phone.person(home, "王小芳", json!({}));
    phone.person(home, "李小芳", json!({}));
    phone.book.write(|w| crate::replica::rows::remove(w, &Class::Person, first)).unwrap();
    phone.person(home, "李小芳", json!({"phone": "13812345678"}));
    assert_eq!(names(&phone, "芳"), ["李小芳"]);
    // The row that is free again is below the mark now and must not be passed over.
    let last = id("person 李小芳");
    phone.book.write(|w| crate::replica::rows::remove(w, &Class::Person, last)).unwrap();
    assert!(phone.book.read(|tx| super::store::is_empty_of_people(tx)).unwrap());
    phone.person(home, "赵小芳", json!({}));
    assert_eq!(names(&phone, "芳"), ["赵小芳"]);
}

#[test]
fn a_first_pull_is_taken_in_piece_by_piece() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "2单元", "502");
    for at in 0..7 {
        phone.person(home, &format!("王{at}"), json!({}));
    }
    let step = || phone.book.write(|w| super::store::catch_up(w, 3)).unwrap();
    let behind = || phone.book.read(|tx| super::store::is_behind(tx)).unwrap();
    for _ in 0..2 {
        step();
        assert!(behind());
    }
    step();
    assert!(!behind());
    assert_eq!(names(&phone, "王").len(), 7);
}

#[test]
fn i6_what_is_found_is_masked() {
    let phone = Phone::new();
    people(&phone);
    let found = phone.book.search("5678".to_owned(), 9).unwrap();
    let Found::Person { phone: number, address, by, .. } = &found[0] else { panic!("{found:?}") };
    assert_eq!(number, "138****5678");
    assert_eq!((address.as_str(), *by), ("3号楼2单元502", Matched::Number));
    let found = phone.book.search("李".to_owned(), 9).unwrap();
    let Found::Person { document, .. } = &found[0] else { panic!("{found:?}") };
    assert_eq!(document, "110105********002X");
}

#[test]
fn of_a_pasted_page_only_its_beginning_is_looked_for() {
    let phone = Phone::new();
    people(&phone);
    let page = format!("王小芳{}", " ".repeat(MAX_TEXT)) + &"长".repeat(1_000_000);
    assert_eq!(names(&phone, &page), ["王小芳"]);
}

#[test]
fn no_more_is_found_than_was_asked_for() {
    let phone = Phone::new();
    people(&phone);
    assert_eq!(phone.book.search("芳".to_owned(), 2).unwrap().len(), 2);
    assert!(phone.book.search("芳".to_owned(), 0).unwrap().is_empty());
}

#[test]
fn a_search_finds_exactly_the_names_that_hold_the_text() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "2单元", "502");
    let names_and_text =
        (prop::collection::btree_set("[王芳小李单]{1,5}", 1..8), "[王芳小李单]{1,3}");
    let mut runner = TestRunner::new(ProptestConfig::with_cases(48));
    let checked = runner.run(&names_and_text, |(all, text)| {
        for name in &all {
            phone.person(home, name, json!({}));
        }
        let mut found = names(&phone, &text);
        found.sort();
        for name in &all {
            let person = id(&format!("person {name}"));
            phone.book.write(|w| crate::replica::rows::remove(w, &Class::Person, person)).unwrap();
        }
        let expected: Vec<_> = all.into_iter().filter(|name| name.contains(&text)).collect();
        prop_assert_eq!(found, expected);
        Ok(())
    });
    checked.unwrap();
}
