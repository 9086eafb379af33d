//! Observers hear what changed, on the thread that changed it, after the change is stored.

use crate::book::Book;
use crate::error::BookError;
use crate::status::Status;
use gridbook_domain::Class;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// What changed. The first one an observer gets names no class: it brings the present status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The classes of which records changed, or drafts and notices were read.
    pub classes: Vec<Class>,
    /// Drafts changed.
    pub drafts: bool,
    /// The status as it is now.
    pub status: Status,
}

/// Hears of changes. Called without any lock held, so it may read the book.
pub trait Observer: Send + Sync {
    /// Something changed.
    fn changed(&self, change: Change);
}

/// Ends the observation when it is dropped.
pub struct Subscription {
    id: u64,
    list: Weak<Observers>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(list) = self.list.upgrade() {
            list.remove(self.id);
        }
    }
}

/// Those who hear.
#[derive(Default)]
pub(crate) struct Observers(Mutex<List>);

#[derive(Default)]
struct List {
    last: u64,
    all: Vec<(u64, Arc<dyn Observer>)>,
}

impl Observers {
    fn add(&self, observer: Arc<dyn Observer>) -> u64 {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        list.last += 1;
        let id = list.last;
        list.all.push((id, observer));
        id
    }

    fn remove(&self, id: u64) {
        let mut list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        list.all.retain(|(other, _)| *other != id);
    }

    /// Those who hear now; empty when nobody does.
    pub fn all(&self) -> Vec<Arc<dyn Observer>> {
        let list = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        list.all.iter().map(|(_, observer)| Arc::clone(observer)).collect()
    }
}

impl Book {
    /// Observes the book until the handle is dropped. The observer hears the present status before
    /// this returns, then every change.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the status cannot be read.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Result<Subscription, BookError> {
        let id = self.observers().add(Arc::clone(&observer));
        let subscription = Subscription { id, list: Arc::downgrade(self.observers()) };
        let status = self.status()?;
        observer.changed(Change { classes: Vec::new(), drafts: false, status });
        Ok(subscription)
    }
}
