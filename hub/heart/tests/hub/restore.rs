//! A database that is set back to an older copy: what was withdrawn since stays withdrawn.

use gridbook_domain::Class;
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::trust::PrivateKey;
use gridbook_domain::wire::*;
use gridbook_hub::{HubError, HubOptions};
use gridbook_store::Login;
use gridbook_store_sqlite::SqliteStore;
use gridbook_testkit::hub::*;
use std::path::Path;
use std::sync::Arc;

/// Copies the database as it is, through the store's own connections.
fn copy(world: &HubWorld) -> tempfile::TempDir {
    let to = tempfile::tempdir().unwrap();
    world.hub.store().copy_to(&to.path().join("hub.db")).unwrap();
    to
}

/// Closes the hub, puts a copy of the database in place of the present one, and opens it again.
fn set_back(world: HubWorld, copy: &Path) -> HubWorld {
    let HubWorld { hub, clock, folder, community, grid, other_grid } = world;
    drop(hub);
    std::fs::copy(copy.join("hub.db"), folder.path().join("hub.db")).unwrap();
    let hub = open(folder.path(), &clock, 77);
    HubWorld { hub, clock, folder, community, grid, other_grid }
}

fn epochs(world: &HubWorld) -> i64 {
    world.number("SELECT count(*) FROM epoch")
}

#[test]
fn a_revoked_phone_stays_revoked_and_a_lost_one_wipes() {
    let world = HubWorld::new();
    let (gone, lost) = (world.worker("王芳"), world.worker("李敏"));
    let before = copy(&world);
    world.hub.revoke(gone.install, false).unwrap();
    world.hub.revoke(lost.install, false).unwrap();
    world.hub.revoke(lost.install, true).unwrap();
    let world = set_back(world, before.path());
    assert_eq!(epochs(&world), 2, "the database was behind");
    let kinds = |phone: &PaperPhone| {
        let answer = world.sync(phone, &phone.request());
        answer.directives.into_iter().map(|one| one.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&gone), [DirectiveKind::Revoked]);
    assert_eq!(kinds(&lost), [DirectiveKind::Revoked, DirectiveKind::Wipe]);
    let world = world.reopened();
    assert_eq!(epochs(&world), 2, "now it has everything");
}

#[test]
fn an_install_that_the_copy_does_not_know_is_still_known_as_revoked() {
    let world = HubWorld::new();
    let before = copy(&world);
    let (gone, other) = (world.worker("王芳"), world.worker("李敏"));
    world.hub.revoke(gone.install, false).unwrap();
    let world = set_back(world, before.path());
    assert!(world.hub.was_revoked(gone.install).unwrap());
    assert!(!world.hub.was_revoked(other.install).unwrap());
}

#[test]
fn an_ended_grant_stays_ended_and_one_given_anew_stays_given() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    let account = phone.account;
    world.hub.grant(account, world.other_grid, FeedKind::Grid).unwrap();
    world.exchange(&mut phone);
    let before = copy(&world);
    let ended = world.hub.withdraw(account, world.grid, FeedKind::Grid).unwrap();
    let world = set_back(world, before.path());
    let grants = |world: &HubWorld| {
        let accounts = world.hub.accounts().unwrap();
        let known = accounts.into_iter().find(|known| known.account == account).unwrap();
        known.grants.into_iter().map(|grant| grant.area).collect::<Vec<_>>()
    };
    assert_eq!(grants(&world), [world.other_grid]);
    let scope = world.sync(&phone, &phone.request()).scope.expect("a new scope");
    assert_eq!(scope.grant_ver, ended);
    assert!(scope.feeds.iter().all(|feed| feed.area != Some(world.grid)));
    let again = world.hub.grant(account, world.grid, FeedKind::Grid).unwrap();
    assert!(again > ended, "a version is not used twice");
    let world = world.reopened();
    assert_eq!((grants(&world).len(), epochs(&world)), (2, 2));
}

#[test]
fn a_used_invitation_stays_used() {
    let world = HubWorld::new();
    let account = world.hub.add_account("王芳", Role::Worker, world.community).unwrap();
    let invitation = world.hub.invite(account, "http://127.0.0.1:1", 60_000).unwrap();
    let before = copy(&world);
    let enrol = |world: &HubWorld, seed: u8| {
        let key = PrivateKey::from_bytes(&[seed; 32]).unwrap();
        let request = enrol_request(&invitation.code, &key);
        world.post(ENROL_PATH, None, &serde_json::to_vec(&request).unwrap()).status
    };
    assert_eq!(enrol(&world, 1), 200);
    let world = set_back(world, before.path());
    assert_eq!(enrol(&world, 2), 403, "somebody else finds the used code");
}

fn password_of(world: &HubWorld, login: &str) -> Option<String> {
    world.hub.store().read(|tx| tx.login(login)).unwrap().map(|login| login.password)
}

fn set_password(world: &HubWorld, account: gridbook_domain::AccountId, login: &str, text: &str) {
    let login = Login {
        login: login.to_owned(),
        account,
        password: text.to_owned(),
        changed: world.hub.now(),
    };
    world.hub.store().write(|tx| world.hub.put_login(tx, login.clone())).unwrap();
}

#[test]
fn a_replaced_password_never_opens_the_restored_hub_whatever_the_clock_said() {
    let world = HubWorld::new();
    let account = world.hub.add_account("周敏", Role::Supervisor, world.community).unwrap();
    set_password(&world, account, "zhoumin", "old");
    let before = copy(&world);
    world.later(-3_600_000);
    set_password(&world, account, "zhoumin", "new");
    set_password(&world, account, "zhou", "newest");
    let world = set_back(world, before.path());
    assert_eq!(password_of(&world, "zhoumin"), None);
    assert_eq!(password_of(&world, "zhou").as_deref(), Some("newest"));
}

#[test]
fn a_closed_account_stays_closed() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    world.exchange(&mut phone);
    let account = phone.account;
    set_password(&world, account, "wangfang", "old");
    let open = world.hub.invite(account, "http://127.0.0.1:1", 60_000).unwrap();
    let before = copy(&world);
    world.hub.close_account(account).unwrap();
    let checked = |world: &HubWorld| {
        let known = world.hub.accounts().unwrap();
        assert!(known.iter().all(|one| one.account != account || one.grants.is_empty()));
        assert_eq!(password_of(world, "wangfang"), None);
        let answer = world.sync(&phone, &phone.request());
        assert_eq!(answer.directives[0].kind, DirectiveKind::Revoked);
        let request = enrol_request(&open.code, &PrivateKey::from_bytes(&[9; 32]).unwrap());
        let body = serde_json::to_vec(&request).unwrap();
        assert_eq!(world.post(ENROL_PATH, None, &body).status, 403);
    };
    checked(&world);
    let world = set_back(world, before.path());
    checked(&world);
}

#[test]
fn a_list_with_a_line_cut_off_is_read_without_it_and_a_damaged_one_is_refused() {
    let world = HubWorld::new();
    let (one, two) = (world.worker("王芳"), world.worker("李敏"));
    let before = copy(&world);
    world.hub.revoke(one.install, false).unwrap();
    let list = world.folder.path().join("withdrawals.jsonl");
    let whole = std::fs::read(&list).unwrap();
    std::fs::write(&list, [&whole[..], b"{\"kind\":\"ins"].concat()).unwrap();
    let world = set_back(world, before.path());
    assert!(world.hub.installs().unwrap().iter().any(|known| known.revoked.is_some()));
    world.hub.revoke(two.install, false).unwrap();
    assert!(world.hub.was_revoked(two.install).unwrap(), "the next line is whole");
    std::fs::write(&list, [b"nonsense\n", &whole[..]].concat()).unwrap();
    let HubWorld { hub, clock, folder, .. } = world;
    drop(hub);
    let store = Box::new(SqliteStore::open_folder(folder.path()).unwrap());
    let (folder, random) = (folder.path().to_owned(), Arc::new(Dice::new(1)));
    let opened = gridbook_hub::Hub::open(HubOptions { store, folder, clock, random });
    assert!(matches!(opened.err(), Some(HubError::Internal { .. })));
}

#[test]
fn an_empty_database_beside_the_keys_of_a_hub_is_refused() {
    let world = HubWorld::new();
    let HubWorld { hub, clock, folder, .. } = world;
    drop(hub);
    std::fs::write(folder.path().join("hub.db"), b"").unwrap();
    for _ in 0..2 {
        let store = Box::new(SqliteStore::open_folder(folder.path()).unwrap());
        let (folder, random) = (folder.path().to_owned(), Arc::new(Dice::new(1)));
        let options = HubOptions { store, folder, clock: clock.clone(), random };
        assert!(matches!(gridbook_hub::Hub::open(options).err(), Some(HubError::NoDatabase)));
    }
}

#[test]
fn a_first_start_that_was_cut_off_can_be_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(FakeClock::new(NOON));
    let keys = folder.path().join("keys");
    std::fs::create_dir_all(&keys).unwrap();
    std::fs::write(keys.join("signing.key.new"), [1; 32]).unwrap();
    drop(open(folder.path(), &clock, 1));
    // The power was cut after the database was written, before the keys got their names.
    for name in ["signing.key", "recovery.key"] {
        std::fs::rename(keys.join(name), keys.join(format!("{name}.new"))).unwrap();
    }
    drop(open(folder.path(), &clock, 2));
    assert!(keys.join("signing.key").exists() && !keys.join("signing.key.new").exists());
}

#[test]
fn a_receipt_of_this_hub_proves_a_loss_once_and_a_forged_one_never() {
    let world = HubWorld::new();
    let mut phone = world.worker("王芳");
    world.exchange(&mut phone);
    let before = copy(&world);
    world.later(1_000);
    let record = phone.new_record();
    let patch = serde_json::json!({"name": "张秀英"});
    phone.save(vec![part(Class::Person, record, world.feed(), None, patch)]);
    let request = phone.request();
    let receipt = world.sync(&phone, &request).receipt;
    let world = set_back(world, before.path());
    world.later(1_000);
    let shown = |receipt: Receipt| {
        let request = SyncRequest { receipt: Some(receipt), push: vec![], ..phone.request() };
        world.sync(&phone, &request).epoch
    };
    let epoch = world.sync(&phone, &SyncRequest { push: vec![], ..phone.request() }).epoch;
    let mut forged = receipt;
    forged.sig.0[0] ^= 1;
    assert_eq!(shown(forged), epoch);
    let next = shown(receipt);
    assert_ne!(next, epoch);
    assert_eq!((shown(receipt), epochs(&world)), (next, 2), "it proves nothing new");
    let answer = world.sync(&phone, &phone.request());
    assert_eq!((answer.durable.mseq, answer.scope.is_some()), (1, true), "another history");
}
