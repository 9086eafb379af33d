//! Sync: offers the hub what was saved here and takes in what is new there.
//!
//! Stage, then plan, then apply. [`machine`] decides what to do next and [`plan`] what a row means,
//! both without touching anything; `driver` runs them against the database and a [`Transport`].
//!
//! [`Transport`]: transport::Transport

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
