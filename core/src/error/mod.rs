//! Two errors: [`Error`] is detailed and internal; [`BookError`] is what an app can act on.
//!
//! Neither contains any content of a record.

mod advice;
mod book;
mod host;
mod input;
mod internal;

pub use book::BookError;
pub use host::{SignerError, TransportError};
pub use input::PhotoFault;
pub(crate) use internal::{Error, Result};
