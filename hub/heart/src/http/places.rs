//! Places for connections. There are only so many; when all are taken, the connection that has been
//! without a request for the longest time loses its place to the one that comes. One that is being
//! answered keeps it, however long that takes: a stream of events too.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// All places.
pub(super) struct Places {
    free: Arc<Semaphore>,
    idle: Mutex<Idle>,
}

/// Who has no request now, longest first.
#[derive(Default)]
struct Idle {
    next: u64,
    since: BTreeMap<u64, Arc<Notify>>,
    /// Somebody came and found nobody to take a place from.
    wanted: bool,
}

impl Idle {
    fn cut_one(&mut self) {
        match self.since.pop_first() {
            Some((_, cut)) => cut.notify_one(),
            None => self.wanted = true,
        }
    }
}

impl Places {
    /// So many places.
    pub fn new(count: usize) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(count));
        Arc::new(Self { free, idle: Mutex::default() })
    }

    /// A place for a connection that has just come. Waits only while all others are being answered.
    /// One caller at a time.
    pub async fn take(self: &Arc<Self>) -> Arc<Place> {
        let permit = match self.free.clone().try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => {
                self.idle().cut_one();
                // The semaphore is never closed, so there is a permit.
                self.free.clone().acquire_owned().await.ok()
            }
        };
        self.idle().wanted = false;
        let cut = Arc::new(Notify::new());
        let place = Place { places: self.clone(), cut, ticket: Mutex::new(None), _permit: permit };
        place.rest();
        Arc::new(place)
    }

    /// Cuts whoever has no request, also one whose head is only half here.
    pub fn close(&self) {
        let idle = std::mem::take(&mut self.idle().since);
        idle.values().for_each(|cut| cut.notify_one());
    }

    /// Cuts whoever has been without a request for longest.
    pub fn make_room(&self) {
        self.idle().cut_one();
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's place, given back when it is dropped.
pub(super) struct Place {
    places: Arc<Places>,
    cut: Arc<Notify>,
    ticket: Mutex<Option<u64>>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Place {
    /// Waits until somebody else is given this place.
    pub async fn lost(&self) {
        self.cut.notified().await;
    }

    /// A request has come; the place is kept until the answer is dropped.
    pub fn busy(self: &Arc<Self>) -> Busy {
        self.forget();
        Busy(self.clone())
    }

    fn rest(&self) {
        let mut idle = self.places.idle();
        let number = idle.next;
        idle.next += 1;
        idle.since.insert(number, self.cut.clone());
        *self.ticket.lock().unwrap_or_else(PoisonError::into_inner) = Some(number);
        if std::mem::take(&mut idle.wanted) {
            idle.cut_one();
        }
    }

    fn forget(&self) {
        let ticket = self.ticket.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(number) = ticket {
            self.places.idle().since.remove(&number);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.forget();
    }
}

/// A connection that is being answered.
pub(super) struct Busy(Arc<Place>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.rest();
    }
}
