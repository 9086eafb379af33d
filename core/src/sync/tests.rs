//! The driver against a hub in memory: what each right and wrong answer does to the phone.

use super::transport::{Request, Response, Transport, TransportError};
use super::*;
use crate::replica::feeds::store;
use crate::replica::rows;
use crate::testing::{Answer, Hub, Quiet, Stop, World, fields, id, note};
use crate::{Book, BookError};
use crate::{DeliveryState, Status};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::outcome::{Effect, FeedSeq, Outcome, PartOutcome, Why};
use gridbook_domain::wire::{Directive, DirectiveKind, Pull};
use gridbook_domain::{Class, EpochId, FeedId, Fields, OpId};
use serde_json::json;

fn status(world: &World) -> Status {
    world.book.status().unwrap()
}

fn states(world: &World) -> Vec<DeliveryState> {
    world.book.saved_ops().unwrap().iter().map(|op| op.state).collect()
}

fn requests(world: &World) -> usize {
    world.hub.state().requests.len()
}

fn digests_agree(world: &World) {
    let feeds = world.book.read(|tx| store::feeds(tx)).unwrap();
    for feed in feeds {
        assert_eq!(feed.digest, world.hub.state().digest(feed.feed));
    }
}

#[test]
fn a_save_is_pushed_answered_and_settled_in_one_round_trip() {
    let world = World::enrolled();
    world.hub.note(9, "from the hub");
    world.note(1, "mine");
    assert_eq!(states(&world), [DeliveryState::Saved]);
    let report = world.sync().unwrap();
    assert_eq!((report.pushed, report.waiting, report.requests), (1, 0, 1));
    assert_eq!(states(&world), [DeliveryState::Delivered]);
    assert_eq!(world.book.saved_ops().unwrap()[0].parts[0].effect, Some(Effect::Applied));
    let row = world.read(&note(), id(1)).unwrap();
    assert!(!row.unsettled && row.version.is_some());
    assert_eq!(world.text(9).as_deref(), Some("from the hub"));
    digests_agree(&world);
}

#[test]
fn with_nothing_to_do_a_sync_is_one_request_with_a_hash() {
    let world = World::enrolled();
    world.hub.note(1, "x");
    world.sync().unwrap();
    let before = requests(&world);
    world.sync().unwrap();
    assert_eq!(requests(&world), before + 1);
    assert!(matches!(world.hub.state().requests.last().unwrap().pull, Pull::Hash(_)));
    assert!(world.hub.state().requests.last().unwrap().push.is_empty());
}

#[test]
fn a_hash_that_differs_brings_the_cursors_and_then_what_is_new() {
    let world = World::enrolled();
    world.sync().unwrap();
    world.hub.note(1, "new");
    let before = requests(&world);
    world.sync().unwrap();
    assert_eq!(requests(&world), before + 2);
    assert_eq!(world.text(1).as_deref(), Some("new"));
}

#[test]
fn a_lost_answer_is_asked_for_again_and_the_op_has_one_effect() {
    let world = World::enrolled();
    world.note(1, "once");
    world.hub.next(Answer::Lost);
    assert!(matches!(world.sync(), Err(BookError::TryLater { .. })));
    assert_eq!((status(&world).waiting, states(&world)), (1, vec![DeliveryState::Staged]));
    world.sync().unwrap();
    assert_eq!(world.hub.state().journal.len(), 1);
    assert_eq!(status(&world).waiting, 0);
}

#[test]
fn an_idle_sync_writes_nothing() {
    let world = World::enrolled();
    world.hub.note(1, "x");
    world.sync().unwrap();
    let log = world.folder.path().join("book.db-wal");
    let before = std::fs::read(&log).unwrap();
    world.sync().unwrap();
    assert_eq!(std::fs::read(&log).unwrap(), before);
}

#[test]
fn a_refusal_without_the_hubs_words_is_somebody_elses() {
    let world = World::enrolled();
    world.note(1, "x");
    world.hub.next(Answer::Foreign(404));
    assert_eq!(world.sync().unwrap_err(), BookError::NotTheHub);
    world.hub.next(Answer::Foreign(502));
    assert!(matches!(world.sync().unwrap_err(), BookError::TryLater { .. }));
    world.hub.next(Answer::Status(401, None));
    assert_eq!(world.sync().unwrap_err(), BookError::SignIn);
    assert_eq!(status(&world).waiting, 1);
}

#[test]
fn half_an_answer_changes_nothing() {
    let world = World::enrolled();
    world.hub.note(9, "from the hub");
    world.note(1, "mine");
    world.hub.next(Answer::Cut);
    assert_eq!(world.sync().unwrap_err(), BookError::NotTheHub);
    assert_eq!((world.text(9), status(&world).waiting), (None, 1));
    assert_eq!(status(&world).last_contact, None);
    world.sync().unwrap();
    assert_eq!((world.text(9).as_deref(), status(&world).waiting), (Some("from the hub"), 0));
}

#[test]
fn a_captive_portals_200_acknowledges_nothing() {
    let world = World::enrolled();
    world.note(1, "mine");
    world.hub.next(Answer::Portal);
    assert_eq!(world.sync().unwrap_err(), BookError::NotTheHub);
    assert_eq!(status(&world).waiting, 1);
}

#[test]
fn a_receipt_that_the_hubs_key_did_not_sign_acknowledges_nothing() {
    let world = World::enrolled();
    world.hub.note(9, "false");
    world.note(1, "mine");
    world.hub.next(Answer::FalseHub);
    assert_eq!(world.sync().unwrap_err(), BookError::NotTheHub);
    assert_eq!((status(&world).waiting, world.text(9)), (1, None));
    assert!(world.book.receipts().unwrap().is_empty());
}

#[test]
fn the_receipt_is_kept() {
    let world = World::enrolled();
    world.note(1, "mine");
    world.sync().unwrap();
    let receipts = world.book.receipts().unwrap();
    assert_eq!(receipts.iter().map(|receipt| receipt.mseq).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_doubt_about_one_op_that_the_hub_has_keeps_nothing_back_behind_it() {
    let world = World::enrolled();
    world.note(1, "mine");
    world.hub.state().fork = Some(1);
    world.sync().unwrap();
    world.note(2, "later");
    assert_eq!(world.sync().unwrap().pushed, 1);
    assert_eq!((status(&world).fork, status(&world).waiting), (None, 0));
}

#[test]
fn another_chain_at_the_hub_stops_the_push_keeps_everything_and_lets_the_pull_go_on() {
    let world = World::enrolled();
    world.note(1, "mine");
    world.hub.note(9, "from the hub");
    world.hub.state().false_chain = true;
    let report = world.sync().unwrap();
    assert_eq!(report.waiting, 1);
    assert_eq!(status(&world).fork, Some(1));
    assert!(status(&world).message().contains("发送已暂停"));
    assert_eq!(world.text(9).as_deref(), Some("from the hub"));
    world.note(2, "later");
    world.sync().unwrap();
    assert!(world.hub.state().requests.last().unwrap().push.is_empty());
    assert_eq!(world.book.saved_ops().unwrap().len(), 2);
}

#[test]
fn the_op_the_hub_needs_is_sent_from() {
    let world = World::enrolled();
    for n in 1..=3 {
        world.note(n, "x");
    }
    world.sync().unwrap();
    world.hub.state().need = Some(2);
    world.sync().unwrap();
    world.note(4, "y");
    world.sync().unwrap();
    let state = world.hub.state();
    let push = &state.requests.last().unwrap().push;
    assert_eq!(push.iter().map(|envelope| envelope.mseq).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(state.journal.len(), 4);
}

#[test]
fn a_batch_that_is_too_large_is_halved_until_it_fits() {
    let world = World::enrolled();
    for n in 1..=40 {
        world.note(n, &"long ".repeat(400));
    }
    world.hub.state().largest_push = 20_000;
    let report = world.sync().unwrap();
    assert_eq!((report.pushed, report.waiting), (40, 0));
    assert_eq!(world.hub.state().journal.len(), 40);
}

#[test]
fn an_op_that_never_fits_blocks_no_download() {
    let world = World::enrolled();
    world.note(1, &"long ".repeat(3000));
    world.hub.note(9, "from the hub");
    world.hub.state().largest_push = 1000;
    let report = world.sync().unwrap();
    assert_eq!((report.pushed, report.waiting), (0, 1));
    assert_eq!(world.text(9).as_deref(), Some("from the hub"));
}

#[test]
fn without_a_network_the_wait_grows_and_a_retry_after_is_honoured() {
    let world = World::enrolled();
    world.note(1, "x");
    for _ in 0..6 {
        world.hub.next(Answer::Unreachable);
        assert!(matches!(world.sync(), Err(BookError::TryLater { .. })));
    }
    assert_eq!(status(&world).failures, 6);
    world.hub.next(Answer::Status(503, Some(3600)));
    assert_eq!(world.sync().unwrap_err(), BookError::TryLater { after_ms: 3_600_000 });
    world.sync().unwrap();
    assert_eq!(status(&world).failures, 0);
}

#[test]
fn a_first_pull_goes_page_by_page_and_a_break_costs_only_the_page() {
    let world = World::enrolled();
    (1..=50).for_each(|n| world.hub.note(n, "x"));
    world.hub.state().page = 10;
    let stop = Stop::after(2);
    let cancelled = world.book.sync(&world.hub, SyncOptions::default(), &stop);
    assert_eq!(cancelled.unwrap_err(), BookError::Cancelled);
    let world = world.reopened();
    assert!(world.text(20).is_some() && world.text(21).is_none());
    let before = requests(&world);
    world.sync().unwrap();
    assert_eq!(requests(&world), before + 3);
    assert!(world.text(50).is_some());
    digests_agree(&world);
}

/// The hub's history is another one from here on, so that no cursor of before is known.
fn forget_cursors(hub: &Hub, feed: FeedId) {
    hub.state().feed(feed).history += 1;
}

#[test]
fn a_restarted_feed_is_staged_and_swapped_only_after_its_final_page() {
    let world = World::enrolled();
    (1..=30).for_each(|n| world.hub.note(n, "old"));
    world.sync().unwrap();
    forget_cursors(&world.hub, world.hub.grid);
    {
        let mut state = world.hub.state();
        let feed = state.feed(world.hub.grid);
        feed.rows.remove(&id(30));
        feed.rows.get_mut(&id(1)).unwrap().1.fields = fields(json!({"text": "new"}));
        state.page = 10;
    }
    let stop = Stop::after(3);
    world.book.sync(&world.hub, SyncOptions::default(), &stop).unwrap_err();
    assert_eq!(world.text(1).as_deref(), Some("old"), "nothing is replaced before the end");
    assert_eq!(world.text(30).as_deref(), Some("old"), "nothing is deleted before the end");
    let world = world.reopened();
    world.sync().unwrap();
    assert_eq!(world.text(30), None);
    assert_eq!(status(&world).restarts, 1);
    digests_agree(&world);
}

#[test]
fn own_unsettled_words_survive_a_restart() {
    let world = World::enrolled();
    world.hub.note(1, "hub");
    world.sync().unwrap();
    world.hub.state().refuse = Some((Effect::Held, Why::NoGrant));
    world.edit(1, "mine");
    world.note(2, "new");
    world.sync().unwrap();
    forget_cursors(&world.hub, world.hub.grid);
    world.hub.note(3, "x");
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("mine"));
    assert_eq!(world.text(2).as_deref(), Some("new"));
    digests_agree(&world);
}

#[test]
fn a_digest_that_differs_reads_the_feed_anew_once_and_a_second_time_is_an_alarm() {
    let world = World::enrolled();
    world.hub.note(1, "x");
    world.hub.state().digest_off = 1;
    world.sync().unwrap();
    assert!(status(&world).alarm);
    assert!(status(&world).restarts <= 2);
    let before = requests(&world);
    world.hub.note(2, "y");
    world.sync().unwrap();
    assert!(requests(&world) - before <= 2, "no loop");
    world.hub.state().digest_off = 0;
    world.hub.note(3, "z");
    world.sync().unwrap();
    assert!(!status(&world).alarm);
}

#[test]
fn a_refused_part_shows_the_hubs_value_and_keeps_its_words() {
    let world = World::enrolled();
    world.hub.note(1, "hub");
    world.sync().unwrap();
    world.hub.state().refuse = Some((Effect::Refused, Why::NotYours));
    world.edit(1, "mine");
    assert_eq!(world.text(1).as_deref(), Some("mine"));
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("hub"));
    let ops = world.book.saved_ops().unwrap();
    assert_eq!(ops[0].parts[0].effect, Some(Effect::Refused));
    assert_eq!(ops[0].parts[0].message.as_deref(), Some(Why::NotYours.label()));
    assert_eq!(status(&world).objections, 1);
}

#[test]
fn a_held_part_stays_readable_until_it_takes_effect() {
    let world = World::enrolled();
    world.hub.state().refuse = Some((Effect::Held, Why::NoRecord));
    let op = world.note(1, "mine");
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("mine"));
    world.hub.note(1, "applied");
    let seq = world.hub.state().feed(world.hub.grid).seq;
    let part = PartOutcome {
        effect: Effect::Applied,
        why: None,
        message: None,
        version: None,
        at: Some(FeedSeq { feed: world.hub.grid, seq }),
        conflicts: Vec::new(),
    };
    let outcome = Outcome { mseq: 1, occurred: None, parts: vec![part], rest: Fields::new() };
    world.hub.state().decide(world.hub.install_feed, op, &outcome);
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("applied"));
    assert!(!world.read(&note(), id(1)).unwrap().unsettled);
}

#[test]
fn an_outcome_before_its_row_leaves_the_own_words_readable() {
    let world = World::enrolled();
    (1..=25).for_each(|n| world.hub.note(n, "x"));
    world.sync().unwrap();
    (1..=25).for_each(|n| world.hub.note(n, "y"));
    world.hub.state().page = 10;
    world.edit(25, "mine");
    let stop = Stop::after(1);
    world.book.sync(&world.hub, SyncOptions::default(), &stop).unwrap_err();
    let ops = world.book.saved_ops().unwrap();
    assert_eq!(ops[0].parts[0].effect, Some(Effect::Applied));
    assert_eq!(world.text(25).as_deref(), Some("mine"));
    world.sync().unwrap();
    assert_eq!(world.text(25).as_deref(), Some("mine"));
    assert!(!world.read(&note(), id(25)).unwrap().unsettled);
}

#[test]
fn a_new_history_of_the_hub_is_offered_again_what_it_lost() {
    let world = World::enrolled();
    world.note(1, "one");
    world.note(2, "two");
    world.sync().unwrap();
    {
        let mut state = world.hub.state();
        state.epoch = EpochId::from_bytes([10; 16]);
        state.journal.truncate(1);
        let (install, grid) = (world.hub.install_feed, world.hub.grid);
        for feed in [install, grid] {
            let feed = state.feed(feed);
            feed.history += 1;
            feed.rows.retain(|_, (seq, _)| *seq <= 1);
            feed.seq = 1;
        }
    }
    world.sync().unwrap();
    assert_eq!(world.hub.state().journal.len(), 2);
    assert_eq!(world.text(2).as_deref(), Some("two"));
    assert_eq!(status(&world).waiting, 0);
    world.sync().unwrap();
    digests_agree(&world);
}

#[test]
fn a_feed_that_is_no_longer_granted_is_no_longer_readable_and_its_ops_are_kept() {
    let world = World::enrolled();
    world.hub.note(1, "hub");
    world.sync().unwrap();
    world.hub.state().refuse = Some((Effect::Held, Why::NoGrant));
    world.note(2, "mine");
    {
        let mut state = world.hub.state();
        state.granted.retain(|feed| *feed != world.hub.grid);
        state.grant_ver = 2;
    }
    world.sync().unwrap();
    assert_eq!((world.text(1), world.text(2)), (None, None));
    assert_eq!(world.book.saved_ops().unwrap().len(), 1);
    {
        let mut state = world.hub.state();
        state.granted.push(world.hub.grid);
        state.grant_ver = 3;
    }
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("hub"));
    assert_eq!(world.text(2).as_deref(), Some("mine"), "own words show again");
}

#[test]
fn a_record_that_left_is_removed() {
    let world = World::enrolled();
    world.hub.note(1, "x");
    world.sync().unwrap();
    world.hub.leave(world.hub.grid, id(1));
    world.sync().unwrap();
    assert_eq!(world.text(1), None);
    digests_agree(&world);
}

#[test]
fn a_record_that_moves_is_readable_throughout_and_both_digests_agree() {
    let world = World::enrolled();
    // The second grid is pulled before the first, so "put" comes before "left".
    world.hub.grant_second();
    world.hub.note(1, "x");
    world.hub.note(2, "y");
    world.sync().unwrap();
    world.hub.move_over(id(1));
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("x"));
    digests_agree(&world);
    world.hub.move_over(id(1));
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("x"));
    assert!(!status(&world).alarm && status(&world).restarts == 0);
    digests_agree(&world);
}

#[test]
fn an_unknown_directive_that_must_be_known_stops_its_feeds_pull_only() {
    let world = World::enrolled();
    world.sync().unwrap();
    let kind = DirectiveKind::Other("dance".to_owned());
    let feed = Some(world.hub.grid);
    let directive = |must, feed| Directive { kind: kind.clone(), must, feed, rest: Fields::new() };
    world.hub.state().directives = vec![directive(false, None)];
    world.hub.note(1, "x");
    world.sync().unwrap();
    assert_eq!(world.text(1).as_deref(), Some("x"), "ignored unless it must be known");
    world.hub.state().directives = vec![directive(true, feed)];
    world.hub.note(2, "y");
    world.note(3, "z");
    world.sync().unwrap();
    assert_eq!((world.text(2), status(&world).stopped_feeds), (None, 1));
    assert_eq!(status(&world).waiting, 0, "the push goes on");
}

#[test]
fn a_revoked_phone_goes_on_recording_and_pushing() {
    let world = World::enrolled();
    let revoked =
        Directive { kind: DirectiveKind::Revoked, must: false, feed: None, rest: Fields::new() };
    world.hub.state().directives = vec![revoked];
    world.sync().unwrap();
    assert!(status(&world).revoked);
    world.note(1, "still");
    world.sync().unwrap();
    assert_eq!((world.hub.state().journal.len(), status(&world).waiting), (1, 0));
}

#[test]
fn a_lost_phone_wipes_what_is_readable_once_its_ops_are_durable() {
    let world = World::enrolled();
    world.hub.note(1, "x");
    world.sync().unwrap();
    world.note(2, "mine");
    let wipe = Directive { kind: DirectiveKind::Wipe, must: true, feed: None, rest: Fields::new() };
    world.hub.state().directives = vec![wipe];
    world.sync().unwrap();
    assert_eq!((world.text(1), world.text(2)), (None, None));
    assert_eq!(world.hub.state().journal.len(), 1);
    assert_eq!(world.book.saved_ops().unwrap().len(), 1, "own ops stay until they are safe");
}

#[test]
fn a_closed_feed_remembers_its_successors() {
    let world = World::enrolled();
    world.hub.note(1, "x");
    let successor = FeedId::from_bytes([8; 16]);
    world.hub.state().feed(world.hub.grid).closed = Some(vec![successor]);
    world.sync().unwrap();
    let feed = world.book.read(|conn| store::feed(conn, world.hub.grid)).unwrap().unwrap();
    assert!(feed.successors.unwrap().contains(&successor.to_string()));
}

#[test]
fn fields_codes_and_classes_of_a_newer_build_are_kept() {
    let world = World::enrolled();
    let person = json!({"name": "王芳", "sex": "unheard", "mood": {"today": [1, 2]}});
    world.hub.put(world.hub.grid, &Class::Person, id(1), fields(person.clone()));
    // A known field in another shape: no reader of this build understands it.
    let odd = json!({"name": {"given": "芳"}, "phone": 5});
    world.hub.put(world.hub.grid, &Class::Person, id(2), fields(odd.clone()));
    world.hub.note(3, "x");
    world.sync().unwrap();
    let kept = |n| world.read(&Class::Person, id(n)).unwrap().fields;
    assert_eq!((kept(1), kept(2)), (fields(person), fields(odd)));
    assert_eq!(world.text(3).as_deref(), Some("x"));
    digests_agree(&world);
}

#[test]
fn an_op_is_forgotten_only_when_it_is_safe_and_its_number_still_chains() {
    let world = World::enrolled();
    world.note(1, "one");
    world.note(2, "two");
    world.sync().unwrap();
    assert_eq!(world.book.saved_ops().unwrap().len(), 2);
    world.hub.state().safe = 1;
    world.sync().unwrap();
    assert_eq!(states(&world), [DeliveryState::Delivered]);
    assert_eq!((status(&world).archived, status(&world).delivered), (1, 1));
    world.hub.state().safe = 2;
    world.sync().unwrap();
    world.note(3, "three");
    world.sync().unwrap();
    assert_eq!(world.hub.state().journal.len(), 3);
    assert_eq!(status(&world).waiting, 0);
}

/// Another process of the same book syncs while an answer is on its way.
struct Overtaking<'a> {
    hub: &'a Hub,
    other: std::sync::Mutex<Option<Book>>,
}

impl Transport for Overtaking<'_> {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let response = self.hub.send(request);
        if let Some(other) = self.other.lock().unwrap().take() {
            other.sync(self.hub, SyncOptions::default(), &Quiet).unwrap();
        }
        response
    }
}

#[test]
fn an_answer_that_another_process_overtook_is_set_aside_and_asked_again() {
    let world = World::enrolled();
    (1..=30).for_each(|n| world.hub.note(n, "hub"));
    world.hub.state().page = 10;
    world.note(31, "mine");
    let other = Some(crate::testing::open(world.folder.path())).into();
    let overtaking = Overtaking { hub: &world.hub, other };
    let report = world.book.sync(&overtaking, SyncOptions::default(), &Quiet).unwrap();
    assert_eq!(report.waiting, 0);
    assert_eq!((status(&world).waiting, status(&world).restarts), (0, 0));
    assert_eq!(world.hub.state().journal.len(), 1);
    assert!((1..=31).all(|n| world.text(n).is_some()));
    digests_agree(&world);
}

#[test]
fn only_one_sync_runs_at_a_time() {
    let world = World::enrolled();
    let _other = world.book.begin_sync().unwrap();
    assert_eq!(world.sync().unwrap_err(), BookError::SyncRunning);
}

#[test]
fn before_enrolment_there_is_nothing_to_sync() {
    let folder = tempfile::tempdir().unwrap();
    let book = crate::testing::open(folder.path());
    let found = book.sync(&Hub::new(), SyncOptions::default(), &Quiet);
    assert_eq!(found.unwrap_err(), BookError::NotEnrolled);
}

#[test]
fn an_answer_larger_than_any_of_the_hubs_is_not_unpacked() {
    let bomb = zstd::bulk::compress(&vec![b'0'; 100 << 20], 1).unwrap();
    let response = transport::Response { status: 200, body: bomb, zstd: true, retry_after: None };
    let found = transport::read::<Fields>(&response).unwrap_err();
    assert!(matches!(found, crate::error::Error::Transport(TransportError::TooLarge)));
}

#[test]
fn the_outcome_of_an_unreadable_op_finds_it_by_its_number() {
    let world = World::enrolled();
    let op = world.note(1, "x");
    world.hub.state().refuse = Some((Effect::Held, Why::Later));
    world.sync().unwrap();
    let part = PartOutcome {
        effect: Effect::Quarantined,
        why: Some(Why::Unreadable),
        message: None,
        version: None,
        at: None,
        conflicts: Vec::new(),
    };
    let outcome = Outcome { mseq: 1, occurred: None, parts: vec![part], rest: Fields::new() };
    let fields = outcome.to_fields().unwrap();
    let other = gridbook_domain::RecordId::of_op(OpId::from_bytes([0x77; 16]));
    world.hub.put(world.hub.install_feed, &Class::Outcome, other, fields);
    world.sync().unwrap();
    let ops = world.book.saved_ops().unwrap();
    assert_eq!((ops[0].op, &ops[0].parts[0].effect), (op, &Some(Effect::Quarantined)));
    assert!(world.book.read(|conn| rows::get(conn, &note(), id(1))).unwrap().is_none());
}
