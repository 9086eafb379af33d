//! Hearing of every change.

use crate::book::Book;
use crate::error::BookError;
use crate::faults::{Faults, HostError};
use gridbook_core::Change;
use std::sync::{Arc, Mutex, PoisonError};

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

impl gridbook_core::Observer for Hears {
    fn changed(&self, change: Change) {
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
    /// Observes the book for as long as the subscription is held. The observer hears the present
    /// status before this returns, then every change made through this book.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Result<Arc<Subscription>, BookError> {
        let hears = Hears { observer, faults: Arc::clone(&self.faults) };
        let subscription = self.core.observe(Arc::new(hears))?;
        Ok(Arc::new(Subscription(Mutex::new(Some(subscription)))))
    }
}
