//! A generator of messy workbooks: noise of the kinds that offices send is added to some rows of a
//! clean roster. A clean row gets no note and ends equal; a noisy row ends equal, or a note names
//! it.

use super::*;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::cell::Cell as Counter;

const TITLES: [&str; 10] =
    ["网格", "楼栋", "单元", "门牌", "姓名", "性别", "身份证号", "出生日期", "电话", "与户主关系"];
const ROWS: u32 = 40;
/// The share of noisy rows that end equal, in percent.
const EQUAL: usize = 95;

/// One kind of noise: the column, and the cell in place of the clean text.
type Noise = (usize, fn(&str) -> C);

const GRID: usize = 0;
const BUILDING: usize = 1;
const UNIT: usize = 2;
const DOOR: usize = 3;
const NAME: usize = 4;
const SEX: usize = 5;
const DOCUMENT: usize = 6;
const BIRTH: usize = 7;
const PHONE: usize = 8;
const RELATION: usize = 9;

const NOISES: &[Noise] = &[
    // Another spelling of the same.
    (GRID, |grid| S(grid.replace("第一", "1"))),
    (GRID, |grid| S(format!(" {grid} "))),
    (BUILDING, |building| S(building.replace("号楼", "幢"))),
    (BUILDING, |building| S(building.replace("号楼", ""))),
    (BUILDING, |building| S(wide(building))),
    (UNIT, |unit| S(unit.replace("单元", ""))),
    (DOOR, |door| S(format!("{door}室"))),
    (DOOR, |door| S(format!("0{door}"))),
    (DOOR, |door| N(door.parse().unwrap())),
    (DOOR, |door| S(wide(door))),
    (NAME, |name| S(spaced(name))),
    (NAME, |name| S(format!("　{name}"))),
    (NAME, |name| S(format!("{name}（户主）"))),
    (SEX, |sex| S(format!("{sex}性"))),
    (DOCUMENT, |number| S(number.to_lowercase())),
    (DOCUMENT, |number| S(wide(number))),
    (DOCUMENT, |number| S(format!("{} {}", &number[..6], &number[6..]))),
    (DOCUMENT, |number| S(format!("'{number}"))),
    (BIRTH, |birth| S(birth.replace('-', "."))),
    (BIRTH, |birth| S(birth.replace('-', ""))),
    (BIRTH, |birth| D(birth[..4].parse().unwrap(), part(birth, 5), part(birth, 8))),
    (BIRTH, |birth| S(format!("{birth}T00:00:00Z"))),
    (BIRTH, |birth| S(format!("{}T16:00:00.000Z", day_before(birth)))),
    (PHONE, |phone| S(format!("+86 {phone}"))),
    (PHONE, |phone| S(format!("{}-{}-{}", &phone[..3], &phone[3..7], &phone[7..]))),
    (PHONE, |phone| N(phone.parse().unwrap())),
    (PHONE, |phone| S(format!("{phone}（本人）"))),
    (RELATION, |_| T("本人")),
    // A worse value, over a ledger that has the better one.
    (DOCUMENT, |_| E),
    (DOCUMENT, |number| S(format!("{}********{}", &number[..6], &number[14..]))),
    (DOCUMENT, |number| S(flipped(number))),
    (DOCUMENT, |number| N(number[..17].parse::<f64>().unwrap() * 10.0)),
    (DOCUMENT, |_| T("9.90101E+17")),
    (DOCUMENT, |_| T("正在办理")),
    (BIRTH, |_| E),
    (BIRTH, |birth| S(birth[..7].to_owned())),
    (BIRTH, |_| T("2099-01-01")),
    (BIRTH, |_| T("1850-01-01")),
    (BIRTH, |birth| S(format!("农历{birth}"))),
    (PHONE, |_| E),
    (PHONE, |phone| S(format!("{}****{}", &phone[..3], &phone[7..]))),
    (PHONE, |_| T("1.39E+10")),
    (PHONE, |phone| S(phone[..10].to_owned())),
    (SEX, |_| E),
    (SEX, |_| T("不详")),
    (RELATION, |_| T("户主")),
    // More than one thing in a cell.
    (NAME, |name| S(format!("{name}13900009999"))),
    (NAME, |name| S(format!("{name}、李四"))),
    (NAME, |name| S(format!("{name}（已故）"))),
    (PHONE, |phone| S(format!("{phone}/13900008888"))),
];

fn wide(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        c => c,
    };
    text.chars().map(wide).collect()
}

fn spaced(text: &str) -> String {
    text.chars().flat_map(|c| [c, '　']).collect()
}

fn flipped(number: &str) -> String {
    let last = if number.ends_with('1') { '2' } else { '1' };
    format!("{}{last}", &number[..17])
}

fn part(date: &str, at: usize) -> u8 {
    date[at..at + 2].parse().unwrap()
}

fn day_before(date: &str) -> String {
    date.parse::<NaiveDate>().unwrap().pred_opt().unwrap().to_string()
}

/// A resident of a door of their own, all of whose cells are right.
fn clean(row: u32) -> [String; 10] {
    let names = ["王芳", "欧阳娜娜", "张秀英", "李建国", "买买提·艾力", "刘洋"];
    let birth = format!("{}-{:02}-{:02}", 1930 + row, 1 + row % 12, 1 + row % 28);
    let sex = if row % 2 == 1 { "男" } else { "女" };
    [
        "第一网格".to_owned(),
        format!("{}号楼", 1 + row / 10),
        "2单元".to_owned(),
        format!("{}", 101 + row),
        names[row as usize % names.len()].to_owned(),
        sex.to_owned(),
        number(&birth.replace('-', ""), row),
        birth,
        format!("139{:08}", 10_000 + row),
        "户主".to_owned(),
    ]
}

fn write(path: &Path, cells: &[Vec<C>]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    rows(sheet, 0, &[t(TITLES)]);
    rows(sheet, 1, cells);
    book.save(path).unwrap();
}

/// Each person with the dwelling, by the door as it is matched; without the ids.
fn state(desk: &Desk) -> Vec<(String, Fields)> {
    let mut all = Vec::new();
    let dwellings = desk.records(Class::Dwelling);
    let homes = desk.records(Class::Household);
    for person in desk.records(Class::Person) {
        let of = |records: &[Record], id: &Value| {
            let found = records.iter().find(|r| Value::String(r.record.to_string()) == *id);
            found.unwrap().fields.clone()
        };
        let home = of(&homes, &person.fields["household"]);
        let place =
            crate::matching::keys::remembered_place(Some(&of(&dwellings, &home["dwelling"])), None);
        let mut fields = person.fields;
        fields.remove("household");
        all.push((format!("{:?}", crate::matching::keys::dwelling("", &place)), fields));
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// A place for every noisy row, and the kind of its noise.
fn noise() -> impl Strategy<Value = Vec<Option<usize>>> {
    let row = proptest::option::weighted(0.4, 0..NOISES.len());
    proptest::collection::vec(row, ROWS as usize)
}

#[test]
fn clean_rows_have_no_note_and_noisy_ones_end_equal_or_are_named() {
    let (equal, noisy) = (Counter::new(0), Counter::new(0));
    let clean: Vec<[String; 10]> = (0..ROWS).map(clean).collect();
    let right: Vec<Vec<C>> = clean.iter().map(|row| row.iter().cloned().map(S).collect()).collect();
    let config = Config { cases: 16, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(
            proptest::test_runner::RngAlgorithm::ChaCha,
        ),
    );
    let ended = runner.run(&noise(), |noise| {
        let desk = Desk::new();
        let path = desk.path("a.xlsx");
        write(&path, &right);
        let first = desk.import_file(&path, &ImportOptions::default());
        prop_assert_eq!((first.imported, codes(&first)), (clean.len(), vec![]));
        let before = state(&desk);
        let mut cells = right.clone();
        for (row, kind) in noise.iter().enumerate() {
            if let Some((column, spoil)) = kind.map(|kind| NOISES[kind]) {
                cells[row][column] = spoil(&clean[row][column]);
            }
        }
        write(&path, &cells);
        let report = desk.import_file(&path, &ImportOptions::default());
        let after = state(&desk);
        prop_assert_eq!(after.len(), before.len(), "nobody is doubled: {:?}", report.notes);
        prop_assert_eq!(&report.vanished, &[]);
        for (row, kind) in noise.iter().enumerate() {
            let notes = notes_of(&report, u32::try_from(row).unwrap() + 2);
            let same = before[row] == after[row];
            match kind {
                None => prop_assert!(same && notes.is_empty(), "row {row}: {notes:?}"),
                Some(kind) => {
                    prop_assert!(
                        same || !notes.is_empty(),
                        "row {row}, noise {kind}: {:?}",
                        after[row]
                    );
                    noisy.set(noisy.get() + 1);
                    equal.set(equal.get() + usize::from(same));
                }
            }
        }
        Ok(())
    });
    ended.unwrap();
    assert!(equal.get() * 100 >= noisy.get() * EQUAL, "{} of {}", equal.get(), noisy.get());
}

#[test]
fn into_an_empty_ledger_every_noisy_row_ends_equal_or_is_named() {
    for (kind, (column, spoil)) in NOISES.iter().enumerate() {
        let clean = clean(7);
        let mut cells: Vec<C> = clean.iter().cloned().map(S).collect();
        let (right, noisy) = (Desk::new(), Desk::new());
        let path = right.path("a.xlsx");
        write(&path, &[cells.clone()]);
        right.import_file(&path, &ImportOptions::default());
        cells[*column] = spoil(&clean[*column]);
        let empty = matches!(cells[*column], E);
        write(&path, &[cells]);
        let report = noisy.import_file(&path, &ImportOptions::default());
        let same = state(&right) == state(&noisy);
        assert!(
            same || empty || !notes_of(&report, 2).is_empty(),
            "noise {kind}: {:?}",
            state(&noisy)
        );
    }
}
