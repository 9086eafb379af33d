//! What a network may do to a request, and what must not follow from it.

use gridbook_core::matter::MatterForm;
use gridbook_core::resident::{PersonEdit, PersonForm};
use gridbook_core::sync::transport::{Request, Response, Transport, TransportError};
use gridbook_core::sync::{PhotoMode, Progress, SyncOptions, SyncProgress};
use gridbook_core::visit::VisitForm;
use gridbook_core::{Book, BookError, DeliveryState};
use gridbook_domain::RecordId;
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_testkit::{Fate, Home, Patient, Phone, Weather, World};
use std::sync::atomic::{AtomicU64, Ordering};

fn visit(book: &Book, home: &Home, content: &str) -> RecordId {
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
    form.content = content.to_owned();
    book.submit_visit(form, None).unwrap().visit
}

#[test]
fn an_answer_that_is_lost_costs_nothing_and_has_one_effect() {
    let (world, home, mut fang) = World::with_home_and_phone(40);
    let log = visit(&fang, &home, "一");
    fang.link.next([Fate::AnswerLost, Fate::AnswerLost]);
    fang.sync().unwrap_err();
    assert!(world.record(log).is_some(), "the hub has it");
    assert_eq!(fang.status().unwrap().waiting, 1, "the phone does not know and keeps it");
    fang.sync().unwrap_err();
    fang.sync().unwrap();
    assert_eq!(fang.status().unwrap().waiting, 0);
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_request_that_arrives_twice_or_long_after_it_was_given_up_has_one_effect() {
    let (world, home, mut fang) = World::with_home_and_phone(41);
    visit(&fang, &home, "一");
    fang.link.next([Fate::Doubled]);
    fang.sync().unwrap();
    visit(&fang, &home, "二");
    fang.link.next([Fate::Late]);
    fang.sync().unwrap_err();
    visit(&fang, &home, "三");
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.visits_of_household(home.household, 10).unwrap().len(), 3);
}

#[test]
fn a_captive_portal_acknowledges_nothing() {
    let (world, home, mut fang) = World::with_home_and_phone(42);
    let log = visit(&fang, &home, "一");
    let before = fang.status().unwrap();
    for fate in [Fate::Portal, Fate::Redirect, Fate::AnswerCut] {
        fang.link.next([fate]);
        let error = fang.sync().unwrap_err();
        assert!(error.can_retry(), "{fate:?} ends with {error:?}");
        let after = fang.status().unwrap();
        assert_eq!((after.waiting, after.delivered), (1, before.delivered), "{fate:?}");
        assert!(after.message().contains("待发送 1 条"), "{}", after.message());
    }
    assert!(world.record(log).is_some(), "the cut answer's request had arrived");
    world.converge(&mut [&mut fang]);
}

#[test]
fn an_answer_delivers_nothing_that_its_request_did_not_bring() {
    let (world, home, mut fang) = World::with_home_and_phone(54);
    let log = visit(&fang, &home, "一");
    // Staged and lost twice; the third attempt begins with a pull alone, which gets through.
    fang.link.next([Fate::RequestLost, Fate::RequestLost, Fate::Through, Fate::Offline]);
    for _ in 0..3 {
        fang.sync().unwrap_err();
    }
    assert!(world.record(log).is_none(), "the hub has not seen it");
    assert_eq!(fang.saved_ops().unwrap()[0].state, DeliveryState::Staged, "and the phone knows");
    assert_eq!(fang.status().unwrap().waiting, 1);
    world.converge(&mut [&mut fang]);
    assert!(world.record(log).is_some());
}

#[test]
fn an_old_answer_repeated_on_the_way_acknowledges_nothing_new_and_does_no_harm() {
    let (world, home, mut fang) = World::with_home_and_phone(55);
    visit(&fang, &home, "一");
    fang.settle();
    let log = visit(&fang, &home, "二");
    for _ in 0..3 {
        fang.link.next([Fate::Replayed, Fate::Offline]);
        let _whatever = fang.sync();
        assert_eq!(fang.status().unwrap().waiting, 1, "genuine, but of yesterday");
        assert!(fang.status().unwrap().fork.is_none());
    }
    assert!(world.record(log).is_none());
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.status().unwrap().restarts, 0);
}

#[test]
fn another_hubs_answer_is_not_believed() {
    let (world, home, mut fang) = World::with_home_and_phone(43);
    visit(&fang, &home, "一");
    let other = World::new(44);
    let stranger = other.phone("王芳", other.grid);
    let (options, patient) = (SyncOptions::default(), Patient);
    // The other hub does not know the token; a forged answer would lack the signature.
    let error = fang.book().sync(stranger.link.as_ref(), options, &patient).unwrap_err();
    assert_eq!(error, BookError::SignIn);
    assert_eq!(fang.status().unwrap().waiting, 1);
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_hub_that_was_restarted_or_crashed_goes_on_where_it_was() {
    let (world, home, mut fang) = World::with_home_and_phone(45);
    visit(&fang, &home, "一");
    fang.link.next([Fate::HubRestarts]);
    fang.sync().unwrap();
    visit(&fang, &home, "二");
    fang.link.next([Fate::HubCrashes]);
    fang.sync().unwrap_err();
    world.centre.restart();
    let mut min = world.phone("李敏", world.grid);
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(min.visits_of_household(home.household, 10).unwrap().len(), 2);
}

#[test]
fn a_phone_that_dies_before_or_after_a_request_loses_nothing_and_repeats_nothing() {
    let (world, home, mut fang) = World::with_home_and_phone(46);
    for (n, fate) in [Fate::KilledBefore, Fate::KilledAfter].into_iter().enumerate() {
        visit(&fang, &home, &format!("第{n}次"));
        fang.link.next([fate]);
        fang.sync().unwrap_err();
        assert_eq!(fang.saved_ops().unwrap().len(), n + 1, "after {fate:?}");
        assert_eq!(fang.saved_ops().unwrap()[n].state, DeliveryState::Staged, "after {fate:?}");
        fang.settle();
    }
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.visits_of_household(home.household, 10).unwrap().len(), 2);
}

#[test]
fn an_enrolment_whose_answer_was_lost_gives_the_same_install() {
    let world = World::new(47);
    let account = world.account("王芳", gridbook_domain::role::Role::Worker, &[world.grid]);
    let mut phone = world.unenrolled(account, "王芳");
    let line = world.invitation(account);
    for fate in [Fate::AnswerLost, Fate::AnswerCut, Fate::Portal, Fate::Doubled] {
        phone.link.next([fate]);
        let enrolled = phone.enrol(&line, "试验终端", phone.link.as_ref());
        assert_eq!(enrolled.is_ok(), fate == Fate::Doubled, "{fate:?}: {enrolled:?}");
        phone.kill();
    }
    let installs = world.hub().installs().unwrap();
    assert_eq!(installs.len(), 1, "however often it asked");
    assert_eq!(installs[0].install, phone.install());
    let thief = world.unenrolled(account, "拾到邀请码的人");
    let refused = thief.enrol(&line, "别的终端", thief.link.as_ref());
    assert_eq!(refused, Err(BookError::Invitation { refused: true }), "a code is good once");
    world.converge(&mut [&mut phone]);
}

/// Does something between the answers.
struct Between<F: Fn(u64) + Send + Sync>(AtomicU64, F);

impl<F: Fn(u64) + Send + Sync> Progress for Between<F> {
    fn report(&self, _: SyncProgress) -> bool {
        (self.1)(self.0.fetch_add(1, Ordering::SeqCst));
        true
    }
}

#[test]
fn what_is_saved_while_a_first_sync_runs_is_kept_and_goes_along() {
    let world = World::new(48);
    let homes = world.homes(world.grid, 900);
    let mut fang = world.phone("王芳", world.grid);
    let (book, link) = (fang.book(), fang.link.clone());
    let between = Between(AtomicU64::new(0), |_| {
        // Each page may be the first that brings the home.
        if book.household(homes[0].household).is_ok() {
            visit(book, &homes[0], "首次同步途中");
            let edits = vec![PersonEdit::Phone(Some("10000000001".to_owned()))];
            book.correct_person(homes[0].head, edits).unwrap();
        }
    });
    let report = book.sync(link.as_ref(), SyncOptions::default(), &between).unwrap();
    assert!(report.requests > 2, "the first sync takes several pages: {report:?}");
    let saved = fang.saved_ops().unwrap().len();
    assert!(saved > 2, "{saved} saves on the way");
    world.converge(&mut [&mut fang]);
    assert_eq!(world.field(homes[0].head, "phone"), "10000000001");
}

/// Saves while a request is on its way: after it was built, before its answer is taken in.
struct Meanwhile<'a, F: Fn() + Send + Sync>(&'a Phone, F);

impl<F: Fn() + Send + Sync> Transport for Meanwhile<'_, F> {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        (self.1)();
        let answer = self.0.link.send(request);
        (self.1)();
        answer
    }
}

#[test]
fn what_is_saved_while_a_request_is_on_its_way_is_not_taken_for_delivered() {
    let (world, home, mut fang) = World::with_home_and_phone(49);
    visit(&fang, &home, "零");
    let count = AtomicU64::new(0);
    let meanwhile = Meanwhile(&fang, || {
        let n = count.fetch_add(1, Ordering::SeqCst);
        if n < 6 {
            visit(fang.book(), &home, "同步途中");
            let edits = vec![PersonEdit::Note(Some(format!("第{n}次")))];
            fang.book().correct_person(home.head, edits).unwrap();
        }
    });
    fang.book().sync(&meanwhile, SyncOptions::default(), &Patient).unwrap();
    assert_eq!(fang.saved_ops().unwrap().len(), 13);
    world.converge(&mut [&mut fang]);
    assert_eq!(world.field(home.head, "note"), "第5次");
    assert!(fang.open_conflicts().unwrap().is_empty());
}

#[test]
fn a_first_sync_cut_off_at_every_request_goes_on_and_does_not_begin_anew() {
    let world = World::new(50);
    world.homes(world.grid, 900);
    let mut fang = world.phone("王芳", world.grid);
    let mut windows = 0;
    while fang.sync_as(PhotoMode::Nothing).is_err() || windows == 0 {
        windows += 1;
        assert!(windows < 60, "the windows carry a first sync to its end");
        fang.kill();
        fang.link.weather(Weather::Dies { after: 1 });
    }
    assert_eq!(fang.status().unwrap().restarts, 0);
    world.converge(&mut [&mut fang]);
}

#[test]
fn device_clocks_set_wildly_wrong_change_only_when_something_is_said_to_have_happened() {
    let (right, wrong) = (a_day(51, false), a_day(51, true));
    assert_eq!(right, wrong);
}

/// A day of two phones; what it comes to, without times and ids.
fn a_day(seed: u64, wrong: bool) -> Vec<String> {
    const DECADE: i64 = 10 * 365 * 86_400_000;
    let (world, home) = World::with_home(seed);
    let (mut fang, mut min) =
        (world.settled_phone("王芳", world.grid), world.settled_phone("李敏", world.grid));
    for n in 0..4u32 {
        if wrong {
            fang.clock.set_off(if n % 2 == 0 { -DECADE } else { DECADE });
            min.clock.set_off(i64::from(n) * 86_400_000);
            fang.clock.reboot();
        }
        world.time.pass(3_600_000);
        let edits = |by: &str| vec![PersonEdit::Note(Some(format!("{by}第{n}次")))];
        fang.correct_person(home.head, edits("芳")).unwrap();
        min.correct_person(home.head, edits("敏")).unwrap();
        visit(&fang, &home, &format!("第{n}次"));
        min.settle();
        fang.settle();
    }
    world.converge(&mut [&mut fang, &mut min]);
    let now = world.time.now();
    for line in fang.visits_of_household(home.household, 10).unwrap() {
        assert!(line.at.unwrap() <= now, "nothing has happened after it arrived");
    }
    let conflicts = min.open_conflicts().unwrap();
    let mut all: Vec<_> =
        conflicts.iter().map(|one| format!("{}/{}", one.kept, one.lost)).collect();
    all.sort();
    all.push(world.field(home.head, "note").to_string());
    all
}

#[test]
fn m1_an_emergency_recorded_without_a_network_says_whom_to_call_until_it_is_delivered() {
    let world = World::new(52);
    world.hub().set("emergency_phone", "110".into()).unwrap();
    let mut fang = world.settled_phone("王芳", world.grid);
    let form = MatterForm {
        kind: Kind::Emergency,
        category: Category::Safety,
        content: "燃气泄漏".to_owned(),
        area: None,
        place: "1号楼".to_owned(),
        position: None,
        household: None,
        photos: Vec::new(),
        settled: false,
    };
    fang.link.weather(Weather::Offline);
    let saved = fang.report_matter(form, None).unwrap();
    let told = saved.emergency.unwrap();
    assert!(told.waiting && told.message.contains("110"), "{}", told.message);
    fang.sync().unwrap_err();
    assert!(fang.emergency(saved.matter).unwrap().unwrap().waiting);
    fang.settle();
    assert!(!fang.emergency(saved.matter).unwrap().unwrap().waiting);
}

#[test]
fn a_second_handheld_of_the_same_worker_sees_the_same_ledger() {
    let (world, home) = World::with_home(53);
    let mut first = world.settled_phone("王芳", world.grid);
    let mut second = world.phone_of(first.account, "王芳");
    second.settle();
    let form = PersonForm {
        household: Some(home.household),
        name: "吴晓".to_owned(),
        ..PersonForm::default()
    };
    let person = first.add_person(form).unwrap().person;
    first.settle();
    second.settle();
    let edits = vec![PersonEdit::Phone(Some("10000000003".to_owned()))];
    second.correct_person(person, edits).unwrap();
    world.converge(&mut [&mut first, &mut second]);
    assert_eq!(first.reveal_person(person).unwrap().phone, "10000000003");
    // The other handheld is another install: what it wrote unseen is concurrent, also of oneself.
    let note = |text: &str| vec![PersonEdit::Note(Some(text.to_owned()))];
    first.correct_person(person, note("甲")).unwrap();
    second.correct_person(person, note("乙")).unwrap();
    world.converge(&mut [&mut first, &mut second]);
    assert_eq!(second.open_conflicts().unwrap().len(), 1, "both words are kept");
}
