//! A supervisor and visit logs: found, read, approved, returned, and read again when amended.

use crate::browser::Browser;
use crate::driver;
use crate::town::Town;
use gridbook_core::visit::VisitForm;
use gridbook_domain::outcome::NoticeKind;
use gridbook_domain::visit::{Purpose, Verdict, VisitContact};

#[test]
fn a_wrong_password_is_told_and_the_right_one_leads_to_today() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let browser = town.browser();
    browser.open("/visits");
    browser.see_page("sign-in");
    browser.sign_in("zhoumin", "not the password");
    browser.see_text("登录名或密码不对");
    assert_eq!(browser.value_of("login"), "zhoumin", "what was typed is kept");
    assert_eq!(browser.value_of("password"), "", "but not the password");
    browser.shoot("sign-in-wrong");
    browser.sign_in("zhoumin", &town.supervisor.password);
    browser.see_page("today");
    assert_eq!(browser.path(), "/today");
    browser.see_text("周敏");
    browser.see_text("督导员");
    browser.press("退出");
    browser.see_page("sign-in");
    browser.open("/visits");
    browser.see_page("sign-in");
}

/// Filters by one name, and gives how many rows there are then.
fn filtered(browser: &Browser, name: &str, value: &str) -> usize {
    browser.open("/visits");
    browser.choose(name, value);
    browser.press("筛选");
    browser.see_path(&format!("{name}={value}"));
    browser.rows().len()
}

#[test]
fn logs_are_found_by_grid_worker_date_purpose_and_whom_was_met() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let all = town.five_logs_on_two_days();
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits");
    assert_eq!(browser.rows().len(), all.len());
    assert_eq!(filtered(&browser, "worker", &town.min.account.to_string()), 2);
    assert_eq!(filtered(&browser, "purpose", "care"), 1);
    assert_eq!(filtered(&browser, "met", "nobody_home"), 1);
    assert_eq!(filtered(&browser, "standing", "waiting"), all.len());
    assert_eq!(filtered(&browser, "standing", "approved"), 0);
    browser.see_text("没有符合条件的走访记录");
    assert_eq!(filtered(&browser, "from", "2026-11-24"), 3, "the second day");
    assert_eq!(filtered(&browser, "until", "2026-11-23"), 2, "the first day");
    browser.open(&format!("/visits?area={}", town.world.other_grid));
    assert_eq!(browser.rows().len(), 2, "the second grid");
    browser.choose("purpose", "routine");
    browser.press("筛选");
    browser.see_path("purpose=routine");
    assert!(browser.path().contains(&town.world.other_grid.to_string()), "both at once");
    let found = browser.rows();
    assert!(found.iter().all(|row| all[3..].iter().any(|visit| visit.to_string() == *row)));
}

#[test]
fn a_long_list_is_read_page_by_page_and_back() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    for number in 0..130 {
        let home = town.homes[number % town.homes.len()];
        town.visit(&town.fang, home, &format!("第 {number} 次。"));
        town.world.time.pass(60_000);
    }
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits");
    browser.see_text("130 条");
    let first = browser.rows();
    let mut seen = first.clone();
    while browser.count("//a[@rel='next'][contains(., '下一页')]") == 1 {
        let before = browser.path();
        browser.follow("下一页");
        browser.see_path_other_than(&before);
        seen.extend(browser.rows());
    }
    assert_eq!(seen.len(), 130);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 130, "each log stands on one page");
    while browser.count("//a[@rel='prev'][contains(., '上一页')]") == 1 {
        let before = browser.path();
        browser.follow("上一页");
        browser.see_path_other_than(&before);
    }
    assert_eq!(browser.rows(), first);
}

#[test]
fn a_log_is_opened_with_its_evidence_and_approved() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let visit = town.full_log(&town.browser());
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits?standing=waiting");
    browser.click(&format!("//tr[@data-key='{visit}']//a"));
    browser.see("//h1[contains(., '赵建国')]");
    assert!(browser.path().contains("standing=waiting"), "the filter is kept");
    for text in ["老人身体尚好", "赵建国", "王芳", "下周送药", "真实性依据", "100****0099"]
    {
        browser.see_text(text);
    }
    assert_eq!(browser.loaded_pictures(), 1, "the photo is shown");
    browser.shoot("visit-waiting");
    browser.press("通过");
    browser.see_text("已通过");
    browser.open(&town.visit_path(visit));
    browser.see_text("审阅经过");
    browser.see_text("周敏");
    assert_eq!(town.world.record(visit).unwrap().fields["content"], "老人身体尚好。");
    town.served.sync(&town.fang);
    assert_eq!(town.fang.visit(visit).unwrap().line.verdict, Some(Verdict::Approved));
}

#[test]
fn v5_a_returned_log_reaches_the_phone_is_amended_there_and_both_versions_are_seen() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let visit = town.visit(&town.fang, town.homes[0], "去过了。");
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.supervisor);
    browser.open(&town.visit_path(visit));
    let reason = "请写明见到了谁，核对了什么。";
    browser.fill_in("/return", "reason", reason);
    browser.press("退回日志");
    browser.see_text("已退回");
    assert!(town.fang.notices(5).unwrap().is_empty(), "the phone has no network yet");
    town.served.sync(&town.fang);
    let notice = &town.fang.notices(5).unwrap()[0];
    assert_eq!((&notice.kind, notice.about), (&NoticeKind::VisitReturned, Some(visit)));
    assert_eq!((notice.message.as_str(), notice.by.as_str()), (reason, "周敏"));
    let mut form = VisitForm::new(town.homes[0].household, Purpose::Routine, VisitContact::Met);
    "见到户主本人，核对了电话。".clone_into(&mut form.content);
    form.people = vec![town.homes[0].head];
    let amended = town.fang.amend_visit(visit, form, None).unwrap().visit;
    town.served.sync(&town.fang);
    browser.open(&town.visit_path(visit));
    browser.see_text("去过了。");
    browser.see_text("网格员已更正这条日志");
    browser.follow("看更正后的日志");
    browser.see_text("见到户主本人，核对了电话。");
    assert!(browser.path().contains(&amended.to_string()));
    browser.see("//table[contains(@class, 'diff')]//td[contains(., '去过了。')]");
    browser.see("//table[contains(@class, 'diff')]//td[contains(., '见到户主本人')]");
    browser.shoot("visit-amended");
    browser.press("通过");
    browser.see_text("已通过");
}

#[test]
fn a_return_without_a_reason_is_told_at_the_field_and_sends_nothing() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let visit = town.visit(&town.fang, town.homes[0], "去过了。");
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.supervisor);
    browser.open(&town.visit_path(visit));
    browser.press("退回日志");
    browser.see("//*[@role='alert'][contains(., '原因')]");
    assert_eq!(browser.focused(), "reason", "one can type at once");
    browser.shoot("visit-no-reason");
    town.served.sync(&town.fang);
    assert!(town.fang.notices(5).unwrap().is_empty());
}

#[test]
fn a_list_is_walked_with_j_and_k_approved_with_a_and_returned_with_r() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let all = town.five_logs_on_two_days();
    let newest_first: Vec<String> = all.iter().rev().map(ToString::to_string).collect();
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits");
    assert_eq!(browser.rows(), newest_first);
    browser.click("//tr[@data-key][1]//a");
    browser.see_path(&newest_first[0]);
    browser.key("j");
    browser.see_path(&newest_first[1]);
    browser.key("j");
    browser.see_path(&newest_first[2]);
    browser.key("k");
    browser.see_path(&newest_first[1]);
    browser.key("a");
    browser.see_text("已通过");
    browser.open(&town.visit_path(all[2]));
    browser.key("r");
    browser.see_focus("reason");
    browser.type_on("请补充 ajk 三人的情况。");
    assert_eq!(browser.value_of("reason"), "请补充 ajk 三人的情况。", "typing is no command");
    browser.press("退回日志");
    browser.see_text("已退回");
    town.served.sync(&town.fang);
    town.served.sync(&town.min);
    let verdicts: Vec<_> = all
        .iter()
        .map(|visit| town.fang.visit(*visit).or_else(|_| town.min.visit(*visit)).unwrap())
        .map(|detail| detail.line.verdict)
        .collect();
    let expected = [None, None, Some(Verdict::Returned), Some(Verdict::Approved), None];
    assert_eq!(verdicts, expected);
}

#[test]
fn who_walks_a_long_list_by_keyboard_always_sees_where_they_are() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    for _ in 0..30 {
        town.visit(&town.fang, town.homes[0], "又来了一次。");
    }
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.supervisor);
    browser.open("/visits");
    let hidden = "const at = document.activeElement.getBoundingClientRect();
        const head = document.querySelector('thead th').getBoundingClientRect();
        return at.top < head.bottom || at.bottom > innerHeight";
    for key in ["j"; 25].into_iter().chain(["k"; 20]) {
        browser.key(key);
        assert_eq!(browser.driver.run(hidden, &[]).unwrap(), false, "{key}");
    }
}
