//! Sync: offers the hub what was saved here and applies what is new there.
//!
//! # One sync
//!
//! 1. `driver` asks the `machine` what to do. The machine turns events into commands and touches
//!    nothing: no clock, no network, no database.
//! 2. `exchange` *stages* ops in a transaction of its own: each gets its number and its place in
//!    the chain. Then it sends the request over a [`Transport`](transport::Transport).
//! 3. The answer is believed only with a receipt the hub signed (`proof`, `push`).
//! 4. One transaction applies the answer: acknowledgements (`push`), `directives`, the scope and
//!    the pages of feeds (`pull`). What a row means is decided by `plan`, which touches nothing.
//! 5. Own parts whose outcome is known, and which their feed has passed, leave the overlay.
//! 6. The machine repeats this until nothing moves, then photos are sent, one file after the other
//!    (`blob`).
//!
//! This module knows what the phone holds and no feature.

mod blob;
mod directives;
mod driver;
pub(crate) mod enrol;
#[cfg(test)]
mod enrol_tests;
mod exchange;
#[cfg(feature = "http")]
pub mod http;
#[cfg(test)]
#[cfg(feature = "http")]
mod http_tests;
mod machine;
#[cfg(test)]
mod machine_tests;
mod plan;
#[cfg(test)]
mod plan_tests;
mod proof;
mod pull;
mod push;
mod session;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trace_tests;
pub mod transport;

pub(crate) use driver::{Phone, run};
pub(crate) use proof::Proofs;

/// Which photos a sync sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PhotoMode {
    /// None.
    Nothing,
    /// Thumbnails only: the network is metered.
    #[default]
    Thumbnails,
    /// Thumbnails, then originals: the network is unmetered, or the worker asked.
    All,
}

/// How to sync.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncOptions {
    /// Which photos to send.
    pub photos: PhotoMode,
}

/// How far a sync is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncProgress {
    /// Ops the hub has acknowledged in this sync.
    pub pushed: u64,
    /// Ops that still wait.
    pub waiting: u64,
    /// Changes received, over all feeds.
    pub received: u64,
    /// Changes there are, as far as the hub has told; never less than `received`.
    pub total: u64,
    /// Bytes of photos sent in this sync.
    pub photo_bytes: u64,
}

/// Hears how far a sync is, on the thread that syncs.
pub trait Progress: Send + Sync {
    /// Called after each exchange; `false` ends the sync, everything taken in so far stays.
    fn report(&self, progress: SyncProgress) -> bool;

    /// Asked again and again in the middle of an exchange; `false` breaks it off, where the
    /// transport can, and ends the sync.
    fn may_go_on(&self) -> bool {
        true
    }
}

/// What a sync did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Ops that became durable.
    pub pushed: u64,
    /// Rows received.
    pub pulled: u64,
    /// Photo files that became durable.
    pub photos: u64,
    /// Photo files that the hub did not take; they go on waiting.
    pub photos_stuck: u64,
    /// Requests sent.
    pub requests: u64,
    /// Bytes of bodies sent, as they travelled.
    pub bytes_up: u64,
    /// Bytes of bodies received, as they travelled.
    pub bytes_down: u64,
    /// Ops still waiting: the hub cannot take them now; see the status.
    pub waiting: u64,
    /// Photos did not all get through: try again after so many milliseconds.
    pub retry_after_ms: Option<u64>,
}
