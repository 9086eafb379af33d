//! The workbook matched with what workers recorded, and with homes that were renumbered, written in
//! another way or moved to another grid.

use super::*;
use gridbook_domain::area::Level;
use serde_json::json;

const TITLES: [&str; 9] =
    ["网格", "楼栋", "门牌", "户号", "姓名", "身份证号", "出生日期", "电话", "与户主关系"];

type Row = [&'static str; 9];

const HEAD: Row = ["一网格", "1号楼", "101", "", "张秀英", "", "", "13900001234", "户主"];
const MAN: Row = ["一网格", "1号楼", "101", "", "王建国", "", "1950-01-02", "", "配偶"];

/// A row with these cells changed, by title.
fn with(mut row: Row, changes: &[(&str, &'static str)]) -> Row {
    for (title, text) in changes {
        row[TITLES.iter().position(|known| known == title).unwrap()] = text;
    }
    row
}

fn book(all: &[Row]) -> impl FnOnce(&mut Worksheet) {
    let all: Vec<Vec<C>> =
        std::iter::once(t(TITLES)).chain(all.iter().map(|row| t(*row))).collect();
    move |sheet| rows(sheet, 0, &all)
}

#[test]
fn a_child_a_worker_recorded_is_the_child_of_the_next_roster() {
    let desk = Desk::new();
    desk.import(book(&[HEAD, MAN]));
    let home = desk.household_of("张秀英");
    let child = json!({"name": "李小花", "household": home.record.to_string(),
        "birth": "2020-05-01", "phone": "13900007777"});
    desk.record(Class::Person, child, home.feed);
    let row = with(HEAD, &[("姓名", "李小花"), ("出生日期", "2020-05-01"), ("与户主关系", "女儿")]);
    let report = desk.import(book(&[HEAD, MAN, with(row, &[("电话", "13900007777")])]));
    assert_eq!(desk.names(), ["张秀英", "李小花", "王建国"], "{:?}", report.notes);
    assert_eq!(notes_of(&report, 4), [("E(姓名)", "known_already")]);
    assert_eq!(desk.field("李小花", "relation"), "child");
}

#[test]
fn a_household_a_worker_recorded_at_a_door_is_the_rosters() {
    let desk = Desk::new();
    desk.import(book(&[HEAD]));
    let feed = desk.person("张秀英").feed;
    let grid = desk.dwelling_of("张秀英").fields["area"].clone();
    let door = json!({"area": grid, "building": "9号楼", "door": "909"});
    let door = desk.record(Class::Dwelling, door, feed);
    let home = desk.record(Class::Household, json!({"dwelling": door.to_string()}), feed);
    let who = json!({"name": "新住户", "household": home.to_string()});
    desk.record(Class::Person, who, feed);
    let row = with(HEAD, &[("楼栋", "9幢"), ("门牌", "909室"), ("姓名", "新住户"), ("电话", "")]);
    desk.import(book(&[HEAD, row]));
    assert_eq!(desk.records(Class::Dwelling).len(), 2);
    assert_eq!(desk.household_of("新住户").record, home);
    assert_eq!(desk.names(), ["张秀英", "新住户"]);
}

#[test]
fn a_name_that_worker_and_clerk_both_corrected_is_one_person() {
    let desk = Desk::new();
    desk.import(book(&[HEAD, MAN]));
    desk.correct("张秀英", "name", json!("张秀瑛"));
    let report = desk.import(book(&[with(HEAD, &[("姓名", "张秀瑛")]), MAN]));
    assert_eq!(desk.names(), ["张秀瑛", "王建国"], "{:?}", report.notes);
    assert_eq!((report.vanished.len(), report.conflicts), (0, 0));
    let again = desk.import(book(&[with(HEAD, &[("姓名", "张秀瑛")]), MAN]));
    assert_eq!((again.unchanged, again.ops), (2, 0));
}

#[test]
fn a_door_that_worker_and_clerk_both_corrected_is_one_household() {
    let desk = Desk::new();
    desk.import(book(&[HEAD, MAN]));
    let dwelling = desk.dwelling_of("张秀英");
    let part = NewPart {
        class: Class::Dwelling,
        record: dwelling.record,
        feed: dwelling.feed,
        base: Some(dwelling.version),
        patch: Fields::from_iter([("door".to_owned(), json!("102"))]),
    };
    desk.hub.save(desk.community(), desk.worker(), vec![part]).unwrap();
    let moved = [with(HEAD, &[("门牌", "102")]), with(MAN, &[("门牌", "102")])];
    let report = desk.import(book(&moved));
    assert_eq!(desk.records(Class::Household).len(), 1, "{:?}", report.notes);
    assert_eq!(desk.names(), ["张秀英", "王建国"]);
    assert_eq!(desk.dwelling_of("王建国").fields["door"], "102");
    assert_eq!(desk.records(Class::Dwelling).len(), 1);
}

#[test]
fn a_household_that_is_renumbered_stays_with_its_people() {
    for (old, new) in [("H1", "H001"), ("1", "A-17"), ("", "5"), ("5", "")] {
        let desk = Desk::new();
        let numbered = |n: &'static str| [HEAD, MAN].map(|row| with(row, &[("户号", n)]));
        desk.import(book(&numbered(old)));
        let home = desk.household_of("张秀英").record;
        let report = desk.import(book(&numbered(new)));
        assert_eq!(desk.household_of("王建国").record, home, "{old} {new} {:?}", report.notes);
        assert_eq!((desk.records(Class::Household).len(), desk.names().len()), (1, 2));
        assert_eq!(report.vanished, []);
    }
}

#[test]
fn numbers_that_all_move_on_by_one_take_nobody_into_another_home() {
    let desk = Desk::new();
    let third = with(HEAD, &[("姓名", "赵六"), ("门牌", "103")]);
    let homes = |first: &'static str, second: &'static str| {
        [with(HEAD, &[("户号", first)]), with(third, &[("户号", second)])]
    };
    desk.import(book(&homes("1", "2")));
    let (first, second) = (desk.household_of("张秀英").record, desk.household_of("赵六").record);
    let report = desk.import(book(&homes("2", "3")));
    assert_eq!(desk.household_of("张秀英").record, first, "{:?}", report.notes);
    assert_eq!(desk.household_of("赵六").record, second);
    assert_eq!(desk.household_of("赵六").fields["number"], "3");
}

#[test]
fn doors_written_in_another_way_move_people_instead_of_doubling_them() {
    for door in ["1-101", "1号楼101室", "1幢1单元101"] {
        let desk = Desk::new();
        desk.import(book(&[HEAD, MAN]));
        let home = desk.household_of("张秀英").record;
        let rewritten = [HEAD, MAN].map(|row| with(row, &[("楼栋", ""), ("门牌", door)]));
        let report = desk.import(book(&rewritten));
        assert_eq!(desk.names(), ["张秀英", "王建国"], "{door} {:?}", report.notes);
        assert_eq!(desk.household_of("王建国").record, home, "{door}");
        assert_eq!(desk.records(Class::Dwelling).len(), 1, "{door}");
        assert_eq!(desk.dwelling_of("王建国").fields["door"], json!(door));
        assert_eq!(report.vanished, []);
    }
}

#[test]
fn a_building_that_moves_to_another_grid_takes_its_people_along() {
    let desk = Desk::new();
    let other = with(HEAD, &[("网格", "二网格"), ("楼栋", "7号楼"), ("姓名", "赵六")]);
    let empty = with(HEAD, &[("门牌", "102"), ("姓名", "空户"), ("电话", ""), ("与户主关系", "")]);
    desk.import(book(&[HEAD, MAN, empty, other]));
    let home = desk.household_of("张秀英");
    let child = json!({"name": "李小花", "household": home.record.to_string()});
    let child = desk.record(Class::Person, child, home.feed);
    let there = desk.person("赵六").feed;
    let moved = [HEAD, MAN, empty].map(|row| with(row, &[("网格", "二网格")]));
    let report = desk.import(book(&[moved[0], moved[1], moved[2], other]));
    assert_eq!(desk.names(), ["张秀英", "李小花", "王建国", "赵六"], "{:?}", report.notes);
    assert_eq!((desk.records(Class::Household).len(), desk.records(Class::Dwelling).len()), (3, 3));
    for class in [Class::Person, Class::Household, Class::Dwelling] {
        for record in desk.records(class) {
            assert_eq!(record.feed, there, "{record:?}");
        }
    }
    assert_eq!(desk.person("李小花").record, child);
    assert_eq!(desk.household_of("张秀英").record, home.record);
    assert_eq!(report.count(Code::MovedGrid), 2);
    let again = desk.import(book(&[moved[0], moved[1], moved[2], other]));
    assert_eq!((again.ops, again.unchanged), (0, 4), "{:?}", again.notes);
}

#[test]
fn somebody_with_name_and_birth_who_moves_house_stays_the_same() {
    let desk = Desk::new();
    desk.import(book(&[HEAD, MAN]));
    let man = desk.person("王建国").record;
    let report = desk.import(book(&[HEAD, with(MAN, &[("楼栋", "5号楼"), ("门牌", "303")])]));
    assert_eq!(desk.person("王建国").record, man, "{:?}", report.notes);
    assert_eq!(desk.dwelling_of("王建国").fields["building"], "5号楼");
    assert_eq!(
        (desk.dwelling_of("张秀英").fields["door"].clone(), report.vanished.len()),
        (json!("101"), 0)
    );
}

#[test]
fn a_slip_in_the_birth_of_a_child_is_no_second_child_and_a_grandson_of_the_name_is_another() {
    let desk = Desk::new();
    desk.import(book(&[HEAD, MAN]));
    let slip = desk.import(book(&[HEAD, with(MAN, &[("出生日期", "1950-01-12")])]));
    assert_eq!(desk.records(Class::Person).len(), 2, "{:?}", slip.notes);
    let young = with(MAN, &[("出生日期", "2010-07-08"), ("与户主关系", "孙子")]);
    desk.import(book(&[HEAD, with(MAN, &[("出生日期", "1950-01-12")]), young]));
    assert_eq!(desk.records(Class::Person).len(), 3);
}

#[test]
fn the_dead_and_the_deregistered_in_a_roster_are_told() {
    let desk = Desk::new();
    desk.import(book(&[HEAD, MAN]));
    desk.correct("王建国", "standing", json!("deregistered"));
    let report = desk.import(book(&[HEAD, MAN]));
    assert_eq!(notes_of(&report, 3), [("E(姓名)", "deregistered")]);
    assert_eq!(desk.field("王建国", "standing"), "deregistered");
    let dead = desk.import(book(&[with(HEAD, &[("姓名", "张秀英(已故)")]), MAN]));
    assert!(notes_of(&dead, 2).contains(&("E(姓名)", "marked_dead")), "{:?}", dead.notes);
}

#[test]
fn a_supervisor_who_moved_a_home_to_another_grid_is_not_overruled_by_an_old_roster() {
    let desk = Desk::new();
    let other = with(HEAD, &[("网格", "二网格"), ("楼栋", "7号楼"), ("姓名", "赵六")]);
    desk.import(book(&[HEAD, other]));
    let there = desk.person("赵六").feed;
    let who = desk.person("张秀英").record;
    let op = NewOp { moves: vec![(who, there)], ..NewOp::default() };
    desk.hub.save_many(desk.community(), desk.worker(), vec![op]).unwrap();
    let report = desk.import(book(&[with(HEAD, &[("电话", "13900005555")]), other]));
    assert_eq!(desk.person("张秀英").feed, there, "{:?}", report.notes);
    assert_eq!(desk.field("张秀英", "phone"), "13900005555");
    let grids = desk.hub.areas().unwrap();
    assert_eq!(grids.iter().filter(|area| area.level == Level::Grid).count(), 2);
}
