//! What crosses the border as the core has it.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

pub mod conflict;
pub mod deployment;
pub mod draft;
pub mod enrol;
pub mod error;
pub mod household;
pub mod matter;
pub mod notice;
pub mod photo;
pub mod publicity;
pub mod record;
pub mod resident;
pub mod saved;
pub mod search;
pub mod status;
pub mod sync;
pub mod visit;
