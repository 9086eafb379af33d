//! The hub: what handhelds send their ops to and receive their feeds from.
//!
//! [`Hub::open`] opens a data folder, [`Hub::handle`] answers one request; both are synchronous, so
//! a simulation calls them directly, and the thin shell in `http` puts a network around them.
//! Start reading at `accept` (what is journaled), `apply` (what it does) and `pull` (what the
//! phones receive); [`store`] is where it is kept.

mod admin;
mod error;
pub mod host;
mod hub;
mod save;
pub mod store;

pub use admin::{AccountInfo, AreaInfo, GrantInfo, InstallInfo};
pub use error::HubError;
pub use hub::{Hub, HubOptions};
pub use save::{NewOp, NewPart, Remember, Saved};
