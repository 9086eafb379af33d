//! The border between the core and an app written in Kotlin, Swift or Python.
//!
//! This is the only room that knows UniFFI, and it holds no rule: the core's types cross as they
//! are, by mirrors that the compiler compares with them, and each method hands its call on. Read
//! `docs/adr/0008-what-crosses-the-border.md` for how and why.
//!
//! A mirror's fields are described where they are defined, in the core.

mod book;
mod clock;
mod codes;
mod conflict;
mod cross;
mod deployment;
mod draft;
mod enrol;
mod error;
mod host;
mod household;
mod ids;
mod matter;
mod notice;
mod observe;
mod photo;
mod position;
mod resident;
mod saved;
mod search;
mod sync;
mod transport;
mod travelled;
mod visit;

pub use book::Book;
pub use error::BookError;
pub use host::{Host, HostError};

uniffi::setup_scaffolding!();
