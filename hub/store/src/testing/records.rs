//! Feeds, records and their history.

use super::rows::*;
use crate::*;
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::{Class, FeedId};
use serde_json::json;

pub(super) fn a_feed_keeps_its_counter_its_whole_sum_and_its_successors(store: &dyn Store) {
    store.write(|tx| tx.add_feed(&feed(HERE))).unwrap();
    let stands = Feed {
        seq: 9,
        chain: hash(1),
        digest: Digest { count: 3, sum: u64::MAX - 5 },
        closed: Some(vec![FeedId::from_bytes([9; 16])]),
        ..feed(HERE)
    };
    store.write(|tx| tx.put_feed(&stands)).unwrap();
    store
        .read(|tx| -> Result<_> {
            assert_eq!(tx.feed(HERE, FEED)?, Some(stands.clone()));
            assert_eq!(tx.feed(THERE, FEED)?, None);
            assert_eq!(tx.feeds_of_area(HERE, HERE)?, std::slice::from_ref(&stands));
            assert_eq!(tx.feeds_of_area(HERE, THERE)?, []);
            Ok(())
        })
        .unwrap();
}

pub(super) fn a_feeds_chain_is_kept_at_each_number_once(store: &dyn Store) {
    store.write(|tx| tx.log_feed(HERE, FEED, 1, Bytes([1; 12]))).unwrap();
    assert!(store.write(|tx| tx.log_feed(HERE, FEED, 1, Bytes([2; 12]))).is_err());
    let read = store
        .read(|tx| -> Result<_> { Ok((tx.chain_at(HERE, FEED, 1)?, tx.chain_at(HERE, FEED, 2)?)) });
    assert_eq!(read.unwrap(), (Some(Bytes([1; 12])), None));
}

pub(super) fn a_page_comes_in_the_order_of_changes_and_stops_when_told(store: &dyn Store) {
    store
        .write(|tx| -> Result<_> {
            for n in [3, 1, 2, 5] {
                tx.add_record(&record(n, u64::from(n)))?;
            }
            tx.put_record(&Record { seq: 6, ..record(1, 1) })?;
            let (community, class, version) = (HERE, Class::Person, version(2));
            let left = Left { community, feed: FEED, seq: 4, record: record_id(9), class, version };
            tx.put_left(&left)
        })
        .unwrap();
    let all = [(2, false), (3, false), (4, true), (5, false), (6, false)];
    assert_eq!(seqs(store, 0, 99), all);
    assert_eq!(seqs(store, 3, 2), all[2..4]);
    assert_eq!(seqs(store, 6, 9), []);
}

pub(super) fn a_place_in_a_feed_is_taken_once(store: &dyn Store) {
    store.write(|tx| tx.add_record(&record(1, 1))).unwrap();
    assert!(store.write(|tx| tx.add_record(&record(2, 1))).is_err());
    assert!(store.write(|tx| tx.add_record(&record(1, 2))).is_err());
}

pub(super) fn a_record_reads_back_with_every_field_and_can_be_counted(store: &dyn Store) {
    let one = record(1, 1);
    let two =
        Record { by: None, at: None, class: Class::Other("drone".to_owned()), ..record(2, 2) };
    store.write(|tx| tx.add_record(&one)).unwrap();
    store.write(|tx| tx.add_record(&two)).unwrap();
    store
        .read(|tx| -> Result<_> {
            assert_eq!(tx.record(HERE, record_id(1))?, Some(one.clone()));
            assert_eq!(tx.record(HERE, record_id(2))?, Some(two.clone()));
            assert_eq!(tx.record(THERE, record_id(1))?, None);
            assert_eq!(tx.records_of(HERE, &Class::Person)?, std::slice::from_ref(&one));
            assert_eq!(tx.count_of(HERE, &two.class)?, 1);
            Ok(())
        })
        .unwrap();
}

pub(super) fn a_records_history_reads_back_from_any_version(store: &dyn Store) {
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
    store.write(|tx| (1..=3).try_for_each(|n| tx.add_change(&change(n)))).unwrap();
    assert!(store.write(|tx| tx.add_change(&change(3))).is_err());
    store
        .read(|tx| -> Result<_> {
            assert_eq!(tx.changes_after(HERE, record_id(1), 1)?, [change(2), change(3)]);
            assert_eq!(tx.change(HERE, record_id(1), 2)?, Some(change(2)));
            assert_eq!(tx.change(HERE, record_id(1), 4)?, None);
            assert_eq!(tx.change_by(HERE, record_id(1), 1, op_id(1))?, Some(change(2)));
            assert_eq!(tx.change_by(HERE, record_id(1), 1, op_id(2))?, None);
            assert_eq!(tx.change_by(HERE, record_id(1), 3, op_id(1))?, None);
            Ok(())
        })
        .unwrap();
}

pub(super) fn who_left_a_feed_is_known_until_it_comes_back(store: &dyn Store) {
    let left = |seq| Left {
        community: HERE,
        feed: FEED,
        seq,
        record: record_id(1),
        class: Class::Person,
        version: version(1),
    };
    store.write(|tx| tx.put_left(&left(1))).unwrap();
    store.write(|tx| tx.put_left(&left(3))).unwrap();
    assert_eq!(seqs(store, 0, 9), [(3, true)]);
    assert!(store.read(|tx| tx.has_left(HERE, FEED, record_id(1))).unwrap());
    store.write(|tx| tx.remove_left(HERE, FEED, record_id(1))).unwrap();
    assert!(!store.read(|tx| tx.has_left(HERE, FEED, record_id(1))).unwrap());
}
