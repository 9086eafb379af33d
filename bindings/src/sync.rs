//! Sync: sends the hub what was saved here and receives what is new there.

use crate::book::Book;
use crate::error::BookError;
use crate::faults::HostError;
use gridbook_core::BookError as CoreError;
use gridbook_core::sync::{self, SyncOptions, SyncProgress, SyncReport};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Receives the progress of a sync, on the thread that syncs, after each exchange with the hub.
#[uniffi::export(with_foreign)]
pub trait Progress: Send + Sync {
    /// Handles a progress report.
    fn report(&self, progress: SyncProgress) -> Result<(), HostError>;
}

/// Stops a sync from any thread: it ends with `Cancelled`, and everything received so far is kept.
///
/// It stops within a transfer, after at most 16 KiB. If nothing moves, it takes effect only when
/// something does or the exchange times out: after 15 seconds without a connection, 20 without a
/// byte, 60 without the hub's response. Do not wait for it on the main thread. An app with a
/// transport of its own may abort the request itself; any exception the transport then throws
/// counts as cancelled.
#[derive(Default, uniffi::Object)]
pub struct Cancellation(AtomicBool);

#[uniffi::export]
impl Cancellation {
    /// Creates one that is not cancelled.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Asks the sync to stop. This cannot be reset.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Returns whether it was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// Adapts the app's progress and cancellation to the core.
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
    /// Syncs once, on this thread, until nothing is left to do. An error keeps everything that
    /// arrived before it, and never loses anything saved here.
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
