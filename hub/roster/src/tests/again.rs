//! The same workbook again, an edited one, and what workers corrected in between.

use super::*;
use serde_json::json;

/// A household of three, with this phone, workplace and note for its head.
fn family(phone: &'static str, work: &'static str) -> impl FnOnce(&mut Worksheet) {
    move |sheet| {
        rows(
            sheet,
            0,
            &[
                t([
                    "网格",
                    "楼栋",
                    "门牌",
                    "姓名",
                    "身份证号",
                    "电话",
                    "与户主关系",
                    "工作单位",
                    "关爱类别",
                ]),
                vec![
                    T("一网格"),
                    T("3"),
                    T("502"),
                    T("张三"),
                    S(number("19780305", 1)),
                    C::from(phone),
                    T("户主"),
                    C::from(work),
                    T("低保"),
                ],
                t(["一网格", "3", "502", "李四", "拒绝提供", "", "配偶", "", ""]),
                t(["一网格", "3", "502", "张小", "", "", "子", "", ""]),
            ],
        );
    }
}

fn journaled(desk: &Desk) -> u64 {
    let own = desk.hub.store().read(|tx| tx.own_install(desk.community())).unwrap().unwrap();
    desk.hub.kept(desk.community(), own).unwrap().durable.mseq
}

#[test]
fn the_same_file_again_changes_nothing() {
    let desk = Desk::new();
    let first = desk.import(family("12011112222", "纺织厂"));
    assert_eq!((first.imported, first.ops), (3, 1), "{:?}", first.notes);
    let before = (
        desk.records(Class::Person),
        desk.records(Class::Household),
        desk.records(Class::Dwelling),
    );
    let journal = journaled(&desk);
    let again = desk.import(family("12011112222", "纺织厂"));
    assert_eq!((again.rows, again.unchanged, again.ops), (3, 3, 0));
    assert_eq!(again.vanished, []);
    let after = (
        desk.records(Class::Person),
        desk.records(Class::Household),
        desk.records(Class::Dwelling),
    );
    assert_eq!(before, after);
    assert_eq!((journal, journaled(&desk)), (1, 1), "no op was journaled");
}

#[test]
fn a_changed_cell_changes_one_field_and_nothing_else() {
    let desk = Desk::new();
    desk.import(family("12011112222", "纺织厂"));
    let wife = desk.person("李四");
    let report = desk.import(family("12033334444", "纺织厂"));
    assert_eq!((report.imported, report.unchanged, report.ops), (1, 2, 1), "{:?}", report.notes);
    assert_eq!(desk.field("张三", "phone"), "12033334444");
    assert_eq!(desk.person("张三").version.n, 2);
    assert_eq!(desk.person("李四"), wife);
}

#[test]
fn only_who_chooses_so_clears_with_empty_cells_and_a_missing_column_clears_nothing() {
    let desk = Desk::new();
    desk.import(family("12011112222", "纺织厂"));
    let emptied = |sheet: &mut Worksheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "楼栋", "门牌", "姓名", "身份证号", "电话"]),
                vec![T("一网格"), T("3"), T("502"), T("张三"), S(number("19780305", 1)), E],
            ],
        );
    };
    let silent = desk.import(emptied);
    assert_eq!((silent.unchanged, silent.ops, silent.cleared), (1, 0, 0), "{:?}", silent.notes);
    assert_eq!(desk.field("张三", "phone"), "12011112222", "silence says nothing");
    let options = ImportOptions { clear_blanks: true, ..ImportOptions::default() };
    let report = desk.import_file(&desk.path("台账.xlsx"), &options);
    assert_eq!((report.warned, report.cleared, report.vanished.len()), (1, 1, 2));
    assert_eq!(codes(&report), ["cleared"]);
    assert_eq!(desk.field("张三", "phone"), Value::Null);
    assert_eq!(desk.field("张三", "workplace"), "纺织厂");
    assert_eq!(desk.field("张三", "care"), json!(["low_income"]));
}

#[test]
fn a_workers_correction_stands_while_the_workbook_does_not_change() {
    let desk = Desk::new();
    desk.import(family("12011112222", "纺织厂"));
    desk.correct("张三", "phone", json!("12099998888"));
    let report = desk.import(family("12011112222", "纺织厂"));
    assert_eq!((report.unchanged, report.ops), (3, 0));
    assert_eq!(desk.field("张三", "phone"), "12099998888");
}

#[test]
fn an_edited_cell_meets_a_workers_correction_as_a_conflict() {
    let desk = Desk::new();
    desk.import(family("12011112222", "纺织厂"));
    desk.correct("张三", "phone", json!("12099998888"));
    let report = desk.import(family("12033334444", "纺织厂"));
    assert_eq!((report.warned, report.unchanged, report.conflicts), (1, 2, 1));
    assert_eq!(notes_of(&report, 2), [("", "conflict")]);
    let conflict = desk.conflicts().remove(0);
    assert_eq!(
        (&conflict["kept"], &conflict["lost"]),
        (&json!("12033334444"), &json!("12099998888"))
    );
    assert_eq!(conflict["author"], json!(desk.worker().to_string()), "the worker's value lost");
}

#[test]
fn a_correction_no_clerk_ever_saw_is_kept_however_many_imports_lie_between() {
    let desk = Desk::new();
    desk.import(family("12011112222", "纺织厂"));
    desk.correct("张三", "phone", json!("12099998888"));
    let other = desk.import(family("12011112222", "医院"));
    assert_eq!((other.imported, other.conflicts), (1, 0), "another field, nothing to fight over");
    assert_eq!(desk.field("张三", "phone"), "12099998888");
    let report = desk.import(family("12033334444", "学校"));
    assert_eq!(report.conflicts, 1, "the workbook's number was the old one all the time");
    assert_eq!(desk.conflicts()[0]["lost"], "12099998888");
    assert_eq!(desk.field("张三", "workplace"), "学校");
    let last = desk.import(family("12055556666", "学校"));
    assert_eq!((last.conflicts, last.imported), (0, 1), "now the import knows its own value");
    assert_eq!(desk.conflicts().len(), 1);
}

#[test]
fn what_identifies_a_person_stands_and_the_workbooks_value_is_kept_each_time() {
    let desk = Desk::new();
    let named = |name: &'static str| {
        move |sheet: &mut Worksheet| {
            rows(
                sheet,
                0,
                &[
                    t(["网格", "门牌", "姓名", "身份证号"]),
                    vec![T("一网格"), T("101"), T(name), S(number("19780305", 1))],
                ],
            );
        }
    };
    desk.import(named("王方"));
    desk.correct("王方", "name", json!("王芳"));
    assert_eq!(desk.import(named("汪方")).conflicts, 1);
    assert_eq!(
        desk.import(named("汪芳")).conflicts,
        1,
        "the correction was not seen by now either"
    );
    assert_eq!(desk.person("王芳").fields["name"], "王芳");
    let lost: Vec<Value> = desk.conflicts().iter().map(|c| c["lost"].clone()).collect();
    assert_eq!(lost, [json!("汪方"), json!("汪芳")]);
}

#[test]
fn care_groups_of_workbook_and_worker_are_joined() {
    let desk = Desk::new();
    let cared = |care: &'static str| {
        move |sheet: &mut Worksheet| {
            rows(
                sheet,
                0,
                &[t(["网格", "门牌", "姓名", "关爱类别"]), t(["一网格", "101", "张三", care])],
            );
        }
    };
    desk.import(cared("低保"));
    desk.correct("张三", "care", json!(["low_income", "ill"]));
    desk.import(cared("低保、残疾人"));
    assert_eq!(desk.field("张三", "care"), json!(["disabled", "ill", "low_income"]));
    desk.import(cared("残疾人"));
    assert_eq!(
        desk.field("张三", "care"),
        json!(["disabled", "ill"]),
        "only what the workbook took back"
    );
    assert_eq!(desk.conflicts().len(), 0);
}

#[test]
fn new_rows_are_added_and_vanished_people_are_listed_and_never_deregistered() {
    let desk = Desk::new();
    desk.import(family("12011112222", ""));
    let before = desk.person("李四");
    let edited = |sheet: &mut Worksheet| {
        rows(
            sheet,
            0,
            &[
                t([
                    "网格",
                    "楼栋",
                    "门牌",
                    "姓名",
                    "身份证号",
                    "电话",
                    "与户主关系",
                    "工作单位",
                    "关爱类别",
                ]),
                vec![
                    T("一网格"),
                    T("3"),
                    T("502"),
                    T("张三"),
                    S(number("19780305", 1)),
                    T("12011112222"),
                    T("户主"),
                    E,
                    T("低保"),
                ],
                t(["一网格", "3", "502", "张小", "", "", "子", "", ""]),
                t(["一网格", "3", "502", "张幼", "", "", "女", "", ""]),
            ],
        );
    };
    let report = desk.import(edited);
    assert_eq!((report.imported, report.unchanged), (1, 2), "{:?}", report.notes);
    let gone = &report.vanished;
    assert_eq!(gone.len(), 1);
    assert_eq!(
        (gone[0].name.as_str(), gone[0].door.as_str(), gone[0].grid.as_str()),
        ("李四", "502", "一网格")
    );
    assert_eq!(desk.person("李四"), before);
    assert_eq!(
        desk.import(edited).vanished.len(),
        1,
        "listed as long as somebody has not settled it"
    );
    desk.correct("李四", "standing", json!("deregistered"));
    assert_eq!(desk.import(edited).vanished, [], "deregistered people are expected to be missing");
}

#[test]
fn people_of_grids_the_workbook_does_not_speak_of_have_not_vanished() {
    let desk = Desk::new();
    desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "电话"]),
                t(["一网格", "101", "张三", ""]),
                t(["二网格", "101", "李四", ""]),
            ],
        );
    });
    let report = desk.import(|sheet| {
        rows(sheet, 0, &[t(["网格", "门牌", "姓名", "电话"]), t(["一网格", "101", "王五", ""])]);
    });
    let names: Vec<&str> = report.vanished.iter().map(|gone| gone.name.as_str()).collect();
    assert_eq!(names, ["张三"]);
}

#[test]
fn somebody_whose_row_is_refused_this_time_has_not_vanished() {
    let desk = Desk::new();
    desk.import(family("", ""));
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "楼栋", "门牌", "姓名", "身份证号"]),
                vec![T("一网格"), T("3"), E, T("张三"), S(number("19780305", 1))],
                t(["一网格", "3", "502", "李四", ""]),
                t(["一网格", "3", "502", "张小", ""]),
            ],
        );
    });
    assert_eq!((report.refused, report.vanished.len()), (1, 0), "{:?}", report.notes);
}

#[test]
fn a_number_that_is_added_corrected_or_lost_leaves_the_person_the_same() {
    let desk = Desk::new();
    let with = |who: C| {
        move |sheet: &mut Worksheet| {
            rows(
                sheet,
                0,
                &[
                    t(["网格", "门牌", "姓名", "身份证号"]),
                    vec![T("一网格"), T("101"), T("张三"), who],
                ],
            );
        }
    };
    desk.import(with(E));
    let person = desk.person("张三").record;
    desk.import(with(S(number("19780305", 1))));
    assert_eq!(
        (desk.person("张三").record, desk.field("张三", "document")),
        (person, json!(number("19780305", 1)))
    );
    let corrected = desk.import(with(S(number("19780305", 3))));
    assert_eq!((codes(&corrected), corrected.warned), (vec!["document_changed"], 1));
    assert_eq!(desk.person("张三").record, person);
    let lost = desk.import(with(N(990_101_197_803_050_000.0)));
    assert_eq!((lost.unchanged, lost.ops, lost.vanished.len()), (1, 0, 0), "{:?}", lost.notes);
    assert_eq!(
        desk.field("张三", "document"),
        json!(number("19780305", 3)),
        "what was lost clears nothing"
    );
}

#[test]
fn a_person_with_a_number_who_moves_house_stays_the_same_person() {
    let desk = Desk::new();
    let at = |door: &'static str| {
        move |sheet: &mut Worksheet| {
            rows(
                sheet,
                0,
                &[
                    t(["网格", "楼栋", "门牌", "姓名", "身份证号"]),
                    vec![T("一网格"), T("3"), T(door), T("张三"), S(number("19780305", 1))],
                ],
            );
        }
    };
    desk.import(at("501"));
    let before = desk.person("张三");
    let report = desk.import(at("502"));
    assert_eq!((report.imported, report.vanished.len()), (1, 0));
    assert_eq!(desk.person("张三").record, before.record);
    assert_eq!(desk.dwelling_of("张三").fields["door"], "502");
}

#[test]
fn somebody_a_worker_recorded_before_the_workbook_did_is_not_made_twice() {
    let desk = Desk::new();
    desk.import(family("", ""));
    let here = desk.person("张三");
    let (record, who) = (desk.hub.new_record().unwrap(), number("19900101", 2));
    let patch = json!({"name": "新来", "document": who, "phone": "12077776666"});
    let part = NewPart {
        class: Class::Person,
        record,
        feed: here.feed,
        base: None,
        patch: patch.as_object().cloned().unwrap(),
    };
    desk.hub.save(desk.community(), desk.worker(), vec![part]).unwrap();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "楼栋", "门牌", "姓名", "身份证号", "工作单位"]),
                vec![T("一网格"), T("5"), T("101"), T("新来"), S(who.clone()), T("学校")],
            ],
        );
    });
    assert!(codes(&report).contains(&"known_already"), "{:?}", report.notes);
    let person = desk.person("新来");
    assert_eq!(person.record, record);
    assert_eq!(desk.conflicts().len(), 0, "the worker left open what the workbook says");
    assert_eq!(
        (&person.fields["phone"], &person.fields["workplace"]),
        (&json!("12077776666"), &json!("学校"))
    );
}

#[test]
fn an_import_that_was_interrupted_goes_on_with_what_is_there() {
    let desk = Desk::new();
    let many = |sheet: &mut Worksheet| {
        rows(sheet, 0, &[t(["网格", "楼栋", "门牌", "姓名", "电话"])]);
        for row in 1..=700_u32 {
            rows(
                sheet,
                row,
                &[vec![
                    T("一网格"),
                    S((row % 9).to_string()),
                    S(row.to_string()),
                    S(format!("居民{row}")),
                    E,
                ]],
            );
        }
    };
    let mut book = Workbook::new();
    many(book.add_worksheet());
    let path = desk.path("a.xlsx");
    book.save(&path).unwrap();
    // The first batch of the same work, and then the lights go out.
    let mut first = true;
    let cut = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        import_roster(&desk.hub, &path, &ImportOptions::default(), &mut |progress| {
            if progress.phase == Phase::Saving && std::mem::replace(&mut first, false) {
                std::panic::resume_unwind(Box::new("interrupted"));
            }
        })
    }));
    assert!(cut.is_err());
    let there = desk.records(Class::Person).len();
    assert!(0 < there && there < 700, "{there}");
    let report = desk.import_file(&path, &ImportOptions::default());
    assert_eq!((report.unchanged, report.imported), (there, 700 - there));
    assert_eq!(desk.records(Class::Person).len(), 700);
    assert_eq!(desk.records(Class::Household).len(), 700);
    assert_eq!(desk.import_file(&path, &ImportOptions::default()).ops, 0);
}

#[test]
fn a_dormitory_of_hundreds_does_not_break_an_op() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(sheet, 0, &[t(["网格", "门牌", "户号", "姓名", "备注"])]);
        for row in 1..=400_u32 {
            rows(
                sheet,
                row,
                &[vec![
                    T("一网格"),
                    T("宿舍"),
                    T("集体户"),
                    S(format!("工人{row}")),
                    S("记".repeat(60)),
                ]],
            );
        }
    });
    assert_eq!((report.imported, report.households), (400, 1));
    assert!(report.ops > 1);
    assert_eq!(desk.records(Class::Person).len(), 400);
}

#[test]
fn what_a_worker_wrote_before_the_first_row_stays_unseen_by_the_import() {
    let desk = Desk::new();
    desk.import(family("", ""));
    let (record, who) = (desk.hub.new_record().unwrap(), number("19900101", 2));
    let patch = json!({"name": "王芳", "document": who});
    let part = NewPart {
        class: Class::Person,
        record,
        feed: desk.person("张三").feed,
        base: None,
        patch: patch.as_object().cloned().unwrap(),
    };
    desk.hub.save(desk.community(), desk.worker(), vec![part]).unwrap();
    let named = |name: &'static str| {
        let who = who.clone();
        move |sheet: &mut Worksheet| {
            rows(
                sheet,
                0,
                &[
                    t(["网格", "门牌", "姓名", "身份证号"]),
                    vec![T("一网格"), T("101"), T(name), S(who)],
                ],
            );
        }
    };
    assert_eq!(desk.import(named("王方")).conflicts, 1);
    assert_eq!(desk.import(named("汪方")).conflicts, 1, "it has seen the worker's name no more");
    assert_eq!(desk.person("王芳").record, record);
    assert_eq!(desk.import(named("汪方")).ops, 0);
}

#[test]
fn an_import_that_is_stopped_leaves_whole_households_and_goes_on_the_next_time() {
    let desk = Desk::new();
    let path = desk.path("a.xlsx");
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    rows(sheet, 0, &[t(["网格", "门牌", "户号", "姓名"])]);
    for row in 1..=1_200_u32 {
        let home = S((row / 3).to_string());
        rows(sheet, row, &[vec![T("一网格"), home.clone(), home, S(format!("居民{row}"))]]);
    }
    book.save(&path).unwrap();
    let options = ImportOptions::default();
    let stop = options.stop.clone();
    let stopped = import_roster(&desk.hub, &path, &options, &mut |progress| {
        if progress.phase == Phase::Saving {
            stop.ask();
        }
    });
    let Err(error @ RosterError::Stopped { homes }) = stopped else { panic!("{stopped:?}") };
    assert!(error.can_retry() && 0 < homes && homes < 400);
    let there = desk.records(Class::Household).len();
    assert_eq!((there, desk.records(Class::Person).len() + 1), (homes, there * 3));
    let report = desk.import_file(&path, &ImportOptions::default());
    assert_eq!(report.imported + report.unchanged, 1_200, "{:?}", report.notes);
    assert_eq!(desk.records(Class::Person).len(), 1_200);
}
