//! The console in the hands of somebody who means harm: real sockets, no browser. Whatever is sent
//! is refused or escaped, and nobody sees or changes what was not granted to them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops at the first surprise"
)]

mod grants;
mod inputs;
mod proxy;
mod roles;
mod sessions;
mod site;
mod wire;
