//! Shared router state: request permits, a body-memory budget and the shutdown signal, which also
//! ends event streams.

use axum::body::{Body, HttpBody};
use gridbook_domain::wire::FailureCode;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

/// How long a sender may be silent in the middle of a body.
const STALL: Duration = Duration::from_secs(20);
/// How long a request waits for a permit before it is answered with [`FailureCode::Busy`].
const PERMIT_WAIT: Duration = Duration::from_secs(10);
/// How many requests are answered at the same time; each may hold one unpacked message.
const AT_ONCE: usize = 64;
/// How much room all bodies that are still arriving have together, in steps of [`STEP`]: 128 MiB.
/// Senders that trickle, signed in or not, cannot take more.
const ROOM: usize = 8 * 1024;
/// The bytes of one step of room.
const STEP: usize = 16 * 1024;

/// The bounds of the work of all handlers together.
#[derive(Clone)]
pub(crate) struct Shell {
    permits: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

impl Shell {
    /// A shell with all its permits and room.
    pub fn new() -> Self {
        let (permits, room) = (Arc::new(Semaphore::new(AT_ONCE)), Arc::new(Semaphore::new(ROOM)));
        Self { permits, room }
    }

    /// Runs work under one of the permits, on a thread that may block. What only waits, such as a
    /// stream of events, takes a permit for each look and none in between.
    ///
    /// # Errors
    /// [`FailureCode::Busy`] when no permit came free in time, [`FailureCode::Internal`] when the
    /// work panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, FailureCode> {
        let permit = timeout(PERMIT_WAIT, self.permits.clone().acquire_owned()).await;
        let Ok(Ok(permit)) = permit else { return Err(FailureCode::Busy) };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        done.await.map_err(|_| FailureCode::Internal)
    }

    /// A body, as long as it keeps coming, stays within `limit` bytes and there is room for it.
    ///
    /// # Errors
    /// [`FailureCode::TooLarge`], [`FailureCode::Busy`] without room, [`FailureCode::Malformed`]
    /// when it stalls or breaks off.
    pub async fn collect(&self, mut body: Body, limit: usize) -> Result<Arrived, FailureCode> {
        let mut held = Held { room: self.room.clone(), permits: Vec::new(), bytes: 0 };
        let mut bytes = Vec::new();
        loop {
            let frame = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx));
            let frame = timeout(STALL, frame).await.map_err(|_| FailureCode::Malformed)?;
            let Some(frame) = frame else { return Ok(Arrived { bytes, held }) };
            let frame = frame.map_err(|_| FailureCode::Malformed)?;
            if let Ok(data) = frame.into_data() {
                if bytes.len() + data.len() > limit {
                    return Err(FailureCode::TooLarge);
                }
                held.grow(bytes.len() + data.len())?;
                bytes.extend_from_slice(&data);
            }
        }
    }
}

/// A body that is here.
pub(crate) struct Arrived {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The room it takes, to be kept until its request is answered.
    pub held: Held,
}

/// The room one body takes.
pub(crate) struct Held {
    room: Arc<Semaphore>,
    permits: Vec<OwnedSemaphorePermit>,
    bytes: usize,
}

impl Held {
    /// Takes room for this number of bytes in all; without any left the sender is to come back
    /// later.
    fn grow(&mut self, bytes: usize) -> Result<(), FailureCode> {
        while self.bytes < bytes {
            let room = self.room.clone();
            self.permits.push(room.try_acquire_owned().map_err(|_| FailureCode::Busy)?);
            self.bytes += STEP;
        }
        Ok(())
    }
}

/// The signal that the hub is to end. The channel carries nothing; dropping its sender is the
/// signal.
#[derive(Clone)]
pub(crate) struct Stopping(watch::Receiver<()>);

impl Stopping {
    /// The news, and what to drop to send it.
    pub fn new() -> (watch::Sender<()>, Self) {
        let (stop, stopping) = watch::channel(());
        (stop, Self(stopping))
    }

    /// Returns whether the signal has come.
    pub fn is_over(&self) -> bool {
        self.0.has_changed().is_err()
    }

    /// Waits for the signal.
    pub async fn over(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_on_their_way_share_a_bounded_room_and_give_it_back() {
        let room = Arc::new(Semaphore::new(3));
        let held = || Held { room: room.clone(), permits: Vec::new(), bytes: 0 };
        let (mut one, mut two) = (held(), held());
        assert_eq!(one.grow(1), Ok(()));
        assert_eq!(one.grow(2 * STEP), Ok(()));
        assert_eq!(two.grow(STEP + 1), Err(FailureCode::Busy));
        drop((one, two));
        assert_eq!(held().grow(3 * STEP), Ok(()));
    }
}
