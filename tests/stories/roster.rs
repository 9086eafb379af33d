//! The roster is imported again after workers have corrected what it said.

use gridbook_core::household::HouseholdFilter;
use gridbook_core::resident::PersonEdit;
use gridbook_domain::field::date;
use gridbook_domain::{Class, RecordId};
use gridbook_roster::{ImportOptions, ImportReport};
use gridbook_testkit::World;
use std::path::{Path, PathBuf};

/// A roster of one household: name and phone of two people.
fn workbook(world: &World, name: &str, people: &[(&str, &str, &str)]) -> PathBuf {
    workbook_with(world, name, people, ("", ""))
}

/// The same roster with one more column, its title and what stands in it.
fn workbook_with(
    world: &World,
    name: &str,
    people: &[(&str, &str, &str)],
    (title, cell): (&str, &str),
) -> PathBuf {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let header = [
        "街道",
        "社区",
        "网格",
        "楼栋",
        "单元",
        "门牌",
        "户号",
        "姓名",
        "性别",
        "身份证号",
        "电话",
        "与户主关系",
    ];
    for (column, title) in (0..).zip(header.into_iter().chain([title])) {
        sheet.write(0, column, title).unwrap();
    }
    for (row, (name, document, phone)) in (1..).zip(people) {
        let relation = if row == 1 { "户主" } else { "配偶" };
        let cells = [
            "东风街道",
            "春风社区",
            "第一网格",
            "9号楼",
            "1单元",
            "901",
            "9-901",
            name,
            "",
            document,
            phone,
            relation,
        ];
        for (column, cell) in (0..).zip(cells.into_iter().chain([cell])) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    let path = world.folder().join(name);
    book.save(&path).unwrap();
    path
}

fn import(world: &World, path: &Path) -> ImportReport {
    gridbook_roster::import_roster(&world.hub(), path, &ImportOptions::default(), &mut |_| {})
        .unwrap()
}

fn named(world: &World, name: &str) -> RecordId {
    let people = world.hub().records_of(world.community, &Class::Person).unwrap();
    people.iter().find(|person| person.fields["name"] == name).unwrap().record
}

const LI: (&str, &str) = ("李大山", "11010119800101001X");
const WANG: (&str, &str) = ("王小花", "");

#[test]
fn v8_the_day_of_the_last_confirmation_comes_with_the_roster_to_the_phone() {
    let world = World::new(121);
    let people = [(LI.0, LI.1, "12000000001")];
    let path = workbook_with(&world, "核实.xlsx", &people, ("最近核实", "2026年3月5日"));
    let report = import(&world, &path);
    assert_eq!((report.refused, report.households), (0, 1), "{:?}", report.notes);
    let fang = world.settled_phone("王芳", world.grid);
    let home = fang.book().households(HouseholdFilter::default(), None, 5).unwrap();
    let confirmed = fang.household(home.lines[0].household).unwrap().last_confirmed;
    assert_eq!(confirmed, date("2026-03-05"));
    assert_eq!(import(&world, &path).unchanged, 1, "{:?}", report.notes);
}

#[test]
fn a_roster_imported_again_after_corrections_keeps_both_words_and_changes_nothing_it_need_not() {
    let world = World::new(120);
    let people = [(LI.0, LI.1, "10000000001"), (WANG.0, WANG.1, "10000000002")];
    let first = workbook(&world, "first.xlsx", &people);
    import(&world, &first);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    world.converge(&mut [&mut fang, &mut min]);
    let (li, wang) = (named(&world, LI.0), named(&world, WANG.0));
    let edits = vec![PersonEdit::Phone(Some("10000000009".to_owned()))];
    fang.correct_person(li, edits).unwrap();
    fang.settle();
    // The same file again: nothing changes, and the correction stands without a conflict.
    let report = import(&world, &first);
    assert_eq!((report.rows, report.unchanged), (2, 2), "{report:?}");
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(li, "phone"), "10000000009");
    assert!(min.open_conflicts().unwrap().is_empty());
    // An edited file: the clerk changed the same cell, and another one nobody had touched.
    let people = [(LI.0, LI.1, "10000000005"), (WANG.0, WANG.1, "10000000006")];
    let second = workbook(&world, "second.xlsx", &people);
    import(&world, &second);
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(wang, "phone"), "10000000006", "nobody else had touched it");
    let conflicts = min.open_conflicts().unwrap();
    assert_eq!(conflicts.len(), 1, "{conflicts:?}");
    assert_eq!((conflicts[0].about, conflicts[0].field.as_str()), (li, "phone"));
    let record = world.record(conflicts[0].conflict).unwrap();
    let mut words =
        [record.fields["kept"].as_str().unwrap(), record.fields["lost"].as_str().unwrap()];
    words.sort_unstable();
    assert_eq!(words, ["10000000005", "10000000009"], "both words are kept");
}

#[test]
fn people_missing_from_a_later_roster_stay_in_the_ledger() {
    let world = World::new(121);
    let people = [(LI.0, LI.1, "10000000001"), (WANG.0, WANG.1, "10000000002")];
    import(&world, &workbook(&world, "first.xlsx", &people));
    let mut fang = world.settled_phone("王芳", world.grid);
    let report = import(&world, &workbook(&world, "second.xlsx", &people[..1]));
    assert_eq!(report.vanished.len(), 1);
    world.converge(&mut [&mut fang]);
    let wang = fang.person(named(&world, WANG.0)).unwrap();
    assert_eq!(wang.standing, gridbook_domain::person::RegistrationStatus::Present);
}
