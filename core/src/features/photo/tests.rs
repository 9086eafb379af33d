//! Taking photos in, naming them in saves, sending them.

use super::*;
use crate::BookError;
use crate::replica::outbox;
use crate::sync::{PhotoMode, SyncOptions};
use crate::testing::{Hub, Quiet, World, id};
use gridbook_domain::chain::body_hash;
use gridbook_domain::fields::TypedRecord as _;
use std::fs;

/// A made-up image of so many bytes.
fn image(world: &World, name: &str, bytes: usize) -> PathBuf {
    let seed = name.bytes().fold(7u8, u8::wrapping_add);
    let rest = (0..bytes - 3).map(|n| u8::try_from(n % 251).unwrap() ^ seed);
    let path = world.folder.path().join(name);
    fs::write(&path, [0xff, 0xd8, 0xff].into_iter().chain(rest).collect::<Vec<u8>>()).unwrap();
    path
}

/// Saves a note and the photos it names, as a visit would.
fn save(world: &World, photos: &[RecordId]) -> gridbook_domain::OpId {
    let save = |w: &WriteTx<'_>| {
        let mut parts = parts(w, photos, world.hub.grid)?;
        parts.push(crate::testing::note_part(1, world.hub.grid, "with photos"));
        outbox::save(w, parts)
    };
    world.book.write(save).unwrap()
}

fn sync(world: &World, photos: PhotoMode) -> Result<crate::sync::SyncReport, BookError> {
    world.book.sync(&world.hub, SyncOptions { photos }, &Quiet)
}

fn state(world: &World, photo: RecordId) -> PhotoState {
    world.book.photo_state(photo).unwrap().unwrap()
}

fn held(hub: &Hub, photo: &Photo) -> Option<Vec<u8>> {
    hub.state().photos.get(&photo.sha256.to_string()).cloned()
}

fn known(world: &World, photo: RecordId) -> Photo {
    world.book.read(|conn| described(conn, photo)).unwrap()
}

#[test]
fn a_photo_is_copied_before_a_save_can_name_it() {
    let world = World::enrolled();
    let file = image(&world, "a.jpg", 1000);
    let photo = world.book.add_photo(&file, None).unwrap();
    let bytes = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    let kept = world.book.photo_file(photo, false).unwrap().unwrap();
    assert_eq!(fs::read(kept).unwrap(), bytes);
    let known = known(&world, photo);
    assert_eq!((known.sha256, known.size), (body_hash(&bytes), 1000));
    assert_eq!(known.media, "image/jpeg");
    save(&world, &[photo]);
    assert_eq!(state(&world, photo), PhotoState::Local);
    let row = world.read(&Class::Photo, photo).unwrap();
    assert_eq!(Photo::from_fields(row.fields).unwrap(), known);
}

#[test]
fn what_is_no_image_or_too_large_is_refused_and_leaves_no_file() {
    let world = World::enrolled();
    let no_image = world.folder.path().join("a.txt");
    fs::write(&no_image, b"text").unwrap();
    let large = image(&world, "large.jpg", 20 * 1024 * 1024 + 1);
    let missing = world.folder.path().join("missing.jpg");
    let fault = |path: &Path| match world.book.add_photo(path, None) {
        Err(BookError::Photo { fault }) => fault,
        other => panic!("{other:?}"),
    };
    assert_eq!(fault(&no_image), crate::PhotoFault::NotAnImage);
    assert_eq!(fault(&large), crate::PhotoFault::TooLarge);
    assert_eq!(fault(&missing), crate::PhotoFault::Unreadable);
    assert!(files::list(world.folder.path()).unwrap().is_empty());
}

#[test]
fn records_go_first_and_thumbnails_before_originals() {
    let world = World::enrolled();
    let (file, small) = (image(&world, "a.jpg", 200_000), image(&world, "s.jpg", 900));
    let photo = world.book.add_photo(&file, Some(&small)).unwrap();
    save(&world, &[photo]);
    let known = known(&world, photo);
    let report = sync(&world, PhotoMode::Thumbnails).unwrap();
    assert_eq!((report.pushed, report.photos), (1, 1));
    assert_eq!(held(&world.hub, &known), None);
    assert_eq!(world.book.status().unwrap().photos_waiting, 1);
    assert_eq!(state(&world, photo), PhotoState::Local);
    let report = sync(&world, PhotoMode::All).unwrap();
    assert_eq!(report.photos, 1);
    assert_eq!(held(&world.hub, &known).unwrap(), fs::read(&file).unwrap());
    assert_eq!(state(&world, photo), PhotoState::Durable);
    assert_eq!(world.book.status().unwrap().photos_waiting, 0);
}

#[test]
fn a_photo_cut_at_half_resumes_from_half() {
    let world = World::enrolled();
    let photo = world.book.add_photo(&image(&world, "a.jpg", 256 * 1024), None).unwrap();
    save(&world, &[photo]);
    world.hub.state().photo_break_after = Some(2);
    let report = sync(&world, PhotoMode::All).unwrap();
    assert!(report.retry_after_ms.is_some());
    assert_eq!(state(&world, photo), PhotoState::Partial { sent: 128 * 1024 });
    assert_eq!(world.book.status().unwrap().waiting, 0, "records do not wait for photos");
    world.hub.state().photo_break_after = None;
    let world = world.reopened();
    sync(&world, PhotoMode::All).unwrap();
    assert_eq!((state(&world, photo), world.hub.state().photo_steps), (PhotoState::Durable, 4));
}

#[test]
fn a_link_that_dies_every_64_kib_still_completes_a_photo() {
    let world = World::enrolled();
    let photo = world.book.add_photo(&image(&world, "a.jpg", 300 * 1024), None).unwrap();
    save(&world, &[photo]);
    for step in 1..=5 {
        world.hub.state().photo_break_after = Some(step);
        sync(&world, PhotoMode::All).unwrap();
    }
    assert_eq!(state(&world, photo), PhotoState::Durable);
}

#[test]
fn a_photo_whose_file_is_gone_is_told_as_lost_and_keeps_no_other_back() {
    let world = World::enrolled();
    let gone = world.book.add_photo(&image(&world, "a.jpg", 1000), None).unwrap();
    let there = world.book.add_photo(&image(&world, "b.jpg", 1000), None).unwrap();
    save(&world, &[gone, there]);
    fs::remove_file(world.book.photo_file(gone, false).unwrap().unwrap()).unwrap();
    sync(&world, PhotoMode::All).unwrap();
    assert_eq!(state(&world, gone), PhotoState::Lost { reason: Lost::Missing });
    assert_eq!(state(&world, there), PhotoState::Durable);
    assert_eq!(world.book.status().unwrap().photos_lost, 1);
    world.book.add_photo(&image(&world, "a.jpg", 1000), None).unwrap();
    sync(&world, PhotoMode::All).unwrap();
    assert_eq!(state(&world, gone), PhotoState::Durable, "taken in again, it is there again");
}

#[test]
fn a_photo_the_hub_does_not_take_fails_no_sync_and_goes_on_waiting() {
    let world = World::enrolled();
    let photo = world.book.add_photo(&image(&world, "a.jpg", 1000), None).unwrap();
    save(&world, &[photo]);
    world.hub.state().photo_refused = true;
    let report = sync(&world, PhotoMode::All).unwrap();
    assert_eq!((report.pushed, report.photos, report.photos_stuck), (1, 0, 1));
    world.hub.state().photo_refused = false;
    sync(&world, PhotoMode::All).unwrap();
    assert_eq!(state(&world, photo), PhotoState::Durable);
}

#[test]
fn a_photo_whose_bytes_changed_here_is_told_as_lost() {
    let world = World::enrolled();
    let photo = world.book.add_photo(&image(&world, "a.jpg", 1000), None).unwrap();
    save(&world, &[photo]);
    let kept = world.book.photo_file(photo, false).unwrap().unwrap();
    let mut bytes = fs::read(&kept).unwrap();
    bytes[500] ^= 1;
    fs::write(&kept, &bytes).unwrap();
    sync(&world, PhotoMode::All).unwrap();
    assert_eq!(state(&world, photo), PhotoState::Lost { reason: Lost::Changed });
}

#[test]
fn photos_of_an_op_that_is_not_durable_wait_for_it() {
    let world = World::enrolled();
    let photo = world.book.add_photo(&image(&world, "a.jpg", 1000), None).unwrap();
    save(&world, &[photo]);
    world.hub.state().largest_push = 0;
    sync(&world, PhotoMode::All).unwrap();
    assert_eq!(world.hub.state().photo_steps, 0);
}

#[test]
fn a_photo_of_an_undone_save_can_be_named_again() {
    let world = World::enrolled();
    let photo = world.book.add_photo(&image(&world, "a.jpg", 1000), None).unwrap();
    let op = save(&world, &[photo]);
    assert_eq!(world.book.discard_photo(photo), Err(BookError::TooLate));
    world.book.undo(op).unwrap();
    assert_eq!(world.book.status().unwrap().photos_waiting, 0);
    save(&world, &[photo]);
    sync(&world, PhotoMode::All).unwrap();
    assert_eq!(state(&world, photo), PhotoState::Durable);
}

#[test]
fn the_same_picture_taken_in_twice_is_kept_until_nothing_names_it() {
    let world = World::enrolled();
    let file = image(&world, "a.jpg", 1000);
    let (one, two) =
        (world.book.add_photo(&file, None).unwrap(), world.book.add_photo(&file, None).unwrap());
    let op = save(&world, &[one]);
    world.book.discard_photo(two).unwrap();
    let world = world.reopened().reopened().reopened();
    assert!(world.book.photo_file(one, false).unwrap().is_some());
    world.book.undo(op).unwrap();
    world.book.discard_photo(one).unwrap();
    let world = world.reopened().reopened();
    assert!(files::list(world.folder.path()).unwrap().is_empty());
}

#[test]
fn a_leftover_file_is_swept_by_the_second_session_that_finds_it_and_a_drafts_photo_never() {
    let world = World::enrolled();
    let photo = world.book.add_photo(&image(&world, "a.jpg", 1000), None).unwrap();
    let stray = files::folder(world.folder.path()).join("0123.part");
    fs::write(&stray, b"half a copy").unwrap();
    let world = world.reopened();
    assert!(stray.exists(), "a save under way could still need it");
    let world = world.reopened();
    assert!(!stray.exists());
    assert!(world.book.photo_file(photo, false).unwrap().is_some());
    assert_eq!(world.book.photo_state(id(99)), Err(BookError::NotFound));
}
