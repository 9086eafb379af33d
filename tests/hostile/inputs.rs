//! Every filter and every form with what no honest person types.

use crate::site::{Site, Visitor};
use crate::wire::{Ask, escaped};

/// What people who mean harm type.
const INJECTIONS: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'\"--",
    "' OR 1=1; DROP TABLE op; --",
    "{{7*7}}${7*7}",
    "javascript:alert(1)",
    "../../../../etc/passwd",
    "%2e%2e%2f",
    "1\u{202e}2",
    "-1",
    "0",
    "18446744073709551616",
    "99999999999999999999999999999999",
    "1e309",
    "9999-99-99",
    "-262144-01-01",
];
/// What a page must not hold as it was typed.
const RAW: &[&str] = &["<script>alert", "<img src=x", "'\"--", "onerror=alert(1)>"];
/// Every name that some list reads from its address.
const NAMES: &[&str] = &[
    "area",
    "worker",
    "from",
    "until",
    "purpose",
    "met",
    "standing",
    "household",
    "state",
    "category",
    "department",
    "month",
    "after",
    "before",
    "size",
    "key",
    "done",
];
/// Every page that reads an address.
const PAGES: &[&str] = &["/today", "/visits", "/matters", "/publicity", "/coverage", "/handhelds"];

fn is_escaped(page: &str, text: &str) {
    for raw in RAW {
        assert!(!text.contains(raw), "{page} holds {raw}");
    }
}

/// All addresses of pages, with those of single records.
fn pages(site: &Site) -> Vec<String> {
    let mut all: Vec<String> = PAGES.iter().map(|page| (*page).to_owned()).collect();
    all.push(format!("/coverage/{}", site.first.grid));
    all.extend([site.first.visit_path(), site.first.matter_path(), site.first.photo_path()]);
    all.push(site.first.event_path());
    all
}

#[test]
fn every_filter_takes_injections_as_words_or_refuses_them() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let before = site.changes();
    for page in pages(&site) {
        for name in NAMES {
            // All injections of a name in one request each would take minutes; the lists read the
            // first value of a name.
            for typed in INJECTIONS {
                let target = format!("{page}?{name}={}", escaped(typed));
                let answer = site.read(&visitor, &target);
                assert!(matches!(answer.status, 200 | 400 | 404), "{target}: {}", answer.status);
                is_escaped(&target, &answer.text());
            }
        }
    }
    assert_eq!(site.changes(), before);
}

#[test]
fn a_date_of_no_calendar_is_told_and_not_used() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    for typed in ["-0001-01-01", "0000-01-01", "%2B12026-01-01", "2026-2-3", "2026-02-30"] {
        let answer = site.read(&visitor, &format!("/visits?from={typed}"));
        assert_eq!(answer.status, 200, "{typed}");
        assert!(answer.text().contains("没有使用：开始日期"), "{typed}");
    }
}

#[test]
fn control_characters_and_what_is_no_utf8_are_malformed() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    for page in PAGES {
        for bytes in ["%00", "%01", "%1b%5b", "%7f", "%ff", "%c3%28", "%ed%a0%80", "%f8%88%80%80"] {
            let answer = site.read(&visitor, &format!("{page}?worker={bytes}"));
            assert_eq!(answer.status, 400, "{page} {bytes}");
        }
    }
    let target = format!("{}/return", site.first.visit_path());
    let before = site.changes();
    for bytes in [&b"%00"[..], b"%08", b"\xff\xfe", b"%c3%28", b"a\x00b"] {
        let mut body = format!("csrf={}&reason=", escaped(&visitor.csrf)).into_bytes();
        body.extend_from_slice(bytes);
        let form = Ask::raw_post(&target, body).with("cookie", &visitor.cookie);
        assert_eq!(site.send(&form).status, 400, "{bytes:?}");
    }
    assert_eq!(site.changes(), before);
}

#[test]
fn bytes_that_are_no_address_are_refused_before_anything_is_read() {
    let site = Site::new();
    for target in [&b"/visits?a=\xff\xfe"[..], b"/\xc3\x28", b"/vis its", b"visits", b"/a\x00b"] {
        let answer = Ask::get("/").with_target(target).send_bare(site.served.address);
        assert!(matches!(answer.status, 303 | 400 | 404), "{target:?}: {}", answer.status);
    }
}

#[test]
fn an_address_of_a_megabyte_or_of_thousands_of_names_is_too_long() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let ask = |target: &str| {
        let ask = Ask::get(target).with("cookie", &visitor.cookie);
        ask.send_bare(site.served.address).status
    };
    for page in PAGES {
        assert_eq!(ask(&format!("{page}?{}", "a=1&".repeat(70))), 413);
        assert_eq!(ask(&format!("{page}?worker={}", "x".repeat(5_000))), 413);
        let most = ask(&format!("{page}?{}", "a=1&".repeat(5_000)));
        assert!(matches!(most, 413 | 414 | 431), "{most}");
        let huge = ask(&format!("{page}?worker={}", "x".repeat(1_000_000)));
        assert!(matches!(huge, 413 | 414 | 431), "{huge}");
        let deep = ask(&format!("{page}{}", "/x".repeat(20_000)));
        assert!(matches!(deep, 404 | 413 | 414 | 431), "{deep}");
    }
}

#[test]
fn a_form_of_a_megabyte_is_too_long_and_changes_nothing() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let before = site.changes();
    let huge = "很".repeat(350_000);
    let targets = [
        format!("{}/return", site.first.visit_path()),
        format!("{}/step", site.first.matter_path()),
        "/sign-in".to_owned(),
        "/sign-out".to_owned(),
    ];
    for target in &targets {
        let answer = site.post(&visitor, target, &[("reason", &huge), ("login", &huge)]);
        assert_eq!(answer.status, 413, "{target}");
        let mut fields = format!("csrf={}", escaped(&visitor.csrf));
        (0..2_000).for_each(|n| fields.push_str(&format!("&a{n}=1")));
        let form = Ask::raw_post(target, fields.into_bytes()).with("cookie", &visitor.cookie);
        assert_eq!(site.send(&form).status, 413, "{target}");
    }
    assert_eq!(site.changes(), before);
}

#[test]
fn a_return_needs_a_reason_that_fits_and_keeps_what_was_typed() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let (before, target) = (site.changes(), format!("{}/return", site.first.visit_path()));
    for reason in ["", "   ", "\u{3000}", "\u{200b}\u{feff}"] {
        let fields = [("reason", reason), ("seen", "0")];
        assert_eq!(site.post(&visitor, &target, &fields).status, 422, "{reason:?}");
    }
    for fields in [&[("reason", "请补充。")][..], &[("reason", "请补充。"), ("seen", "-1")]]
    {
        let answer = site.post(&visitor, &target, fields);
        assert_eq!(answer.status, 422, "who has not seen the page has judged nothing: {fields:?}");
    }
    let long = format!("<b>{}", "很".repeat(6_000));
    let answer = site.post(&visitor, &target, &[("reason", &long), ("seen", "0")]);
    assert_eq!(answer.status, 422);
    assert!(!answer.text().contains("<b>很") && answer.text().contains("很很"), "kept, escaped");
    assert_eq!(site.changes(), before);
}

#[test]
fn a_reason_full_of_markup_reaches_the_phone_as_typed_and_the_page_escaped() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let typed = INJECTIONS[..4].join(" ");
    let target = format!("{}/return", site.first.visit_path());
    let fields = [("reason", typed.as_str()), ("seen", "0")];
    assert_eq!(site.post(&visitor, &target, &fields).status, 303);
    let page = site.read(&visitor, &site.first.visit_path()).text();
    is_escaped("the log's page", &page);
    assert!(page.contains("&lt;script&gt;") || page.contains("&#60;script&#62;"), "{page}");
    site.served.sync(&site.first.phone);
    assert_eq!(site.first.phone.notices(5).unwrap()[0].message, typed);
}

#[test]
fn what_workers_write_is_escaped_on_every_page() {
    let site = Site::saying(&INJECTIONS[..4].join(" "));
    let visitor = site.sign_in(&site.supervisor);
    for page in pages(&site) {
        is_escaped(&page, &site.read(&visitor, &page).text());
    }
    let log = site.read(&visitor, &site.first.visit_path()).text();
    assert!(log.contains("alert(1)"), "it is shown, as words");
}

#[test]
fn what_turns_the_direction_of_writing_turns_nothing_on_any_page() {
    let turns =
        ['\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}'];
    let words: String = turns.iter().chain(&['\u{2068}', '\u{2069}']).collect();
    let site = Site::saying(&format!("已通过{words}回退"));
    let visitor = site.sign_in(&site.supervisor);
    for page in pages(&site).iter().filter(|page| !page.starts_with("/photos")) {
        let text = site.read(&visitor, page).text();
        let found = text.chars().find(|c| words.contains(*c));
        assert_eq!(found, None, "{page}");
    }
    let (log, marks) = (site.read(&visitor, &site.first.visit_path()).text(), "□".repeat(9));
    assert!(log.contains(&format!("已通过{marks}回退")), "it is shown where they stood");
}

#[test]
fn steps_nobody_can_take_are_refused_and_change_nothing() {
    let site = Site::new();
    let visitor = site.sign_in(&site.dispatcher);
    let (before, target) = (site.changes(), format!("{}/step", site.first.matter_path()));
    let base = site.world.record(site.first.matter).unwrap().version.to_string();
    let steps = [
        vec![("to", "closed"), ("base", &*base)],
        vec![("to", "returned"), ("base", &*base)],
        vec![("to", "<script>"), ("base", &*base)],
        vec![("to", ""), ("base", &*base)],
        vec![("base", &*base)],
        vec![("to", "accepted"), ("base", "")],
        vec![("to", "accepted"), ("base", "999999999999999999999.x")],
        vec![("to", "accepted"), ("base", "<script>alert(1)</script>")],
        vec![("to", "accepted")],
    ];
    for fields in steps {
        let answer = site.post(&visitor, &target, &fields);
        assert!(matches!(answer.status, 400 | 403 | 409 | 422), "{fields:?}: {}", answer.status);
        is_escaped("the matter's page", &answer.text());
    }
    assert_eq!(site.changes(), before);
}

#[test]
fn the_wrong_method_is_told_so() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let before = site.changes();
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        for page in pages(&site) {
            let ask = Ask::method(method, &page).with("cookie", &visitor.cookie);
            assert_eq!(site.send(&ask).status, 405, "{method} {page}");
        }
    }
    for verdict in ["approve", "return"] {
        let status = site.read(&visitor, &format!("{}/{verdict}", site.first.visit_path())).status;
        assert!(matches!(status, 404 | 405), "{status}");
    }
    for page in pages(&site) {
        let status = site.post(&visitor, &page, &[]).status;
        assert!(matches!(status, 404 | 405), "{page}: {status}");
    }
    assert_eq!(site.changes(), before);
}

#[test]
fn paths_that_climb_lead_nowhere() {
    let site = Site::new();
    let visitor = site.sign_in(&site.supervisor);
    let community = site.first.community;
    for path in [
        "/assets/../../Cargo.toml".to_owned(),
        "/assets/..%2f..%2fCargo.toml".to_owned(),
        "/assets/%2e%2e/hub.db".to_owned(),
        "/assets//etc/passwd".to_owned(),
        format!("/photos/{community}/../../hub.db"),
        format!("/photos/{community}/..%2f..%2fhub.db"),
        format!("/photos/../{community}/x"),
        "/visits/../../etc/passwd".to_owned(),
        "//evil.example/visits".to_owned(),
        "/%2f%2fevil.example".to_owned(),
        "/visits/%3Cscript%3Ealert(1)%3C/script%3E/x".to_owned(),
    ] {
        let answer = site.read(&visitor, &path);
        assert_eq!(answer.status, 404, "{path}");
        is_escaped(&path, &answer.text());
    }
}

#[test]
fn the_login_that_was_typed_comes_back_escaped_and_the_password_never() {
    let site = Site::new();
    for login in INJECTIONS {
        let password = "a secret that nobody repeats";
        let answer = site.send(&Ask::post("/sign-in", &[("login", login), ("password", password)]));
        assert!(matches!(answer.status, 400 | 422), "{login}: {}", answer.status);
        is_escaped("/sign-in", &answer.text());
        assert!(!answer.text().contains(password));
    }
}

#[test]
fn one_name_given_twice_counts_once() {
    let site = Site::new();
    let visitor: Visitor = site.sign_in(&site.narrow);
    let (own, hidden) = (site.first.grid, site.second.grid);
    for query in [format!("area={own}&area={hidden}"), format!("area={hidden}&area={own}")] {
        let answer = site.read(&visitor, &format!("/visits?{query}"));
        assert!(!answer.text().contains(&site.second.visit.to_string()));
    }
}
