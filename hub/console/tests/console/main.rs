//! The console asked directly, over a hub with phones of paper.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on fails here"
)]

mod lists;
mod pages;
