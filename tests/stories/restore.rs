//! A hub that is set back to an older copy, or that loses files, asks for everything again.

use gridbook_core::matter::MatterForm;
use gridbook_core::photo::PhotoState;
use gridbook_core::sync::PhotoMode;
use gridbook_core::visit::VisitForm;
use gridbook_domain::matter::{Category, Kind};
use gridbook_domain::outcome::{Effect, NoticeKind};
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{Class, RecordId};
use gridbook_testkit::{Home, Phone, RestoreTarget, World};
use serde_json::json;

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

fn epochs(world: &World) -> i64 {
    world.centre.db().query_row("SELECT count(*) FROM epoch", [], |row| row.get(0)).unwrap()
}

#[test]
fn phones_that_are_ahead_of_the_hub_begin_one_new_epoch_and_learn_what_was_lost() {
    let (world, home) = World::with_home(84);
    let (mut fang, mut min) = world.two_phones();
    let copy = world.centre.copy("copy");
    for phone in [&mut fang, &mut min] {
        visit_with(phone, &home, Vec::new());
        visit_with(phone, &home, Vec::new());
        phone.sync().unwrap();
    }
    let before = fang.saved_ops().unwrap();
    world.centre.set_back(&copy);
    assert_eq!(epochs(&world), 1, "nobody told the hub");
    fang.sync().unwrap();
    assert_eq!(epochs(&world), 2);
    min.sync().unwrap();
    assert_eq!(epochs(&world), 2, "the loss is known");
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(epochs(&world), 2);
    assert_eq!(before.len(), 2);
    for phone in [&fang, &min] {
        let saved = phone.saved_ops().unwrap();
        assert!(saved.iter().all(|op| op.parts[0].effect == Some(Effect::Applied)));
        let notices = phone.notices(9).unwrap();
        assert_eq!((notices.len(), &notices[0].kind), (1, &NoticeKind::HubSetBack));
        assert!(notices[0].message.contains("丢失了本机已送达的 2 条"), "{}", notices[0].message);
        assert_eq!(phone.status().unwrap().lost_at_hub, 0, "all is there again");
    }
}

#[test]
fn until_it_is_sent_again_the_status_says_what_the_hub_lost() {
    let (world, home, mut fang) = World::with_home_and_phone(85);
    let copy = world.centre.copy("copy");
    let visit = visit_with(&fang, &home, Vec::new());
    fang.sync().unwrap();
    world.centre.set_back(&copy);
    // The hub's answer gets through, and then the network is gone.
    fang.link.weather(gridbook_testkit::Weather::Dies { after: 1 });
    assert!(fang.sync().is_err());
    let status = fang.status().unwrap();
    assert_eq!((status.waiting, status.delivered, status.lost_at_hub), (1, 0, 1));
    let message = status.message();
    assert!(
        message.contains("待发送 1 条") && message.contains("丢失了已送达的 1 条"),
        "{message}"
    );
    assert_eq!(fang.visit(visit).unwrap().line.content, "看过了。", "and it stays readable");
    world.converge(&mut [&mut fang]);
    assert!(!fang.status().unwrap().message().contains("丢失"));
}

#[test]
fn decisions_that_are_gone_are_told_to_the_worker_who_saw_them() {
    let (world, home, mut fang) = World::with_home_and_phone(86);
    let (desk, centre) =
        (world.staff("督导员", Role::Supervisor), world.staff("网格中心", Role::Dispatcher));
    let visit = visit_with(&fang, &home, Vec::new());
    let form = MatterForm {
        kind: Kind::Coordination,
        category: Category::Municipal,
        content: "路灯不亮".to_owned(),
        area: None,
        place: "东门".to_owned(),
        position: None,
        household: Some(home.household),
        photos: Vec::new(),
        settled: false,
    };
    let matter = fang.report_matter(form, None).unwrap().matter;
    fang.settle();
    let copy = world.centre.copy("copy");
    let feed = world.feed(world.grid);
    let returned = json!({"visit": visit, "verdict": "returned", "reason": "请写明见到了谁"});
    world.make(desk, Class::Review, feed, returned);
    world.edit(centre, matter, json!({"state": "accepted"}));
    fang.settle();
    let told: Vec<_> = fang.notices(9).unwrap();
    assert_eq!((told.len(), &told[0].kind), (1, &NoticeKind::VisitReturned));
    world.centre.set_back(&copy);
    world.hub().begin_epoch().unwrap();
    world.converge(&mut [&mut fang]);
    let told = fang.notices(9).unwrap();
    assert!(told.iter().all(|notice| notice.kind == NoticeKind::HubSetBack), "{told:?}");
    let about = |record| {
        let about: Vec<_> = told.iter().filter(|notice| notice.about == Some(record)).collect();
        assert_eq!(about.len(), 1, "{told:?}");
        about[0].message.clone()
    };
    let (verdict, step) = (about(visit), about(matter));
    assert!(verdict.contains("已退回") && verdict.contains("请写明见到了谁"), "{verdict}");
    assert!(step.contains("已受理") && step.contains("回到"), "{step}");
    assert_eq!(told.len(), 2, "nothing of its own was lost");
}

#[test]
fn a_backup_beside_the_running_hub_restores_it_with_its_photos_on_an_empty_machine() {
    let (world, home, mut fang) = World::with_home_and_phone(87);
    let backups = world.folder().join("backups");
    let first = fang.photo(150_000, &world.dice);
    visit_with(&fang, &home, vec![first]);
    fang.sync().unwrap();
    let done = world.hub().backup(&backups).unwrap();
    assert_eq!((done.photos, done.copied, done.missing), (2, 2, 0));
    let second = fang.photo(90_000, &world.dice);
    visit_with(&fang, &home, vec![second]);
    fang.sync().unwrap();
    world.time.pass(1_000);
    let restored = world.centre.restore(&backups, RestoreTarget::EmptyFolder);
    assert_eq!((restored.photos, restored.missing), (2, 0));
    assert_eq!(photos(&world), (2, 2));
    assert_eq!(epochs(&world), 2);
    let report = fang.sync().unwrap();
    assert_eq!((report.pushed, report.photos), (1, 2), "only what came after the backup");
    world.converge(&mut [&mut fang]);
    assert_eq!(photos(&world), (4, 4));
    assert_eq!(epochs(&world), 2, "the restore itself began the epoch");
}

#[test]
fn a_later_backup_copies_new_photos_alone_and_the_newest_is_restored() {
    let (world, home, mut fang) = World::with_home_and_phone(88);
    let backups = world.folder().join("backups");
    let mut folders = Vec::new();
    for size in [50_000, 60_000] {
        let photo = fang.photo(size, &world.dice);
        visit_with(&fang, &home, vec![photo]);
        fang.sync().unwrap();
        world.time.pass(60_000);
        let done = world.hub().backup(&backups).unwrap();
        assert_eq!(done.copied, 2, "{done:?}");
        folders.push(done.folder);
    }
    let newest = world.centre.restore(&backups, RestoreTarget::EmptyFolder);
    assert_eq!((newest.photos, &newest.from), (4, &folders[1]));
    let older = world.centre.restore(&folders[0], RestoreTarget::EmptyFolder);
    assert_eq!((older.photos, photos(&world)), (2, (2, 2)));
    world.converge(&mut [&mut fang]);
    assert_eq!(photos(&world), (4, 4));
}

#[test]
fn a_restore_keeps_newer_photos_and_withdrawals_of_the_folder_and_moves_its_database_aside() {
    let (world, home) = World::with_home(89);
    let (mut fang, mut min) = world.two_phones();
    let backups = world.folder().join("backups");
    world.hub().backup(&backups).unwrap();
    let photo = fang.photo(80_000, &world.dice);
    visit_with(&fang, &home, vec![photo]);
    fang.sync().unwrap();
    world.hub().revoke(min.install(), false).unwrap();
    let before = world.centre.folder();
    world.time.pass(1_000);
    world.centre.restore(&backups, RestoreTarget::OwnFolder);
    assert_eq!(world.centre.folder(), before);
    let kept = std::fs::read_dir(&before).unwrap().map(|entry| entry.unwrap().path());
    let kept: Vec<_> = kept.filter(|path| path.join("hub.db").exists()).collect();
    assert_eq!(kept.len(), 1, "the database of before");
    min.sync().unwrap();
    assert!(min.status().unwrap().revoked, "it stays revoked");
    let sent = fang.sync().unwrap();
    assert_eq!((sent.pushed, sent.bytes_up < 20_000), (1, true), "the photo was still there");
    assert_eq!(photos(&world), (2, 2));
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_damaged_backup_and_one_of_another_hub_are_refused_and_change_nothing() {
    let (world, _, mut fang) = World::with_home_and_phone(90);
    let other = World::new(91);
    let backups = world.folder().join("backups");
    let done = world.hub().backup(&backups).unwrap();
    let refused = |backup: &std::path::Path, folder: &std::path::Path| {
        let open = |file: &std::path::Path| {
            let store = gridbook_store_sqlite::SqliteStore::open(file)?;
            Ok(Box::new(store) as Box<dyn gridbook_store::Store>)
        };
        gridbook_hub::restore(&gridbook_hub::RestoreOptions {
            from: backup,
            folder,
            open: &open,
            replace: &|_| panic!("nothing is replaced"),
            clock: world.time.as_ref(),
            random: world.dice.as_ref(),
        })
        .unwrap_err()
        .to_string()
    };
    let empty = world.folder().join("empty");
    let words = refused(&done.folder, &other.centre.folder());
    assert!(words.contains("another hub"), "{words}");
    let words = refused(&world.folder().join("nothing"), &empty);
    assert!(words.contains("no such backup"), "{words}");
    let manifest = done.folder.join("manifest.jsonl");
    let whole = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, whole.lines().next().unwrap()).unwrap();
    let words = refused(&backups, &empty);
    assert!(words.contains("cut off"), "{words}");
    std::fs::write(&manifest, whole).unwrap();
    let database = done.folder.join("hub.db");
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[5_000] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    let words = refused(&backups, &empty);
    assert!(words.contains("other bytes"), "{words}");
    world.converge(&mut [&mut fang]);
}

#[test]
fn a_backup_while_a_phone_sends_is_of_one_moment() {
    let (world, home, mut fang) = World::with_home_and_phone(92);
    let (hub, dice) = (world.hub(), world.dice.clone());
    let sent = std::thread::scope(|scope| {
        let sending = scope.spawn(move || {
            for _ in 0..30 {
                let photo = fang.photo(5_000, &dice);
                visit_with(&fang, &home, vec![photo]);
                fang.sync().unwrap();
            }
            fang
        });
        for n in 0..6 {
            let done = hub.backup(&world.folder().join(format!("backups-{n}"))).unwrap();
            assert_eq!(done.missing, 0);
            let copy = rusqlite::Connection::open(done.folder.join("hub.db")).unwrap();
            gridbook_testkit::is_whole(&copy, "a backup");
            let count = |sql: &str| copy.query_row(sql, [], |row| row.get::<_, u64>(0)).unwrap();
            let durable = count("SELECT count(*) FROM photo WHERE durable IS NOT NULL");
            assert!(done.photos >= durable, "{durable} of {done:?}");
        }
        sending.join().unwrap()
    });
    drop(hub);
    let mut fang = sent;
    world.centre.restore(&world.folder().join("backups-5"), RestoreTarget::EmptyFolder);
    world.converge(&mut [&mut fang]);
    assert_eq!(photos(&world), (60, 60));
}
