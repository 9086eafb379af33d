//! What the phone holds: readable rows, own ops that are not settled, where it stands in each feed,
//! who it is enrolled for, and the files of photos.
//!
//! It knows the tables of the classes as [`Table`](crate::db::Table) and no feature.

pub(crate) mod change;
pub(crate) mod feeds;
mod handle;
pub(crate) mod identity;
pub(crate) mod ops;
pub(crate) mod outbox;
pub(crate) mod overlay;
pub(crate) mod photos;
pub(crate) mod rows;
pub(crate) mod upgrade;
pub(crate) mod waiting;

pub(crate) use handle::Replica;

/// What requests call this build.
pub(crate) const APP: &str = concat!("gridbook-core/", env!("CARGO_PKG_VERSION"));
