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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, note};

    #[derive(Default)]
    struct Heard(Mutex<Vec<Change>>);

    impl Observer for Heard {
        fn changed(&self, change: Change) {
            self.0.lock().unwrap().push(change);
        }
    }

    impl Heard {
        fn waiting(&self) -> Vec<u64> {
            self.0.lock().unwrap().iter().map(|change| change.status.waiting).collect()
        }
    }

    #[test]
    fn an_observer_hears_the_present_first_then_each_change_until_it_lets_go() {
        let world = World::enrolled();
        world.note(1, "before");
        let heard = Arc::new(Heard::default());
        let subscription = world.book.observe(heard.clone()).unwrap();
        assert_eq!(heard.waiting(), [1]);
        world.note(2, "during");
        assert_eq!(heard.waiting(), [1, 2]);
        assert_eq!(heard.0.lock().unwrap()[1].classes, [note()]);
        world.sync().unwrap();
        assert_eq!(heard.waiting().last(), Some(&0));
        let so_far = heard.waiting().len();
        drop(subscription);
        world.note(3, "after");
        assert_eq!(heard.waiting().len(), so_far);
    }

    #[test]
    fn a_save_that_fails_is_not_heard_of() {
        let world = World::enrolled();
        let heard = Arc::new(Heard::default());
        let _subscription = world.book.observe(heard.clone()).unwrap();
        assert!(world.save(Vec::new()).is_err());
        assert_eq!(heard.waiting().len(), 1);
    }

    #[test]
    fn an_observer_may_read_the_book() {
        struct Reads(Mutex<Option<Arc<World>>>, Mutex<usize>);
        impl Observer for Reads {
            fn changed(&self, _change: Change) {
                if let Some(world) = self.0.lock().unwrap().as_ref() {
                    *self.1.lock().unwrap() = world.book.saved_ops().unwrap().len();
                }
            }
        }
        let world = Arc::new(World::enrolled());
        let reads = Arc::new(Reads(Mutex::new(Some(world.clone())), Mutex::new(0)));
        let _subscription = world.book.observe(reads.clone()).unwrap();
        world.note(1, "x");
        assert_eq!(*reads.1.lock().unwrap(), 1);
        reads.0.lock().unwrap().take();
    }
}
