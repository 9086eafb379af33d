//! What every store must do, written against the trait. A new store is held by the same cases: it
//! adds a line to [`for_every_store`].

use gridbook_domain::area::Level;
use gridbook_domain::chain::{body_hash, feed_start};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::wire::{Mark, Waiting};
use gridbook_domain::{
    AccountId, AreaId, Class, EpochId, FeedId, Fields, InstallId, OpId, RecordId, Version,
};
use gridbook_hub::store::sqlite::SqliteStore;
use gridbook_hub::store::*;
use serde_json::json;

const HERE: AreaId = AreaId::from_bytes([1; 16]);
const THERE: AreaId = AreaId::from_bytes([2; 16]);
const INSTALL: InstallId = InstallId::from_bytes([3; 16]);
const FEED: FeedId = FeedId::from_bytes([4; 16]);
const ACCOUNT: AccountId = AccountId::from_bytes([5; 16]);

pub fn for_every_store(case: fn(&dyn Store)) {
    let folder = tempfile::tempdir().unwrap();
    case(&SqliteStore::open(&folder.path().join("hub.db")).unwrap());
}

fn record_id(n: u8) -> RecordId {
    RecordId::from_bytes([n; 16])
}

fn op_id(n: u8) -> OpId {
    OpId::from_bytes([n; 16])
}

fn hash(n: u8) -> Hash {
    body_hash(&[n])
}

fn version(n: u64) -> Version {
    Version { n, tag: Bytes([n.to_be_bytes()[7]; 6]) }
}

fn fields(value: serde_json::Value) -> Fields {
    value.as_object().cloned().unwrap()
}

fn install(community: AreaId) -> Install {
    let mark = Mark { mseq: 0, chain: hash(0) };
    Install {
        community,
        install: INSTALL,
        account: ACCOUNT,
        feed: Some(FEED),
        key: Some(Bytes([7; 33])),
        token: Some(hash(9)),
        device: "d".to_owned(),
        app: "a".to_owned(),
        enrolled: 1,
        revoked: None,
        lost: false,
        mark,
        received: 2,
        receipt: Some(Bytes([8; 64])),
        applied: 0,
        contact: 3,
        waiting: Waiting { ops: 1, photos: 2, drafts: 3 },
        head: mark,
        head_sig: None,
    }
}

fn op(mseq: u64, id: Option<OpId>) -> JournalOp {
    JournalOp {
        community: HERE,
        install: INSTALL,
        mseq,
        chain: hash(1),
        hash: hash(2),
        body: "{\u{0}刘}".as_bytes().to_vec(),
        op: id,
        repeats: None,
        received: 5,
    }
}

fn feed(community: AreaId) -> Feed {
    Feed {
        community,
        feed: FEED,
        kind: FeedKind::Grid,
        area: Some(HERE),
        seq: 0,
        chain: feed_start(FEED),
        digest: Digest::default(),
        closed: None,
    }
}

fn record(n: u8, seq: u64) -> Record {
    Record {
        community: HERE,
        record: record_id(n),
        class: Class::Person,
        feed: FEED,
        seq,
        version: version(1),
        by: Some(ACCOUNT),
        at: Some(7),
        fields: fields(json!({"name": "王芳", "n": n})),
    }
}

fn part_row(op: OpId, effect: Effect, why: Option<Why>, waits: Option<RecordId>) -> PartRow {
    let (community, install) = (HERE, INSTALL);
    PartRow { community, op, part: 0, install, mseq: 1, effect, why, waits }
}

fn seqs(store: &dyn Store, from: u64, most: usize) -> Vec<(u64, bool)> {
    let mut found = Vec::new();
    let read = store.reading(|tx| {
        found.clear();
        tx.page(HERE, FEED, from, &mut |row| {
            found.push((row.seq, row.fields.is_none()));
            Ok(found.len() < most)
        })
    });
    read.unwrap();
    found
}

#[test]
fn work_that_fails_leaves_nothing() {
    for_every_store(|store| {
        let failed = store.writing(|tx| {
            tx.add_install(&install(HERE))?;
            Err::<(), _>(StoreError::NotFound { what: "courage" })
        });
        assert!(matches!(failed, Err(StoreError::NotFound { what: "courage" })));
        assert_eq!(store.reading(|tx| tx.install(HERE, INSTALL)).unwrap(), None);
    });
}

#[test]
fn writing_in_a_reading_transaction_fails() {
    for_every_store(|store| {
        assert!(store.reading(|tx| tx.add_install(&install(HERE))).is_err());
        store.writing(|tx| tx.add_install(&install(HERE))).unwrap();
    });
}

#[test]
fn a_savepoint_rolled_back_keeps_what_came_before_and_after_it() {
    for_every_store(|store| {
        store
            .writing(|tx| {
                tx.add_install(&install(HERE))?;
                tx.savepoint()?;
                tx.append(&op(1, Some(op_id(1))))?;
                tx.savepoint()?;
                tx.append(&op(2, Some(op_id(2))))?;
                tx.release()?;
                tx.rollback()?;
                tx.append(&op(1, Some(op_id(3))))
            })
            .unwrap();
        let ops = store.reading(|tx| tx.ops_after(HERE, INSTALL, 0, 10)).unwrap();
        assert_eq!(ops, [op(1, Some(op_id(3)))]);
    });
}

#[test]
fn a_statement_that_fails_in_a_savepoint_does_not_spoil_the_transaction() {
    for_every_store(|store| {
        store
            .writing(|tx| {
                tx.append(&op(1, Some(op_id(1))))?;
                tx.savepoint()?;
                assert!(tx.append(&op(1, Some(op_id(2)))).is_err(), "the number is taken");
                tx.rollback()?;
                tx.append(&op(2, Some(op_id(2))))
            })
            .unwrap();
        assert_eq!(store.reading(|tx| tx.ops_after(HERE, INSTALL, 0, 9)).unwrap().len(), 2);
    });
}

#[test]
fn an_install_reads_back_as_it_was_written_and_its_community_keeps_it_apart() {
    for_every_store(|store| {
        store.writing(|tx| tx.add_install(&install(HERE))).unwrap();
        store.writing(|tx| tx.add_install(&install(THERE))).unwrap();
        let mut changed = install(HERE);
        changed.mark = Mark { mseq: 4, chain: hash(4) };
        changed.revoked = Some(9);
        changed.head_sig = Some(Bytes([6; 64]));
        store.writing(|tx| tx.put_install(&changed)).unwrap();
        let read = store.reading(|tx| {
            Ok((tx.install(HERE, INSTALL)?, tx.install(THERE, INSTALL)?, tx.unapplied(INSTALL, 9)?))
        });
        let expected = (Some(changed), Some(install(THERE)), vec![(HERE, INSTALL)]);
        assert_eq!(read.unwrap(), expected);
    });
}

#[test]
fn the_hub_has_one_install_of_its_own_in_a_community() {
    for_every_store(|store| {
        let own =
            |n| Install { install: InstallId::from_bytes([n; 16]), key: None, ..install(HERE) };
        store.writing(|tx| tx.add_install(&own(8))).unwrap();
        assert!(store.writing(|tx| tx.add_install(&own(9))).is_err());
        store.writing(|tx| tx.add_install(&install(HERE))).unwrap();
        let read = store.reading(|tx| Ok((tx.own_install(HERE)?, tx.installs()?.len())));
        assert_eq!(read.unwrap(), (Some(InstallId::from_bytes([8; 16])), 1));
    });
}

#[test]
fn the_journal_keeps_exactly_the_bytes_and_each_number_and_id_once() {
    for_every_store(|store| {
        store.writing(|tx| tx.append(&op(1, Some(op_id(1))))).unwrap();
        store.writing(|tx| tx.append(&op(2, None))).unwrap();
        store.writing(|tx| tx.append(&op(3, None))).unwrap();
        assert!(store.writing(|tx| tx.append(&op(1, Some(op_id(2))))).is_err());
        assert!(store.writing(|tx| tx.append(&op(4, Some(op_id(1))))).is_err());
        let elsewhere = JournalOp { community: THERE, ..op(1, Some(op_id(1))) };
        store.writing(|tx| tx.append(&elsewhere)).unwrap();
        store
            .reading(|tx| {
                assert_eq!(tx.op_at(HERE, INSTALL, 1)?, Some(op(1, Some(op_id(1)))));
                assert_eq!(tx.links_at(HERE, INSTALL, 2)?, Some((hash(1), hash(2))));
                assert_eq!(tx.links_at(HERE, INSTALL, 9)?, None);
                let known = tx.known(HERE, op_id(1))?.unwrap();
                assert_eq!((known.install, known.mseq, known.hash), (INSTALL, 1, hash(2)));
                assert_eq!(tx.known(HERE, op_id(2))?, None);
                let numbers = tx.ops_after(HERE, INSTALL, 1, 1)?;
                assert_eq!(numbers.iter().map(|op| op.mseq).collect::<Vec<_>>(), [2]);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_fork_is_kept_once() {
    for_every_store(|store| {
        let (chain, body) = (hash(1), b"x".to_vec());
        let fork = Fork {
            community: HERE,
            install: INSTALL,
            mseq: 1,
            chain,
            hash: hash(2),
            body,
            received: 4,
        };
        assert!(store.writing(|tx| tx.add_fork(&fork)).unwrap());
        assert!(!store.writing(|tx| tx.add_fork(&fork)).unwrap());
        let other = Fork { hash: hash(3), received: 5, ..fork.clone() };
        assert!(store.writing(|tx| tx.add_fork(&other)).unwrap());
        assert_eq!(store.reading(|tx| tx.forks(HERE, INSTALL)).unwrap(), [fork, other]);
    });
}

#[test]
fn a_part_is_settled_in_place_and_what_waits_is_found() {
    for_every_store(|store| {
        let waits = part_row(op_id(1), Effect::Held, Some(Why::NoRecord), Some(record_id(7)));
        let later = part_row(op_id(2), Effect::Held, Some(Why::Later), None);
        store
            .writing(|tx| {
                tx.append(&op(1, Some(op_id(1))))?;
                assert!(!tx.anything_waits(HERE)?);
                tx.put_part(&waits)?;
                tx.put_part(&later)
            })
            .unwrap();
        store
            .reading(|tx| {
                assert!(tx.anything_waits(HERE)? && !tx.anything_waits(THERE)?);
                assert_eq!(tx.waiting(HERE, record_id(7))?, std::slice::from_ref(&waits));
                assert_eq!(tx.waiting(HERE, record_id(8))?, []);
                assert_eq!(tx.later(op_id(0), 9)?, std::slice::from_ref(&later));
                Ok(())
            })
            .unwrap();
        let done = part_row(op_id(1), Effect::Applied, None, None);
        store.writing(|tx| tx.put_part(&done)).unwrap();
        store
            .reading(|tx| {
                assert!(!tx.anything_waits(HERE)?);
                assert_eq!(tx.part(HERE, op_id(1), 0)?, Some(done.clone()));
                let effects = tx.effects(HERE, INSTALL)?;
                assert_eq!(effects, [(Effect::Applied, 1), (Effect::Held, 1)]);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn what_waits_goes_on_in_the_order_of_numbers_and_else_as_it_was_received() {
    for_every_store(|store| {
        let other = InstallId::from_bytes([1; 16]);
        let held = |install, n: u8, mseq, received| {
            let stands = JournalOp { install, received, ..op(mseq, Some(op_id(n))) };
            let waits = part_row(op_id(n), Effect::Held, Some(Why::NoRecord), Some(record_id(7)));
            (stands, PartRow { install, mseq, ..waits })
        };
        // The hub's clock was set back between the first and the second of the one install.
        let rows = [held(INSTALL, 9, 1, 50), held(other, 5, 1, 60), held(INSTALL, 2, 2, 40)];
        store
            .writing(|tx| {
                rows.iter().try_for_each(|(op, part)| tx.append(op).and(tx.put_part(part)))
            })
            .unwrap();
        let waiting = store.reading(|tx| tx.waiting(HERE, record_id(7))).unwrap();
        let order: Vec<OpId> = waiting.iter().map(|row| row.op).collect();
        assert_eq!(order, [op_id(9), op_id(2), op_id(5)]);
    });
}

#[test]
fn what_is_to_be_tried_again_is_read_from_anywhere_and_around() {
    for_every_store(|store| {
        let installs = [1, 2, 3].map(|n| InstallId::from_bytes([n; 16]));
        store
            .writing(|tx| {
                for n in [3, 1, 2] {
                    tx.put_part(&part_row(op_id(n), Effect::Held, Some(Why::Later), None))?;
                    let mark = Mark { mseq: 1, chain: hash(1) };
                    let id = InstallId::from_bytes([n; 16]);
                    tx.add_install(&Install { install: id, mark, ..install(HERE) })?;
                }
                Ok(())
            })
            .unwrap();
        let later = |from, limit| -> Vec<OpId> {
            let rows = store.reading(|tx| tx.later(op_id(from), limit)).unwrap();
            rows.iter().map(|row| row.op).collect()
        };
        assert_eq!(later(0, 9), [op_id(1), op_id(2), op_id(3)]);
        assert_eq!(later(2, 9), [op_id(2), op_id(3), op_id(1)]);
        assert_eq!(later(9, 2), [op_id(1), op_id(2)]);
        let behind = store.reading(|tx| tx.unapplied(installs[2], 2)).unwrap();
        assert_eq!(behind, [(HERE, installs[2]), (HERE, installs[0])]);
    });
}

#[test]
fn a_feed_keeps_its_counter_its_whole_sum_and_its_successors() {
    for_every_store(|store| {
        store.writing(|tx| tx.add_feed(&feed(HERE))).unwrap();
        let stands = Feed {
            seq: 9,
            chain: hash(1),
            digest: Digest { count: 3, sum: u64::MAX - 5 },
            closed: Some(vec![FeedId::from_bytes([9; 16])]),
            ..feed(HERE)
        };
        store.writing(|tx| tx.put_feed(&stands)).unwrap();
        store
            .reading(|tx| {
                assert_eq!(tx.feed(HERE, FEED)?, Some(stands.clone()));
                assert_eq!(tx.feed(THERE, FEED)?, None);
                assert_eq!(tx.feeds_of_area(HERE, HERE)?, std::slice::from_ref(&stands));
                assert_eq!(tx.feeds_of_area(HERE, THERE)?, []);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_feeds_chain_is_kept_at_each_number_once() {
    for_every_store(|store| {
        store.writing(|tx| tx.log_feed(HERE, FEED, 1, Bytes([1; 12]))).unwrap();
        assert!(store.writing(|tx| tx.log_feed(HERE, FEED, 1, Bytes([2; 12]))).is_err());
        let read =
            store.reading(|tx| Ok((tx.chain_at(HERE, FEED, 1)?, tx.chain_at(HERE, FEED, 2)?)));
        assert_eq!(read.unwrap(), (Some(Bytes([1; 12])), None));
    });
}

#[test]
fn a_page_comes_in_the_order_of_changes_and_stops_when_told() {
    for_every_store(|store| {
        store
            .writing(|tx| {
                for n in [3, 1, 2, 5] {
                    tx.add_record(&record(n, u64::from(n)))?;
                }
                tx.put_record(&Record { seq: 6, ..record(1, 1) })?;
                let (community, class, version) = (HERE, Class::Person, version(2));
                let left =
                    Left { community, feed: FEED, seq: 4, record: record_id(9), class, version };
                tx.put_left(&left)
            })
            .unwrap();
        let all = [(2, false), (3, false), (4, true), (5, false), (6, false)];
        assert_eq!(seqs(store, 0, 99), all);
        assert_eq!(seqs(store, 3, 2), all[2..4]);
        assert_eq!(seqs(store, 6, 9), []);
    });
}

#[test]
fn a_place_in_a_feed_is_taken_once() {
    for_every_store(|store| {
        store.writing(|tx| tx.add_record(&record(1, 1))).unwrap();
        assert!(store.writing(|tx| tx.add_record(&record(2, 1))).is_err());
        assert!(store.writing(|tx| tx.add_record(&record(1, 2))).is_err());
    });
}

#[test]
fn a_record_reads_back_with_every_field_and_can_be_counted() {
    for_every_store(|store| {
        let one = record(1, 1);
        let two =
            Record { by: None, at: None, class: Class::Other("drone".to_owned()), ..record(2, 2) };
        store.writing(|tx| tx.add_record(&one)).unwrap();
        store.writing(|tx| tx.add_record(&two)).unwrap();
        store
            .reading(|tx| {
                assert_eq!(tx.record(HERE, record_id(1))?, Some(one.clone()));
                assert_eq!(tx.record(HERE, record_id(2))?, Some(two.clone()));
                assert_eq!(tx.record(THERE, record_id(1))?, None);
                assert_eq!(tx.records_of(HERE, &Class::Person)?, std::slice::from_ref(&one));
                assert_eq!(tx.count_of(HERE, &two.class)?, 1);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_records_history_reads_back_from_any_version() {
    for_every_store(|store| {
        let change = |n: u64| Change {
            community: HERE,
            record: record_id(1),
            version: version(n),
            op: op_id(1),
            part: n,
            install: INSTALL,
            author: ACCOUNT,
            before: fields(json!({"name": n})),
        };
        store.writing(|tx| (1..=3).try_for_each(|n| tx.add_change(&change(n)))).unwrap();
        assert!(store.writing(|tx| tx.add_change(&change(3))).is_err());
        store
            .reading(|tx| {
                assert_eq!(tx.changes_after(HERE, record_id(1), 1)?, [change(2), change(3)]);
                assert_eq!(tx.change(HERE, record_id(1), 2)?, Some(change(2)));
                assert_eq!(tx.change(HERE, record_id(1), 4)?, None);
                assert_eq!(tx.change_by(HERE, record_id(1), 1, op_id(1))?, Some(change(2)));
                assert_eq!(tx.change_by(HERE, record_id(1), 1, op_id(2))?, None);
                assert_eq!(tx.change_by(HERE, record_id(1), 3, op_id(1))?, None);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn who_left_a_feed_is_known_until_it_comes_back() {
    for_every_store(|store| {
        let left = |seq| Left {
            community: HERE,
            feed: FEED,
            seq,
            record: record_id(1),
            class: Class::Person,
            version: version(1),
        };
        store.writing(|tx| tx.put_left(&left(1))).unwrap();
        store.writing(|tx| tx.put_left(&left(3))).unwrap();
        assert_eq!(seqs(store, 0, 9), [(3, true)]);
        assert!(store.reading(|tx| tx.has_left(HERE, FEED, record_id(1))).unwrap());
        store.writing(|tx| tx.remove_left(HERE, FEED, record_id(1))).unwrap();
        assert!(!store.reading(|tx| tx.has_left(HERE, FEED, record_id(1))).unwrap());
    });
}

#[test]
fn grants_keep_their_past_and_tell_at_which_version_they_held() {
    for_every_store(|store| {
        let account = Account {
            account: ACCOUNT,
            community: HERE,
            name: "王芳".to_owned(),
            role: Role::Worker,
            grant_ver: 0,
            created: 1,
        };
        let grant = FeedGrantRow {
            community: HERE,
            account: ACCOUNT,
            feed: FEED,
            feed_community: HERE,
            kind: FeedKind::Grid,
            area: HERE,
            from_ver: 2,
            until_ver: None,
        };
        store.writing(|tx| tx.add_account(&account)).unwrap();
        assert_eq!(store.writing(|tx| tx.next_grant_ver(ACCOUNT)).unwrap(), 1);
        assert!(store.writing(|tx| tx.next_grant_ver(AccountId::from_bytes([9; 16]))).is_err());
        store.writing(|tx| tx.put_feed_grant(&grant)).unwrap();
        let ended = FeedGrantRow { until_ver: Some(4), ..grant.clone() };
        store.writing(|tx| tx.put_feed_grant(&ended)).unwrap();
        let again = FeedGrantRow { from_ver: 6, ..grant };
        store.writing(|tx| tx.put_feed_grant(&again)).unwrap();
        let read = store.reading(|tx| tx.feed_grants(HERE, ACCOUNT)).unwrap();
        let present = store.reading(|tx| tx.present_feed_grants(HERE, ACCOUNT)).unwrap();
        assert_eq!(present, std::slice::from_ref(&again));
        assert_eq!(read, [ended, again]);
        let held = |version| read.iter().any(|grant| grant.holds_at(version));
        assert_eq!([1, 2, 3, 4, 5, 6, 7].map(held), [false, true, true, false, false, true, true]);
        let named = store.reading(|tx| tx.account(ACCOUNT)).unwrap().unwrap();
        assert_eq!((named.grant_ver, named.name.as_str()), (1, "王芳"));
    });
}

#[test]
fn areas_grants_and_invitations_read_back() {
    for_every_store(|store| {
        let area = AreaRow {
            area: HERE,
            parent: Some(THERE),
            level: Level::Grid,
            name: "一".to_owned(),
            community: Some(THERE),
        };
        let grant = GrantRow {
            community: HERE,
            account: ACCOUNT,
            area: HERE,
            kind: FeedKind::Restricted,
            from_ver: 1,
            until_ver: Some(2),
        };
        let invitation = InvitationRow {
            community: HERE,
            code: hash(1),
            account: ACCOUNT,
            expires: 5,
            key: None,
            install: None,
        };
        let used = InvitationRow {
            key: Some(Bytes([1; 33])),
            install: Some(INSTALL),
            ..invitation.clone()
        };
        store
            .writing(|tx| {
                tx.add_area(&area)?;
                tx.put_grant(&grant)?;
                tx.add_invitation(&invitation)?;
                assert_eq!(tx.lock_invitation(HERE, hash(1))?, Some(invitation.clone()));
                assert_eq!(tx.lock_invitation(THERE, hash(1))?, None);
                tx.put_invitation(&used)?;
                assert_eq!(tx.lock_invitation(HERE, hash(1))?, Some(used.clone()));
                assert_eq!(tx.areas()?, std::slice::from_ref(&area));
                assert_eq!(tx.grants(HERE, ACCOUNT)?, std::slice::from_ref(&grant));
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn areas_are_asked_for_by_community() {
    for_every_store(|store| {
        let area = |n: u8, community| AreaRow {
            area: AreaId::from_bytes([n; 16]),
            parent: None,
            level: Level::Grid,
            name: format!("第{n}网格"),
            community,
        };
        let all =
            [area(21, Some(HERE)), area(22, Some(THERE)), area(23, None), area(24, Some(HERE))];
        store.writing(|tx| all.iter().try_for_each(|area| tx.add_area(area))).unwrap();
        let of = |communities: &[AreaId]| {
            let communities = communities.iter().copied().collect();
            store.reading(|tx| tx.areas_of(&communities)).unwrap()
        };
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[HERE]), [all[0].clone(), all[3].clone()]);
        assert_eq!(of(&[HERE, THERE]), [all[0].clone(), all[1].clone(), all[3].clone()]);
    });
}

#[test]
fn epochs_keep_their_lineage_and_there_is_one_deployment() {
    for_every_store(|store| {
        let deployment = Deployment {
            feed: FEED,
            account: ACCOUNT,
            hub_key: Bytes([1; 33]),
            recovery_key: Bytes([2; 33]),
        };
        let (one, two) = (EpochId::from_bytes([1; 16]), EpochId::from_bytes([2; 16]));
        store
            .writing(|tx| {
                assert_eq!((tx.epoch()?, tx.deployment()?), (None, None));
                tx.add_epoch(two, 1)?;
                tx.add_epoch(one, 2)?;
                tx.add_deployment(&deployment)
            })
            .unwrap();
        assert!(store.writing(|tx| tx.add_deployment(&deployment)).is_err());
        let read = store.reading(|tx| Ok((tx.epoch()?, tx.epochs()?, tx.deployment()?)));
        assert_eq!(read.unwrap(), (Some(one), vec![two, one], Some(deployment)));
    });
}

#[test]
fn photos_and_imports_are_written_in_place() {
    for_every_store(|store| {
        let photo = PhotoRow { community: HERE, sha256: hash(1), size: 5, durable: None };
        let row = ImportedRow {
            community: HERE,
            key: "k".to_owned(),
            record: record_id(1),
            version: None,
            fields: fields(json!({"name": "王"})),
        };
        let known = ImportedRow { version: Some(version(3)), ..row.clone() };
        store
            .writing(|tx| {
                tx.put_photo(&photo)?;
                assert_eq!(tx.photo_count(HERE)?, (1, 0));
                tx.put_photo(&PhotoRow { durable: Some(8), ..photo.clone() })?;
                assert_eq!(tx.photo(HERE, hash(1))?.unwrap().durable, Some(8));
                assert_eq!((tx.photo_count(HERE)?, tx.photo_count(THERE)?), ((1, 1), (0, 0)));
                tx.put_imported(&row)?;
                tx.put_imported(&known)?;
                assert_eq!(tx.imported(HERE)?, std::slice::from_ref(&known));
                Ok(())
            })
            .unwrap();
    });
}
