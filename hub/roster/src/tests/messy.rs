//! Each peculiarity of real workbooks, one by one.

use super::*;

#[test]
fn columns_come_in_any_order_and_under_their_other_names() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        let who = number("19780305", 1);
        rows(
            sheet,
            0,
            &[
                t([
                    "手机号码",
                    "姓　名",
                    "与户主的\n关系",
                    "公民身份号码",
                    "房 号",
                    "幢",
                    "所属网格",
                    "是否出租",
                    "人员类别",
                    "关爱对象",
                ]),
                vec![
                    T("12011112222"),
                    T("张三"),
                    T("户主"),
                    S(who),
                    N(502.0),
                    T("3"),
                    T("第一网格"),
                    T("√"),
                    T("流动人口"),
                    T("低保、残疾人"),
                ],
            ],
        );
    });
    assert_eq!((report.rows, report.imported), (1, 1), "{:?}", report.notes);
    assert_eq!(desk.field("张三", "phone"), "12011112222");
    assert_eq!(desk.field("张三", "birth"), "1978-03-05");
    assert_eq!(desk.field("张三", "sex"), "male");
    assert_eq!(desk.field("张三", "relation"), "head");
    assert_eq!(desk.field("张三", "residence"), "floating");
    assert_eq!(desk.field("张三", "care"), serde_json::json!(["disabled", "low_income"]));
    let dwelling = desk.dwelling_of("张三").fields;
    assert_eq!(
        (&dwelling["door"], &dwelling["building"], &dwelling["use"]),
        (&"502".into(), &"3".into(), &"rented".into())
    );
}

#[test]
fn title_rows_above_the_header_name_the_areas() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        let format = Format::new();
        sheet.merge_range(0, 0, 0, 3, "清河街道幸福社区第三网格人口台账", &format).unwrap();
        sheet.merge_range(1, 0, 1, 3, "填表单位:居委会　填表日期:2026年3月", &format).unwrap();
        rows(
            sheet,
            3,
            &[t(["门牌", "姓名", "电话", "与户主关系"]), t(["101", "张三", "", "户主"])],
        );
    });
    assert_eq!((report.imported, report.areas.len()), (1, 3), "{:?}", report.notes);
    assert_eq!(report.areas, ["清河街道", "幸福社区", "第三网格"]);
}

#[test]
fn merged_cells_hold_for_every_row_they_cover() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        let format = Format::new();
        rows(
            sheet,
            0,
            &[t(["网格", "楼栋", "门牌", "户号", "户主", "姓名", "与户主关系", "出租"])],
        );
        for (name, row) in [("张三", 1), ("李四", 2), ("张小", 3), ("王五", 4)] {
            sheet.write(row, 5, name).unwrap();
        }
        rows(sheet, 4, &[t(["", "", "502", "2", "王五", "", "户主", ""])]);
        sheet.merge_range(1, 0, 4, 0, "一网格", &format).unwrap();
        sheet.merge_range(1, 1, 4, 1, "3号楼", &format).unwrap();
        for (column, text) in [(2, "501"), (3, "1"), (4, "张三"), (7, "是")] {
            sheet.merge_range(1, column, 3, column, text, &format).unwrap();
        }
    });
    assert_eq!((report.rows, report.imported), (4, 4), "{:?}", report.notes);
    assert_eq!(desk.household_of("张三"), desk.household_of("张小"));
    assert_ne!(desk.household_of("张三"), desk.household_of("王五"));
    assert_eq!(desk.dwelling_of("李四").fields["use"], "rented");
    assert_eq!(desk.dwelling_of("王五").fields["building"], "3号楼");
    let head = &desk.household_of("李四").fields["head"];
    assert_eq!(*head, Value::String(desk.person("张三").record.to_string()));
}

#[test]
fn a_merged_range_longer_than_its_household_brings_no_rows() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(sheet, 0, &[t(["网格", "门牌", "姓名", "电话"]), t(["一网格", "", "张三", ""])]);
        sheet.merge_range(1, 1, 5, 1, "101", &Format::new()).unwrap();
    });
    assert_eq!((report.rows, report.imported), (1, 1));
}

#[test]
fn full_width_digits_blanks_and_a_lower_case_x_are_the_same_number() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                t([
                    "一网格",
                    "",
                    "１０１",
                    "",
                    "张　三",
                    " 11010519491231002x ",
                    "１２０ １１１１ ２２２２",
                    "户主",
                    "",
                ]),
            ],
        );
    });
    assert_eq!((report.imported, report.warned), (1, 0), "{:?}", report.notes);
    assert_eq!(desk.field("张三", "document"), "11010519491231002X");
    assert_eq!(desk.field("张三", "phone"), "12011112222");
    assert_eq!(desk.dwelling_of("张三").fields["door"], "101");
}

#[test]
fn dates_as_text_as_serials_and_as_dates_are_the_same_day() {
    let desk = Desk::new();
    let forms = [
        T("1978.3.5"),
        T("1978-03-05"),
        T("1978年3月5日"),
        T("19780305"),
        T("1978/3/5"),
        N(28554.0),
        N(19_780_305.0),
        D(1978, 3, 5),
    ];
    let report = desk.import(|sheet| {
        rows(sheet, 0, &[t(["网格", "门牌", "姓名", "出生日期"])]);
        for (row, form) in (1_u32..).zip(&forms) {
            rows(
                sheet,
                row,
                &[vec![T("一网格"), S(format!("{row}01")), S(format!("居民{row}")), form.clone()]],
            );
        }
    });
    assert_eq!((report.imported, report.notes.len()), (forms.len(), 1), "{:?}", report.notes);
    for record in desk.records(Class::Person) {
        assert_eq!(record.fields["birth"], "1978-03-05");
    }
}

#[test]
fn a_date_that_could_be_another_is_reported_with_its_cell() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "出生日期"]),
                t(["一网格", "101", "张三", "78.3.5"]),
                t(["一网格", "102", "李四", "2078-03-05"]),
            ],
        );
    });
    assert_eq!(report.warned, 2);
    assert_eq!(notes_of(&report, 2), [("D(出生日期)", "bad_date")]);
    assert_eq!(notes_of(&report, 3), [("D(出生日期)", "bad_date")], "not born yet");
    assert_eq!(desk.field("张三", "birth"), Value::Null);
}

#[test]
fn the_15_digit_number_is_brought_to_18_with_a_warning() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "身份证号"]),
                t(["一网格", "101", "张三", "110105491231002"]),
                vec![T("一网格"), T("102"), T("李四"), N(990_101_400_101_123.0)],
            ],
        );
    });
    assert_eq!((report.warned, codes(&report)), (2, vec!["old_number", "old_number"]));
    assert_eq!(desk.field("张三", "document"), "11010519491231002X");
    assert_eq!(desk.field("李四", "birth"), "1940-01-01");
}

#[test]
fn a_number_that_excel_stored_as_a_float_is_reported_and_never_guessed() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "身份证号"]),
                vec![T("一网格"), T("101"), T("张三"), N(330_102_197_803_051_234.0)],
            ],
        );
    });
    assert_eq!((report.warned, report.refused), (1, 0));
    assert_eq!(notes_of(&report, 2), [("D(身份证号)", "lost_digits")]);
    let person = desk.person("张三").fields;
    assert!(!person.contains_key("document") && !person.contains_key("birth"), "{person:?}");
}

#[test]
fn i2_refused_to_give_is_an_answer_and_no_warning() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "身份证号"]),
                t(["一网格", "101", "张三", "拒绝提供"]),
                t(["一网格", "102", "李四", "不愿提供"]),
                t(["一网格", "103", "王五", ""]),
            ],
        );
    });
    assert_eq!((report.imported, report.warned), (3, 0), "{:?}", report.notes);
    assert_eq!(desk.field("张三", "document_kind"), "refused");
    assert_eq!(desk.field("李四", "document_kind"), "refused");
    assert_eq!(desk.field("王五", "document_kind"), Value::Null, "nobody asked");
}

#[test]
fn i2_passports_pass_without_a_check_digit() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "证件号码", "性别"]),
                t(["一网格", "101", "Anna  Petrova", "E12345678", "女"]),
            ],
        );
    });
    assert_eq!((report.imported, report.warned), (1, 0), "{:?}", report.notes);
    assert_eq!(desk.field("Anna Petrova", "document_kind"), "passport");
    assert_eq!(desk.field("Anna Petrova", "sex"), "female");
}

#[test]
fn a_wrong_check_digit_is_kept_as_written_and_told_of() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "身份证号"]),
                t(["一网格", "101", "张三", "110105194912310021"]),
            ],
        );
    });
    assert_eq!((report.warned, codes(&report)), (1, vec!["bad_document"]));
    assert_eq!(desk.field("张三", "document"), "110105194912310021");
}

#[test]
fn the_head_may_stand_on_a_later_row() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                t(["一网格", "3", "502", "1", "李四", "", "", "配偶", ""]),
                t(["一网格", "3", "502", "1", "张小", "", "", "儿子", ""]),
                t(["一网格", "3", "502", "1", "张三", "", "", "户主", ""]),
            ],
        );
    });
    assert_eq!((report.imported, report.households), (3, 1), "{:?}", report.notes);
    let head = Value::String(desk.person("张三").record.to_string());
    assert_eq!(desk.household_of("李四").fields["head"], head);
}

#[test]
fn empty_rows_repeated_titles_totals_and_footers_are_no_rows() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["序号", "网格", "门牌", "姓名", "电话"]),
                t(["1", "一网格", "101", "张三", ""]),
                t(["", "", "", "", ""]),
                t(["2", "", "", "", ""]),
                t(["序号", "网格", "门牌", "姓名", "电话"]),
                t(["3", "一网格", "102", "李四", ""]),
                t(["合计", "2人", "", "", ""]),
                t(["填表人:王某", "", "审核人:", "", ""]),
                t(["注:本表每月更新一次", "", "", "", ""]),
            ],
        );
    });
    assert_eq!((report.rows, report.imported), (2, 2), "{:?}", report.notes);
    assert!(report.notes.iter().all(|note| note.code == Code::DefaultCommunity));
}

#[test]
fn every_sheet_has_its_own_header_and_one_without_is_reported() {
    let desk = Desk::new();
    let report = desk.import_book(|book| {
        let sheet = book.add_worksheet().set_name("幸福社区").unwrap();
        rows(sheet, 0, &[t(["网格", "门牌", "姓名", "电话"]), t(["一网格", "101", "张三", ""])]);
        let sheet = book.add_worksheet().set_name("和平社区").unwrap();
        rows(
            sheet,
            2,
            &[t(["居民姓名", "房号", "所属网格", "性别"]), t(["李四", "101", "1网格", "男"])],
        );
        let sheet = book.add_worksheet().set_name("说明").unwrap();
        rows(sheet, 0, &[t(["本表由居委会填写"])]);
    });
    assert_eq!((report.rows, report.imported), (2, 2), "{:?}", report.notes);
    assert_ne!(desk.person("张三").community, desk.person("李四").community);
    let note = report.notes.iter().find(|note| note.code == Code::NoHeader).unwrap();
    assert_eq!((note.sheet.as_str(), note.row), ("说明", 1));
}

#[test]
fn the_titles_of_two_rows_are_read_together() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        let format = Format::new();
        rows(
            sheet,
            1,
            &[
                t(["", "", "", "楼栋", "单元", "房号"]),
                t(["一网格", "张三", "男", "3", "1", "502"]),
            ],
        );
        for (column, title) in [(0, "网格"), (1, "姓名"), (2, "性别")] {
            sheet.merge_range(0, column, 1, column, title, &format).unwrap();
        }
        sheet.merge_range(0, 3, 0, 5, "居住地址情况", &format).unwrap();
    });
    assert_eq!((report.rows, report.imported), (1, 1), "{:?}", report.notes);
    assert_eq!(desk.dwelling_of("张三").fields["unit"], "1");
}

#[test]
fn a_place_written_once_a_household_holds_for_its_members() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                t(["一网格", "3", "502", "1", "张三", "", "", "户主", ""]),
                t(["", "", "", "", "李四", "", "", "妻", ""]),
                t(["", "", "", "", "王五", "", "", "", ""]),
                t(["同上", "同上", "503", "2", "赵六", "", "", "户主", ""]),
                t(["", "", "", "", "孙七", "", "", "户主", ""]),
            ],
        );
    });
    assert_eq!(desk.household_of("张三"), desk.household_of("李四"));
    assert_eq!(desk.dwelling_of("赵六").fields["building"], "3");
    assert_eq!(notes_of(&report, 3), [], "a wife belongs to the man above her");
    assert_eq!(notes_of(&report, 4), [("C(门牌)", "place_from_above")], "nothing says so");
    assert_eq!(notes_of(&report, 6), [("C(门牌)", "no_place")], "a head begins a household");
    assert_eq!((report.imported, report.warned, report.refused), (3, 1, 1), "{:?}", report.notes);
}

#[test]
fn one_bad_row_stops_nothing() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                t(["一网格", "3", "501", "", "张三", "", "", "户主", ""]),
                t(["一网格", "3", "502", "", "", "", "12000000000", "户主", ""]),
                t(["一网格", "", "", "", "王五", "", "", "户主", ""]),
                t(["一网格", "3", "504", "", "赵六", "", "", "户主", ""]),
            ],
        );
    });
    assert_eq!((report.imported, report.refused), (2, 2));
    assert_eq!(notes_of(&report, 3), [("E(姓名)", "no_name")]);
    assert_eq!(notes_of(&report, 4), [("C(门牌)", "no_place")]);
}

#[test]
fn columns_nobody_knows_are_told_once_and_what_is_not_collected_is_left_out() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "民族", "鞋码", "电话", "联系电话", "关爱类别"]),
                t([
                    "一网格",
                    "101",
                    "张三",
                    "汉",
                    "42",
                    "12011112222",
                    "12033334444",
                    "社区矫正、老年人",
                ]),
                t(["一网格", "102", "李四", "汉", "43", "", "", "飞行员"]),
            ],
        );
    });
    assert_eq!(
        notes_of(&report, 1),
        [
            ("E(鞋码)", "ignored_column"),
            ("G(联系电话)", "second_column"),
            ("D(民族)", "not_collected"),
            ("", "default_community"),
        ]
    );
    assert_eq!(notes_of(&report, 2), [("H(关爱类别)", "restricted_group")]);
    assert_eq!(notes_of(&report, 3), [("H(关爱类别)", "unknown_care")]);
    assert_eq!(desk.field("张三", "care"), serde_json::json!(["elderly"]));
    let everything = format!("{:?}", desk.records(Class::Person));
    assert!(
        !everything.contains("汉") && !everything.contains("矫正") && !everything.contains("42\"")
    );
}

#[test]
fn a_door_that_excel_turned_into_a_date_is_not_taken_for_a_door() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[t(["网格", "门牌", "姓名", "电话"]), vec![T("一网格"), D(2026, 3, 2), T("张三"), E]],
        );
    });
    assert_eq!(report.refused, 1);
    assert_eq!(notes_of(&report, 2), [("B(门牌)", "cell_fault"), ("B(门牌)", "no_place")]);
}

#[test]
fn a_vacant_dwelling_brings_a_door_and_nobody() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(["网格", "门牌", "姓名", "出租"]),
                t(["一网格", "101", "", "空置"]),
                t(["一网格", "102", "空户", ""]),
            ],
        );
    });
    assert_eq!((report.imported, report.people, report.dwellings), (2, 0, 2), "{:?}", report.notes);
    assert!(
        desk.records(Class::Dwelling).iter().all(|dwelling| dwelling.fields["use"] == "vacant")
    );
}

#[test]
fn a_stray_cell_at_the_end_of_the_sheet_costs_nothing() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(sheet, 0, &[t(["网格", "门牌", "姓名", "电话"]), t(["一网格", "101", "张三", ""])]);
        sheet.write(1_048_575, 16_383, " ").unwrap();
        sheet.write(1_048_574, 16_383, "x").unwrap();
    });
    assert_eq!((report.rows, report.imported), (1, 1), "{:?}", report.notes);
}
