//! Photos have their own lane.

use gridbook_core::photo::PhotoState;
use gridbook_core::sync::PhotoMode;
use gridbook_core::visit::VisitForm;
use gridbook_domain::RecordId;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_testkit::{Fate, Home, Phone, Weather, World};

fn visit_with(phone: &Phone, home: &Home, photos: Vec<RecordId>) -> RecordId {
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
    form.content = "看过了。".to_owned();
    form.photos = photos;
    phone.submit_visit(form, None).unwrap().visit
}

#[test]
fn a_photo_cut_at_half_resumes_from_half() {
    let (world, home, mut fang) = World::with_home_and_phone(70);
    let photo = fang.photo(10 * 64 * 1024, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    fang.sync_as(PhotoMode::Thumbnails).unwrap();
    // Ask for the news, ask for the offset, five steps, and the link is gone.
    fang.link.weather(Weather::Dies { after: 7 });
    let report = fang.sync().unwrap();
    assert!(report.retry_after_ms.is_some(), "it is to be tried again: {report:?}");
    let Some(PhotoState::Partial { sent }) = fang.photo_state(photo).unwrap() else {
        panic!("half a photo")
    };
    assert_eq!(sent, 5 * 64 * 1024);
    fang.kill();
    fang.link.weather(Weather::Good);
    let before = fang.link.sent();
    let report = fang.sync().unwrap();
    assert!(report.bytes_up < 6 * 64 * 1024, "only what was missing: {}", report.bytes_up);
    assert!(fang.link.sent() - before <= 8);
    assert_eq!(fang.photo_state(photo).unwrap(), Some(PhotoState::Durable));
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_photo_completes_over_a_link_that_dies_every_64_kib() {
    let (world, home, mut fang) = World::with_home_and_phone(71);
    let photo = fang.photo(5 * 64 * 1024 + 17, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    fang.sync_as(PhotoMode::Thumbnails).unwrap();
    let mut windows = 0;
    while fang.photo_state(photo).unwrap() != Some(PhotoState::Durable) {
        windows += 1;
        assert!(windows < 20, "a step a window carries it over");
        // The news and the offset get through, and one step, whose answer is lost.
        fang.link.weather(Weather::Dies { after: 2 });
        fang.sync().unwrap();
    }
    world.converge(&mut [&mut fang]);
    assert_eq!(world.hub().totals().unwrap().photos_durable, 2);
}

#[test]
fn records_never_wait_for_photos() {
    let (world, home, mut fang) = World::with_home_and_phone(72);
    let photo = fang.photo(500_000, &world.dice);
    let first = visit_with(&fang, &home, vec![photo]);
    fang.link.weather(Weather::Dies { after: 1 });
    fang.sync().unwrap();
    assert!(world.record(first).is_some(), "the log is there before any byte of its photo");
    assert_eq!(fang.status().unwrap().photos_waiting, 1);
    let second = visit_with(&fang, &home, Vec::new());
    fang.link.weather(Weather::Dies { after: 1 });
    fang.sync().unwrap();
    assert!(world.record(second).is_some(), "and a later log overtakes it");
    world.converge(&mut [&mut fang]);
}

#[test]
fn on_a_metered_network_only_small_versions_go_and_the_rest_follows_later() {
    let (world, home, mut fang) = World::with_home_and_phone(73);
    let photo = fang.photo(300_000, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    let report = fang.sync_as(PhotoMode::Thumbnails).unwrap();
    assert!(report.bytes_up < 20_000, "{}", report.bytes_up);
    assert_eq!(world.hub().totals().unwrap().photos_durable, 1);
    assert_eq!(fang.photo_state(photo).unwrap(), Some(PhotoState::Local));
    fang.sync().unwrap();
    assert_eq!(fang.photo_state(photo).unwrap(), Some(PhotoState::Durable));
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_photo_survives_every_way_a_request_can_go_wrong() {
    let (world, home, mut fang) = World::with_home_and_phone(74);
    let mut photos = Vec::new();
    for fate in Fate::WRONG {
        let photo = fang.photo(100_000, &world.dice);
        visit_with(&fang, &home, vec![photo]);
        // The records get through, then the offset is asked for, then the first step goes wrong.
        fang.link.next([Fate::Through, Fate::Through, *fate]);
        let _whatever_came_of_it = fang.sync();
        photos.push(photo);
    }
    world.converge(&mut [&mut fang]);
    for photo in photos {
        assert_eq!(fang.photo_state(photo).unwrap(), Some(PhotoState::Durable));
    }
}

#[test]
fn the_same_picture_named_by_two_logs_travels_once() {
    let (world, home, mut fang) = World::with_home_and_phone(75);
    let photo = fang.photo(200_000, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    visit_with(&fang, &home, vec![photo]);
    let report = fang.sync().unwrap();
    assert!(report.bytes_up < 220_000, "{}", report.bytes_up);
    world.converge(&mut [&mut fang]);
    assert_eq!(world.hub().totals().unwrap().photos_durable, 2);
}
