//! The phone's file: opened twice, newer than the app, copied, damaged.

use gridbook_core::resident::PersonEdit;
use gridbook_core::sync::{Progress, SyncOptions, SyncProgress};
use gridbook_core::visit::VisitForm;
use gridbook_core::{Book, BookError, DatabaseKey, Options};
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_store_sqlite::SqliteStore;
use gridbook_testkit::{Home, Patient, World};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn visits(book: &Book, home: &Home, count: u32, who: &str) {
    for n in 0..count {
        let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
        form.content = format!("{who}第{n}次");
        book.submit_visit(form, None).unwrap();
        let edits = vec![PersonEdit::Note(Some(format!("{who}第{n}次")))];
        book.correct_person(home.head, edits).unwrap();
    }
}

#[test]
fn two_processes_may_hold_the_same_book_and_save_and_sync_at_once() {
    let (world, home, mut fang) = World::with_home_and_phone(100);
    let second = fang.open_again().unwrap();
    std::thread::scope(|scope| {
        for (book, who) in [(fang.book(), "甲"), (&second, "乙")] {
            let (link, home) = (fang.link.clone(), &home);
            scope.spawn(move || {
                for _ in 0..4 {
                    visits(book, home, 2, who);
                    // Whoever is second may be told to come back; nothing may be lost by it.
                    match book.sync(link.as_ref(), SyncOptions::default(), &Patient) {
                        Ok(_) => {}
                        Err(error) => assert!(error.can_retry(), "{error:?}"),
                    }
                }
            });
        }
    });
    drop(second);
    assert_eq!(fang.saved_ops().unwrap().len(), 32);
    world.converge(&mut [&mut fang]);
    assert_eq!(fang.visits_of_household(home.household, 50).unwrap().len(), 16);
}

#[test]
fn two_syncs_of_one_book_at_once_are_one_sync_and_one_that_is_told_so() {
    let (world, home, mut fang) = World::with_home_and_phone(101);
    visits(&fang, &home, 5, "甲");
    let (book, link) = (fang.book(), fang.link.clone());
    let second = || book.sync(link.as_ref(), SyncOptions::default(), &Patient);
    struct Again<F: Fn() + Send + Sync>(F);
    impl<F: Fn() + Send + Sync> Progress for Again<F> {
        fn report(&self, _: SyncProgress) -> bool {
            (self.0)();
            true
        }
    }
    let again = Again(|| assert_eq!(second(), Err(BookError::SyncRunning)));
    book.sync(link.as_ref(), SyncOptions::default(), &again).unwrap();
    world.converge(&mut [&mut fang]);
}

#[test]
fn the_database_of_a_newer_app_is_refused_and_not_a_byte_of_it_is_touched() {
    let (world, home, mut fang) = World::with_home_and_phone(102);
    visits(&fang, &home, 1, "甲");
    let copy = world.folder().join("newer");
    fs::create_dir_all(&copy).unwrap();
    fang.reopen();
    fs::copy(fang.folder().join("book.db"), copy.join("book.db")).unwrap();
    let db = rusqlite::Connection::open(copy.join("book.db")).unwrap();
    db.pragma_update(None, "user_version", 4_000).unwrap();
    drop(db);
    let before = bytes_of(&copy);
    let host = gridbook_core::host::Host::new(fang.clock.clone(), world.dice.clone());
    let options = Options { folder: copy.clone(), key: None };
    assert_eq!(Book::open(options, host.clone()).err(), Some(BookError::AppTooOld));
    assert_eq!(bytes_of(&copy)["book.db"], before["book.db"]);
    let options = Options { folder: copy, key: Some(DatabaseKey([1; 32])) };
    assert_eq!(Book::open(options, host).err(), Some(BookError::EncryptionUnavailable));
}

fn bytes_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let files = files.filter(|entry| entry.file_type().unwrap().is_file());
    let read = |entry: fs::DirEntry| {
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
    };
    files.map(read).collect()
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_for_the_salvage() {
    let world = World::new(103);
    let fang = world.phone("王芳", world.grid);
    let folder = world.folder().join("damaged");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("book.db"), vec![0x42; 8192]).unwrap();
    let host = gridbook_core::host::Host::new(fang.clock.clone(), world.dice.clone());
    let options = Options { folder: folder.clone(), key: None };
    assert_eq!(Book::open(options, host).err(), Some(BookError::Damaged));
    assert_eq!(bytes_of(&folder)["book.db"], vec![0x42; 8192]);
}

#[test]
fn a_hub_folder_is_locked_against_a_second_hub() {
    let world = World::new(104);
    let second = SqliteStore::open_folder(&world.centre.folder());
    let second = second.map_err(gridbook_hub::HubError::from).err();
    assert!(matches!(second, Some(gridbook_hub::HubError::InUse)), "{second:?}");
}

#[test]
fn a_book_that_was_copied_and_sent_from_both_copies_forks_is_told_and_loses_nothing() {
    let (world, home, mut fang) = World::with_home_and_phone(105);
    visits(&fang, &home, 1, "甲");
    fang.settle();
    let copy = world.folder().join("restored-backup");
    fang.reopen();
    fs::create_dir_all(copy.join("photos")).unwrap();
    for name in ["book.db", "book.db-wal"] {
        if fang.folder().join(name).exists() {
            fs::copy(fang.folder().join(name), copy.join(name)).unwrap();
        }
    }
    let host = gridbook_core::host::Host::new(fang.clock.clone(), world.dice.clone());
    let restored = Book::open(Options { folder: copy, key: None }, host).unwrap();
    visits(&fang, &home, 1, "原机");
    fang.settle();
    visits(&restored, &home, 1, "备份");
    let _told = restored.sync(fang.link.as_ref(), SyncOptions::default(), &Patient);
    let status = restored.status().unwrap();
    assert!(status.fork.is_some(), "{status:?}");
    assert!(status.message().contains("联系管理员"), "{}", status.message());
    assert_eq!(restored.saved_ops().unwrap().len(), 4, "what was recorded there stays there");
    let totals = world.hub().install_totals().unwrap();
    assert!(totals[0].forks > 0, "and the hub keeps the contradiction as evidence");
    visits(&fang, &home, 1, "原机再");
    world.converge(&mut [&mut fang]);
}
