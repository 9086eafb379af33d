//! Records as the worker reads them: what the hub said, covered by own parts that are not settled.
//!
//! Each class has a [`Table`]; rows of classes without one are kept in `foreign_row` just as they
//! came and move into their table once a build has it. What a table does not understand of a row (a
//! field it does not know, a value of another shape) it keeps beside its columns.

pub(crate) mod store;
mod tables;

use crate::book::Write;
use crate::error::Result;
use gridbook_domain::{AccountId, Class, FeedId, Fields, RecordId, Version};
use rusqlite::{Connection, Transaction};
pub(crate) use tables::{TYPED, table};

/// A record as it is read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Readable {
    pub class: Class,
    pub record: RecordId,
    pub feed: FeedId,
    /// The hub's version below own parts; absent: the hub has not sent it yet.
    pub version: Option<Version>,
    /// Who changed it last.
    pub by: Option<AccountId>,
    /// When that happened: as the hub decided, or as far as this device knows for own parts.
    pub at: Option<i64>,
    /// Whether own parts cover what the hub said.
    pub unsettled: bool,
    pub fields: Fields,
}

/// What planning needs to know of a row that is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub feed: FeedId,
    pub version: Option<Version>,
    pub unsettled: bool,
}

/// The typed table of one class.
pub(crate) trait Table: Sync {
    /// Inserts or replaces the row. A value of another shape than this build expects is kept as it
    /// came, never an error.
    fn put(&self, tx: &Transaction<'_>, row: &Readable) -> Result<()>;

    /// The row, with all fields, those of newer builds included.
    fn get(&self, conn: &Connection, record: RecordId) -> Result<Option<Readable>>;

    /// Removes the row; one that is not there is no error.
    fn remove(&self, tx: &Transaction<'_>, record: RecordId) -> Result<()>;

    /// The records of a feed, in any order: for its restart, and when the grant for it ends.
    fn of_feed(&self, conn: &Connection, feed: FeedId) -> Result<Vec<RecordId>>;

    /// Feed, version and overlay flag alone; a table may do it cheaper than by reading all.
    fn stamp(&self, conn: &Connection, record: RecordId) -> Result<Option<Stamp>> {
        let stamp = |row: Readable| Stamp {
            feed: row.feed,
            version: row.version,
            unsettled: row.unsettled,
        };
        Ok(self.get(conn, record)?.map(stamp))
    }
}

/// The row of a record.
pub(crate) fn get(conn: &Connection, class: &Class, record: RecordId) -> Result<Option<Readable>> {
    table(class).get(conn, record)
}

/// Feed, version and overlay flag of a record.
pub(crate) fn stamp(conn: &Connection, class: &Class, record: RecordId) -> Result<Option<Stamp>> {
    table(class).stamp(conn, record)
}

/// Puts a row into its table.
pub(crate) fn put(w: &Write<'_>, row: &Readable) -> Result<()> {
    w.touch(&row.class);
    table(&row.class).put(w, row)
}

/// Removes a row.
pub(crate) fn remove(w: &Write<'_>, class: &Class, record: RecordId) -> Result<()> {
    w.touch(class);
    table(class).remove(w, record)
}

/// Every record of a feed, with its class.
pub(crate) fn of_feed(conn: &Connection, feed: FeedId) -> Result<Vec<(Class, RecordId)>> {
    let mut all = store::foreign_of_feed(conn, feed)?;
    for class in TYPED {
        let records = table(class).of_feed(conn, feed)?;
        all.extend(records.into_iter().map(|record| (class.clone(), record)));
    }
    Ok(all)
}

/// Moves foreign rows of classes that this build has a table for into it: after an update.
pub(crate) fn reread(w: &Write<'_>) -> Result<()> {
    for class in TYPED {
        for record in store::foreign_of_class(w, class)? {
            if let Some(row) = store::ForeignRows.get(w, record)? {
                put(w, &row)?;
                store::ForeignRows.remove(w, record)?;
            }
        }
    }
    Ok(())
}
