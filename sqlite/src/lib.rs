//! The common base of both SQLite stores, the device's and the hub's.
//!
//! - [`DatabaseFile`] opens and migrates one file, with one writer behind a lock and a pool of
//!   readers.
//! - [`migrate`] brings a schema up to date.
//! - [`Column`], [`ReadColumn`] and [`Columns`] read ids, hashes, versions and fields from columns.
//!   Ids and hashes are bound as their bytes, counters as `u64`.
//! - [`Transaction`] begins and ends without parsing a statement each time.
//! - [`schema`] prints a schema, for the tests that compare it with a checked-in file.
//!
//! This crate knows no table: the product's SQL is in the two stores.

mod column;
mod error;
mod file;
mod migrate;
pub mod schema;
#[cfg(test)]
mod tests;
mod transaction;

pub use column::{Column, Columns, ReadColumn};
pub use error::OpenError;
pub use file::{DatabaseFile, Settings};
pub use migrate::migrate;
pub use transaction::Transaction;
