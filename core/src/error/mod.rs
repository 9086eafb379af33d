//! Two errors: [`Error`] is rich and stays inside; [`BookError`] says what the app can do.
//!
//! Neither holds anything of a record's content.

mod advice;
mod book;
mod host;
mod input;
mod internal;

pub use book::BookError;
pub use host::{SignerError, TransportError};
pub use input::PhotoFault;
pub(crate) use internal::{Error, Result};
