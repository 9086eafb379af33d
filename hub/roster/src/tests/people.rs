//! Who is who: households, heads, the same person twice, and which grid.

use super::*;
use gridbook_domain::area::Level;
use serde_json::json;

#[test]
fn the_same_person_twice_in_a_household_is_one_person() {
    let desk = Desk::new();
    let who = number("19780305", 1);
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                vec![T("一网格"), T("3"), T("502"), E, T("张三"), S(who.clone()), E, T("户主"), E],
                vec![
                    T("一网格"),
                    T("3"),
                    T("502"),
                    E,
                    T("张三"),
                    S(who),
                    T("12011112222"),
                    T("户主"),
                    E,
                ],
            ],
        );
    });
    assert_eq!((report.imported, report.warned, report.people), (1, 1, 1), "{:?}", report.notes);
    assert_eq!(notes_of(&report, 3), [("", "same_person_again")]);
    assert_eq!(desk.field("张三", "phone"), "12011112222", "what the first row left open");
}

#[test]
fn the_same_person_in_another_household_is_refused_and_the_first_row_named() {
    let desk = Desk::new();
    let who = number("19780305", 1);
    let report = desk.import_book(|book| {
        let sheet = book.add_worksheet().set_name("一").unwrap();
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                vec![T("一网格"), T("3"), T("502"), E, T("张三"), S(who.clone()), E, E, E],
            ],
        );
        let sheet = book.add_worksheet().set_name("二").unwrap();
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                vec![T("一网格"), T("4"), T("101"), E, T("张三"), S(who.clone()), E, E, E],
            ],
        );
    });
    let note = report.notes.iter().find(|note| note.code == Code::PersonElsewhere).unwrap();
    assert_eq!((note.sheet.as_str(), note.row, report.refused), ("二", 2, 1));
    assert!(note.message.contains("“一”表第2行"), "{}", note.message);
}

#[test]
fn one_number_under_two_names_is_refused_the_second_time() {
    let desk = Desk::new();
    let who = number("19780305", 1);
    let report = desk.import(|sheet| {
        let row = |name| vec![T("一网格"), T("3"), T("502"), E, T(name), S(who.clone()), E, E, E];
        rows(sheet, 0, &[t(HEADER), row("张三"), row("张小三")]);
    });
    assert_eq!((report.imported + report.warned, report.refused), (1, 1));
    assert_eq!(notes_of(&report, 3), [("F(身份证号)", "number_taken")]);
}

#[test]
fn two_of_one_name_in_a_household_stay_two_when_number_or_birth_tells_them_apart() {
    let desk = Desk::new();
    let both = |sheet: &mut Worksheet| {
        let row = |door, who: String, birth| {
            vec![T("一网格"), T("3"), T(door), E, T("张伟"), S(who), E, E, T(birth)]
        };
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                row("501", number("19500101", 1), ""),
                row("501", number("19800101", 1), ""),
                row("502", String::new(), "1950-01-01"),
                row("502", String::new(), "1980-01-01"),
            ],
        );
    };
    let report = desk.import(both);
    assert_eq!((report.people, report.refused), (4, 0), "{:?}", report.notes);
    let again = desk.import(both);
    assert_eq!((again.unchanged, again.ops, again.vanished.len()), (4, 0, 0), "{:?}", again.notes);
    let unclear = desk.import(|sheet| {
        rows(sheet, 0, &[t(HEADER), t(["一网格", "3", "502", "", "张伟", "", "", "", ""])]);
    });
    assert_eq!((unclear.refused, unclear.count(Code::SameName)), (1, 1), "{:?}", unclear.notes);
    assert_eq!(desk.records(Class::Person).len(), 4);
}

#[test]
fn household_numbers_that_begin_again_in_each_grid_and_building_stay_apart() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                t(["一网格", "3", "101", "1", "张三", "", "", "户主", ""]),
                t(["一网格", "4", "101", "1", "李四", "", "", "户主", ""]),
                t(["二网格", "3", "101", "1", "王五", "", "", "户主", ""]),
            ],
        );
    });
    assert_eq!((report.imported, report.households), (3, 3), "{:?}", report.notes);
}

#[test]
fn two_households_share_a_door_and_a_row_with_the_door_alone_finds_the_only_one() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                t(["一网格", "3", "101", "1", "张三", "", "", "户主", ""]),
                t(["一网格", "3", "101", "2", "李四", "", "", "户主", ""]),
                t(["一网格", "3", "102", "", "王小", "", "", "子", ""]),
                t(["一网格", "3", "102", "3", "王五", "", "", "户主", ""]),
            ],
        );
    });
    assert_eq!((report.households, report.dwellings), (3, 2), "{:?}", report.notes);
    assert_eq!(desk.dwelling_of("张三"), desk.dwelling_of("李四"));
    assert_eq!(desk.household_of("王小"), desk.household_of("王五"));
}

#[test]
fn a_household_without_or_with_two_heads_is_told_of() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "户主", "姓名", "与户主关系"]),
                t(["一网格", "101", "", "张三", "户主"]),
                t(["一网格", "101", "", "李四", "户主"]),
                t(["一网格", "102", "陈房东", "王五", "租客"]),
                t(["一网格", "103", "", "赵六", "子"]),
            ],
        );
    });
    assert_eq!(notes_of(&report, 3), [("E(与户主关系)", "two_heads")]);
    assert_eq!(notes_of(&report, 4), [("C(户主)", "no_head")]);
    assert_eq!(notes_of(&report, 5), [("E(与户主关系)", "no_head")]);
    assert_eq!((report.imported, report.warned), (1, 3), "{:?}", report.notes);
}

#[test]
fn the_number_decides_where_a_cell_says_otherwise() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        let who = number("19780305", 1);
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "身份证号", "性别", "出生日期"]),
                vec![T("一网格"), T("101"), T("张三"), S(who), T("女"), T("1978-03-06")],
            ],
        );
    });
    assert_eq!(
        notes_of(&report, 2),
        [("F(出生日期)", "birth_differs"), ("E(性别)", "sex_differs")]
    );
    assert_eq!(desk.field("张三", "birth"), "1978-03-05");
    assert_eq!(desk.field("张三", "sex"), "male");
}

#[test]
fn a_birth_after_today_is_a_slip_and_today_is_the_deployments_day() {
    let born_today = |sheet: &mut Worksheet| {
        let heads = t(["网格", "门牌", "姓名", "出生日期"]);
        rows(sheet, 0, &[heads, vec![T("一网格"), T("101"), T("张三"), T("2026-03-02")]]);
    };
    let desk = Desk::new();
    assert_eq!(notes_of(&desk.import(born_today), 2), []);
    let desk = Desk::new();
    desk.hub.set("offset_minutes", serde_json::json!(-60)).unwrap();
    assert_eq!(notes_of(&desk.import(born_today), 2), [("D(出生日期)", "bad_date")]);
}

fn with_areas() -> Desk {
    let desk = Desk::new();
    let street = desk.hub.add_area("清河街道", Level::Street, None).unwrap();
    let community = desk.hub.add_area("幸福社区", Level::Community, Some(street)).unwrap();
    desk.hub.add_area("第一网格", Level::Grid, Some(community)).unwrap();
    desk.hub.add_area("第二网格", Level::Grid, Some(community)).unwrap();
    desk
}

fn two_grids(sheet: &mut Worksheet) {
    rows(
        sheet,
        0,
        &[
            t(["网格", "门牌", "姓名", "电话"]),
            t(["1网格", "101", "张三", ""]),
            t(["第九网格", "101", "李四", ""]),
            t(["", "102", "王五", ""]),
        ],
    );
}

#[test]
fn an_unknown_grid_is_refused_where_an_administrator_made_the_areas() {
    let desk = with_areas();
    let report = desk.import(two_grids);
    assert_eq!((report.imported, report.refused), (1, 2), "{:?}", report.notes);
    assert_eq!(notes_of(&report, 3), [("A(网格)", "unknown_grid")]);
    assert_eq!(report.areas, Vec::<String>::new());
    assert_eq!(desk.hub.areas().unwrap().len(), 4);
}

#[test]
fn missing_areas_are_made_when_asked_for() {
    let desk = with_areas();
    let mut book = Workbook::new();
    two_grids(book.add_worksheet());
    let path = desk.path("a.xlsx");
    book.save(&path).unwrap();
    let options = ImportOptions { areas: NewAreas::Create, ..ImportOptions::default() };
    let report = desk.import_file(&path, &options);
    assert_eq!((report.areas, report.refused), (vec!["第九网格".to_owned()], 0));
}

#[test]
fn a_workbook_without_any_area_still_comes_into_an_empty_hub() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(sheet, 0, &[t(["门牌", "姓名", "电话"]), t(["101", "张三", ""])]);
    });
    assert_eq!(report.imported, 1);
    assert_eq!(report.areas, ["本街道", "本社区", "未分网格"]);
    assert_eq!(notes_of(&report, 1), [("", "default_community"), ("", "default_grid")]);
}

#[test]
fn a_first_import_that_was_cut_while_making_areas_goes_on_making_them() {
    let desk = Desk::new();
    let street = desk.hub.add_area("本街道", Level::Street, None).unwrap();
    let community = desk.hub.add_area("本社区", Level::Community, Some(street)).unwrap();
    desk.hub.add_area("1网格", Level::Grid, Some(community)).unwrap();
    let report = desk.import(two_grids);
    assert_eq!((report.imported, report.areas), (3, vec!["第九网格".to_owned()]));
}

#[test]
fn a_known_number_under_another_name_renames_nobody_and_is_told_to_the_clerk() {
    let desk = Desk::new();
    let row = |name: &'static str, phone: &'static str| {
        move |sheet: &mut Worksheet| {
            let who = S(number("19780305", 1));
            let head = t(["网格", "门牌", "姓名", "身份证号", "电话"]);
            rows(sheet, 0, &[head, vec![T("一网格"), T("101"), T(name), who, C::from(phone)]]);
        }
    };
    desk.import(row("张三", "12011112222"));
    let person = desk.person("张三").record;
    // A clerk wrote the next tenant over the row and forgot the number; or corrected the name.
    let other = desk.import(row("李四", "12011112222"));
    assert_eq!((other.imported, other.warned, other.refused), (0, 1, 0), "{:?}", other.notes);
    assert_eq!(notes_of(&other, 2), [("C(姓名)", "other_name"), ("", "conflict")]);
    assert_eq!(desk.person("张三").record, person, "nobody is renamed");
    let kept = desk.conflicts();
    assert_eq!(
        (kept.len(), &kept[0]["field"], &kept[0]["lost"]),
        (1, &json!("name"), &json!("李四"))
    );
    // The same file again says nothing new, another name does, and other cells go on as ever.
    let again = desk.import(row("李四", "12011112222"));
    assert_eq!((again.unchanged, again.ops), (1, 0));
    let phone = desk.import(row("李四", "12033334444"));
    assert_eq!((phone.imported, phone.warned), (1, 0), "{:?}", phone.notes);
    assert_eq!(desk.field("张三", "phone"), json!("12033334444"));
    let third = desk.import(row("王五", "12033334444"));
    assert!(codes(&third).contains(&"other_name"));
    assert_eq!((desk.person("张三").record, desk.conflicts().len()), (person, 2));
    let back = desk.import(row("张三", "12033334444"));
    assert_eq!((back.warned, desk.conflicts().len()), (0, 2), "{:?}", back.notes);
}

#[test]
fn a_name_that_a_worker_corrected_first_and_the_workbook_follows_is_no_other_name() {
    let desk = Desk::new();
    let row = |name: &'static str| {
        move |sheet: &mut Worksheet| {
            let who = S(number("19780305", 1));
            let head = t(["网格", "门牌", "姓名", "身份证号"]);
            rows(sheet, 0, &[head, vec![T("一网格"), T("101"), T(name), who]]);
        }
    };
    desk.import(row("张叁"));
    desk.correct("张叁", "name", json!("张三"));
    let report = desk.import(row("张三"));
    assert_eq!((report.warned, desk.conflicts().len()), (0, 0), "{:?}", report.notes);
    assert_eq!(desk.records(Class::Person).len(), 1);
}

#[test]
fn a_first_resident_whose_values_are_words_of_titles_is_no_second_row_of_titles() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        let titles =
            t(["网格", "户号", "门牌号", "房屋用途", "居民姓名", "与户主关系", "性别", "特殊群体"]);
        let head = t(["第一网格", "A001", "101", "出租", "曹德明", "户主", "男", "失业"]);
        let next = t(["第一网格", "A002", "102", "自住", "林晓东", "户主", "男", ""]);
        rows(sheet, 0, &[titles, head, next]);
    });
    assert_eq!((report.rows, report.imported), (2, 2), "{:?}", report.notes);
    assert_eq!(desk.field("曹德明", "relation"), "head");
    assert_eq!(desk.field("林晓东", "relation"), "head");
    assert_eq!(desk.field("曹德明", "care"), serde_json::json!(["unemployed"]));
}
