//! Records as the worker reads them: what the hub said, covered by own parts that are not settled.
//!
//! A class whose fields SQL reads has a table. Rows of the other classes, known or not, are kept in
//! `foreign_row` just as they came, and move into a table once a build has one for them. A table
//! keeps the fields it has no column for, and values of another shape, beside its columns.

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

/// Reads whom or what a record is about, in words; empty when it is not on this phone.
pub(crate) fn title(tx: &ReadTx<'_>, class: &Class, record: RecordId) -> Result<String> {
    let Some(row) = get(tx, class, record)? else { return Ok(String::new()) };
    match tx.tables().of(class) {
        Some((_, rules)) => rules.title(tx, &row),
        None => Ok(class.title(&row.fields)),
    }
}

/// Lists every record of a feed, with its class.
pub(crate) fn of_feed(tx: &ReadTx<'_>, feed: FeedId) -> Result<Vec<(Class, RecordId)>> {
    let mut all = foreign::of_feed(tx, feed)?;
    for table in tx.tables().all() {
        let records = table.of_feed(tx, feed)?;
        all.extend(records.into_iter().map(|record| (table.class().clone(), record)));
    }
    Ok(all)
}

/// Moves foreign rows of classes that this build has a table for into it: after an update.
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
