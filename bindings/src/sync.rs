//! Sync: offers the hub what was saved here and takes in what is new there.

use crate::book::Book;
use crate::error::BookError;
use crate::faults::HostError;
use gridbook_core::BookError as CoreError;
use gridbook_core::sync::{self, SyncOptions, SyncProgress, SyncReport};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

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
