//! The bindings of the core for apps in Kotlin, Swift and Python.
//!
//! Only this crate knows UniFFI, and it has no rules: the core's types are exported unchanged by
//! mirrors that the compiler compares with them, and each method delegates to the core.
//! `docs/adr/0008-what-crosses-the-border.md` explains how and why.
//!
//! `cargo xtask mirror` writes `mirror` from the core's source: the types and the methods that
//! `crossing` lists. Code written by hand adapts what the core has in another form than an app
//! needs: the host, calls that take it or a path, and types that cannot be mirrored.

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
