//! One database file, transactions on it, and the tables of the classes.
//!
//! A write is a closure in one transaction ([`WriteTx`]); there is no other way to change the file.
//! One writer means a lock, not a thread. Readers have connections of their own and see a snapshot
//! ([`ReadTx`]).

mod changes;
pub(crate) mod class_table;
mod columns;
mod database;
mod migrations;
mod row;
#[cfg(test)]
mod tests;
mod tx;

pub(crate) use changes::ChangeSet;
pub(crate) use class_table::{ClassTable, Layout};
pub(crate) use columns::{code, text};
pub(crate) use database::Database;
pub(crate) use row::{LocalRow, LostDecision, Stamp};
pub(crate) use tx::{PlainTable, ReadTx, Table, WriteTx};
