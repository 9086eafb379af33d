//! A matter on its way through the desks, and what the phone that reported it says to it.

use crate::browser::Browser;
use crate::driver;
use crate::town::{Town, matter};
use gridbook_domain::RecordId;
use gridbook_domain::matter::State;
use gridbook_domain::role::Role;

/// A matter that was reported, and the dispatcher's browser at it.
fn reported(town: &Town) -> (RecordId, Browser) {
    let matter = town.fang.report_matter(matter(2, None), None).unwrap().matter;
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.dispatcher);
    browser.open(&town.matter_path(matter));
    (matter, browser)
}

#[test]
fn m3_a_matter_goes_from_report_to_closed_by_dispatcher_handler_and_worker() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let handler = town.world.desk("chengguan", "城管办", Role::Handler, &[town.world.community]);
    let matter = town.fang.report_matter(matter(0, None), None).unwrap().matter;
    town.served.sync(&town.fang);
    let browser = town.at_desk(&town.dispatcher);
    browser.open("/matters");
    browser.see_text("人行道地砖破损");
    browser.click(&format!("//tr[@data-key='{matter}']//a"));
    browser.see("//h1[contains(., '市政设施')]");
    browser.shoot("matter-reported");
    browser.press("受理");
    browser.see_text("已受理");
    browser.fill("department", "城管办");
    browser.press("派遣");
    browser.see_text("已派遣");
    let other = town.at_desk(&handler);
    other.open(&town.matter_path(matter));
    other.press("开始办理");
    other.see_text("办理中");
    other.press("办理完毕");
    other.see_text("待核查");
    town.served.sync(&town.fang);
    assert_eq!(town.fang.matter(matter).unwrap().line.state, State::Handled);
    town.fang.verify_matter(matter).unwrap();
    town.served.sync(&town.fang);
    browser.open(&town.matter_path(matter));
    browser.see_text("已核查");
    browser.press("办结");
    browser.see_text("已办结");
    browser.open(&town.matter_path(matter));
    for step in ["何平", "城管办", "王芳"] {
        browser.see(&format!("//ol[contains(@class, 'history')]//*[contains(., '{step}')]"));
    }
    browser.see_text("这件事已经办结。");
    browser.shoot("matter-closed");
    browser.open("/matters");
    browser.see_without("matters", "人行道地砖破损");
    town.served.sync(&town.fang);
    assert_eq!(town.fang.matter(matter).unwrap().line.state, State::Closed);
}

#[test]
fn a_matter_returned_with_a_reason_comes_back_from_the_phone_in_better_words() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let (matter, browser) = reported(&town);
    browser.fill("reason", "请写明是哪个门。");
    browser.press("退回事件");
    browser.see_text("已退回");
    town.served.sync(&town.fang);
    assert_eq!(town.fang.matter(matter).unwrap().reason, "请写明是哪个门。");
    town.fang.resubmit_matter(matter, None, Some("小区北门东侧".to_owned())).unwrap();
    town.served.sync(&town.fang);
    browser.open(&town.matter_path(matter));
    browser.see_text("小区北门东侧");
    browser.see_text("待受理");
}

#[test]
fn a_step_on_a_page_that_others_have_overtaken_is_told_and_not_taken() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let matter = town.fang.report_matter(matter(0, None), None).unwrap().matter;
    town.served.sync(&town.fang);
    let (late, quick) = (town.at_desk(&town.dispatcher), town.at_desk(&town.dispatcher));
    late.open(&town.matter_path(matter));
    quick.open(&town.matter_path(matter));
    late.fill("reason", "地点不清。");
    quick.press("受理");
    quick.see_text("已受理");
    late.press("退回事件");
    late.see("//*[@role='alert'][contains(., '没有保存')]");
    assert_eq!(town.world.field(matter, "state"), "accepted");
}

#[test]
fn a_step_without_a_reason_is_told_at_the_field_of_that_step() {
    if !driver::is_there() {
        return;
    }
    let town = Town::new();
    let (_, browser) = reported(&town);
    browser.click("//form[@aria-label='退回事件']//textarea");
    browser.type_on(" ");
    browser.press("退回事件");
    browser.see_text("没有保存：请写明原因");
    browser.see_focus("reason");
    assert_eq!(browser.count("//*[@aria-invalid]"), 1);
    browser.see("//form[@aria-label='退回事件']//*[@aria-invalid][@aria-describedby='wrong']");
}
