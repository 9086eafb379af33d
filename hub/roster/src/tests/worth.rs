//! A worse value never replaces a better one, silence says nothing, and nothing is dropped without
//! a note.

use super::*;
use serde_json::json;

const WIDE: [&str; 12] = [
    "网格",
    "楼栋",
    "门牌",
    "户号",
    "姓名",
    "性别",
    "身份证号",
    "出生日期",
    "电话",
    "与户主关系",
    "关爱类别",
    "备注",
];

/// A workbook with one resident: these cells by title, the rest as usual.
fn one(cells: Vec<(&'static str, C)>) -> impl FnOnce(&mut Worksheet) {
    move |sheet| {
        let usual = [
            ("网格", "一网格"),
            ("楼栋", "1号楼"),
            ("门牌", "101"),
            ("姓名", "张秀英"),
            ("与户主关系", "户主"),
        ];
        let row = WIDE.map(|title| {
            let said = cells.iter().find(|(name, _)| *name == title).map(|(_, cell)| cell.clone());
            let usual = usual.iter().find(|(name, _)| *name == title);
            said.or_else(|| usual.map(|(_, text)| T(text))).unwrap_or(E)
        });
        rows(sheet, 0, &[t(WIDE), row.to_vec()]);
    }
}

fn full(who: &str) -> Vec<(&'static str, C)> {
    vec![
        ("性别", T("女")),
        ("身份证号", S(who.to_owned())),
        ("电话", T("13900001234")),
        ("与户主关系", T("户主")),
        ("关爱类别", T("低保")),
        ("备注", T("高血压")),
    ]
}

#[test]
fn a_masked_roster_leaves_the_full_numbers_and_is_told_of() {
    let desk = Desk::new();
    let who = number("19920603", 22);
    desk.import(one(full(&who)));
    let masked = format!("{}********{}", &who[..6], &who[14..]);
    let report =
        desk.import(one(vec![("身份证号", S(masked.clone())), ("电话", T("139****1234"))]));
    assert_eq!(desk.field("张秀英", "document"), json!(who));
    assert_eq!(desk.field("张秀英", "phone"), "13900001234");
    assert_eq!(codes(&report), ["bad_document", "bad_phone"]);
    assert_eq!((report.unchanged, report.ops), (1, 0), "nothing was said");
    let fresh = Desk::new();
    let report = fresh.import(one(vec![("身份证号", S(masked)), ("电话", T("139****1234"))]));
    assert_eq!((report.warned, fresh.field("张秀英", "phone")), (1, Value::Null));
    assert_eq!(fresh.field("张秀英", "document"), Value::Null);
}

#[test]
fn a_masked_name_finds_its_person_at_the_door_and_makes_nobody() {
    let desk = Desk::new();
    desk.import(one(full(&number("19920603", 22))));
    let known = desk.person("张秀英").record;
    let report = desk.import(one(vec![("姓名", T("张*英")), ("电话", T("13900005678"))]));
    assert_eq!(report.imported, 1, "{:?}", report.notes);
    let person = desk.person("张秀英");
    assert_eq!((person.record, &person.fields["phone"]), (known, &json!("13900005678")));
    let report = desk.import(one(vec![("姓名", T("李某"))]));
    assert_eq!((report.refused, codes(&report)), (1, vec!["masked_name"]));
    assert_eq!(desk.names(), ["张秀英"]);
}

#[test]
fn a_spoiled_number_never_replaces_a_sound_one_and_replaces_a_spoiled_one() {
    let who = number("19920603", 22);
    let spoiled = format!("{}{}", &who[..17], if who.ends_with('1') { "2" } else { "1" });
    for (document, phone) in [
        (S(spoiled.clone()), T("1390000123")),
        (T("9.90101E+17"), T("1.39E+10")),
        (N(990_101_199_206_030_000.0), T("139")),
        (T("拒绝提供"), T("无")),
        (T("遗失"), T("空号")),
        (E, E),
    ] {
        let desk = Desk::new();
        desk.import(one(full(&who)));
        let report = desk.import(one(vec![("身份证号", document), ("电话", phone)]));
        let person = desk.person("张秀英").fields;
        assert_eq!((&person["document"], &person["phone"]), (&json!(who), &json!("13900001234")));
        assert_eq!(person["document_kind"], "citizen", "{:?}", report.notes);
        assert_eq!(desk.import(one(full(&who))).conflicts, 0);
        assert_eq!(desk.records(Class::Person).len(), 1);
    }
    let desk = Desk::new();
    desk.import(one(vec![("身份证号", S(spoiled)), ("电话", T("1390000123"))]));
    desk.import(one(full(&who)));
    assert_eq!(desk.field("张秀英", "document"), json!(who));
    assert_eq!(desk.field("张秀英", "phone"), "13900001234");
}

#[test]
fn formulas_nobody_computed_say_nothing_and_are_told_of() {
    let desk = Desk::new();
    desk.import(one(vec![
        ("电话", T("13900001234")),
        ("出生日期", T("1950-01-02")),
        ("备注", T("高血压")),
    ]));
    let formulas = |sheet: &mut Worksheet| {
        one(vec![])(sheet);
        // The writer leaves 0 as the value of a formula.
        for (at, formula) in [(8, "=\"139\"&\"00001234\""), (7, "=DATE(1950,1,2)"), (11, "=\"高\"")]
        {
            sheet.write_formula(1, at, formula).unwrap();
        }
    };
    let report = desk.import(formulas);
    assert_eq!((report.unchanged, codes(&report)), (1, vec!["uncomputed"; 3]));
    assert_eq!(desk.field("张秀英", "birth"), "1950-01-02");
    assert_eq!(desk.field("张秀英", "note"), "高血压");
    assert_eq!(desk.field("张秀英", "phone"), "13900001234");
}

#[test]
fn a_formula_in_the_grid_column_makes_no_area() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        one(vec![])(sheet);
        sheet.write_formula(1, 0, "=\"一\"&\"网格\"").unwrap();
    });
    assert_eq!((report.refused, report.areas.len()), (1, 0), "{:?}", report.notes);
    assert_eq!(desk.hub.areas().unwrap(), []);
}

#[test]
fn a_date_shown_as_a_month_keeps_no_day() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        one(vec![])(sheet);
        let month = Format::new().set_num_format("yyyy\"年\"m\"月\"");
        let day = ExcelDateTime::from_ymd(1978, 3, 1).unwrap();
        sheet.write_with_format(1, 7, day, &month).unwrap();
    });
    assert_eq!(notes_of(&report, 2).first(), Some(&("H(出生日期)", "bad_date")));
    assert_eq!(desk.field("张秀英", "birth"), Value::Null);
}

#[test]
fn a_birth_that_contradicts_the_number_in_the_ledger_is_left_out() {
    let desk = Desk::new();
    let who = number("19920603", 22);
    desk.import(one(full(&who)));
    let report = desk.import(one(vec![("出生日期", T("1992-06-04")), ("性别", T("男"))]));
    assert_eq!(desk.field("张秀英", "birth"), "1992-06-03");
    assert_eq!(desk.field("张秀英", "sex"), "female");
    assert!(report.count(Code::BirthDiffers) == 1 && report.count(Code::SexDiffers) == 1);
}

#[test]
fn births_in_the_future_or_before_1900_are_told_of_as_dates_and_as_numbers() {
    let desk = Desk::new();
    for birth in [T("2078-03-05"), T("1899-12-31"), N(65_109.0), N(18_991_231.0)] {
        let report = desk.import(one(vec![("出生日期", birth)]));
        assert_eq!(report.count(Code::BadDate), 1, "{:?}", report.notes);
    }
    assert_eq!(desk.field("张秀英", "birth"), Value::Null);
}

#[test]
fn a_tick_column_left_empty_takes_nothing_back_and_a_no_does() {
    let desk = Desk::new();
    let ticked = |low: &'static str, disabled: &'static str| {
        move |sheet: &mut Worksheet| {
            let titles = t(["网格", "门牌", "姓名", "是否低保", "是否残疾"]);
            rows(sheet, 0, &[titles, t(["一网格", "101", "张三", low, disabled])]);
        }
    };
    desk.import(ticked("√", "是"));
    desk.import(ticked("", "是"));
    assert_eq!(desk.field("张三", "care"), json!(["disabled", "low_income"]));
    desk.import(ticked("否", "是"));
    assert_eq!(desk.field("张三", "care"), json!(["disabled"]));
}

#[test]
fn what_a_name_cell_holds_beside_the_name_is_told() {
    let cases = [
        "张三、李四、王五",
        "张三\n李四",
        "王建国13900001234",
        "张秀英（已故）",
        "张秀英（户主）",
        "张三+1",
    ];
    for text in cases {
        let desk = Desk::new();
        let report = desk.import(one(vec![("姓名", T(text)), ("与户主关系", T("户主"))]));
        assert_eq!(report.warned, 1, "{text}: {:?}", report.notes);
        assert_eq!(report.count(Code::MoreThanName), 1, "{text}");
        assert_eq!(report.count(Code::MarkedDead), usize::from(text.contains("已故")), "{text}");
        let name = &desk.records(Class::Person)[0].fields["name"];
        assert!(["张三", "王建国", "张秀英"].contains(&name.as_str().unwrap()), "{name}");
    }
}

#[test]
fn an_address_over_its_limit_is_refused_before_anybody_stands_at_an_empty_place() {
    let desk = Desk::new();
    let at = |address: String, unit: String, door: String| {
        move |sheet: &mut Worksheet| {
            let titles = t(["网格", "单元", "门牌", "地址", "姓名"]);
            rows(sheet, 0, &[titles, vec![T("一网格"), S(unit), S(door), S(address), T("张三")]]);
        }
    };
    desk.import(at("幸福路2号".to_owned(), String::new(), String::new()));
    let before = desk.records(Class::Household).len();
    for (address, unit, door, limit) in [
        ("幸福路".repeat(70), String::new(), String::new(), "200"),
        (String::new(), "一".repeat(31), "101".to_owned(), "30"),
        (String::new(), String::new(), "1".repeat(61), "60"),
    ] {
        for _ in 0..2 {
            let report = desk.import(at(address.clone(), unit.clone(), door.clone()));
            assert_eq!((report.refused, codes(&report)), (1, vec!["place_too_long"]));
            assert!(report.notes.iter().any(|note| note.message.contains(limit)), "the limit");
        }
    }
    assert_eq!(desk.records(Class::Household).len(), before);
}

#[test]
fn hidden_rows_and_sheets_are_counted_and_left_out_unless_chosen() {
    let desk = Desk::new();
    let path = desk.path("a.xlsx");
    let mut book = Workbook::new();
    let row = |door: &'static str, name: &'static str| t(["一网格", door, name, "户主"]);
    let titles = t(["网格", "门牌", "姓名", "与户主关系"]);
    let sheet = book.add_worksheet().set_name("台账").unwrap();
    rows(sheet, 0, &[titles.clone(), row("101", "张三"), row("102", "李四"), row("103", "王五")]);
    sheet.set_row_hidden(2).unwrap();
    let old = book.add_worksheet().set_name("去年").unwrap();
    rows(old, 0, &[titles, row("105", "赵六")]);
    old.set_hidden(true);
    book.save(&path).unwrap();
    let report = desk.import_file(&path, &ImportOptions::default());
    assert_eq!((report.rows, report.hidden_rows, report.hidden_sheets), (2, 2, 1));
    assert_eq!((report.count(Code::HiddenRows), report.count(Code::HiddenSheet)), (1, 1));
    assert_eq!(desk.names(), ["张三", "王五"]);
    let options = ImportOptions { hidden: Hidden::Take, ..ImportOptions::default() };
    let report = desk.import_file(&path, &options);
    assert_eq!((report.rows, report.count(Code::HiddenRows)), (4, 1));
    assert_eq!(desk.names().len(), 4);
    let report = desk.import_file(&path, &ImportOptions::default());
    assert_eq!(report.vanished, [], "who is only hidden has not vanished");
}

#[test]
fn a_preview_says_what_would_change_and_changes_nothing() {
    let desk = Desk::new();
    let path = desk.path("a.xlsx");
    let write = |cells| {
        let mut book = Workbook::new();
        one(cells)(book.add_worksheet());
        book.save(&path).unwrap();
    };
    write(full(&number("19920603", 22)));
    let preview = ImportOptions { preview: true, ..ImportOptions::default() };
    let first = desk.import_file(&path, &preview);
    assert_eq!((first.imported, first.areas.len(), first.ops), (1, 3, 0), "{:?}", first.notes);
    assert_eq!(desk.hub.areas().unwrap(), []);
    let done = desk.import_file(&path, &ImportOptions::default());
    assert_eq!((done.imported, &done.areas), (1, &first.areas));
    write(vec![("身份证号", S(number("19920603", 22))), ("电话", T("13900005678"))]);
    let before = desk.records(Class::Person);
    let second = desk.import_file(&path, &preview);
    assert_eq!((second.imported, second.unchanged), (1, 0), "{:?}", second.notes);
    assert_eq!(desk.records(Class::Person), before);
}
