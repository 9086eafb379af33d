//! Every page on every screen: valid, accessible, no wider than it may be, in the dark, on paper,
//! without scripts, with values longer than anybody expects.

use crate::browser::{Browser, ENLARGED, OFFICE, PHONE, SMALL, Screen};
use crate::checks::{as_sent, grave_findings, html_faults, overflow};
use crate::driver;
use crate::town::Town;
use gridbook_core::visit::VisitForm;
use gridbook_domain::RecordId;
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Purpose, VisitContact};
use serde_json::json;

/// What pages are looked at on.
const SCREENS: [(&str, Screen); 3] = [("", OFFICE), ("-small", SMALL), ("-phone", PHONE)];

/// A street some days old, with what its pages are.
struct Shown {
    town: Town,
    pages: Vec<(&'static str, String)>,
}

fn shown() -> Shown {
    let artist = Browser::start("about:blank");
    let town = Town::lived(&artist);
    let visit = town.full_log(&artist);
    let returned = town.returned_and_amended();
    let matter = town.open_matters()[0];
    let pages = vec![
        ("today", "/today".to_owned()),
        ("visits", "/visits".to_owned()),
        ("visits-empty", "/visits?purpose=survey".to_owned()),
        ("visit", town.visit_path(visit)),
        ("visit-amended", town.visit_path(returned)),
        ("matters", "/matters".to_owned()),
        ("matter", town.matter_path(matter)),
        ("coverage", "/coverage".to_owned()),
        ("households", format!("/coverage/{}", town.world.grid)),
        ("handhelds", "/handhelds".to_owned()),
        ("refused", "/visits/nowhere/nothing".to_owned()),
    ];
    Shown { town, pages }
}

#[test]
fn every_page_is_valid_accessible_and_fits_every_screen() {
    if !driver::is_there() {
        return;
    }
    let Shown { town, pages } = shown();
    let browser = town.browser();
    browser.open("/sign-in");
    browser.shoot("sign-in");
    let mut faults = grave_findings(&browser);
    let mut sent = vec![("sign-in".to_owned(), as_sent(&browser, "/sign-in"))];
    browser.sign_in(&town.supervisor.login, &town.supervisor.password);
    browser.see_page("today");
    for (name, path) in &pages {
        browser.open(path);
        browser.loaded_pictures();
        for (kind, screen) in SCREENS {
            browser.screen(screen);
            browser.shoot(&format!("{name}{kind}"));
            faults.extend(grave_findings(&browser));
            let wide = overflow(&browser);
            if wide > 0 {
                faults.push(format!("{path}: {wide} points too wide on {screen:?}"));
            }
        }
        browser.screen(OFFICE);
        browser.prefer_dark(true);
        browser.shoot(&format!("{name}-dark"));
        faults.extend(grave_findings(&browser).iter().map(|fault| format!("dark {fault}")));
        browser.prefer_dark(false);
        sent.push((path.clone(), as_sent(&browser, path)));
    }
    faults.extend(html_faults(&sent));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn dispatchers_and_administrators_have_valid_accessible_pages_too() {
    if !driver::is_there() {
        return;
    }
    let Shown { town, pages } = shown();
    let (mut faults, mut sent) = (Vec::new(), Vec::new());
    for desk in [&town.dispatcher, &town.admin] {
        let browser = town.at_desk(desk);
        for (name, path) in &pages {
            browser.open(path);
            browser.shoot(&format!("{name}-{}", desk.login));
            faults.extend(grave_findings(&browser));
            sent.push((format!("{} {path}", desk.login), as_sent(&browser, path)));
        }
    }
    faults.extend(html_faults(&sent));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_page_reads_and_every_form_works_without_scripts() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let visit = town.visit(&town.fang, town.homes[0], "第一条。");
    let second = town.visit(&town.fang, town.homes[1], "第二条。");
    town.served.sync(&town.fang);
    let browser = Browser::without_scripts(&town.served.url());
    browser.open("/sign-in");
    browser.fill("login", &town.supervisor.login);
    browser.fill("password", &town.supervisor.password);
    browser.press("登录");
    browser.see_text("等待审阅的走访");
    for (page, text) in [
        ("/visits", "第一条。"),
        ("/matters", "没有未办结的事件"),
        ("/coverage", "第一网格"),
        ("/handhelds", "王芳"),
    ] {
        browser.open(page);
        browser.see_text(text);
    }
    browser.open(&format!("/visits?area={}", town.world.grid));
    browser.press("筛选");
    browser.see_text("第二条。");
    browser.open(&town.visit_path(visit));
    browser.press("通过");
    browser.see_text("已通过");
    browser.open(&town.visit_path(second));
    browser.fill_in("/return", "reason", "请补充。");
    browser.press("退回日志");
    browser.see_text("已退回");
    browser.shoot("visit-without-scripts");
    town.served.sync(&town.fang);
    assert_eq!(town.fang.notices(5).unwrap().len(), 1);
}

/// A name, a place and a text without a single place to break a line.
const LONG: &str =
    "MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM";

#[test]
fn values_longer_than_anybody_expects_wrap_on_every_screen() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let home = town.world.home(town.world.grid, &LONG[..20], &LONG[..40]);
    town.served.sync(&town.fang);
    let mut form = VisitForm::new(home.household, Purpose::Care, VisitContact::Met);
    form.content = format!("{LONG}{LONG}{}", "很长的一句话没有标点".repeat(60));
    form.promise = LONG.repeat(5);
    let mut matter = crate::town::matter(0, Some(home.household));
    matter.content = LONG.repeat(3);
    matter.place = LONG.repeat(2);
    form.matters.push(matter);
    let saved = town.fang.submit_visit(form, None).unwrap();
    town.served.sync(&town.fang);
    let at = &[town.world.community];
    let desk = town.world.desk("changming", &LONG[..40], Role::Dispatcher, at);
    let browser = town.at_desk(&desk);
    browser.open(&town.matter_path(saved.matters[0]));
    browser.press("受理");
    browser.see_text("已受理");
    browser.fill("department", &LONG[..60]);
    browser.press("派遣");
    browser.see_text("已派遣");
    let pages = [
        ("today", "/today".to_owned()),
        ("visits", "/visits".to_owned()),
        ("visit", town.visit_path(saved.visit)),
        ("matters", "/matters".to_owned()),
        ("matter", town.matter_path(saved.matters[0])),
        ("households", format!("/coverage/{}", town.world.grid)),
    ];
    let mut faults = Vec::new();
    for (name, page) in pages {
        browser.open(&page);
        for (kind, screen) in SCREENS {
            browser.screen(screen);
            browser.shoot(&format!("long-{name}{kind}"));
            let wide = overflow(&browser);
            if wide > 0 {
                faults.push(format!("{page}: {wide} points too wide on {screen:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn pages_are_printed_on_a4_without_what_only_a_screen_needs() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    town.five_logs_on_two_days();
    let browser = town.at_desk(&town.supervisor);
    for page in ["/visits", "/matters", "/coverage", "/handhelds"] {
        browser.open(page);
        let printed = browser.print();
        assert!(printed.starts_with(b"%PDF-"), "{page}");
        let name = page.trim_start_matches('/');
        browser.keep(&format!("print-{name}.pdf"), &printed);
        browser.print_media(true);
        browser.shoot(&format!("print-{name}"));
        assert_eq!(browser.shown("nav.places"), 0, "{page}: no navigation on paper");
        assert!(browser.shown(".print-only") > 0, "{page}: who printed it, and when");
        browser.print_media(false);
    }
    browser.open("/visits?until=2026-11-23");
    browser.choose("met", "nobody_home");
    browser.see_path("met=nobody_home");
    browser.see("//div[@id='list'][contains(., '本页 1 条')]");
    browser.print_media(true);
    browser.shoot("print-filtered");
    browser.see_text("筛选：见面 无人在家；到 2026年11月23日。本页 1 条。");
}

#[test]
fn at_an_offices_screen_what_was_done_at_a_door_takes_the_room_there_is() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let mut form = VisitForm::new(town.homes[0].household, Purpose::Care, VisitContact::Met);
    form.content = "老人身体尚好，电话畅通，提醒按时服药。".repeat(12);
    let visit = town.fang.submit_visit(form, None).unwrap().visit;
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits");
    let share = |part: &str, whole: &str| {
        let script = "const width = (s) => document.querySelector(s).getBoundingClientRect().width;
            return Math.round(100 * width(arguments[0]) / width(arguments[1]))";
        browser.driver.run(script, &[json!(part), json!(whole)]).unwrap().as_i64().unwrap()
    };
    browser.shoot("visits-text");
    assert!(share("td.grow", "table.visits") >= 34, "of the list");
    browser.open(&town.visit_path(visit));
    browser.shoot("visit-text");
    assert!(share("p.text", ".lead-column") >= 94, "of its own page");
}

#[test]
fn enlarged_twice_a_log_is_not_covered_by_the_buttons_below_it() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let visit = town.visit(&town.fang, town.homes[0], &"老人身体尚好，提醒按时服药。".repeat(40));
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.supervisor);
    browser.screen(ENLARGED);
    browser.open(&town.visit_path(visit));
    browser.shoot("visit-enlarged");
    let below = "return document.querySelector('#judge').getBoundingClientRect().top > innerHeight";
    assert_eq!(browser.driver.run(below, &[]).unwrap(), true);
    assert_eq!(overflow(&browser), 0);
}

#[test]
fn coverage_counts_the_households_met_this_month_of_all() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    town.five_logs_on_two_days();
    let browser = town.at_desk(&town.supervisor);
    browser.open("/coverage");
    let row = |area: RowOf| browser.text_of(&format!("//tr[@data-key='{area}']"));
    let first = row(town.world.grid);
    assert!(first.contains("12") && first.contains("2"), "2 of 12 were met: {first}");
    browser.see(&format!("//tr[@data-key='{}']//td[normalize-space()='16%']", town.world.grid));
    browser
        .see(&format!("//tr[@data-key='{}']//td[normalize-space()='25%']", town.world.other_grid));
    browser.click(&format!("//tr[@data-key='{}']//a", town.world.grid));
    browser.see_path(&format!("/coverage/{}", town.world.grid));
    assert_eq!(browser.rows().len(), 12);
    assert_eq!(browser.count("//tr[@data-key][contains(., '已见面')]"), 2);
    browser.open("/coverage?month=2026-10");
    browser.see(&format!("//tr[@data-key='{}']//td[normalize-space()='0%']", town.world.grid));
}

type RowOf = gridbook_domain::AreaId;

#[test]
fn handhelds_are_listed_with_their_last_contact_version_and_what_waits_on_them() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    town.world.time.pass(3 * 86_400_000);
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.admin);
    browser.open("/handhelds");
    let rows = browser.rows();
    assert_eq!(rows.len(), 2);
    let (fang, min) = (town.fang.install().to_string(), town.min.install().to_string());
    assert_eq!(rows, [min.clone(), fang.clone()], "the longest silent first");
    let of = |install: &str| browser.text_of(&format!("//tr[@data-key='{install}']"));
    assert!(of(&min).contains("3 天前") && of(&fang).contains("刚刚"));
    assert!(of(&fang).contains("试验终端") && of(&fang).contains("王芳"));
    assert!(of(&fang).contains("0 条"));
    let neighbour = town.at_desk(&town.neighbour);
    neighbour.open("/handhelds");
    assert!(neighbour.rows().is_empty(), "another community's handhelds are not theirs to see");
}

impl Town {
    /// A log that was returned, and amended by its worker.
    fn returned_and_amended(&self) -> RecordId {
        let visit = self.visit(&self.fang, self.homes[2], "去过了。");
        self.served.sync(&self.fang);
        let verdict = json!({"visit": visit, "verdict": "returned", "reason": "请写明见到了谁。"});
        let feed = self.world.feed(self.world.grid);
        self.world.make(self.supervisor.account, gridbook_domain::Class::Review, feed, verdict);
        self.served.sync(&self.fang);
        let mut form = VisitForm::new(self.homes[2].household, Purpose::Routine, VisitContact::Met);
        "见到户主本人，核对了电话。".clone_into(&mut form.content);
        let amended = self.fang.amend_visit(visit, form, None).unwrap().visit;
        self.served.sync(&self.fang);
        amended
    }

    fn open_matters(&self) -> Vec<RecordId> {
        let found = self.fang.matters(None, None, 20).unwrap();
        found.lines.iter().map(|line| line.matter).collect()
    }
}
