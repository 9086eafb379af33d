//! The border between the core and an app written in Kotlin, Swift or Python.
//!
//! This is the only room that knows UniFFI, and it holds no rule: the core's types cross as they
//! are, by mirrors that the compiler compares with them, and each method hands its call on. Read
//! `docs/adr/0008-what-crosses-the-border.md` for how and why.
//!
//! `mirror` is written by `cargo xtask mirror` from the core's source: the types and the methods
//! that `crossing.txt` names. By hand is what the core does not have as an app wants it: what the
//! host brings, calls that take it or a path, and how a type crosses that cannot be mirrored.

mod book;
mod clock;
mod cross;
mod enrol;
mod error;
mod faults;
mod host;
mod ids;
mod mirror;
mod observe;
mod open;
mod photo;
mod position;
mod resident;
mod sync;
mod transport;

pub use book::Book;
pub use error::BookError;
pub use faults::HostError;
pub use host::Host;

uniffi::setup_scaffolding!();
