//! The rows matched: with the area tree, and with one another into households.

pub(crate) mod areas;
pub(crate) mod keys;
pub(crate) mod locate;
pub(crate) mod plan;
