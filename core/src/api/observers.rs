//! Observers hear what changed, after it is stored.
//!
//! Each hears one change after the other, never two at once, and the last one it hears was told
//! after the last save was stored, so its status is the true one. Whoever saves tells; what is
//! saved meanwhile, by another thread or by the observer itself, is told by the same thread next.

use super::status::Status;
use crate::db::ChangeSet;
use crate::error::Result;
use gridbook_domain::Class;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

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

/// Hears of changes. Called without any lock held, so it may read the book and even save: that is
/// told when it has returned. One that panics hears no more.
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

/// Reads the present status.
pub(super) type StatusNow<'a> = &'a dyn Fn() -> Result<Status>;

/// One observer and what it has not heard yet.
struct Subscriber {
    id: u64,
    observer: Arc<dyn Observer>,
    pending: Mutex<Pending>,
}

/// What one observer has not heard yet.
struct Pending {
    changes: Option<ChangeSet>,
    /// Somebody is telling, and goes on until nothing is pending.
    telling: bool,
    /// It wants to hear no more.
    gone: bool,
}

impl Subscriber {
    /// Tells these changes after those that are pending, unless somebody is telling already.
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
                // What was saved is saved; it is told with the next change.
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
    /// Adds one that nobody tells anything before [`Subscriber::tell_all`] was called.
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

    /// Adds an observer. It hears the present status before this returns.
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

    /// Tells all observers what a transaction changed.
    pub fn tell(&self, changes: &ChangeSet, status: StatusNow<'_>) {
        let all = lock(&self.0).all.clone();
        all.iter().for_each(|subscriber| subscriber.tell(status, changes));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
