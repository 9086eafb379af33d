//! Saving, undoing, staging, and the overlay under any interleaving.

use super::*;
use crate::replica::feeds;
use crate::sync::SyncOptions;
use crate::testing::{Answer, State, Stop, World, fields, id, note, note_part};
use crate::{BookError, DeliveryState};
use gridbook_domain::chain;
use gridbook_domain::op::MAX_BODY;
use gridbook_domain::outcome::Effect;
use proptest::prelude::*;
use serde_json::json;
use std::collections::BTreeMap;

fn body(world: &World, op: OpId) -> Body {
    let bodies = world.book.read(|conn| {
        let mut bodies = Vec::new();
        store::each_unstaged(conn, |_, body| {
            bodies.push(body);
            true
        })?;
        Ok(bodies)
    });
    let read = |text: &String| Body::read(text.as_bytes()).unwrap();
    bodies.unwrap().iter().map(read).find(|body| body.op == op).unwrap()
}

#[test]
fn a_save_fixes_the_body_and_writes_the_readable_row() {
    let world = World::enrolled();
    let op = world.note(1, "mine");
    let body = body(&world, op);
    assert_eq!((body.parts.len(), body.grant_ver), (1, 1));
    assert_eq!((body.parts[0].base, body.parts[0].after), (None, None));
    let row = world.read(&note(), id(1)).unwrap();
    assert!(row.unsettled && row.version.is_none());
    assert_eq!(row.by, Some(body.author));
}

#[test]
fn a_part_names_the_version_it_saw_and_the_own_op_it_builds_on() {
    let world = World::enrolled();
    world.hub.note(1, "hub");
    world.sync().unwrap();
    let first = world.edit(1, "mine");
    let second = world.edit(1, "mine too");
    let version = world.read(&note(), id(1)).unwrap().version;
    let (first_body, second_body) = (body(&world, first), body(&world, second));
    assert!(version.is_some());
    assert_eq!((first_body.parts[0].base, first_body.parts[0].after), (version, None));
    assert_eq!((second_body.parts[0].base, second_body.parts[0].after), (version, Some(first)));
}

#[test]
fn a_patch_holds_only_what_changes() {
    let world = World::enrolled();
    let person = fields(json!({"name": "王芳", "phone": "1", "mood": "newer"}));
    world.hub.put(world.hub.grid, &Class::Person, id(1), person);
    world.sync().unwrap();
    let patch = fields(json!({"phone": "2"}));
    let part = NewPart { class: Class::Person, record: id(1), feed: None, patch: patch.clone() };
    let op = world.save(vec![part]).unwrap();
    assert_eq!(body(&world, op).parts[0].patch, patch);
    let read = world.read(&Class::Person, id(1)).unwrap().fields;
    assert_eq!(read, fields(json!({"name": "王芳", "phone": "2", "mood": "newer"})));
}

#[test]
fn before_enrolment_nothing_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let book = crate::testing::open(folder.path());
    let feed = gridbook_domain::FeedId::from_bytes([3; 16]);
    let found = book.write(|w| save(w, vec![note_part(1, feed, "x")]));
    assert!(matches!(found, Err(Error::NotEnrolled)));
}

#[test]
fn what_a_class_does_not_allow_is_refused_before_it_is_saved() {
    let world = World::enrolled();
    let part = |class: Class, patch| NewPart {
        class,
        record: id(1),
        feed: Some(world.hub.grid),
        patch: fields(patch),
    };
    let why = |part: NewPart| match world.save(vec![part]) {
        Err(Error::Invalid { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    assert_eq!(why(part(Class::Person, json!({"name": 1948}))), Why::BadField);
    let leap = world.save(vec![part(Class::Person, json!({"birth": "1948-02-30"}))]);
    assert!(matches!(leap, Err(Error::MalformedDate { field: "birth" })), "{leap:?}");
    assert_eq!(why(part(Class::Outcome, json!({"mseq": 1}))), Why::HubOnly);
    let visit = json!({"household": id(9).to_string(), "purpose": "care", "met": "met"});
    world.save(vec![part(Class::Visit, visit.clone())]).unwrap();
    assert_eq!(why(part(Class::Visit, visit)), Why::AppendOnly);
    let twice = vec![note_part(2, world.hub.grid, "a"), note_part(2, world.hub.grid, "b")];
    assert!(matches!(world.save(twice), Err(Error::DuplicateRecord)));
    assert_eq!(world.book.saved_ops().unwrap().len(), 1);
}

#[test]
fn an_op_of_65_kib_is_refused_and_nothing_of_it_stays() {
    let world = World::enrolled();
    let part = note_part(1, world.hub.grid, &"x".repeat(MAX_BODY));
    assert!(matches!(world.save(vec![part]), Err(Error::Body(_))));
    assert_eq!(world.text(1), None);
    assert_eq!(world.book.status().unwrap().waiting, 0);
}

#[test]
fn staging_gives_gapless_numbers_and_a_chain_over_the_exact_bytes() {
    let world = World::enrolled();
    let ops: Vec<OpId> = (1..=5).map(|n| world.note(n, "x")).collect();
    let first = world.book.write(|w| batch(w, 0, 1)).unwrap();
    assert_eq!(first.envelopes.len(), 1, "at least one, whatever the limit");
    let all = world.book.write(|w| batch(w, 0, 1 << 20)).unwrap();
    assert_eq!(all.envelopes[0], first.envelopes[0], "staged once, for ever the same");
    let install = world.book.identity().unwrap().unwrap().install;
    let mut before = chain::start(install);
    for (envelope, (mseq, op)) in all.envelopes.iter().zip((1..).zip(ops)) {
        before = chain::link(before, mseq, chain::body_hash(envelope.body.as_bytes()));
        assert_eq!((envelope.mseq, envelope.chain), (mseq, before));
        assert_eq!(Body::read(envelope.body.as_bytes()).unwrap().op, op);
    }
    assert_eq!(all.head.mseq, 5);
}

#[test]
fn a_batch_is_sized_by_bytes_and_stages_no_more_than_it_sends() {
    let world = World::enrolled();
    (1..=9).for_each(|n| {
        world.note(n, &"x".repeat(1000));
    });
    let one = world.book.write(|w| batch(w, 0, 1)).unwrap().envelopes[0].body.len();
    let three = world.book.write(|w| batch(w, 0, 3 * one + 10)).unwrap();
    assert_eq!((three.envelopes.len(), three.head.mseq), (3, 3));
    let rest = world.book.write(|w| batch(w, 3, 2 * one + 10)).unwrap();
    let numbers: Vec<u64> = rest.envelopes.iter().map(|envelope| envelope.mseq).collect();
    assert_eq!(numbers, [4, 5]);
    let unstaged = world.book.saved_ops().unwrap();
    assert_eq!(unstaged.iter().filter(|op| op.state == DeliveryState::Saved).count(), 4);
}

#[test]
fn undo_restores_what_the_op_covered() {
    let world = World::enrolled();
    world.hub.note(1, "hub");
    world.sync().unwrap();
    let before = world.read(&note(), id(1));
    let new = world.note(2, "new");
    let changed = world.edit(1, "mine");
    world.book.undo(changed).unwrap();
    world.book.undo(new).unwrap();
    assert_eq!(world.read(&note(), id(1)), before);
    assert_eq!(world.text(2), None);
    assert!(world.book.saved_ops().unwrap().is_empty());
    assert_eq!(world.book.undo(new), Err(BookError::NotFound));
}

#[test]
fn an_op_that_was_staged_or_is_built_upon_is_not_undone() {
    let world = World::enrolled();
    let first = world.note(1, "one");
    let second = world.edit(1, "two");
    assert_eq!(world.book.undo(first), Err(BookError::TooLate));
    world.book.undo(second).unwrap();
    assert_eq!(world.text(1).as_deref(), Some("one"));
    world.book.write(|w| batch(w, 0, 1)).unwrap();
    assert_eq!(world.book.undo(first), Err(BookError::TooLate));
}

#[test]
fn an_undone_op_leaves_no_gap_in_the_numbers() {
    let world = World::enrolled();
    world.note(1, "one");
    let undone = world.note(2, "two");
    world.note(3, "three");
    world.book.undo(undone).unwrap();
    world.sync().unwrap();
    let journal = world.hub.state().journal.len();
    assert_eq!((journal, world.book.status().unwrap().waiting), (2, 0));
}

#[test]
fn saves_survive_closing_the_book() {
    let world = World::enrolled();
    let op = world.note(1, "mine");
    let world = world.reopened();
    assert_eq!(world.book.saved_ops().unwrap()[0].op, op);
    assert_eq!(world.text(1).as_deref(), Some("mine"));
}

/// What may happen to three records of one phone.
#[derive(Debug, Clone)]
enum Happens {
    Save { n: u8, field: u8, value: Option<u8> },
    Undo,
    HubPut { n: u8, field: u8, value: u8 },
    HubLeave { n: u8 },
    HubMove { n: u8 },
    Sync,
    Lost,
    Cancelled { after: u32 },
    Backup,
    Restore,
    Refuse(Option<bool>),
    PageSize(usize),
    Restart,
    Reopen,
}

fn happens() -> impl Strategy<Value = Happens> {
    let n = 1..4u8;
    prop_oneof![
        6 => (n.clone(), 0..3u8, proptest::option::weighted(0.9, any::<u8>()))
            .prop_map(|(n, field, value)| Happens::Save { n, field, value }),
        1 => Just(Happens::Undo),
        4 => (n.clone(), 0..3u8, any::<u8>())
            .prop_map(|(n, field, value)| Happens::HubPut { n, field, value }),
        1 => n.clone().prop_map(|n| Happens::HubLeave { n }),
        2 => n.prop_map(|n| Happens::HubMove { n }),
        4 => Just(Happens::Sync),
        1 => Just(Happens::Lost),
        1 => (1..4u32).prop_map(|after| Happens::Cancelled { after }),
        1 => Just(Happens::Backup),
        1 => Just(Happens::Restore),
        2 => proptest::option::of(any::<bool>()).prop_map(Happens::Refuse),
        1 => prop_oneof![Just(1), Just(2), Just(1000)].prop_map(Happens::PageSize),
        1 => Just(Happens::Restart),
        1 => Just(Happens::Reopen),
    ]
}

fn one(field: u8, value: serde_json::Value) -> Fields {
    fields(json!({ format!("f{field}"): value }))
}

/// What the hub has of a record that is in the feed.
fn at_hub(world: &World, n: u8) -> Option<Fields> {
    let mut state = world.hub.state();
    let home = state.home(id(n))?;
    Some(state.feed(home).rows[&id(n)].1.fields.clone())
}

fn happen(world: World, what: &Happens, backup: &mut Option<State>) -> World {
    match what {
        Happens::Save { n, field, value } => {
            let patch = one(*field, value.map_or(serde_json::Value::Null, Into::into));
            let feed = Some(world.hub.grid);
            world.save(vec![NewPart { class: note(), record: id(*n), feed, patch }]).unwrap();
        }
        Happens::Undo => {
            let last = world.book.saved_ops().unwrap().pop();
            if let Some(op) = last.filter(|op| op.state == DeliveryState::Saved) {
                world.book.undo(op.op).unwrap();
            }
        }
        Happens::HubPut { n, field, value } => {
            let patch = one(*field, (*value).into());
            let home = world.hub.state().home(id(*n));
            world.hub.put(home.unwrap_or(world.hub.grid), &note(), id(*n), patch);
        }
        Happens::HubLeave { n } => {
            let home = world.hub.state().home(id(*n));
            if let Some(home) = home {
                world.hub.leave(home, id(*n));
            }
        }
        Happens::HubMove { n } => world.hub.move_over(id(*n)),
        Happens::Sync => drop(world.sync().unwrap()),
        Happens::Lost => {
            world.hub.next(Answer::Lost);
            world.sync().unwrap_err();
        }
        Happens::Cancelled { after } => {
            let stop = Stop::after(*after);
            let _stopped = world.book.sync(&world.hub, SyncOptions::default(), &stop);
        }
        Happens::Backup => *backup = Some(world.hub.state().clone()),
        Happens::Restore => {
            if let Some(backup) = backup {
                world.hub.restore(backup);
            }
        }
        Happens::Refuse(how) => {
            let effects = [Effect::Held, Effect::Refused];
            let effect = how.map(|held| effects[usize::from(!held)].clone());
            world.hub.state().refuse = effect.map(|effect| (effect, Why::Later));
        }
        Happens::PageSize(rows) => world.hub.state().page = *rows,
        Happens::Restart => world.hub.state().feed(world.hub.grid).history += 1,
        Happens::Reopen => return world.reopened(),
    }
    world
}

/// The patches of the ops that have not settled, by record, as told by the list of saves alone.
fn unsettled(world: &World) -> BTreeMap<RecordId, Vec<Fields>> {
    let ops = world.book.saved_ops().unwrap();
    let open = ops.iter().flat_map(|op| &op.parts);
    let records: Vec<RecordId> = open
        .filter(|part| matches!(part.effect, None | Some(Effect::Held)))
        .map(|part| part.record)
        .collect();
    let patches = |record: &RecordId| {
        let changes = world.book.read(|conn| store::changes_of(conn, *record)).unwrap();
        let open = changes.into_iter();
        open.filter(|change| matches!(change.effect, None | Some(Effect::Held)))
            .map(|change| change.patch)
            .collect()
    };
    records.iter().map(|record| (*record, patches(record))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 48,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Whatever happens in whatever order, once the phone has caught up with the hub what is read
    /// is the hub's row covered by the own parts that are not settled, and the digest agrees.
    #[test]
    fn what_is_read_is_the_hubs_row_covered_by_unsettled_parts(
        all in proptest::collection::vec(happens(), 1..40)
    ) {
        let mut world = World::enrolled();
        world.hub.grant_second();
        world.sync().unwrap();
        let mut backup = None;
        for what in &all {
            world = happen(world, what, &mut backup);
        }
        world.sync().unwrap();
        let open = unsettled(&world);
        for n in 1..4u8 {
            let hub = at_hub(&world, n);
            let own = open.get(&id(n)).cloned().unwrap_or_default();
            let expected = match (hub, own.is_empty()) {
                (None, true) => None,
                (hub, _) => Some(own.iter().fold(hub.unwrap_or_default(), |mut row, patch| {
                    gridbook_domain::fields::apply(&mut row, patch);
                    row
                })),
            };
            let read = world.read(&note(), id(n));
            prop_assert_eq!(read.as_ref().map(|row| &row.fields), expected.as_ref());
            prop_assert_eq!(read.is_some_and(|row| row.unsettled), !own.is_empty());
        }
        for feed in world.book.read(|tx| feeds::store::feeds(tx)).unwrap() {
            prop_assert_eq!(feed.digest, world.hub.state().digest(feed.feed));
            prop_assert_eq!(feed.mismatches, 0);
        }
    }

    /// The overlay itself: rebuilding from all parts equals covering one after the other, and a
    /// part that goes leaves exactly the others.
    #[test]
    fn covering_one_by_one_equals_covering_at_once(
        patches in proptest::collection::vec((0..3u8, proptest::option::of(any::<u8>())), 0..6),
        hub in proptest::option::of(any::<u8>()),
    ) {
        let feed = gridbook_domain::FeedId::from_bytes([3; 16]);
        let hub = hub.map(|value| LocalRow {
            class: note(),
            record: id(1),
            feed,
            version: None,
            by: None,
            at: None,
            unsettled: false,
            fields: one(0, value.into()),
        });
        let by = gridbook_domain::AccountId::from_bytes([1; 16]);
        let own: Vec<LocalChange> = patches
            .iter()
            .map(|(field, value)| {
                let value = value.map_or(serde_json::Value::Null, Into::into);
                LocalChange { feed, by, at: 1, patch: one(*field, value) }
            })
            .collect();
        let at_once = overlay::combine(&note(), id(1), hub.as_ref(), &own);
        let mut row = hub.clone();
        for part in &own {
            row = overlay::combine(&note(), id(1), row.as_ref(), std::slice::from_ref(part));
        }
        prop_assert_eq!(at_once, row);
    }
}

#[test]
fn without_randomness_nothing_is_saved_and_the_next_save_goes_through() {
    struct Dry(std::sync::atomic::AtomicBool);
    impl crate::host::Random for Dry {
        fn fill(&self, bytes: &mut [u8]) -> std::result::Result<(), crate::host::NoRandomness> {
            bytes.fill(7);
            let dry = self.0.load(std::sync::atomic::Ordering::Relaxed);
            if dry { Err(crate::host::NoRandomness) } else { Ok(()) }
        }
    }
    let (folder, hub) = (tempfile::tempdir().unwrap(), crate::testing::Hub::new());
    let source = std::sync::Arc::new(Dry(false.into()));
    let options = crate::Options { folder: folder.path().to_owned(), key: None };
    let host = crate::host::Host { random: source.clone(), ..crate::testing::host(1) };
    let book = crate::Book::open(options, host).unwrap();
    book.enrol(&hub.invitation(), "P1", &hub).unwrap();
    let draft = |book: &crate::Book| book.begin_draft("visit".into(), None, "{}".into());
    source.0.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(draft(&book), Err(BookError::Bug { .. })));
    assert!(book.drafts().unwrap().is_empty());
    source.0.store(false, std::sync::atomic::Ordering::Relaxed);
    draft(&book).unwrap();
    assert_eq!(book.drafts().unwrap().len(), 1);
}
