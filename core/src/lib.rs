//! The device core of Gridbook: a grid's ledger on a phone that is without a network for hours or
//! weeks, loses no record, and sends them when a network returns.
//!
//! The one handle is [`Book`]. It starts no thread and reads no clock and no randomness by itself:
//! a [`host::Host`] hands them in, and every call runs on the caller's thread. A save is one
//! transaction; [`Book::sync`] pushes what was saved and takes in what is new, over any
//! [`sync::transport::Transport`].

mod advice;
mod book;
pub mod conflict;
mod database;
pub mod deployment;
pub mod draft;
mod enrol;
mod error;
#[cfg(test)]
mod fixture;
pub mod host;
pub mod household;
pub mod matter;
pub mod notice;
mod observe;
mod outbox;
pub mod photo;
mod record;
pub mod resident;
pub mod review;
pub mod search;
mod status;
pub mod sync;
#[cfg(test)]
mod testing;
mod view;
pub mod visit;

pub use book::{Book, DatabaseKey, Options};
pub use enrol::Enrolment;
pub use error::{BookError, PhotoFault};
pub use gridbook_domain as domain;
pub use observe::{Change, Observer, Subscription};
pub use outbox::{OpState, SavedOp, SavedPart};
pub use status::Status;

/// The example in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
