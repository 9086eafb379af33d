//! The console in a real browser: headless Chromium, driven as a person would, before the shipped
//! hub on a real port, with phones that sync over real HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test stops at the first surprise"
)]

mod browser;
mod checks;
mod driver;
mod live;
mod matters;
mod shapes;
mod town;
mod visits;
