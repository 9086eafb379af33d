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
    let page = "<html><table><tr><td>姓名</td></tr></table></html>";
    let xml = "<?xml version=\"1.0\"?><Workbook \
               xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>";
    let part =
        |name: &'static str| zipped(&[("_rels/.rels", String::new()), (name, String::new())]);
    let encrypted = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/>\
                     </manifest:file-entry></manifest:manifest>";
    let encrypted = zipped(&[
        ("META-INF/manifest.xml", encrypted.to_owned()),
        ("content.xml", "garbage".to_owned()),
    ]);
    let mut seen = std::collections::BTreeSet::new();
    for (name, bytes, wanted) in [
        ("b.xlsx", Vec::new(), Fault::Empty),
        ("c.xlsx", b"PK\x03\x04 cut in the middle".to_vec(), Fault::Damaged),
        ("d.xls", vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0], Fault::Damaged),
        ("e.xlsx", vec![0; 4096], Fault::NotAWorkbook),
        ("f.xls", page.into(), Fault::WebPage),
        ("g.xls", b"MIME-Version: 1.0\nX: y".to_vec(), Fault::WebPage),
        ("h.xls", xml.into(), Fault::Xml),
        ("i.xlsb", part("xl/workbook.bin"), Fault::Binary),
        ("j.docx", part("word/document.xml"), Fault::NotAWorkbook),
        ("k.zip", zipped(&[("a.txt", String::new())]), Fault::NotAWorkbook),
        ("l.ods", encrypted, Fault::Protected),
        ("m.pdf", b"%PDF-1.7\n".to_vec(), Fault::NotAWorkbook),
        ("n.csv", vec![b'a', 0xff, 0xff, b','], Fault::Encoding),
    ] {
        let error = refused(&desk, name, &bytes);
        assert!(
            matches!(error, RosterError::File { fault, .. } if fault == wanted),
            "{name}: {error}"
        );
        assert!(!error.can_retry());
        seen.insert(error.to_string().replace(name, ""));
    }
    assert!(seen.len() > 6, "each has a sentence of its own");
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

#[test]
fn a_workbook_that_counts_from_1904_gives_the_same_days() {
    let desk = Desk::new();
    let path = desk.path("mac.xlsx");
    std::fs::write(&path, zipped(&xlsx_of_1904())).unwrap();
    let report = desk.import_file(&path, &ImportOptions::default());
    assert_eq!(report.imported, 1, "{:?}", report.notes);
    assert_eq!(desk.field("张三", "birth"), "1978-03-05");
}

#[test]
fn an_ods_workbook_is_read_like_any_other() {
    let desk = Desk::new();
    let cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p>\
             </table:table-cell>"
        )
    };
    let row = |cells: [&str; 4]| {
        let cells: String = cells.map(cell).concat();
        format!("<table:table-row>{cells}</table:table-row>")
    };
    let rows =
        [row(["网格", "门牌", "姓名", "出生日期"]), row(["一网格", "101", "张三", "1978.3.5"])];
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body>\
         <office:spreadsheet><table:table table:name=\"幸福社区\">{}</table:table>\
         </office:spreadsheet></office:body></office:document-content>",
        rows.concat()
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest \
         xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("META-INF/manifest.xml", manifest.to_owned()),
        ("content.xml", content),
    ];
    let path = desk.path("台账.ods");
    std::fs::write(&path, zipped(&parts)).unwrap();
    let report = desk.import_file(&path, &ImportOptions::default());
    assert_eq!(report.imported, 1, "{:?}", report.notes);
    assert_eq!(desk.field("张三", "birth"), "1978-03-05");
}

/// The least of a workbook that counts its days from 1904: day 27092 is 5 March 1978.
fn xlsx_of_1904() -> Vec<(&'static str, String)> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let text =
        |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let titles = [("A1", "网格"), ("B1", "门牌"), ("C1", "姓名"), ("D1", "出生日期")];
    let titles: String = titles.map(|(at, title)| text(at, title)).concat();
    let row: String =
        [("A2", "一网格"), ("B2", "101"), ("C2", "张三")].map(|(at, t)| text(at, t)).concat();
    let sheet = format!(
        "<worksheet xmlns=\"{main}\"><sheetData><row r=\"1\">{titles}</row>\
         <row r=\"2\">{row}<c r=\"D2\"><v>27092</v></c></row></sheetData></worksheet>"
    );
    let link = |id: &str, kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{package}\">\
             <Relationship Id=\"{id}\" Type=\"{office}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><workbookPr date1904=\"1\"/><sheets>\
         <sheet name=\"幸福社区\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    vec![
        ("_rels/.rels", link("rId1", "officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", link("rId1", "worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
    ]
}

/// A zip archive of uncompressed files.
fn zipped(files: &[(&str, String)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let offset = u32::try_from(out.len()).unwrap();
        let size = u32::try_from(text.len()).unwrap();
        let mut head = Vec::new();
        head.extend([20_u16, 0, 0, 0, 0].iter().flat_map(|n| n.to_le_bytes()));
        head.extend([crc32(text.as_bytes()), size, size].iter().flat_map(|n| n.to_le_bytes()));
        head.extend([u16::try_from(name.len()).unwrap(), 0].iter().flat_map(|n| n.to_le_bytes()));
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.bytes().chain(text.bytes()));
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&head);
        directory.extend([0_u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.bytes());
    }
    let (start, size) =
        (u32::try_from(out.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    out.extend(directory);
    let count = u16::try_from(files.len()).unwrap();
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend([count, count].iter().flat_map(|n| n.to_le_bytes()));
    out.extend([size, start].iter().flat_map(|n| n.to_le_bytes()));
    out.extend([0, 0]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
