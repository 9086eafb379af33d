//! When somebody was met in a household last.

mod store;

pub(super) use store::last_met;
