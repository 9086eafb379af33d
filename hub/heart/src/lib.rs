//! The hub's heart: receives the ops of devices and sends them their feeds.
//!
//! [`Hub::open`] opens a hub over a store, [`Hub::handle`] answers one request of a device. Both
//! are synchronous, so that a simulation calls them directly. The crates around this one add pages,
//! an import and a network.
//!
//! Start reading at `sync` (the protocol), then `apply` (the effect of an op) and `feeds` (how
//! changes reach the devices); [`gridbook_store`] is where they are stored.

mod access;
mod admin;
mod apply;
mod backup;
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
mod withdrawals;

pub use access::Granted;
pub use admin::{AccountInfo, AreaInfo, GrantInfo, InstallInfo};
pub use backup::{BackupReport, RestoreOptions, Restored, restore};
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
