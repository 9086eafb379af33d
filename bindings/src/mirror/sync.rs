//! Sync: which photos it sends, how far it is and what it did.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use gridbook_core::sync::{PhotoMode, SyncOptions, SyncProgress, SyncReport};

/// Which photos a sync sends.
#[uniffi::remote(Enum)]
pub enum PhotoMode {
    /// None.
    Nothing,
    /// Thumbnails only: the network is metered.
    Thumbnails,
    /// Thumbnails, then originals: the network is unmetered, or the worker asked.
    All,
}

/// How to sync.
#[uniffi::remote(Record)]
pub struct SyncOptions {
    /// Which photos to send.
    pub photos: PhotoMode,
}

/// How far a sync is.
#[uniffi::remote(Record)]
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

/// What a sync did.
#[uniffi::remote(Record)]
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
