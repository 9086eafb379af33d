use super::MatterForm;
use crate::error::BookError;
use crate::replica::ops::DeliveryState;
use crate::testing::fixture::{DEPLOYMENT_FEED, GRID, OTHER_GRID, Phone, id};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::outcome::{Effect, PartOutcome, Why};
use gridbook_domain::{Class, RecordId};
use serde_json::json;

fn form(kind: Kind, content: &str) -> MatterForm {
    MatterForm {
        kind,
        category: Category::Safety,
        content: content.to_owned(),
        area: Some(GRID),
        place: "3号楼北侧".to_owned(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    }
}

fn invalid(field: &str, why: Why) -> BookError {
    BookError::Invalid { field: field.to_owned(), why }
}

fn in_state(phone: &Phone, state: &str) -> RecordId {
    let matter = json!({"kind": "general", "category": "safety", "content": "井盖缺失",
        "state": state, "reason": "地点不清", "department": "市政"});
    phone.hub_says(Class::Matter, state, matter)
}

#[test]
fn m1_an_emergency_tells_whom_to_call_while_the_record_waits() {
    let phone = Phone::new();
    let unknown = phone.book.report_matter(form(Kind::Emergency, "燃气泄漏"), None).unwrap();
    let told = unknown.emergency.unwrap();
    assert_eq!((told.phone.as_deref(), told.waiting), (None, true));
    phone.hub_says(Class::Setting, "s", json!({"name": "emergency_phone", "value": "110"}));
    let saved = phone.book.report_matter(form(Kind::Emergency, "燃气泄漏"), None).unwrap();
    let told = saved.emergency.unwrap();
    assert_eq!(told.phone.as_deref(), Some("110"));
    assert!(told.message.contains("110") && told.message.contains("只保存在本机"));
    assert!(phone.book.emergency(saved.matter).unwrap().unwrap().waiting);
    let calm = phone.book.report_matter(form(Kind::General, "井盖缺失"), None).unwrap();
    assert_eq!(calm.emergency, None);
    assert_eq!(phone.book.emergency(calm.matter).unwrap(), None);
    let _ = DEPLOYMENT_FEED;
}

#[test]
fn m1_only_a_general_matter_is_settled_on_the_spot() {
    let phone = Phone::new();
    let settled = |kind| MatterForm { settled: true, ..form(kind, "已清理") };
    let saved = phone.book.report_matter(settled(Kind::General), None).unwrap();
    assert_eq!(phone.book.matter(saved.matter).unwrap().line.state, State::Closed);
    let refused = phone.book.report_matter(settled(Kind::Emergency), None).unwrap_err();
    assert_eq!(refused, invalid("state", Why::IllegalStep));
    let blank = phone.book.report_matter(form(Kind::General, " "), None).unwrap_err();
    assert_eq!(blank, invalid("content", Why::MissingField));
}

#[test]
fn a_matter_lies_in_the_grid_of_its_household_or_the_one_that_is_named() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let here = MatterForm { area: None, household: Some(home), ..form(Kind::General, "漏水") };
    let here = phone.book.report_matter(here, None).unwrap();
    assert_eq!(phone.fields(&Class::Matter, here.matter)["area"], GRID.to_string());
    let there = MatterForm { area: Some(OTHER_GRID), ..form(Kind::General, "漏水") };
    let there = phone.book.report_matter(there, None).unwrap();
    assert_eq!(phone.fields(&Class::Matter, there.matter)["area"], OTHER_GRID.to_string());
    let which = MatterForm { area: None, ..form(Kind::General, "漏水") };
    let refused = phone.book.report_matter(which, None).unwrap_err();
    assert_eq!(refused, invalid("area", Why::MissingField));
    let nowhere = MatterForm { household: Some(id("none")), ..form(Kind::General, "漏水") };
    assert_eq!(phone.book.report_matter(nowhere, None).unwrap_err(), BookError::NotFound);
}

#[test]
fn m3_a_handled_matter_is_verified_or_sent_back_with_a_reason() {
    let phone = Phone::new();
    let matter = in_state(&phone, "handled");
    let steps = phone.book.matter(matter).unwrap().steps;
    let shown = steps.iter().map(|step| (&step.to, step.label.as_str(), step.hint.as_str()));
    let expected = [
        (&State::Verified, "核查通过", "现场已处理好。"),
        (&State::Dispatched, "重新办理", "没有处理好，说明原因。"),
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    let unsaid = phone.book.send_back_matter(matter, "  ".to_owned()).unwrap_err();
    assert_eq!(unsaid, invalid("reason", Why::MissingField));
    phone.book.send_back_matter(matter, "没有修好".to_owned()).unwrap();
    assert_eq!(phone.patches(matter), [json!({"state": "dispatched", "reason": "没有修好"})]);
    let late = phone.book.verify_matter(matter).unwrap_err();
    assert_eq!(late, invalid("state", Why::IllegalStep), "it is dispatched now");
    assert!(phone.book.matter(matter).unwrap().steps.is_empty());
}

#[test]
fn m3_a_returned_matter_is_reported_again_with_what_was_unclear() {
    let phone = Phone::new();
    let matter = in_state(&phone, "returned");
    assert_eq!(phone.book.matter(matter).unwrap().reason, "地点不清");
    let place = Some("3号楼北侧第二个井盖".to_owned());
    phone.book.resubmit_matter(matter, Some(" ".to_owned()), place).unwrap();
    let patch = json!({"state": "reported", "place": "3号楼北侧第二个井盖"});
    assert_eq!(phone.patches(matter), [patch]);
    let detail = phone.book.matter(matter).unwrap();
    assert_eq!((detail.line.state, detail.line.content.as_str()), (State::Reported, "井盖缺失"));
}

#[test]
fn m3_a_step_of_the_centre_or_a_department_is_not_the_workers() {
    let phone = Phone::new();
    for state in ["reported", "accepted", "dispatched", "handling", "verified", "closed"] {
        let matter = in_state(&phone, state);
        assert!(phone.book.matter(matter).unwrap().steps.is_empty(), "{state}");
        assert!(phone.book.verify_matter(matter).is_err(), "{state}");
        let back = phone.book.send_back_matter(matter, "没有修好".to_owned());
        assert!(back.is_err(), "{state}");
    }
    assert_eq!(phone.ops(), 0);
}

#[test]
fn the_way_of_a_matter_shows_what_this_phone_did_and_what_became_of_it() {
    let phone = Phone::new();
    let matter = in_state(&phone, "handled");
    let op = phone.book.send_back_matter(matter, "没有修好".to_owned()).unwrap();
    let history = phone.book.matter(matter).unwrap().history;
    assert_eq!((history[0].to.clone(), history[0].effect.clone()), (Some(State::Dispatched), None));
    assert_eq!(history[0].delivery, DeliveryState::Saved);
    let refused = PartOutcome {
        effect: Effect::Refused,
        why: Some(Why::IllegalStep),
        message: None,
        version: None,
        at: None,
        conflicts: Vec::new(),
    };
    phone.answered(op, 0, &refused);
    let history = phone.book.matter(matter).unwrap().history;
    assert_eq!(history[0].effect, Some(Effect::Refused));
    assert_eq!(history[0].message.as_deref(), Some(Why::IllegalStep.label()));
}

#[test]
fn pages_of_matters_show_each_once_changed_last_first() {
    let phone = Phone::new();
    for (count, state) in ["reported", "handled", "closed", "returned"].iter().enumerate() {
        in_state(&phone, state);
        phone.wait(i64::try_from(count % 2).unwrap());
    }
    let all = |state: Option<State>, limit| {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = phone.book.matters(state.clone(), after, limit).unwrap();
            seen.extend(page.lines.into_iter().map(|line| line.matter));
            after = page.next;
            if after.is_none() {
                return seen;
            }
        }
    };
    let at_once = all(None, 50);
    assert_eq!(at_once.len(), 4);
    for limit in 1..4 {
        assert_eq!(all(None, limit), at_once, "{limit}");
    }
    assert_eq!(all(Some(State::Handled), 1), [id("handled")]);
    assert!(all(Some(State::Verified), 1).is_empty());
    let bad = phone.book.matters(None, Some("?".to_owned()), 5);
    assert!(matches!(bad, Err(BookError::Invalid { .. })));
}
