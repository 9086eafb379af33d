//! The device core of Gridbook: the ledger of a worker's grids on a device that may be without a
//! network for hours or weeks. It loses no record, and sends all of them when a network returns.
//!
//! # Opening a book
//! An app uses one object, the [`Book`], opened with [`Options`] (its folder) and a
//! [`Host`](host::Host) (the device's clocks and randomness). A book starts no thread and reads
//! neither clock nor randomness by itself; every call runs on the caller's thread. One worker has
//! one folder.
//!
//! # Enrolling and syncing
//! [`Book::enrol`] makes the book an install of one worker, with a one-time invitation.
//! [`Book::sync`] sends what was saved and receives what is new, over any
//! [`Transport`](sync::transport::Transport); with the feature `http` the core contains one. Call
//! it whenever there may be a network.
//!
//! # Recording
//! A save is one transaction, needs no network and is on disk when the call returns. A form that is
//! not finished is a [draft](Book::begin_draft). The modules contain the forms and results of the
//! features:
//!
//! | module | calls |
//! |---|---|
//! | [`visit`] | [`Book::submit_visit`], [`Book::amend_visit`] |
//! | [`resident`] | [`Book::add_person`], [`Book::correct_person`], [`Book::deregister_person`] |
//! | [`household`] | [`Book::households`], [`Book::add_household`] |
//! | [`matter`] | [`Book::report_matter`], [`Book::verify_matter`] |
//! | [`photo`], [`draft`] | [`Book::add_photo`], [`Book::begin_draft`] |
//! | [`search`] | [`Book::search`] |
//! | [`notice`], [`conflict`], [`review`] | [`Book::notices`], [`Book::open_conflicts`] |
//!
//! ```
//! use gridbook_core::BookError;
//! use gridbook_core::domain::visit::{Purpose, VisitContact};
//! use gridbook_core::household::DwellingForm;
//! use gridbook_core::visit::VisitForm;
//!
//! # let book = gridbook_testkit::EnrolledBook::new();
//! let dwelling = DwellingForm { door: "502".to_owned(), ..Default::default() };
//! let home = book.add_household(dwelling)?.household;
//! let visit = VisitForm::new(home, Purpose::Routine, VisitContact::NobodyHome);
//! book.submit_visit(visit, None)?;
//! assert_eq!(book.status()?.waiting, 2); // 待发送
//! # Ok::<(), BookError>(())
//! ```
//!
//! # Showing
//! [`Book::observe`] notifies the app of every change. [`Book::status`] has what a home screen
//! shows, [`Book::saved_ops`] how far each save has come on its way to the hub.
//!
//! # Errors
//! Every call fails with a [`BookError`]: a code for programs, a message for the worker in Chinese,
//! and whether a retry can help. No error loses a save.

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
