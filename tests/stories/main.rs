//! Stories: a few handhelds and the shipped hub in one process, and what must hold of them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a story that cannot go on fails here"
)]

mod drain;
mod files;
mod matters;
mod merge;
mod network;
mod newer;
mod photos;
mod publicity;
mod restore;
mod roster;
mod scope;
mod visits;
