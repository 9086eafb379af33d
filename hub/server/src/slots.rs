//! Slots for connections. Their number is fixed; when all are taken, the connection that has been
//! without a request for the longest time loses its slot to the next one. A connection that is
//! being answered keeps its slot, however long that takes: a stream of events too.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};

/// All slots.
pub(super) struct ConnectionSlots {
    free: Arc<Semaphore>,
    idle: Mutex<Idle>,
}

/// The connections without a request, longest first.
#[derive(Default)]
struct Idle {
    next: u64,
    since: BTreeMap<u64, Arc<Notify>>,
    /// Somebody came and found nobody to take a slot from.
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

impl ConnectionSlots {
    /// `count` slots.
    pub fn new(count: usize) -> Arc<Self> {
        let free = Arc::new(Semaphore::new(count));
        Arc::new(Self { free, idle: Mutex::default() })
    }

    /// A slot for a connection that has just come. Waits only while all others are being answered.
    /// One caller at a time.
    pub async fn take(self: &Arc<Self>) -> Arc<Slot> {
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
        let slot = Slot { slots: self.clone(), cut, ticket: Mutex::new(None), _permit: permit };
        slot.rest();
        Arc::new(slot)
    }

    /// Cuts every connection without a request, also one whose head is only half here.
    pub fn close(&self) {
        let idle = std::mem::take(&mut self.idle().since);
        idle.values().for_each(|cut| cut.notify_one());
    }

    /// Cuts the connection that has been without a request for longest.
    pub fn make_room(&self) {
        self.idle().cut_one();
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One connection's slot, given back when it is dropped.
pub(super) struct Slot {
    slots: Arc<ConnectionSlots>,
    cut: Arc<Notify>,
    ticket: Mutex<Option<u64>>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Slot {
    /// Waits until somebody else is given this slot.
    pub async fn lost(&self) {
        self.cut.notified().await;
    }

    /// A request has come; the slot is kept until the answer is dropped.
    pub fn busy(self: &Arc<Self>) -> Busy {
        self.forget();
        Busy(self.clone())
    }

    fn rest(&self) {
        let mut idle = self.slots.idle();
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
            self.slots.idle().since.remove(&number);
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.forget();
    }
}

/// A connection that is being answered.
pub(super) struct Busy(Arc<Slot>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.rest();
    }
}
