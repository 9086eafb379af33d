//! The hub's heart: what handhelds send their ops to and receive their feeds from.
//!
//! [`Hub::open`] opens a hub over a store, [`Hub::handle`] answers one request of a phone; both are
//! synchronous, so that a simulation calls them directly. The crates around this one put pages, an
//! import and a network on top. Start reading at `sync` (what the phones say), then `apply` (what
//! an op does) and `feeds` (what the phones receive of it); [`gridbook_store`] is where it is kept.

mod access;
mod admin;
mod apply;
mod decisions;
mod deployment;
mod derive;
mod error;
mod feeds;
pub mod host;
mod hub;
mod photos;
mod projections;
mod request;
mod statistics;
mod sync;
mod traffic;

pub use access::Granted;
pub use admin::{AccountInfo, AreaInfo, GrantInfo, InstallInfo};
pub use decisions::{
    Decision, DecisionError, MOST_DEPARTMENT, MOST_REASON, NewOp, NewPart, Remember, Saved,
};
pub use deployment::{DEPLOYMENT, utc_offset};
pub use error::HubError;
pub use hub::{Hub, HubOptions};
pub use request::{Method, Request, Response};
pub use statistics::{InstallTotals, Kept, Totals};
pub use sync::Swept;
pub use traffic::Traffic;
