//! Records as the worker reads them: the hub's rows with the own unsettled parts applied.
//!
//! Each class has a table. Rows of classes without one are kept unchanged in `foreign_row` and move
//! into their table once a build has it. A table keeps what it does not understand of a row (an
//! unknown field, a value of an unexpected shape) beside its columns.

pub(crate) mod store;

use crate::db::{LocalRow, ReadTx, Stamp, WriteTx};
use crate::error::Result;
use gridbook_domain::{Class, FeedId, RecordId};
use store::foreign;

/// Reads the row of a record.
pub(crate) fn get(tx: &ReadTx<'_>, class: &Class, record: RecordId) -> Result<Option<LocalRow>> {
    match tx.tables().of(class) {
        Some((table, _)) => table.get(tx, record),
        None => foreign::get(tx, record),
    }
}

/// Reads feed, version and overlay flag of a record.
pub(crate) fn stamp(tx: &ReadTx<'_>, class: &Class, record: RecordId) -> Result<Option<Stamp>> {
    match tx.tables().of(class) {
        Some((table, _)) => table.stamp(tx, record),
        None => {
            let row = foreign::get(tx, record)?;
            let stamp = |row: LocalRow| Stamp {
                feed: row.feed,
                version: row.version,
                unsettled: row.unsettled,
            };
            Ok(row.map(stamp))
        }
    }
}

/// Puts a row into its table.
pub(crate) fn put(tx: &WriteTx<'_>, row: &LocalRow) -> Result<()> {
    tx.touch(&row.class);
    match tx.tables().of(&row.class) {
        Some((table, rules)) => rules.put(tx, table, row),
        None => foreign::put(tx, row),
    }
}

/// Removes a row.
pub(crate) fn remove(tx: &WriteTx<'_>, class: &Class, record: RecordId) -> Result<()> {
    tx.touch(class);
    match tx.tables().of(class) {
        Some((table, rules)) => rules.remove(tx, table, record),
        None => foreign::remove(tx, record),
    }
}

/// Returns the name of the person or place a record is about; empty if the record is not on this
/// install.
pub(crate) fn title(tx: &ReadTx<'_>, class: &Class, record: RecordId) -> Result<String> {
    let Some(row) = get(tx, class, record)? else { return Ok(String::new()) };
    match tx.tables().of(class) {
        Some((_, rules)) => rules.title(tx, &row),
        None => Ok(class.title(&row.fields)),
    }
}

/// Returns every record of a feed, with its class.
pub(crate) fn of_feed(tx: &ReadTx<'_>, feed: FeedId) -> Result<Vec<(Class, RecordId)>> {
    let mut all = foreign::of_feed(tx, feed)?;
    for table in tx.tables().all() {
        let records = table.of_feed(tx, feed)?;
        all.extend(records.into_iter().map(|record| (table.class().clone(), record)));
    }
    Ok(all)
}

/// Moves foreign rows into the tables of their classes that this build has, after an update.
pub(crate) fn reread(tx: &WriteTx<'_>) -> Result<()> {
    for table in tx.tables().all() {
        for record in foreign::of_class(tx, table.class())? {
            if let Some(row) = foreign::get(tx, record)? {
                put(tx, &row)?;
                foreign::remove(tx, record)?;
            }
        }
    }
    Ok(())
}
