//! A hub that is set back to an older copy, or that loses files, asks for everything again.

use gridbook_core::photo::PhotoState;
use gridbook_core::sync::PhotoMode;
use gridbook_core::visit::VisitForm;
use gridbook_domain::RecordId;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_testkit::{Home, Phone, World};

fn visit_with(phone: &Phone, home: &Home, photos: Vec<RecordId>) -> RecordId {
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
    form.content = "看过了。".to_owned();
    form.photos = photos;
    phone.submit_visit(form, None).unwrap().visit
}

fn photos(world: &World) -> (u64, u64) {
    let totals = world.hub().totals().unwrap();
    (totals.photos, totals.photos_durable)
}

#[test]
fn ops_and_photos_that_came_after_the_copy_come_again() {
    let (world, home, mut fang) = World::with_home_and_phone(80);
    let copy = world.centre.copy("copy");
    let photo = fang.photo(150_000, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    fang.sync().unwrap();
    assert_eq!((photos(&world), fang.status().unwrap().waiting), ((2, 2), 0));
    world.centre.set_back(&copy);
    assert_eq!(photos(&world), (0, 0));
    let report = fang.sync().unwrap();
    assert_eq!((report.pushed, report.photos), (1, 2));
    assert_eq!(photos(&world), (2, 2));
    assert_eq!(fang.photo_state(photo).unwrap(), Some(PhotoState::Durable));
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_photo_that_came_after_the_copy_comes_again_though_its_visit_is_in_it() {
    let (world, home, mut fang) = World::with_home_and_phone(81);
    let photo = fang.photo(150_000, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    fang.sync_as(PhotoMode::Nothing).unwrap();
    let copy = world.centre.copy("copy");
    fang.sync().unwrap();
    assert_eq!(photos(&world), (2, 2));
    world.centre.set_back(&copy);
    assert_eq!(photos(&world), (2, 0));
    let report = fang.sync_as(PhotoMode::Thumbnails).unwrap();
    assert_eq!((report.pushed, report.photos), (0, 1), "the thumbnail at once");
    assert_eq!(fang.photo_state(photo).unwrap(), Some(PhotoState::Local), "and it says so");
    assert!(fang.status().unwrap().message().contains("待发送 1 张照片"));
    fang.sync().unwrap();
    assert_eq!(fang.photo_state(photo).unwrap(), Some(PhotoState::Durable));
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_lost_folder_of_photos_is_asked_for_again_though_the_database_knows_them() {
    let (world, home, mut fang) = World::with_home_and_phone(82);
    let photo = fang.photo(150_000, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    fang.sync().unwrap();
    std::fs::remove_dir_all(world.centre.folder().join("photos")).unwrap();
    assert_eq!(world.hub().check_photos().unwrap(), 2);
    assert_eq!(world.hub().check_photos().unwrap(), 0, "they count as missing now");
    let report = fang.sync().unwrap();
    assert_eq!(report.photos, 2);
    assert_eq!(photos(&world), (2, 2));
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_photo_that_neither_hub_nor_phone_has_is_told_as_lost() {
    let (world, home, mut fang) = World::with_home_and_phone(83);
    let photo = fang.photo(150_000, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    fang.sync().unwrap();
    for photos in [world.centre.folder().join("photos"), fang.folder().join("photos")] {
        std::fs::remove_dir_all(photos).unwrap();
    }
    world.hub().check_photos().unwrap();
    fang.sync().unwrap();
    assert!(matches!(fang.photo_state(photo).unwrap(), Some(PhotoState::Lost { .. })));
    assert!(fang.status().unwrap().message().contains("1 张照片文件丢失"));
}
