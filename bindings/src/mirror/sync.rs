//! Sync: its options, its progress and its result.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use gridbook_core::sync::{PhotoMode, SyncOptions, SyncProgress, SyncReport};

/// The photos that a sync sends.
#[uniffi::remote(Enum)]
pub enum PhotoMode {
    /// No photos.
    Nothing,
    /// Thumbnails only: the network is metered.
    Thumbnails,
    /// Thumbnails, then originals: the network is unmetered, or the worker asked for it.
    All,
}

/// The options of a sync.
#[uniffi::remote(Record)]
pub struct SyncOptions {
    /// The photos to send.
    pub photos: PhotoMode,
}

/// The progress of a sync.
#[uniffi::remote(Record)]
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

/// The result of a sync.
#[uniffi::remote(Record)]
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
