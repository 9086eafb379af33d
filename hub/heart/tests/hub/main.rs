//! The hub through its router, with a phone of paper.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod apply;
mod bad_input;
mod desk;
mod order;
mod photos;
mod property;
mod restore;
mod sync;
mod view;
