//! Observers hear what changed, after it is stored.
//!
//! Each hears one change after the other, never two at once, and the last one it hears was told
//! after the last save was stored, so its status is the true one. Whoever saves tells; what is
//! saved meanwhile, by another thread or by the observer itself, is told by the same thread next.

use crate::book::Book;
use crate::error::{BookError, Result};
use crate::status::{self, Status};
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

/// What one transaction changed, or several that are told together.
#[derive(Debug, Clone, Default)]
pub(crate) struct News {
    pub classes: Vec<Class>,
    pub drafts: bool,
}

impl News {
    /// Records of this class changed.
    pub fn of(&mut self, class: &Class) {
        if !self.classes.contains(class) {
            self.classes.push(class.clone());
        }
    }

    fn add(&mut self, more: &Self) {
        more.classes.iter().for_each(|class| self.of(class));
        self.drafts |= more.drafts;
    }
}

/// One who hears.
struct Hearer {
    id: u64,
    observer: Arc<dyn Observer>,
    due: Mutex<Due>,
}

/// What one has not heard yet.
struct Due {
    news: Option<News>,
    /// Somebody is telling, and goes on until nothing is due.
    telling: bool,
    /// It wants to hear no more.
    gone: bool,
}

impl Hearer {
    /// Tells these news after those that are due, unless somebody is telling already.
    fn tell(&self, book: &Book, news: &News) {
        {
            let mut due = lock(&self.due);
            due.news.get_or_insert_default().add(news);
            if std::mem::replace(&mut due.telling, true) {
                return;
            }
        }
        self.tell_all(book);
    }

    fn tell_all(&self, book: &Book) {
        while let Some(News { classes, drafts }) = self.next() {
            match book.read(status::store::status) {
                Ok(status) => self.observer.changed(Change { classes, drafts, status }),
                // What was saved is saved; it is told with the next change.
                Err(_) => return self.put_off(&News { classes, drafts }),
            }
        }
    }

    fn next(&self) -> Option<News> {
        let mut due = lock(&self.due);
        let news = if due.gone { None } else { due.news.take() };
        due.telling = news.is_some();
        news
    }

    fn put_off(&self, news: &News) {
        let mut due = lock(&self.due);
        due.news.get_or_insert_default().add(news);
        due.telling = false;
    }
}

/// Those who hear.
#[derive(Default)]
pub(crate) struct Observers(Mutex<List>);

#[derive(Default)]
struct List {
    last: u64,
    all: Vec<Arc<Hearer>>,
}

impl Observers {
    /// Adds one that nobody tells anything before [`Hearer::tell_all`] was called.
    fn add(&self, observer: Arc<dyn Observer>) -> Arc<Hearer> {
        let mut list = lock(&self.0);
        list.last += 1;
        let due = Mutex::new(Due { news: None, telling: true, gone: false });
        let hearer = Arc::new(Hearer { id: list.last, observer, due });
        list.all.push(Arc::clone(&hearer));
        hearer
    }

    fn remove(&self, id: u64) {
        let mut list = lock(&self.0);
        let Some(at) = list.all.iter().position(|hearer| hearer.id == id) else { return };
        let hearer = list.all.remove(at);
        drop(list);
        lock(&hearer.due).gone = true;
    }

    fn all(&self) -> Vec<Arc<Hearer>> {
        lock(&self.0).all.clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Book {
    /// Observes the book until the handle is dropped. The observer hears the present status before
    /// this returns, then every change made through this book, the last one with the true status.
    ///
    /// # Errors
    /// [`BookError::Damaged`], [`BookError::Storage`] or [`BookError::Bug`] when the status cannot
    /// be read.
    pub fn observe(&self, observer: Arc<dyn Observer>) -> Result<Subscription, BookError> {
        let hearer = self.observers().add(observer);
        let subscription = Subscription { id: hearer.id, list: Arc::downgrade(self.observers()) };
        let status = self.status()?;
        hearer.observer.changed(Change { classes: Vec::new(), drafts: false, status });
        hearer.tell_all(self);
        Ok(subscription)
    }

    /// Tells what a transaction changed.
    pub(crate) fn tell(&self, news: Option<&News>) {
        let Some(news) = news else { return };
        self.observers().all().iter().for_each(|hearer| hearer.tell(self, news));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{World, note};
    use std::sync::Barrier;

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
