//! The hub: what handhelds send their ops to and receive their feeds from.
//!
//! [`Hub::open`] opens a hub over a store, [`Hub::handle`] answers one request; both are
//! synchronous, so that a simulation calls them directly. The crates around this one put pages, an
//! import and a network on top.
//! Start reading at `accept` (what is journaled), `apply` (what it does) and `pull` (what the
//! phones receive); [`gridbook_store`] is where it is kept.

mod accept;
mod admin;
mod apply;
mod count;
mod cursor;
mod deployment;
mod derive;
mod desk;
mod enrol;
mod error;
pub mod host;
mod hub;
mod keys;
mod ledger;
mod objects;
mod packed;
mod photos;
mod pull;
mod push;
mod router;
mod save;
mod scope;
mod sweep;
mod sync;
mod token;
mod traffic;
mod uploads;
mod view;

pub use admin::{AccountInfo, AreaInfo, GrantInfo, InstallInfo};
pub use count::{InstallTotals, Kept, Totals};
pub use deployment::{DEPLOYMENT, OFFSET_MINUTES, utc_offset};
pub use desk::{Decision, MOST_DEPARTMENT, MOST_REASON, Undecided};
pub use error::HubError;
pub use hub::{Hub, HubOptions};
pub use router::{Method, Request, Response};
pub use save::{NewOp, NewPart, Remember, Saved};
pub use scope::Granted;
pub use sweep::Swept;
pub use traffic::Traffic;
