//! Transactions and savepoints.

use super::rows::*;
use crate::*;

pub(super) fn work_that_fails_leaves_nothing(store: &dyn Store) {
    let failed = store.write(|tx| -> Result<_> {
        tx.add_install(&install(HERE))?;
        Err::<(), _>(StoreError::NotFound { what: "courage" })
    });
    assert!(matches!(failed, Err(StoreError::NotFound { what: "courage" })));
    assert_eq!(store.read(|tx| tx.install(HERE, INSTALL)).unwrap(), None);
}

pub(super) fn writing_in_a_reading_transaction_fails(store: &dyn Store) {
    assert!(store.read(|tx| tx.add_install(&install(HERE))).is_err());
    store.write(|tx| tx.add_install(&install(HERE))).unwrap();
}

pub(super) fn a_savepoint_rolled_back_keeps_what_came_before_and_after_it(store: &dyn Store) {
    store
        .write(|tx| -> Result<_> {
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
    let ops = store.read(|tx| tx.ops_after(HERE, INSTALL, 0, 10)).unwrap();
    assert_eq!(ops, [op(1, Some(op_id(3)))]);
}

pub(super) fn a_statement_that_fails_in_a_savepoint_does_not_spoil_the_transaction(
    store: &dyn Store,
) {
    store
        .write(|tx| -> Result<_> {
            tx.append(&op(1, Some(op_id(1))))?;
            tx.savepoint()?;
            assert!(tx.append(&op(1, Some(op_id(2)))).is_err(), "the number is taken");
            tx.rollback()?;
            tx.append(&op(2, Some(op_id(2))))
        })
        .unwrap();
    assert_eq!(store.read(|tx| tx.ops_after(HERE, INSTALL, 0, 9)).unwrap().len(), 2);
}
