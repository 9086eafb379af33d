//! Shared by the tests of every room: one fake clock, one seeded randomness, one world.
//!
//! Without a feature the crate depends on the domain only and serves unit tests. The feature
//! `enrolled` adds [`EnrolledBook`]: the real core without a hub. The feature `hub` adds [`hub`]: a
//! hub in a folder and a paper phone. The feature `world` adds [`world`]: the real core, a
//! network that fails and the hub's shell.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a kit for tests: what cannot go on stops the test that uses it"
)]

mod clock;
#[cfg(feature = "enrolled")]
mod enrolled;
#[cfg(feature = "hub")]
pub mod hub;
mod random;
#[cfg(feature = "world")]
pub mod world;

pub use clock::{FakeClock, MORNING, PhoneClock};
#[cfg(feature = "enrolled")]
pub use enrolled::{EnrolledBook, Enroller, invitation};
pub use random::Dice;
#[cfg(feature = "world")]
pub use world::*;
