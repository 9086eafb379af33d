use super::{Correction, VisitForm};
use crate::error::BookError;
use crate::features::household::{DwellingEdit, HouseholdEdit, HouseholdFilter};
use crate::features::matter::MatterForm;
use crate::features::photo::PhotoState;
use crate::features::resident::{PersonEdit, PersonForm};
use crate::replica::ops::DeliveryState;
use crate::testing::fixture::{MORNING, Phone, id};
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::outcome::{Effect, PartOutcome, Why};
use gridbook_domain::visit::{Position, PositionSource, Purpose, Verdict, VisitContact};
use gridbook_domain::{Class, RecordId};
use serde_json::json;

fn form(household: RecordId, content: &str) -> VisitForm {
    VisitForm {
        content: content.to_owned(),
        ..VisitForm::new(household, Purpose::Care, VisitContact::Met)
    }
}

fn matter(content: &str) -> MatterForm {
    MatterForm {
        kind: Kind::General,
        category: Category::Safety,
        content: content.to_owned(),
        area: None,
        place: String::new(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    }
}

fn invalid(field: &str, why: Why) -> BookError {
    BookError::Invalid { field: field.to_owned(), why }
}

fn answer(effect: Effect, message: Option<&str>) -> PartOutcome {
    let message = message.map(str::to_owned);
    PartOutcome { effect, why: None, message, version: None, at: None, conflicts: Vec::new() }
}

#[test]
fn v4_a_visit_with_corrections_a_newcomer_and_a_matter_is_one_op() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let old = phone.person(home, "张秀英", json!({"phone": "13800000001"}));
    let dwelling =
        RecordId::parse(phone.fields(&Class::Household, home)["dwelling"].as_str().unwrap())
            .unwrap();
    let mut visit = form(home, "老人身体尚好，换了新号码");
    visit.people = vec![old];
    let edits = vec![PersonEdit::Phone(Some("138 0000 0002".to_owned()))];
    visit.corrections = vec![
        Correction::Person { person: old, edits },
        Correction::Household {
            household: home,
            edits: vec![HouseholdEdit::Note(Some("有台阶".to_owned()))],
        },
        Correction::Dwelling { dwelling, edits: vec![DwellingEdit::Door(Some("502A".to_owned()))] },
    ];
    visit.newcomers = vec![PersonForm { name: "李小龙".to_owned(), ..PersonForm::default() }];
    visit.matters = vec![matter("楼道灯不亮")];
    let saved = phone.book.submit_visit(visit, None).unwrap();

    let ops = phone.book.saved_ops().unwrap();
    assert_eq!(ops.len(), 1);
    let classes: Vec<_> = ops[0].parts.iter().map(|part| part.record_class.clone()).collect();
    use Class::{Dwelling, Household, Matter, Person, Visit};
    assert_eq!(classes, [Visit, Person, Household, Dwelling, Person, Matter]);
    assert_eq!(phone.patches(old), [json!({"phone": "13800000002"})]);
    assert_eq!(phone.fields(&Class::Person, saved.newcomers[0])["household"], home.to_string());
    let opened = phone.book.matter(saved.matters[0]).unwrap();
    assert_eq!((opened.visit, opened.household), (Some(saved.visit), Some(home)));
    let line = &phone.book.visits_of_household(home, 9).unwrap()[0];
    assert_eq!((line.address.as_str(), line.at), ("3号楼1单元502A", Some(MORNING)));
    assert!(line.unsettled);
}

#[test]
fn v4_two_corrections_of_one_person_are_one_part() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let person = phone.person(home, "张秀英", json!({}));
    let edit = |edit| Correction::Person { person, edits: vec![edit] };
    let mut visit = form(home, "一切正常");
    visit.corrections = vec![
        edit(PersonEdit::Note(Some("听力不好".to_owned()))),
        edit(PersonEdit::Workplace(Some("退休".to_owned()))),
    ];
    phone.book.submit_visit(visit, None).unwrap();
    let both = json!({"note": "听力不好", "workplace": "退休"});
    assert_eq!(phone.patches(person), [both]);
}

#[test]
fn v4_when_one_part_is_wrong_nothing_of_the_visit_is_saved() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let old = phone.person(home, "张秀英", json!({}));
    let mut visit = form(home, "一切正常");
    let note = Some("x".repeat(2001));
    visit.corrections =
        vec![Correction::Person { person: old, edits: vec![PersonEdit::Note(note)] }];
    visit.matters = vec![matter("楼道灯不亮")];
    let draft = phone.book.begin_draft("visit".to_owned(), Some(home), "{}".to_owned()).unwrap();
    let refused = phone.book.submit_visit(visit, Some(draft.draft)).unwrap_err();
    assert_eq!(refused, invalid("note", Why::BadField));
    assert_eq!(phone.ops(), 0);
    assert!(phone.book.visits_of_household(home, 9).unwrap().is_empty());
    assert!(phone.book.matters(None, None, 9).unwrap().lines.is_empty());
    assert_eq!(phone.book.drafts().unwrap().len(), 1, "the draft is still there");
}

#[test]
fn v1_who_was_met_decides_what_a_log_must_say() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let old = phone.person(home, "张秀英", json!({}));
    for (met, content, people, expected) in [
        (VisitContact::Met, "  ", vec![], Some(invalid("content", Why::MissingField))),
        (VisitContact::Refused, "", vec![], Some(invalid("content", Why::MissingField))),
        (VisitContact::NobodyHome, "", vec![old], Some(invalid("people", Why::BadField))),
        (VisitContact::NobodyHome, "", vec![], None),
        (VisitContact::MovedAway, "", vec![], None),
        (VisitContact::Met, "聊了近况", vec![old], None),
        (VisitContact::Met, "聊了近况", vec![id("nobody")], Some(BookError::NotFound)),
    ] {
        let visit = VisitForm { met: met.clone(), people, ..form(home, content) };
        assert_eq!(phone.book.submit_visit(visit, None).err(), expected, "{met} {content}");
    }
    let nowhere = phone.book.submit_visit(form(id("nowhere"), "聊了近况"), None);
    assert_eq!(nowhere.unwrap_err(), BookError::NotFound);
}

#[test]
fn v3_a_position_is_kept_as_it_was_captured_and_its_absence_blocks_nothing() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let position = Position {
        lat: 391_234_567,
        lon: 1_161_234_567,
        accuracy: 12,
        source: PositionSource::Gnss,
        mock: true,
    };
    let visit = VisitForm { position: Some(position.clone()), ..form(home, "聊了近况") };
    let with = phone.book.submit_visit(visit, None).unwrap();
    let without = phone.book.submit_visit(form(home, "聊了近况"), None).unwrap();
    assert_eq!(phone.book.visit(with.visit).unwrap().position, Some(position));
    assert_eq!(phone.book.visit(without.visit).unwrap().position, None);
}

#[test]
fn v5_an_amendment_is_a_new_log_and_both_stay() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let first = phone.book.submit_visit(form(home, "见到张秀英"), None).unwrap();
    phone.wait(60_000);
    let second = phone.book.amend_visit(first.visit, form(home, "见到张秀兰"), None).unwrap();
    assert_ne!(first.visit, second.visit);
    let detail = phone.book.visit(first.visit).unwrap();
    assert_eq!(detail.line.content, "见到张秀英");
    assert!(detail.line.amended && detail.line.amends.is_none());
    assert_eq!(detail.amendments.len(), 1);
    assert_eq!(detail.amendments[0].content, "见到张秀兰");
    assert_eq!(detail.amendments[0].amends, Some(first.visit));
    assert_eq!(phone.patches(first.visit).len(), 1, "the first log was not touched");
}

#[test]
fn v5_a_log_amended_again_and_again_counts_once() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let first = phone.book.submit_visit(form(home, "一"), None).unwrap().visit;
    let draft = phone.book.begin_draft("visit".to_owned(), Some(home), "{}".to_owned()).unwrap();
    let draft = Some(draft.draft);
    let second = phone.book.amend_visit(first, form(home, "二"), draft).unwrap().visit;
    let again = phone.book.amend_visit(first, form(home, "二"), draft);
    assert_eq!(again.unwrap_err(), BookError::AlreadySubmitted, "a second tap");
    let third = phone.book.amend_visit(first, form(home, "三"), None).unwrap().visit;
    let row = |visit| phone.book.visit(visit).unwrap().line;
    assert_eq!((row(second).amends, row(third).amends), (Some(first), Some(second)));
    assert_eq!([first, second, third].map(|visit| row(visit).amended), [true, true, false]);
}

#[test]
fn v5_an_amendment_stays_with_its_household_and_needs_a_log() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let other = phone.household("3号楼", "1单元", "503");
    let first = phone.book.submit_visit(form(home, "聊了近况"), None).unwrap();
    let moved = phone.book.amend_visit(first.visit, form(other, "聊了近况"), None);
    assert_eq!(moved.unwrap_err(), invalid("household", Why::BadField));
    let nothing = phone.book.amend_visit(id("nothing"), form(home, "聊了近况"), None);
    assert_eq!(nothing.unwrap_err(), BookError::NotFound);
}

#[test]
fn v6_a_draft_submitted_twice_makes_one_visit() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let draft = phone.book.begin_draft("visit".to_owned(), Some(home), "{}".to_owned()).unwrap();
    let first = phone.book.submit_visit(form(home, "聊了近况"), Some(draft.draft)).unwrap();
    assert_eq!(first.visit, draft.draft);
    assert!(phone.book.drafts().unwrap().is_empty());
    let again = phone.book.submit_visit(form(home, "聊了近况"), Some(draft.draft));
    assert_eq!(again.unwrap_err(), BookError::AlreadySubmitted);
    let unknown = phone.book.submit_visit(form(home, "聊了近况"), Some(id("no draft")));
    assert_eq!(unknown.unwrap_err(), BookError::NotFound);
    assert_eq!(phone.book.visits_of_household(home, 9).unwrap().len(), 1);
}

#[test]
fn f10_nobody_home_is_no_visit_and_an_amended_log_counts_by_its_amendment() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let last = || {
        let page = phone.book.households(HouseholdFilter::default(), None, 9).unwrap();
        page.lines[0].last_visit
    };
    let met = phone.book.submit_visit(form(home, "聊了近况"), None).unwrap();
    phone.wait(60_000);
    let nobody = VisitForm::new(home, Purpose::Care, VisitContact::NobodyHome);
    phone.book.submit_visit(nobody.clone(), None).unwrap();
    assert_eq!(last(), Some(MORNING));
    phone.wait(60_000);
    let amended = phone.book.amend_visit(met.visit, form(home, "改一个字"), None).unwrap();
    assert_eq!(last(), Some(MORNING), "the time is that of the first log");
    phone.book.amend_visit(amended.visit, nobody, None).unwrap();
    assert_eq!(last(), None, "it turned out that nobody was home");
}

#[test]
fn a_day_of_visits_is_the_deployments_day() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let ten_hours = 10 * 3_600_000;
    phone.book.submit_visit(form(home, "上午"), None).unwrap();
    phone.wait(ten_hours);
    phone.book.submit_visit(form(home, "晚上"), None).unwrap();
    phone.wait(ten_hours);
    phone.book.submit_visit(form(home, "次日"), None).unwrap();
    let day = |text: &str| -> Vec<String> {
        let lines = phone.book.visits_of_day(text.parse().unwrap()).unwrap();
        lines.into_iter().map(|line| line.content).collect()
    };
    assert_eq!(day("2026-11-23"), ["晚上", "上午"]);
    assert_eq!(day("2026-11-24"), ["次日"]);
    assert!(day("2026-11-22").is_empty());
}

#[test]
fn a_day_of_visits_is_reckoned_in_the_offset_that_the_deployment_sets() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    phone.book.submit_visit(form(home, "东八区上午十点"), None).unwrap();
    let on = |day: &str| phone.book.visits_of_day(day.parse().unwrap()).unwrap().len();
    assert_eq!((on("2026-11-22"), on("2026-11-23")), (0, 1));
    let offset = json!({"name": "offset_minutes", "value": -600});
    phone.hub_says(Class::Setting, "offset", offset);
    assert_eq!((on("2026-11-22"), on("2026-11-23")), (1, 0), "it is 16:00 of the day before");
}

#[test]
fn a_returned_log_says_why_and_the_newest_verdict_counts() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let saved = phone.book.submit_visit(form(home, "聊了近况"), None).unwrap();
    let about = saved.visit.to_string();
    let returned = json!({"visit": about, "verdict": "returned", "reason": "请写明见到了谁"});
    phone.hub_says(Class::Review, "first", returned);
    let detail = phone.book.visit(saved.visit).unwrap();
    assert_eq!(detail.line.verdict, Some(Verdict::Returned));
    assert_eq!(detail.reviews[0].reason, "请写明见到了谁");
    phone.wait(1);
    phone.hub_says(Class::Review, "second", json!({"visit": about, "verdict": "approved"}));
    let detail = phone.book.visit(saved.visit).unwrap();
    assert_eq!(detail.line.verdict, Some(Verdict::Approved));
    assert_eq!(detail.reviews.len(), 2);
}

#[test]
fn what_became_of_a_log_is_told_in_the_hubs_words() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let saved = phone.book.submit_visit(form(home, "聊了近况"), None).unwrap();
    let outcome = || phone.book.visit(saved.visit).unwrap().outcome.unwrap();
    assert_eq!((outcome().op, outcome().delivery), (saved.op, DeliveryState::Saved));
    assert_eq!((outcome().effect, outcome().message), (None, None));
    phone.answered(saved.op, 0, &answer(Effect::Refused, Some("不在您的网格内")));
    assert_eq!(outcome().effect, Some(Effect::Refused));
    assert_eq!(outcome().message.as_deref(), Some("不在您的网格内"));
}

#[test]
fn a_photo_goes_with_the_log_that_names_it_and_an_unknown_one_is_refused() {
    let phone = Phone::new();
    let home = phone.household("3号楼", "1单元", "502");
    let file = phone.folder().join("taken.png");
    std::fs::write(&file, b"\x89PNG\r\n\x1a\n not much of a picture").unwrap();
    let photo = phone.book.add_photo(&file, None).unwrap();
    std::fs::remove_file(&file).unwrap();
    let mut visit = form(home, "见附图");
    visit.photos = vec![photo];
    visit.matters = vec![MatterForm { photos: vec![photo], ..matter("楼道灯不亮") }];
    let saved = phone.book.submit_visit(visit.clone(), None).unwrap();
    let op = &phone.book.saved_ops().unwrap()[0];
    let photos = op.parts.iter().filter(|part| part.record_class == Class::Photo).count();
    assert_eq!(photos, 1, "named twice, described once");
    let detail = phone.book.visit(saved.visit).unwrap();
    assert_eq!((detail.line.photos, detail.photos[0].photo), (1, photo));
    assert_eq!(detail.photos[0].state, Some(PhotoState::Local));
    visit.photos.push(id("no such photo"));
    assert_eq!(phone.book.submit_visit(visit, None).unwrap_err(), BookError::NotFound);
}
