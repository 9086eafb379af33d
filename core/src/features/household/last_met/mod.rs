//! The last time that somebody of a household was met.

mod store;

pub(super) use store::last_met;
