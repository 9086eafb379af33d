use super::{Building, DwellingEdit, DwellingForm, HouseholdEdit, HouseholdFilter};
use crate::error::BookError;
use crate::testing::fixture::{GRID, OTHER_GRID, Phone, id};
use crate::visit::VisitForm;
use chrono::NaiveDate;
use gridbook_domain::household::Use;
use gridbook_domain::outcome::Why;
use gridbook_domain::person::Care;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{AreaId, Class, RecordId};
use serde_json::json;

fn walk(phone: &Phone, filter: &HouseholdFilter, limit: u32) -> Vec<String> {
    let (mut walked, mut after) = (Vec::new(), None);
    loop {
        let page = phone.book.households(filter.clone(), after, limit).unwrap();
        assert!(page.lines.len() <= limit as usize);
        walked.extend(page.lines.into_iter().map(|line| line.place));
        after = page.next;
        if after.is_none() {
            return walked;
        }
    }
}

fn doors(phone: &Phone) -> Vec<String> {
    let doors = ["12号楼|1单元|101", "2号楼|二单元|301", "2号楼|1单元|1001", "2号楼|1单元|201"];
    for door in doors {
        let part: Vec<&str> = door.split('|').collect();
        phone.household(part[0], part[1], part[2]);
    }
    ["2号楼1单元201", "2号楼1单元1001", "2号楼二单元301", "12号楼1单元101"]
        .map(str::to_owned)
        .to_vec()
}

#[test]
fn pages_of_any_size_walk_every_household_once_in_natural_order() {
    let phone = Phone::new();
    let order = doors(&phone);
    for limit in 1..=6 {
        assert_eq!(walk(&phone, &HouseholdFilter::default(), limit), order, "{limit}");
    }
    assert_eq!(phone.book.count_households(HouseholdFilter::default()).unwrap(), 4);
    let bad = phone.book.households(HouseholdFilter::default(), Some("?".to_owned()), 5);
    assert!(matches!(bad, Err(BookError::Invalid { .. })));
}

#[test]
fn two_households_of_one_dwelling_are_both_walked_to() {
    let phone = Phone::new();
    phone.household("2号楼", "1单元", "201");
    let dwelling = id("dwelling 2号楼1单元201").to_string();
    phone.hub_says(Class::Household, "the second", json!({"dwelling": dwelling}));
    assert_eq!(walk(&phone, &HouseholdFilter::default(), 1).len(), 2);
}

#[test]
fn a_filter_keeps_to_its_grid_and_building() {
    let phone = Phone::new();
    doors(&phone);
    let place = json!({"area": OTHER_GRID.to_string(), "building": "2号楼", "door": "9"});
    let dwelling = phone.hub_says(Class::Dwelling, "elsewhere", place);
    let home = json!({"dwelling": dwelling.to_string()});
    phone.hub_says(Class::Household, "household elsewhere", home);
    let of = |area: AreaId, building: Option<&str>| {
        let building = building.map(str::to_owned);
        let filter = HouseholdFilter { area: Some(area), building };
        assert_eq!(
            phone.book.count_households(filter.clone()).unwrap(),
            walk(&phone, &filter, 2).len() as u64
        );
        walk(&phone, &filter, 2)
    };
    assert_eq!(of(GRID, None).len(), 4);
    assert_eq!(of(OTHER_GRID, None), ["2号楼9"]);
    assert_eq!(of(GRID, Some("2号楼")).len(), 3);
    assert_eq!(of(GRID, Some("12号楼")), ["12号楼1单元101"]);
    assert!(of(GRID, Some("1号楼")).is_empty());
    let building = |area, building: &str, households| Building {
        area: Some(area),
        building: building.to_owned(),
        households,
    };
    let all =
        [building(GRID, "2号楼", 3), building(GRID, "12号楼", 1), building(OTHER_GRID, "2号楼", 1)];
    assert_eq!(phone.book.buildings().unwrap(), all);
}

#[test]
fn a_household_finds_its_place_when_its_dwelling_comes_later_moves_or_goes() {
    let phone = Phone::new();
    doors(&phone);
    let dwelling = id("late");
    phone.hub_says(Class::Household, "early", json!({"dwelling": dwelling.to_string()}));
    let all = || walk(&phone, &HouseholdFilter::default(), 2);
    assert_eq!(all()[4], "", "a household without a dwelling is not left out");
    let place = |door: &str| json!({"area": GRID.to_string(), "building": "1号楼", "door": door});
    phone.hub_says(Class::Dwelling, "late", place("5"));
    assert_eq!(all()[0], "1号楼5");
    let edits = vec![DwellingEdit::Building(Some("20号楼".to_owned()))];
    phone.book.correct_dwelling(id("early"), edits).unwrap();
    assert_eq!(all()[4], "20号楼5");
    phone.book.write(|w| crate::replica::rows::remove(w, &Class::Dwelling, dwelling)).unwrap();
    assert_eq!(all()[4], "");
}

#[test]
fn a_line_tells_who_lives_there() {
    let phone = Phone::new();
    let home = phone.household("2号楼", "1单元", "201");
    phone.person(home, "张三", json!({"relation": "head", "care": ["elderly", "alone"]}));
    phone.person(home, "张四", json!({"care": ["elderly"], "phone": "13812345678"}));
    phone.person(home, "张五", json!({"standing": "deregistered", "care": ["ill"]}));
    let detail = phone.book.household(home).unwrap();
    assert_eq!((detail.line.head.as_str(), detail.line.people), ("张三", 2));
    assert_eq!(detail.line.care, [Care::Elderly, Care::Alone]);
    assert_eq!(detail.people.len(), 3);
    assert_eq!(detail.people[1].phone, "138****5678");
    let head = id("person 张四");
    phone.book.correct_household(home, vec![HouseholdEdit::Head(Some(head))]).unwrap();
    let detail = phone.book.household(home).unwrap();
    assert_eq!((detail.line.head.as_str(), detail.head), ("张四", Some(head)));
    assert_eq!(phone.book.household(id("none")).unwrap_err(), BookError::NotFound);
}

#[test]
fn a_new_household_and_its_dwelling_are_one_op_in_the_grids_feed() {
    let phone = Phone::new();
    let form = DwellingForm {
        area: Some(OTHER_GRID),
        building: "７号楼".to_owned(),
        door: "101".to_owned(),
        usage: Some(Use::Rented),
        number: "0007".to_owned(),
        ..DwellingForm::default()
    };
    let saved = phone.book.add_household(form.clone()).unwrap();
    assert_eq!(phone.ops(), 1);
    let detail = phone.book.household(saved.household).unwrap();
    assert_eq!(detail.line.place, "7号楼101");
    assert_eq!((detail.area, detail.usage), (Some(OTHER_GRID), Some(Use::Rented)));
    assert_eq!(phone.fields(&Class::Household, saved.household)["number"], "0007");

    let invalid = |field: &str, why| BookError::Invalid { field: field.to_owned(), why };
    let nowhere = DwellingForm { door: " ".to_owned(), ..form.clone() };
    let refused = phone.book.add_household(nowhere).unwrap_err();
    assert_eq!(refused, invalid("door", Why::MissingField));
    let which = DwellingForm { area: None, ..form.clone() };
    let refused = phone.book.add_household(which).unwrap_err();
    assert_eq!(refused, invalid("area", Why::MissingField), "this phone has two grids");
    let foreign = DwellingForm { area: Some(AreaId::from_bytes([9; 16])), ..form };
    let refused = phone.book.add_household(foreign).unwrap_err();
    assert_eq!(refused, invalid("area", Why::NoGrant));
}

#[test]
fn v8_the_day_a_household_was_confirmed_is_its_own_and_no_visit_sets_it() {
    let phone = Phone::new();
    let home = phone.household("2号楼", "1单元", "201");
    let confirmed = || phone.book.household(home).unwrap().last_confirmed;
    let day = NaiveDate::from_ymd_opt(2026, 11, 30);
    let edit = |day| phone.book.correct_household(home, vec![HouseholdEdit::LastConfirmed(day)]);
    let visit = VisitForm::new(home, Purpose::Check, VisitContact::NobodyHome);
    phone.book.submit_visit(visit, None).unwrap();
    assert_eq!(confirmed(), None);
    assert!(edit(day).unwrap().op.is_some());
    assert_eq!(confirmed(), day);
    assert_eq!(phone.fields(&Class::Household, home)["last_confirmed"], "2026-11-30");
    assert_eq!(edit(day).unwrap().op, None);
    edit(None).unwrap();
    assert_eq!(confirmed(), None);
}

#[test]
fn correcting_nothing_saves_nothing() {
    let phone = Phone::new();
    let home = phone.household("2号楼", "1单元", "201");
    let same = vec![DwellingEdit::Door(Some("２０１".to_owned()))];
    let saved = phone.book.correct_dwelling(home, same).unwrap();
    assert_eq!((saved.op, saved.dwelling), (None, Some(id("dwelling 2号楼1单元201"))));
    let note = vec![HouseholdEdit::Note(None)];
    assert_eq!(phone.book.correct_household(home, note).unwrap().op, None);
    let _: RecordId = home;
    assert_eq!(phone.ops(), 0);
}
