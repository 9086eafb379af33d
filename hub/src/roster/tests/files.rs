//! Files that are no workbooks, and the report a clerk opens.

use super::*;
use calamine::{Reader as _, Xlsx, open_workbook};

fn refused(desk: &Desk, name: &str, bytes: &[u8]) -> RosterError {
    let path = desk.path(name);
    std::fs::write(&path, bytes).unwrap();
    let error = import_roster(&desk.hub, &path, &ImportOptions::default(), &mut |_| {});
    let error = error.unwrap_err();
    assert_eq!(probe(&path).unwrap_err().to_string(), error.to_string(), "probe says the same");
    assert_eq!(desk.hub.areas().unwrap(), [], "nothing half-made");
    error
}

#[test]
fn what_is_no_workbook_is_one_clear_sentence() {
    let desk = Desk::new();
    for (name, bytes) in [
        ("a.xlsx", &b"name,phone\n"[..]),
        ("b.xlsx", &b""[..]),
        ("c.xlsx", &b"PK\x03\x04 cut in the middle"[..]),
        ("d.xls", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0][..]),
        ("e.xlsx", &[0_u8; 4096][..]),
    ] {
        let error = refused(&desk, name, bytes);
        assert!(matches!(error, RosterError::NotAWorkbook { .. }), "{name}: {error}");
        assert!(!error.can_retry());
    }
}

#[test]
fn a_workbook_without_a_header_is_one_clear_sentence() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    rows(book.add_worksheet(), 0, &[t(["你好", "世界"])]);
    let bytes = book.save_to_buffer().unwrap();
    assert!(matches!(refused(&desk, "a.xlsx", &bytes), RosterError::NoHeader { .. }));
}

#[test]
fn a_file_that_is_not_there_is_unreadable() {
    let desk = Desk::new();
    let error = probe(&desk.path("none.xlsx")).unwrap_err();
    assert!(matches!(error, RosterError::Unreadable { .. }), "{error}");
    let error = probe(desk.folder.path()).unwrap_err();
    assert!(matches!(error, RosterError::Unreadable { .. }), "a folder: {error}");
}

#[test]
fn a_truncated_workbook_never_panics() {
    let desk = Desk::new();
    let mut book = Workbook::new();
    rows(
        book.add_worksheet(),
        0,
        &[t(HEADER), t(["一网格", "3", "502", "", "张三", "", "", "", ""])],
    );
    let bytes = book.save_to_buffer().unwrap();
    let path = desk.path("cut.xlsx");
    for at in (0..bytes.len()).step_by(97) {
        std::fs::write(&path, &bytes[..at]).unwrap();
        assert!(probe(&path).is_err(), "cut at {at}");
    }
}

#[test]
fn the_report_has_a_summary_and_every_note_under_a_frozen_header() {
    let desk = Desk::new();
    let report = desk.import(|sheet| {
        rows(
            sheet,
            0,
            &[
                t(HEADER),
                t(["一网格", "3", "502", "", "", "", "", "", ""]),
                t(["一网格", "3", "502", "", "张三", "110105194912310021", "", "户主", ""]),
            ],
        );
    });
    let path = desk.path("报告.xlsx");
    write_report(&report, &path).unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["导入结果", "逐行说明"]);
    let summary = book.worksheet_range("导入结果").unwrap();
    assert_eq!(summary.get_value((2, 1)).unwrap().to_string(), "2");
    let notes = book.worksheet_range("逐行说明").unwrap();
    let codes: Vec<String> = notes.rows().skip(1).map(|row| row[5].to_string()).collect();
    assert_eq!(codes, report.notes.iter().map(|note| note.code.as_str()).collect::<Vec<_>>());
    let error = write_report(&report, desk.folder.path()).unwrap_err();
    assert!(matches!(error, RosterError::Report { .. }), "{error}");
}

#[test]
fn the_json_has_the_names_programs_rely_on_and_the_notes_hold_no_personal_data() {
    let desk = Desk::new();
    let who = number("19780305", 1);
    let report = desk.import(|sheet| {
        let row = |name| {
            vec![
                T("一网格"),
                T("3"),
                T("502"),
                E,
                T(name),
                S(who.clone()),
                T("120"),
                E,
                T("78.3.5"),
            ]
        };
        rows(sheet, 0, &[t(HEADER), row("张三"), row("李四")]);
    });
    let json = serde_json::to_value(&report).unwrap();
    for name in ["rows", "imported", "warned", "unchanged", "refused"] {
        assert!(json[name].is_u64(), "{name}");
    }
    let note = json["notes"][0].as_object().unwrap();
    assert_eq!(note.keys().collect::<Vec<_>>(), ["code", "column", "message", "row", "sheet"]);
    let notes = serde_json::to_string(&report.notes).unwrap();
    for private in ["张三", "李四", "19780305", "78.3.5"] {
        assert!(!notes.contains(private), "{private} in {notes}");
    }
}

#[test]
fn other_workbooks_are_read_too() {
    let desk = Desk::new();
    // A workbook under the wrong name is still a workbook.
    let mut book = Workbook::new();
    rows(book.add_worksheet(), 0, &[t(["网格", "门牌", "姓名"]), t(["一网格", "101", "张三"])]);
    let path = desk.path("台账.xls");
    book.save(&path).unwrap();
    assert_eq!(desk.import_file(&path, &ImportOptions::default()).imported, 1);
}
