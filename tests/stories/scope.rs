//! Who may see what, and what becomes of what was recorded when that changes.

use gridbook_core::household::HouseholdFilter;
use gridbook_core::resident::PersonEdit;
use gridbook_core::visit::VisitForm;
use gridbook_core::{BookError, DeliveryState};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::role::FeedKind;
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{Class, RecordId};
use gridbook_testkit::{Home, Phone, World, phone_rows};

fn visit(phone: &Phone, home: &Home) -> RecordId {
    let mut form = VisitForm::new(home.household, Purpose::Routine, VisitContact::Met);
    form.content = "看过了。".to_owned();
    phone.submit_visit(form, None).unwrap().visit
}

fn readable_of(phone: &Phone, world: &World, grid: gridbook_domain::AreaId) -> usize {
    let feed = world.feed(grid);
    phone_rows(&phone.db()).values().filter(|row| row.row.feed == feed).count()
}

#[test]
fn a_revoked_phone_goes_on_recording_and_what_it_sends_is_held() {
    let (world, home, mut fang) = World::with_home_and_phone(80);
    let before = visit(&fang, &home);
    fang.settle();
    world.hub().revoke(fang.install(), false).unwrap();
    let after = visit(&fang, &home);
    world.home(world.grid, "102", "钱");
    fang.sync().unwrap();
    assert!(fang.status().unwrap().revoked);
    let later = visit(&fang, &home);
    fang.sync().unwrap();
    world.check_journal(&mut fang);
    assert!(world.record(before).is_some());
    for log in [after, later] {
        assert!(world.record(log).is_none(), "held, not applied");
        assert!(fang.visit(log).is_ok(), "still readable on the phone that made it");
    }
    assert_eq!(fang.status().unwrap().waiting, 0, "but on the hub's disk");
    let totals = world.hub().install_totals().unwrap();
    let mine = totals.iter().find(|totals| totals.install == fang.install()).unwrap();
    assert_eq!((mine.durable, mine.parts(&Effect::Held)), (3, 2));
    let households = fang.count_households(HouseholdFilter::default()).unwrap();
    assert_eq!(households, 1, "it receives nothing more");
}

#[test]
fn a_phone_reported_lost_wipes_what_is_readable_once_its_ops_are_durable() {
    let (world, home, mut fang) = World::with_home_and_phone(81);
    visit(&fang, &home);
    world.hub().revoke(fang.install(), true).unwrap();
    fang.sync().unwrap();
    assert_eq!(readable_of(&fang, &world, world.grid), 0);
    assert!(fang.household(home.household).is_err());
    assert_eq!(fang.saved_ops().unwrap().len(), 1, "the own op stays until it is safe");
    world.check_journal(&mut fang);
}

#[test]
fn a_withdrawn_grant_leaves_nothing_readable_after_one_sync_and_loses_no_own_op() {
    let world = World::new(82);
    let (here, there) =
        (world.home(world.grid, "101", "赵"), world.home(world.other_grid, "201", "钱"));
    let hub = world.hub();
    let mut fang = world.phone("王芳", world.grid);
    hub.grant(fang.account, world.other_grid, FeedKind::Grid).unwrap();
    let mut min = world.phone("李敏", world.other_grid);
    world.converge(&mut [&mut fang, &mut min]);
    let edits = vec![PersonEdit::Phone(Some("10000000007".to_owned()))];
    let log = visit(&fang, &there);
    fang.correct_person(there.head, edits).unwrap();
    hub.withdraw(fang.account, world.other_grid, FeedKind::Grid).unwrap();
    drop(hub);
    fang.sync().unwrap();
    assert_eq!(readable_of(&fang, &world, world.other_grid), 0, "nothing readable stays");
    assert!(fang.household(there.household).is_err());
    assert!(fang.household(here.household).is_ok(), "the own grid does");
    world.converge(&mut [&mut fang, &mut min]);
    assert_eq!(world.field(there.head, "phone"), "10000000007", "made under the grant it had");
    assert!(min.visit(log).is_ok());
    assert!(fang.saved_ops().unwrap().iter().all(|op| op.state == DeliveryState::Delivered));
}

#[test]
fn what_is_recorded_offline_after_a_grant_was_withdrawn_counts_under_the_grant_the_phone_knew() {
    let world = World::new(83);
    let there = world.home(world.other_grid, "201", "钱");
    let mut fang = world.settled_phone("王芳", world.other_grid);
    world.hub().withdraw(fang.account, world.other_grid, FeedKind::Grid).unwrap();
    world.time.pass(7 * 86_400_000);
    let log = visit(&fang, &there);
    world.converge(&mut [&mut fang]);
    assert!(world.record(log).is_some(), "decided by grant_ver, never by time");
    assert!(matches!(fang.add_household(Default::default()), Err(BookError::Invalid { .. })));
}

#[test]
fn a_granted_second_grid_arrives_whole() {
    let world = World::new(84);
    world.homes(world.grid, 3);
    let there = world.homes(world.other_grid, 5);
    let mut fang = world.settled_phone("王芳", world.grid);
    assert_eq!(fang.grids().unwrap().len(), 1);
    world.hub().grant(fang.account, world.other_grid, FeedKind::Grid).unwrap();
    fang.sync().unwrap();
    assert_eq!(fang.grids().unwrap().len(), 2);
    assert_eq!(fang.count_households(HouseholdFilter::default()).unwrap(), 8);
    let log = visit(&fang, &there[2]);
    world.converge(&mut [&mut fang]);
    assert_eq!(world.record(log).unwrap().feed, world.feed(world.other_grid));
}

#[test]
fn a_grant_withdrawn_and_given_again_brings_everything_back_and_settles_what_was_sealed() {
    let world = World::new(85);
    let there = world.home(world.other_grid, "201", "钱");
    let hub = world.hub();
    let mut fang = world.phone("王芳", world.grid);
    hub.grant(fang.account, world.other_grid, FeedKind::Grid).unwrap();
    fang.settle();
    let log = visit(&fang, &there);
    hub.withdraw(fang.account, world.other_grid, FeedKind::Grid).unwrap();
    drop(hub);
    fang.sync().unwrap();
    world.hub().grant(fang.account, world.other_grid, FeedKind::Grid).unwrap();
    world.converge(&mut [&mut fang]);
    assert!(fang.visit(log).is_ok());
}

#[test]
fn a_part_for_a_grid_nobody_granted_is_held_and_told_and_takes_no_sibling_along() {
    let world = World::new(86);
    let (here, there) =
        (world.home(world.grid, "101", "赵"), world.home(world.other_grid, "201", "钱"));
    let mut fang = world.settled_phone("王芳", world.grid);
    let op = gridbook_domain::OpId::from_random([9; 16]);
    let part = |grid, home: Home| gridbook_testkit::Newer {
        class: Class::Person,
        record: home.head,
        feed: world.feed(grid),
        base: world.record(home.head).map(|record| record.version),
        patch: serde_json::json!({"phone": "10000000008"}),
    };
    let parts = vec![part(world.other_grid, there), part(world.grid, here)];
    fang.save_newer(op, parts);
    fang.settle();
    let told = &fang.saved_ops().unwrap()[0].parts;
    assert_eq!((&told[0].effect, &told[0].why), (&Some(Effect::Held), &Some(Why::NoGrant)));
    assert_eq!(told[1].effect, Some(Effect::Applied));
    assert_eq!(world.field(there.head, "phone"), "10000000000");
    assert_eq!(world.field(here.head, "phone"), "10000000008");
}
