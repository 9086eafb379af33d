//! Visits: one save, one op, and the log's way to the supervisor and back.

use gridbook_core::matter::MatterForm;
use gridbook_core::resident::{PersonEdit, PersonForm};
use gridbook_core::visit::{Correction, VisitForm};
use gridbook_core::{BookError, DeliveryState};
use gridbook_domain::Class;
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::outcome::{Effect, NoticeKind, Why};
use gridbook_domain::person::DocumentKind;
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Purpose, Verdict, VisitContact};
use gridbook_testkit::{Fate, Home, Phone, World};
use serde_json::json;

fn full_visit(world: &World, phone: &Phone, home: &Home) -> VisitForm {
    let mut form = VisitForm::new(home.household, Purpose::Care, VisitContact::Met);
    form.people = vec![home.head];
    form.content = "老人身体尚可，楼道灯坏了。".to_owned();
    form.promise = "下周送药".to_owned();
    form.photos = vec![phone.photo(90_000, &world.dice)];
    let edits = vec![PersonEdit::Phone(Some("10000000009".to_owned()))];
    form.corrections.push(Correction::Person { person: home.head, edits });
    form.newcomers.push(PersonForm {
        name: "孙小满".to_owned(),
        document_kind: Some(DocumentKind::Refused),
        ..PersonForm::default()
    });
    form.matters.push(MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: "楼道灯不亮".to_owned(),
        area: None,
        place: "1号楼1单元".to_owned(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    });
    form
}

#[test]
fn v4_a_visit_with_correction_newcomer_matter_and_photo_is_one_op_and_takes_effect_once() {
    let (world, home) = World::with_home(20);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    fang.settle();
    let saved = fang.submit_visit(full_visit(&world, &fang, &home), None).unwrap();
    fang.link.next([Fate::Doubled, Fate::AnswerLost]);
    let _dies = fang.sync();
    world.converge(&mut [&mut fang, &mut min]);
    let ops = fang.saved_ops().unwrap();
    assert_eq!(ops.len(), 1, "one save is one op");
    assert_eq!(ops[0].op, saved.op);
    let effects: Vec<_> = ops[0].parts.iter().map(|part| part.effect.clone()).collect();
    assert_eq!(effects, vec![Some(Effect::Applied); 5]);
    assert_eq!(world.field(home.head, "phone"), "10000000009");
    assert_eq!(world.field(saved.newcomers[0], "name"), "孙小满");
    assert_eq!(world.field(saved.matters[0], "visit"), json!(saved.visit));
    let seen = min.visit(saved.visit).unwrap();
    assert_eq!(
        (seen.line.content.as_str(), seen.promise.as_str()),
        ("老人身体尚可，楼道灯坏了。", "下周送药",)
    );
    assert_eq!(seen.matters.len(), 1);
    assert_eq!(world.hub().totals().unwrap().photos_durable, 2, "the photo and its small version");
    assert_eq!(min.people_of(home.household).unwrap().len(), 3);
}

#[test]
fn v5_a_returned_log_reaches_its_author_the_amended_one_goes_up_and_both_stay() {
    let (world, home) = World::with_home(21);
    let supervisor = world.staff("督导员", Role::Supervisor);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    fang.settle();
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
    form.content = "去过了。".to_owned();
    let visit = fang.submit_visit(form.clone(), None).unwrap().visit;
    world.converge(&mut [&mut fang, &mut min]);
    let reason = "请写明见到了谁。";
    let verdict = json!({"visit": visit, "verdict": Verdict::Returned, "reason": reason});
    world.make(supervisor, Class::Review, world.feed(world.grid), verdict);
    world.converge(&mut [&mut fang, &mut min]);
    let notices = fang.notices(10).unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!((&notices[0].kind, notices[0].about), (&NoticeKind::VisitReturned, Some(visit)));
    assert_eq!((notices[0].message.as_str(), notices[0].by.as_str()), (reason, "督导员"));
    assert!(min.notices(10).unwrap().is_empty(), "nobody else is told");
    assert_eq!(fang.visit(visit).unwrap().line.verdict, Some(Verdict::Returned));
    form.content = "见到户主本人，核对了电话。".to_owned();
    form.people = vec![home.head];
    let amended = fang.amend_visit(visit, form, None).unwrap().visit;
    world.converge(&mut [&mut fang, &mut min]);
    let old = min.visit(visit).unwrap();
    assert_eq!(old.line.content, "去过了。", "the first log is untouched");
    assert!(old.line.amended);
    assert_eq!(old.amendments[0].visit, amended);
    assert_eq!(min.visit(amended).unwrap().line.amends, Some(visit));
}

#[test]
fn v5_a_log_is_amended_by_nobody_but_its_author() {
    let (world, home) = World::with_home(24);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    fang.settle();
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
    form.content = "去过了。".to_owned();
    let visit = fang.submit_visit(form.clone(), None).unwrap().visit;
    world.converge(&mut [&mut fang, &mut min]);
    let refused = min.amend_visit(visit, form, None).unwrap_err();
    let field = "amends".to_owned();
    assert_eq!(refused, BookError::Invalid { field, why: Why::NotYours });
    let tried = min.visit(visit).unwrap();
    assert!(tried.amendments.is_empty() && tried.line.content == "去过了。", "nothing was saved");
}

#[test]
fn v5_nobody_can_change_a_submitted_log_in_place() {
    let (world, home, mut fang) = World::with_home_and_phone(22);
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
    form.content = "去过了。".to_owned();
    let visit = fang.submit_visit(form, None).unwrap().visit;
    world.converge(&mut [&mut fang]);
    let admin = world.hub().own_account().unwrap();
    let told = world.edit(admin, visit, json!({"content": "没去。"}));
    assert_eq!(told.outcome.parts[0].effect, Effect::Refused);
    assert_eq!(world.field(visit, "content"), "去过了。");
    world.converge(&mut [&mut fang]);
}

#[test]
fn v6_a_draft_survives_a_kill_and_submits_once_however_often_it_is_tapped() {
    let (world, home, mut fang) = World::with_home_and_phone(23);
    let draft = fang.begin_draft("visit".to_owned(), Some(home.household), "{}".to_owned());
    let draft = draft.unwrap().draft;
    fang.save_draft(draft, r#"{"content":"门没"}"#.to_owned()).unwrap();
    fang.kill();
    assert_eq!(fang.draft(draft).unwrap().form, r#"{"content":"门没"}"#);
    let form = VisitForm::new(home.household, Purpose::Routine, VisitContact::NobodyHome);
    fang.submit_visit(form.clone(), Some(draft)).unwrap();
    fang.kill();
    fang.submit_visit(form, Some(draft)).unwrap_err();
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.visits_of_household(home.household, 10).unwrap().len(), 1);
}

#[test]
fn an_undo_before_the_first_sync_leaves_nothing_and_after_it_is_refused() {
    let (world, home, mut fang) = World::with_home_and_phone(24);
    let saved = fang.submit_visit(full_visit(&world, &fang, &home), None).unwrap();
    assert_eq!(fang.people_of(home.household).unwrap().len(), 3);
    fang.undo(saved.op).unwrap();
    fang.forget(saved.op);
    assert!(fang.saved_ops().unwrap().is_empty());
    assert!(fang.visits_of_household(home.household, 10).unwrap().is_empty());
    assert_eq!(fang.people_of(home.household).unwrap().len(), 2);
    assert_eq!(fang.reveal_person(home.head).unwrap().phone, "10000000000");
    world.converge(&mut [&mut fang]);
    assert!(world.record(saved.visit).is_none(), "the hub never hears of it");
    let kept = fang.submit_visit(full_visit(&world, &fang, &home), None).unwrap();
    // Once it may have been sent nobody can say that it was not, whatever became of the request.
    fang.link.next([Fate::RequestLost]);
    fang.sync().unwrap_err();
    assert_eq!(fang.saved_ops().unwrap()[0].state, DeliveryState::Staged);
    assert_eq!(fang.undo(kept.op), Err(BookError::TooLate));
    world.converge(&mut [&mut fang]);
    assert!(world.record(kept.visit).is_some());
}

#[test]
fn a_correction_upon_a_newcomer_not_yet_sent_arrives_in_order() {
    let (world, home) = World::with_home(25);
    let (mut fang, mut min) = (world.phone("王芳", world.grid), world.phone("李敏", world.grid));
    fang.settle();
    let form = PersonForm {
        household: Some(home.household),
        name: "周小雨".to_owned(),
        ..PersonForm::default()
    };
    let person = fang.add_person(form).unwrap().person;
    for number in ["10000000001", "10000000002"] {
        let edits = vec![PersonEdit::Phone(Some(number.to_owned()))];
        fang.correct_person(person, edits).unwrap();
    }
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(person, "phone"), "10000000002");
    assert!(fang.open_conflicts().unwrap().is_empty());
}
