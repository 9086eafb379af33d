//! Sync: offers the hub what was saved here and applies what is new there.
//!
//! # One sync
//!
//! 1. `driver` asks the `machine` what to do. The machine turns events into commands and touches
//!    nothing: no clock, no network, no database.
//! 2. `exchange` *stages* ops in a transaction of its own: each gets its number and its place in
//!    the chain. Then it sends the request over a [`Transport`](transport::Transport).
//!    Without ops to send, the first request is `prepared` in the snapshot the sync begins with.
//! 3. The answer is believed only with a receipt the hub signed (`proof`, `push`).
//! 4. One transaction applies the answer: acknowledgements (`push`), `directives`, the scope and
//!    the pages of feeds (`pull`). What a row means is decided by `plan`, which touches nothing.
//! 5. Own parts whose outcome is known, and which their feed has passed, leave the overlay.
//! 6. The machine repeats this until nothing moves, then photos are sent, one file after the other
//!    (`blob`).
//!
//! This module knows the replica and no feature.

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
mod prepared;
mod proof;
mod pull;
mod push;
mod session;
mod set_back;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trace_tests;
pub mod transport;

pub(crate) use driver::{Phone, run};
pub(crate) use proof::Proofs;

/// The photos that a sync sends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PhotoMode {
    /// No photos.
    Nothing,
    /// Thumbnails only: the network is metered.
    #[default]
    Thumbnails,
    /// Thumbnails, then originals: the network is unmetered, or the worker asked for it.
    All,
}

/// The options of a sync.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncOptions {
    /// The photos to send.
    pub photos: PhotoMode,
}

/// The progress of a sync.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncProgress {
    /// Ops acknowledged by the hub in this sync.
    pub pushed: u64,
    /// Ops that still wait.
    pub waiting: u64,
    /// Changes received, over all feeds.
    pub received: u64,
    /// Changes known to exist, as far as the hub has reported; never less than `received`.
    pub total: u64,
    /// Bytes of photos sent in this sync.
    pub photo_bytes: u64,
}

/// Receives the progress of a sync, on the thread that syncs.
pub trait Progress: Send + Sync {
    /// Called after each exchange. Returning `false` ends the sync; everything received so far is
    /// kept.
    fn report(&self, progress: SyncProgress) -> bool;

    /// Called repeatedly during an exchange. Returning `false` aborts it, if the transport can, and
    /// ends the sync.
    fn may_go_on(&self) -> bool {
        true
    }
}

/// The result of a sync.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Ops that became durable.
    pub pushed: u64,
    /// Rows received.
    pub pulled: u64,
    /// Photo files that became durable.
    pub photos: u64,
    /// Photo files that the hub did not accept; they keep waiting.
    pub photos_stuck: u64,
    /// Requests sent.
    pub requests: u64,
    /// Bytes of bodies sent, compressed.
    pub bytes_up: u64,
    /// Bytes of bodies received, compressed.
    pub bytes_down: u64,
    /// Ops still waiting because the hub cannot take them now; see the status.
    pub waiting: u64,
    /// The time in milliseconds after which to retry, if not all photos got through.
    pub retry_after_ms: Option<u64>,
}
