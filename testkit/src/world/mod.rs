//! The world of the stories: devices, a hub, a network that fails, one clock, one seed.
//!
//! Phones are the real core, each on its own database file; the hub is the real hub in a folder of
//! its own. Between them a [`Link`] loses, cuts, doubles and delays requests, by instruction or by
//! chance. No test waits: time is a number that advances by calls.

mod centre;
mod check;
mod console;
mod desk;
mod disk;
mod kept;
mod life;
mod network;
mod paper;
mod phone;
mod rows;
mod served;

pub use centre::{Centre, RestoreTarget};
pub use check::{holds_every_op, holds_what_the_hub_holds, is_whole};
pub use console::rows_are_true;
pub use desk::{Desk, Neighbour};
pub use disk::{Disk, picture};
pub use kept::every_word_is_kept;
pub use life::{Home, World};
pub use network::{Fate, Link, Trace, Weather};
pub use paper::{Newer, body_of};
pub use phone::{Patient, Phone};
pub use rows::{HubRow, PhoneRow, hub_rows, phone_rows};
pub use served::Served;

/// Converts a JSON object to fields.
pub fn fields(value: serde_json::Value) -> gridbook_domain::Fields {
    value.as_object().cloned().unwrap()
}
