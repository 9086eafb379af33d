//! The kill test: a hub process and phone processes over real HTTP are killed with SIGKILL at
//! random moments and started again on what they left; nothing that was told as saved may be lost.
//!
//! This binary plays all the roles. Without a role it is the test itself; it then understands what
//! `cargo test` hands to a test binary, as far as it decides whether to run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a role that cannot go on ends, and the test with it"
)]

mod arguments;
mod checks;
mod driver;
mod hub;
mod phone;

use std::path::Path;

/// What a filter is compared with.
const NAME: &str = "hub_and_phones_killed_at_50_random_moments_lose_nothing";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["role:hub", folder] => hub::run(Path::new(folder)),
        ["role:phone", folder, port, seed] => {
            phone::run(Path::new(folder), Path::new(port), seed.parse().unwrap());
        }
        asked => match arguments::read(asked, NAME) {
            arguments::Asked::List => println!("{NAME}: test"),
            arguments::Asked::Run => driver::run(NAME),
            arguments::Asked::Nothing => {}
        },
    }
}
