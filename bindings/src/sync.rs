//! Sync: offers the hub what was saved here and takes in what is new there.

use crate::book::Book;
use crate::error::BookError;
use crate::host::HostError;
use gridbook_core::BookError as CoreError;
use gridbook_core::sync::{self, PhotoMode, SyncOptions, SyncProgress, SyncReport};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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

/// Hears how far a sync is, on the thread that syncs, after each exchange with the hub.
#[uniffi::export(with_foreign)]
pub trait Progress: Send + Sync {
    /// How far it is.
    fn report(&self, progress: SyncProgress) -> Result<(), HostError>;
}

/// Stops a sync from any thread: it ends with `Cancelled`, and everything taken in so far stays.
///
/// It stops in the middle of a transfer, within 16 KiB. Only while nothing at all moves does it
/// have to wait until something does or the exchange is given up: after 15 seconds without a
/// connection, 20 without a byte, 60 without the hub's answer. Do not wait for it on the main
/// thread. An app with a transport of its own may end the request itself: whatever that throws then
/// counts as cancelled.
#[derive(Default, uniffi::Object)]
pub struct Cancellation(AtomicBool);

#[uniffi::export]
impl Cancellation {
    /// One that lets the sync run.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Asks the sync to stop; for good.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was asked to stop.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The app's progress and cancellation as the core wants them.
struct Watched<'a> {
    book: &'a Book,
    progress: Option<Arc<dyn Progress>>,
    cancellation: Option<Arc<Cancellation>>,
}

impl sync::Progress for Watched<'_> {
    fn report(&self, progress: SyncProgress) -> bool {
        if let Some(hears) = &self.progress {
            self.book.faults.note(hears.report(progress));
        }
        self.may_go_on()
    }

    fn may_go_on(&self) -> bool {
        !self.cancellation.as_ref().is_some_and(|asked| asked.is_cancelled())
    }
}

#[uniffi::export]
impl Book {
    /// Syncs once, on this thread, until nothing is left to do. Everything that arrived before an
    /// error stays; what was saved here is never lost by one.
    #[uniffi::method(default(options = None, progress = None, cancellation = None))]
    pub fn sync(
        &self,
        options: Option<SyncOptions>,
        progress: Option<Arc<dyn Progress>>,
        cancellation: Option<Arc<Cancellation>>,
    ) -> Result<SyncReport, BookError> {
        let known = self.core.identity()?.ok_or(CoreError::NotEnrolled)?;
        let watched = Watched { book: self, progress, cancellation };
        if !sync::Progress::may_go_on(&watched) {
            return Err(BookError::Cancelled);
        }
        let way = self.way(&known.url);
        Ok(self.core.sync(way.as_ref(), options.unwrap_or_default(), &watched)?)
    }
}
