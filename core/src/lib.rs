//! The device core of Gridbook: a grid's ledger on a phone that is without a network for hours or
//! weeks, loses no record, and sends them when a network returns.
//!
//! The one handle is [`Book`]. It starts no thread and reads no clock and no randomness by itself:
//! a [`host::Host`] hands them in, and every call runs on the caller's thread. A save is one
//! transaction; [`Book::sync`] pushes what was saved and takes in what is new, over any
//! [`sync::transport::Transport`].

mod api;
mod db;
mod error;
mod features;
pub mod host;
mod options;
mod replica;
pub mod sync;
#[cfg(test)]
mod testing;

pub use api::{Book, Change, Observer, Status, Subscription};
pub use error::{BookError, PhotoFault};
pub use features::*;
pub use gridbook_domain as domain;
pub use options::{DatabaseKey, Options};
pub use replica::identity::Enrolment;
pub use replica::ops::{DeliveryState, SavedOp, SavedPart};

/// The example in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
