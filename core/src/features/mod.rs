//! The features of a worker's app, one module each: functions on a transaction and nothing else.
//!
//! A feature reads rows, and saves with [`outbox::save`](crate::replica::outbox::save). It does not
//! depend on syncing.

mod address;
pub mod conflict;
pub mod deployment;
pub mod draft;
pub mod household;
pub mod matter;
pub mod notice;
mod page;
pub mod photo;
mod position;
pub mod publicity;
pub mod resident;
pub mod review;
pub mod search;
#[cfg(test)]
mod tests;
pub mod visit;

use crate::db::Table;

/// Returns the tables of all features; classes without one share `foreign_row`.
pub(crate) fn tables() -> Vec<&'static dyn Table> {
    [
        resident::TABLES,
        household::TABLES,
        visit::TABLES,
        review::TABLES,
        matter::TABLES,
        photo::TABLES,
        conflict::TABLES,
        notice::TABLES,
        deployment::TABLES,
    ]
    .concat()
}
