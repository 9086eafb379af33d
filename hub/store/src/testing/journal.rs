//! Installs, the journal of ops, and what became of their parts.

use super::rows::*;
use crate::*;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::wire::ChainHead;
use gridbook_domain::{InstallId, OpId};

pub(super) fn an_install_reads_back_as_it_was_written_and_its_community_keeps_it_apart(
    store: &dyn Store,
) {
    store.write(|tx| tx.add_install(&install(HERE))).unwrap();
    store.write(|tx| tx.add_install(&install(THERE))).unwrap();
    let mut changed = install(HERE);
    changed.mark = ChainHead { mseq: 4, chain: hash(4) };
    changed.revoked = Some(9);
    changed.head_sig = Some(Bytes([6; 64]));
    store.write(|tx| tx.put_install(&changed)).unwrap();
    let read = store.read(|tx| -> Result<_> {
        Ok((tx.install(HERE, INSTALL)?, tx.install(THERE, INSTALL)?, tx.unapplied(INSTALL, 9)?))
    });
    let expected = (Some(changed), Some(install(THERE)), vec![(HERE, INSTALL)]);
    assert_eq!(read.unwrap(), expected);
}

pub(super) fn the_hub_has_one_install_of_its_own_in_a_community(store: &dyn Store) {
    let own = |n| Install { install: InstallId::from_bytes([n; 16]), key: None, ..install(HERE) };
    store.write(|tx| tx.add_install(&own(8))).unwrap();
    assert!(store.write(|tx| tx.add_install(&own(9))).is_err());
    store.write(|tx| tx.add_install(&install(HERE))).unwrap();
    let read = store.read(|tx| -> Result<_> { Ok((tx.own_install(HERE)?, tx.installs()?.len())) });
    assert_eq!(read.unwrap(), (Some(InstallId::from_bytes([8; 16])), 1));
}

pub(super) fn the_journal_keeps_exactly_the_bytes_and_each_number_and_id_once(store: &dyn Store) {
    store.write(|tx| tx.append(&op(1, Some(op_id(1))))).unwrap();
    store.write(|tx| tx.append(&op(2, None))).unwrap();
    store.write(|tx| tx.append(&op(3, None))).unwrap();
    assert!(store.write(|tx| tx.append(&op(1, Some(op_id(2))))).is_err());
    assert!(store.write(|tx| tx.append(&op(4, Some(op_id(1))))).is_err());
    let elsewhere = JournalOp { community: THERE, ..op(1, Some(op_id(1))) };
    store.write(|tx| tx.append(&elsewhere)).unwrap();
    store
        .read(|tx| -> Result<_> {
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
}

pub(super) fn a_fork_is_kept_once(store: &dyn Store) {
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
    assert!(store.write(|tx| tx.add_fork(&fork)).unwrap());
    assert!(!store.write(|tx| tx.add_fork(&fork)).unwrap());
    let other = Fork { hash: hash(3), received: 5, ..fork.clone() };
    assert!(store.write(|tx| tx.add_fork(&other)).unwrap());
    assert_eq!(store.read(|tx| tx.forks(HERE, INSTALL)).unwrap(), [fork, other]);
}

pub(super) fn a_part_is_settled_in_place_and_what_waits_is_found(store: &dyn Store) {
    let waits = part_row(op_id(1), Effect::Held, Some(Why::NoRecord), Some(record_id(7)));
    let later = part_row(op_id(2), Effect::Held, Some(Why::Later), None);
    store
        .write(|tx| -> Result<_> {
            tx.append(&op(1, Some(op_id(1))))?;
            assert!(!tx.any_blocked(HERE)?);
            tx.put_part(&waits)?;
            tx.put_part(&later)
        })
        .unwrap();
    store
        .read(|tx| -> Result<_> {
            assert!(tx.any_blocked(HERE)? && !tx.any_blocked(THERE)?);
            assert_eq!(tx.blocked_on(HERE, record_id(7))?, std::slice::from_ref(&waits));
            assert_eq!(tx.blocked_on(HERE, record_id(8))?, []);
            assert_eq!(tx.to_retry(op_id(0), 9)?, std::slice::from_ref(&later));
            Ok(())
        })
        .unwrap();
    let done = part_row(op_id(1), Effect::Applied, None, None);
    store.write(|tx| tx.put_part(&done)).unwrap();
    store
        .read(|tx| -> Result<_> {
            assert!(!tx.any_blocked(HERE)?);
            assert_eq!(tx.part(HERE, op_id(1), 0)?, Some(done.clone()));
            let effects = tx.effects(HERE, INSTALL)?;
            assert_eq!(effects, [(Effect::Applied, 1), (Effect::Held, 1)]);
            Ok(())
        })
        .unwrap();
}

pub(super) fn what_waits_goes_on_in_the_order_of_numbers_and_else_as_it_was_received(
    store: &dyn Store,
) {
    let other = InstallId::from_bytes([1; 16]);
    let held = |install, n: u8, mseq, received| {
        let stands = JournalOp { install, received, ..op(mseq, Some(op_id(n))) };
        let waits = part_row(op_id(n), Effect::Held, Some(Why::NoRecord), Some(record_id(7)));
        (stands, PartRow { install, mseq, ..waits })
    };
    // The hub's clock was set back between the first and the second of the one install.
    let rows = [held(INSTALL, 9, 1, 50), held(other, 5, 1, 60), held(INSTALL, 2, 2, 40)];
    store
        .write(|tx| -> Result<_> {
            rows.iter().try_for_each(|(op, part)| tx.append(op).and(tx.put_part(part)))
        })
        .unwrap();
    let waiting = store.read(|tx| tx.blocked_on(HERE, record_id(7))).unwrap();
    let order: Vec<OpId> = waiting.iter().map(|row| row.op).collect();
    assert_eq!(order, [op_id(9), op_id(2), op_id(5)]);
}

pub(super) fn what_is_to_be_tried_again_is_read_from_anywhere_and_around(store: &dyn Store) {
    let installs = [1, 2, 3].map(|n| InstallId::from_bytes([n; 16]));
    store
        .write(|tx| -> Result<_> {
            for n in [3, 1, 2] {
                tx.put_part(&part_row(op_id(n), Effect::Held, Some(Why::Later), None))?;
                let mark = ChainHead { mseq: 1, chain: hash(1) };
                let id = InstallId::from_bytes([n; 16]);
                tx.add_install(&Install { install: id, mark, ..install(HERE) })?;
            }
            Ok(())
        })
        .unwrap();
    let later = |from, limit| -> Vec<OpId> {
        let rows = store.read(|tx| tx.to_retry(op_id(from), limit)).unwrap();
        rows.iter().map(|row| row.op).collect()
    };
    assert_eq!(later(0, 9), [op_id(1), op_id(2), op_id(3)]);
    assert_eq!(later(2, 9), [op_id(2), op_id(3), op_id(1)]);
    assert_eq!(later(9, 2), [op_id(1), op_id(2)]);
    let behind = store.read(|tx| tx.unapplied(installs[2], 2)).unwrap();
    assert_eq!(behind, [(HERE, installs[2]), (HERE, installs[0])]);
}
