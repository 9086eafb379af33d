//! Transactions, and the tables of the classes that travel with them.

use super::changes::ChangeSet;
use super::class_table::{ClassTable, Layout};
use super::row::LocalRow;
use crate::error::Result;
use crate::host::{Host, TraceEvent};
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::{Class, OpId, RecordId};
use rusqlite::Connection;
use std::cell::RefCell;
use std::ops::Deref;

/// What a feature says of the table of one class. Each method has a default that does what a class
/// needs that has nothing but its row.
pub(crate) trait Table: Sync {
    /// Returns which class it is, and what its table is called.
    fn layout(&self) -> Layout;

    /// Inserts or replaces the row. A value of another shape than this build expects is kept as it
    /// came, never an error.
    fn put(&self, tx: &WriteTx<'_>, table: &ClassTable, row: &LocalRow) -> Result<()> {
        table.put(tx, row, None)
    }

    /// Removes the row; one that is not there is no error.
    fn remove(&self, tx: &WriteTx<'_>, table: &ClassTable, record: RecordId) -> Result<()> {
        table.remove(tx, record)
    }

    /// Follows a save: an op with a part for this record was stored at the place `saved`.
    fn saved(&self, _tx: &WriteTx<'_>, _saved: i64, _record: RecordId) -> Result<()> {
        Ok(())
    }

    /// Precedes an undo: the op at the place `saved`, with a part for this record, is about to go.
    fn undone(&self, _tx: &WriteTx<'_>, _saved: i64, _record: RecordId) -> Result<()> {
        Ok(())
    }

    /// Returns whom or what the record is about, in words; empty where unknown.
    fn title(&self, _tx: &ReadTx<'_>, row: &LocalRow) -> Result<String> {
        Ok(row.fields.text_or_empty("name").to_owned())
    }
}

/// The table of a class that needs nothing but its row.
pub(crate) struct PlainTable(pub Layout);

impl Table for PlainTable {
    fn layout(&self) -> Layout {
        self.0.clone()
    }
}

/// The tables of all classes that have one, each with its statements.
pub(crate) struct Tables(Vec<(ClassTable, &'static dyn Table)>);

impl Tables {
    /// Builds the statements of these tables.
    pub fn new(tables: &[&'static dyn Table]) -> Self {
        Self(tables.iter().map(|table| (ClassTable::new(table.layout()), *table)).collect())
    }

    /// The table of a class; `None` for a class without one.
    pub fn of(&self, class: &Class) -> Option<(&ClassTable, &'static dyn Table)> {
        let mut all = self.0.iter().map(|(table, rules)| (table, *rules));
        all.find(|(table, _)| table.class() == class)
    }

    /// All tables.
    pub fn all(&self) -> impl Iterator<Item = &ClassTable> {
        self.0.iter().map(|(table, _)| table)
    }
}

/// A snapshot: everything a connection can read, and the tables of the classes.
pub(crate) struct ReadTx<'a> {
    conn: &'a Connection,
    tables: &'a Tables,
}

impl<'a> ReadTx<'a> {
    pub(super) fn new(conn: &'a Connection, tables: &'a Tables) -> Self {
        Self { conn, tables }
    }

    /// The tables of the classes.
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

/// A transaction under way: everything a snapshot offers, the host, and what observers will hear.
pub(crate) struct WriteTx<'a> {
    read: ReadTx<'a>,
    host: &'a Host,
    touched: RefCell<Touched>,
}

/// What a transaction has done so far.
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

    /// The host.
    pub fn host(&self) -> &'a Host {
        self.host
    }

    /// Notes that records of this class changed.
    pub fn touch(&self, class: &Class) {
        self.touched.borrow_mut().changes.get_or_insert_default().add_class(class);
    }

    /// Notes that drafts changed.
    pub fn touch_drafts(&self) {
        self.touched.borrow_mut().changes.get_or_insert_default().drafts = true;
    }

    /// Notes that the status changed.
    pub fn touch_status(&self) {
        self.touched.borrow_mut().changes.get_or_insert_default();
    }

    /// Notes that this is one of several transactions that write the same pages over and over, and
    /// not the last of them.
    pub fn touch_in_bulk(&self) {
        self.touched.borrow_mut().bulk = true;
    }

    /// Notes that an op was saved.
    pub fn note_op(&self, op: OpId) {
        self.touched.borrow_mut().ops.push(op);
    }

    /// Keeps an event for the log of the host, until the transaction is stored.
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
