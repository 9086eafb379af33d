//! How things stand, and hearing of every change.

use crate::book::Book;
use crate::codes::RecordClass;
use crate::error::BookError;
use crate::host::{Faults, HostError};
use gridbook_core::{Change as CoreChange, Observer as CoreObserver, Status as CoreStatus};
use std::sync::{Arc, Mutex, PoisonError};

/// How things stand, in the worker's terms.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Status {
    /// One line for the worker, in Chinese.
    pub words: String,
    /// Whether the phone is enrolled.
    pub enrolled: bool,
    /// Saves that are on this phone only 待发送.
    pub waiting: u64,
    /// Saves on the hub's disk 已送达, not yet in its backup.
    pub delivered: u64,
    /// Saves in the hub's backup too 已归档.
    pub archived: u64,
    /// Saves of which a part was refused, held or could not be read; see the list of saves.
    pub objections: u64,
    /// Photos that are not on the hub yet.
    pub photos_waiting: u64,
    /// Photos whose bytes are gone.
    pub photos_lost: u64,
    /// Drafts that were not submitted.
    pub drafts: u64,
    /// When the hub was reached last, in milliseconds since 1970 by the hub's clock.
    pub last_contact: Option<i64>,
    /// Failed syncs in a row.
    pub failures: u32,
    /// The install was revoked: it goes on recording and sending, it receives nothing.
    pub revoked: bool,
    /// The hub holds another history of this install from this op on: nothing more is sent until
    /// an administrator has seen to it. Nothing is lost.
    pub fork: Option<u64>,
    /// Feeds this app is too old to go on reading.
    pub stopped_feeds: u64,
    /// How often a feed had to be read anew.
    pub restarts: u64,
    /// A feed differs from the hub's although it was read anew: worth a report.
    pub alarm: bool,
}

impl From<CoreStatus> for Status {
    fn from(status: CoreStatus) -> Self {
        Self {
            words: status.words(),
            enrolled: status.enrolled,
            waiting: status.waiting,
            delivered: status.delivered,
            archived: status.archived,
            objections: status.objections,
            photos_waiting: status.photos_waiting,
            photos_lost: status.photos_lost,
            drafts: status.drafts,
            last_contact: status.last_contact,
            failures: status.failures,
            revoked: status.revoked,
            fork: status.fork,
            stopped_feeds: status.stopped_feeds,
            restarts: status.restarts,
            alarm: status.alarm,
        }
    }
}

/// What changed. The first one an observer gets names no class: it brings the present status.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Change {
    /// The classes of which records changed, or drafts and notices were read.
    pub classes: Vec<RecordClass>,
    /// Drafts changed.
    pub drafts: bool,
    /// The status as it is now.
    pub status: Status,
}

/// Hears of changes, on a thread that changed something, one after the other and never two at once.
/// The last one was told after the last save, so its status is the true one: whoever shows the
/// status that came last shows how things stand.
///
/// It may read the book, and save; that is told once it has returned. A screen hands on to its main
/// thread without waiting for it.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// Something changed.
    fn changed(&self, change: Change) -> Result<(), HostError>;
}

struct Hears {
    observer: Arc<dyn Observer>,
    faults: Arc<Faults>,
}

impl CoreObserver for Hears {
    fn changed(&self, change: CoreChange) {
        let change = Change {
            classes: change.classes.into_iter().map(RecordClass::from).collect(),
            drafts: change.drafts,
            status: change.status.into(),
        };
        self.faults.note(self.observer.changed(change));
    }
}

/// An observation. It ends when this is cancelled or closed, and also when nobody holds it any
/// more: keep it where the screen is kept.
#[derive(uniffi::Object)]
pub struct Subscription(Mutex<Option<gridbook_core::Subscription>>);

#[uniffi::export]
impl Subscription {
    /// Ends the observation; doing so twice changes nothing.
    pub fn cancel(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

#[uniffi::export]
impl Book {
    /// How things stand.
    pub fn status(&self) -> Result<Status, BookError> {
        Ok(self.core.status()?.into())
    }

    /// Observes the book for as long as the subscription is held. The observer hears the present
    /// status before this returns, then every change made through this book.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Result<Arc<Subscription>, BookError> {
        let hears = Hears { observer, faults: Arc::clone(&self.faults) };
        let subscription = self.core.observe(Arc::new(hears))?;
        Ok(Arc::new(Subscription(Mutex::new(Some(subscription)))))
    }
}
