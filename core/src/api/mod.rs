//! The public API: [`Book`], with one file per feature. Each method opens a transaction and calls
//! the feature; its behaviour and its errors are documented here.

mod book;
mod conflict;
mod deployment;
mod draft;
mod household;
mod matter;
mod notice;
mod observe;
mod observers;
mod ops;
mod photo;
mod publicity;
mod resident;
mod search;
mod status;
mod sync;
mod visit;

pub use book::Book;
pub use observers::{Change, Observer, Subscription};
pub use status::Status;
