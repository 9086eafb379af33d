//! Observers are notified of changes after these are stored.
//!
//! An observer receives one change after the other, never two at once. The last notification is
//! made after the last save was stored, so its status is up to date. The thread that saves makes
//! the notification; changes that another thread or the observer itself saves during it are
//! reported next, by the same thread.

use super::status::Status;
use crate::db::ChangeSet;
use crate::error::Result;
use gridbook_domain::Class;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// A change of the book. The first one an observer receives names no class; it carries the current
/// status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The classes whose records changed.
    pub classes: Vec<Class>,
    /// Whether drafts changed.
    pub drafts: bool,
    /// The current status.
    pub status: Status,
}

/// Receives changes. It is called without any lock held, so it may read the book and even save;
/// that change is reported after it has returned. An observer that panics receives no more changes.
pub trait Observer: Send + Sync {
    /// Handles a change.
    fn changed(&self, change: Change);
}

/// An active observation; dropping it ends it.
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

/// Reads the current status.
pub(super) type StatusNow<'a> = &'a dyn Fn() -> Result<Status>;

/// One observer with the changes it has not received yet.
struct Subscriber {
    id: u64,
    observer: Arc<dyn Observer>,
    pending: Mutex<Pending>,
}

/// The changes that one observer has not received yet.
struct Pending {
    changes: Option<ChangeSet>,
    /// A thread is notifying the observer, and continues until nothing is pending.
    telling: bool,
    /// The observer was dropped or has panicked.
    gone: bool,
}

impl Subscriber {
    /// Reports these changes after the pending ones, unless another thread is doing so already.
    fn tell(&self, status: StatusNow<'_>, changes: &ChangeSet) {
        {
            let mut pending = lock(&self.pending);
            pending.changes.get_or_insert_default().merge(changes);
            if std::mem::replace(&mut pending.telling, true) {
                return;
            }
        }
        self.tell_all(status);
    }

    fn tell_all(&self, status: StatusNow<'_>) {
        while let Some(ChangeSet { classes, drafts }) = self.next() {
            match status() {
                Ok(status) => self.observer.changed(Change { classes, drafts, status }),
                // The save succeeded; it is reported with the next change.
                Err(_) => return self.put_off(&ChangeSet { classes, drafts }),
            }
        }
    }

    fn next(&self) -> Option<ChangeSet> {
        let mut pending = lock(&self.pending);
        let changes = if pending.gone { None } else { pending.changes.take() };
        pending.telling = changes.is_some();
        changes
    }

    fn put_off(&self, changes: &ChangeSet) {
        let mut pending = lock(&self.pending);
        pending.changes.get_or_insert_default().merge(changes);
        pending.telling = false;
    }
}

/// All observers of one book.
#[derive(Default)]
pub(super) struct Observers(Mutex<List>);

#[derive(Default)]
struct List {
    last: u64,
    all: Vec<Arc<Subscriber>>,
}

impl Observers {
    /// Adds an observer that receives nothing before the first call of [`Subscriber::tell_all`].
    fn add(&self, observer: Arc<dyn Observer>) -> Arc<Subscriber> {
        let mut list = lock(&self.0);
        list.last += 1;
        let pending = Mutex::new(Pending { changes: None, telling: true, gone: false });
        let subscriber = Arc::new(Subscriber { id: list.last, observer, pending });
        list.all.push(Arc::clone(&subscriber));
        subscriber
    }

    fn remove(&self, id: u64) {
        let mut list = lock(&self.0);
        let Some(at) = list.all.iter().position(|subscriber| subscriber.id == id) else { return };
        let subscriber = list.all.remove(at);
        drop(list);
        lock(&subscriber.pending).gone = true;
    }

    /// Adds an observer and reports the current status to it before this returns.
    pub fn subscribe(
        self: &Arc<Self>,
        observer: Arc<dyn Observer>,
        status: StatusNow<'_>,
    ) -> Result<Subscription> {
        let subscriber = self.add(observer);
        let subscription = Subscription { id: subscriber.id, list: Arc::downgrade(self) };
        let present = Change { classes: Vec::new(), drafts: false, status: status()? };
        subscriber.observer.changed(present);
        subscriber.tell_all(status);
        Ok(subscription)
    }

    /// Reports the changes of a transaction to all observers.
    pub fn tell(&self, changes: &ChangeSet, status: StatusNow<'_>) {
        let all = lock(&self.0).all.clone();
        all.iter().for_each(|subscriber| subscriber.tell(status, changes));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
