//! The data of an install: readable rows, own unsettled ops, the position in each feed, the
//! enrolment, and the files of photos.
//!
//! It knows the tables of the classes as [`Tables`](crate::db::Tables), and no feature.

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

/// The name of this build in requests.
pub(crate) const APP: &str = concat!("gridbook-core/", env!("CARGO_PKG_VERSION"));
