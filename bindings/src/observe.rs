//! Observing a book.

use crate::book::Book;
use crate::error::BookError;
use crate::faults::{Faults, HostError};
use gridbook_core::Change;
use std::sync::{Arc, Mutex, PoisonError};

/// Receives changes, on the thread that made them, one after the other and never two at once. The
/// last notification is made after the last save, so a screen that shows the status it received
/// last is up to date.
///
/// It may read the book, and save; that change is reported after it has returned. A screen passes
/// the change to its main thread without waiting.
#[uniffi::export(with_foreign)]
pub trait Observer: Send + Sync {
    /// Handles a change.
    fn changed(&self, change: Change) -> Result<(), HostError>;
}

struct Hears {
    observer: Arc<dyn Observer>,
    faults: Arc<Faults>,
}

impl gridbook_core::Observer for Hears {
    fn changed(&self, change: Change) {
        self.faults.note(self.observer.changed(change));
    }
}

/// An active observation. It ends when it is cancelled or closed, and also when it is
/// garbage-collected: hold it for as long as its screen.
#[derive(uniffi::Object)]
pub struct Subscription(Mutex<Option<gridbook_core::Subscription>>);

#[uniffi::export]
impl Subscription {
    /// Ends the observation; repeating it changes nothing.
    pub fn cancel(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

#[uniffi::export]
impl Book {
    /// Notifies an observer of every change made through this book, for as long as the subscription
    /// is held. The observer receives the current status before this returns.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Result<Arc<Subscription>, BookError> {
        let hears = Hears { observer, faults: Arc::clone(&self.faults) };
        let subscription = self.core.observe(Arc::new(hears))?;
        Ok(Arc::new(Subscription(Mutex::new(Some(subscription)))))
    }
}
