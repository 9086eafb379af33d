//! Transactions, with the tables of the classes.

use super::changes::ChangeSet;
use super::class_table::{ClassTable, Layout};
use super::row::{LocalRow, LostDecision};
use crate::error::Result;
use crate::host::{Host, TraceEvent};
use gridbook_domain::{Class, OpId, RecordId};
use rusqlite::Connection;
use std::cell::RefCell;
use std::ops::Deref;

/// The behaviour of the table of one class, defined by a feature. The default of each method
/// suffices for a class that needs nothing but its row.
pub(crate) trait Table: Sync {
    /// Returns the class and the layout of its table.
    fn layout(&self) -> Layout;

    /// Inserts or replaces the row. A value of an unexpected shape is kept unchanged and is never
    /// an error.
    fn put(&self, tx: &WriteTx<'_>, table: &ClassTable, row: &LocalRow) -> Result<()> {
        table.put(tx, row, None)
    }

    /// Removes the row, if it exists.
    fn remove(&self, tx: &WriteTx<'_>, table: &ClassTable, record: RecordId) -> Result<()> {
        table.remove(tx, record)
    }

    /// Runs after a save: an op with a part for this record was stored under the row id `saved`.
    fn saved(&self, _tx: &WriteTx<'_>, _saved: i64, _record: RecordId) -> Result<()> {
        Ok(())
    }

    /// Runs before an undo: the op with the row id `saved`, with a part for this record, is about
    /// to be removed.
    fn undone(&self, _tx: &WriteTx<'_>, _saved: i64, _record: RecordId) -> Result<()> {
        Ok(())
    }

    /// Returns the name of the person or place the record is about; empty if unknown.
    fn title(&self, _tx: &ReadTx<'_>, row: &LocalRow) -> Result<String> {
        Ok(row.class.title(&row.fields))
    }

    /// Returns whether the rows are decisions of others, which no install sends again.
    fn is_decision(&self) -> bool {
        false
    }

    /// Compares a decision with the row that a hub has after it was set back to an older copy.
    /// Returns the message for the worker if the decision is lost and concerns this worker.
    fn lost(
        &self,
        _tx: &ReadTx<'_>,
        _before: &LocalRow,
        _now: Option<&LocalRow>,
    ) -> Result<Option<LostDecision>> {
        Ok(None)
    }
}

/// The table of a class that needs nothing but its row.
pub(crate) struct PlainTable(pub Layout);

impl Table for PlainTable {
    fn layout(&self) -> Layout {
        self.0.clone()
    }
}

/// The tables of all classes that have one, each with its prepared SQL.
pub(crate) struct Tables(Vec<(ClassTable, &'static dyn Table)>);

impl Tables {
    /// Builds the statements of these tables for a database.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn open(conn: &Connection, tables: &[&'static dyn Table]) -> Result<Self> {
        let open =
            |table: &&'static dyn Table| Ok((ClassTable::open(conn, table.layout())?, *table));
        Ok(Self(tables.iter().map(open).collect::<Result<_>>()?))
    }

    /// Returns the table of a class; `None` for a class without one.
    pub fn of(&self, class: &Class) -> Option<(&ClassTable, &'static dyn Table)> {
        let mut all = self.0.iter().map(|(table, rules)| (table, *rules));
        all.find(|(table, _)| table.class() == class)
    }

    /// Returns all tables.
    pub fn all(&self) -> impl Iterator<Item = &ClassTable> {
        self.0.iter().map(|(table, _)| table)
    }
}

/// A snapshot: everything a connection can read, with the tables of the classes.
pub(crate) struct ReadTx<'a> {
    conn: &'a Connection,
    tables: &'a Tables,
}

impl<'a> ReadTx<'a> {
    pub(super) fn new(conn: &'a Connection, tables: &'a Tables) -> Self {
        Self { conn, tables }
    }

    /// Returns the tables of the classes.
    pub fn tables(&self) -> &'a Tables {
        self.tables
    }
}

impl Deref for ReadTx<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn
    }
}

/// An open transaction: a snapshot, the host, and the changes to report to observers.
pub(crate) struct WriteTx<'a> {
    read: ReadTx<'a>,
    host: &'a Host,
    touched: RefCell<Touched>,
}

/// The changes of a transaction so far.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub changes: Option<ChangeSet>,
    pub ops: Vec<OpId>,
    pub events: Vec<TraceEvent>,
    pub bulk: bool,
}

impl<'a> WriteTx<'a> {
    /// Runs `work` in the transaction of `conn`.
    pub(super) fn run<T>(
        conn: &'a Connection,
        tables: &'a Tables,
        host: &'a Host,
        work: impl FnOnce(&WriteTx<'a>) -> Result<T>,
    ) -> Result<(T, Touched)> {
        let tx = Self { read: ReadTx::new(conn, tables), host, touched: RefCell::default() };
        let out = work(&tx)?;
        Ok((out, tx.touched.into_inner()))
    }

    /// Returns the host.
    pub fn host(&self) -> &'a Host {
        self.host
    }

    /// Records that a class's records changed.
    pub fn touch(&self, class: &Class) {
        self.touched.borrow_mut().changes.get_or_insert_default().add_class(class);
    }

    /// Records that drafts changed.
    pub fn touch_drafts(&self) {
        self.touched.borrow_mut().changes.get_or_insert_default().drafts = true;
    }

    /// Records that the status changed.
    pub fn touch_status(&self) {
        self.touched.borrow_mut().changes.get_or_insert_default();
    }

    /// Records that this is one of several transactions that write the same pages over and over,
    /// but not the last one.
    pub fn touch_in_bulk(&self) {
        self.touched.borrow_mut().bulk = true;
    }

    /// Records that an op was saved.
    pub fn note_op(&self, op: OpId) {
        self.touched.borrow_mut().ops.push(op);
    }

    /// Holds back an event for the host's trace until the transaction is stored.
    pub fn trace(&self, event: TraceEvent) {
        self.touched.borrow_mut().events.push(event);
    }
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;

    fn deref(&self) -> &ReadTx<'a> {
        &self.read
    }
}
