//! Observing a book.

use super::Book;
use super::observers::{Observer, Subscription};
use super::status::store::status;
use crate::error::BookError;
use std::sync::Arc;

impl Book {
    /// Notifies an observer of every change made through this book until the returned handle is
    /// dropped. The observer receives the current status before this returns; the status in the
    /// last notification is always up to date.
    ///
    /// # Errors
    /// [`BookError::Damaged`], [`BookError::Storage`] or [`BookError::Bug`] if the status cannot be
    /// read.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Result<Subscription, BookError> {
        Ok(self.observers().subscribe(observer, &|| self.read(|tx| status(tx)))?)
    }
}

#[cfg(test)]
mod tests {
    use crate::api::observers::{Change, Observer};
    use crate::testing::{World, note};
    use std::sync::{Arc, Barrier, Mutex};

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

    #[test]
    fn an_observer_that_saves_hears_of_it_after_it_has_returned() {
        struct Saves(Arc<World>, Mutex<Vec<&'static str>>);
        impl Observer for Saves {
            fn changed(&self, change: Change) {
                self.1.lock().unwrap().push("begins");
                if change.status.waiting < 9 {
                    self.0.note(u8::try_from(change.status.waiting).unwrap(), "again");
                }
                self.1.lock().unwrap().push("ends");
            }
        }
        let world = Arc::new(World::enrolled());
        let saves = Arc::new(Saves(world.clone(), Mutex::default()));
        drop(world.book.observe(saves.clone()).unwrap());
        assert_eq!(*saves.1.lock().unwrap(), ["begins", "ends"].repeat(10));
    }

    #[test]
    fn what_is_saved_while_one_hears_comes_after_it_with_the_true_status() {
        /// Is held up in its second call until others have saved.
        struct Slow(Mutex<Vec<u64>>, Barrier, Barrier);
        impl Observer for Slow {
            fn changed(&self, change: Change) {
                let calls = self.0.lock().unwrap().len();
                if calls == 1 {
                    self.1.wait();
                    self.2.wait();
                }
                self.0.lock().unwrap().push(change.status.waiting);
            }
        }
        let world = World::enrolled();
        let slow = Arc::new(Slow(Mutex::default(), Barrier::new(2), Barrier::new(2)));
        let _subscription = world.book.observe(slow.clone()).unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| world.note(1, "heard slowly"));
            slow.1.wait();
            world.note(2, "meanwhile");
            world.note(3, "meanwhile");
            assert_eq!(*slow.0.lock().unwrap(), [0], "nobody waits for a slow observer");
            slow.2.wait();
        });
        assert_eq!(*slow.0.lock().unwrap(), [0, 1, 3]);
    }
}
