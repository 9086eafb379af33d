//! The network around the hub: HTTP/1.1 in, the synchronous router, HTTP/1.1 out.
//!
//! It bounds bodies while they arrive, gives up on senders that stall, and sweeps now and then.

use crate::Hub;
use crate::router::{Method, Request, Response, failure};
use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::serve::ListenerExt;
use gridbook_domain::wire::{FailureCode, MAX_PACKED};
use std::future::{Future, poll_fn};
use std::net::TcpListener;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::timeout;

/// How long a sender may be silent in the middle of a body.
const STALL: Duration = Duration::from_secs(20);
/// How long a request waits for its turn before it is told to come back.
const TURN: Duration = Duration::from_secs(10);
/// How many requests are answered at the same time; each may hold one unpacked message.
const AT_ONCE: usize = 64;
/// How much room all bodies that are still arriving have together, in steps of [`STEP`]: 128 MiB.
/// Senders that trickle, signed in or not, cannot take more.
const ROOM: usize = 8 * 1024;
/// The bytes of one step of room.
const STEP: usize = 16 * 1024;
/// How often what waits to be applied is looked for.
const SWEEP: Duration = Duration::from_secs(5);
/// How long requests on their way may take after the shutdown.
const FAREWELL: Duration = Duration::from_secs(10);

#[derive(Clone)]
struct Shell {
    hub: Arc<Hub>,
    turns: Arc<Semaphore>,
    room: Arc<Semaphore>,
}

/// Answers requests on a listener until `shutdown` ends, then lets those on their way finish.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    hub: Arc<Hub>,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    // Answers are written at once and should leave at once.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    let shell = Shell {
        hub: hub.clone(),
        turns: Arc::new(Semaphore::new(AT_ONCE)),
        room: Arc::new(Semaphore::new(ROOM)),
    };
    let router = axum::Router::new().fallback(answer).with_state(shell);
    let (stop, stopped) = watch::channel(());
    let sweeper = tokio::spawn(sweep(hub, stopped.clone()));
    let server = axum::serve(listener, router).with_graceful_shutdown(ended(stopped));
    let server = tokio::spawn(server.into_future());
    shutdown.await;
    drop(stop);
    let done = timeout(FAREWELL, server).await;
    sweeper.abort();
    match done {
        Ok(Ok(served)) => served,
        // Whoever still sends is cut off; nothing that was acknowledged depends on it.
        Ok(Err(_)) | Err(_) => Ok(()),
    }
}

async fn ended(mut stopped: watch::Receiver<()>) {
    // The channel carries nothing; that its sender is gone is the message.
    while stopped.changed().await.is_ok() {}
}

async fn sweep(hub: Arc<Hub>, stopped: watch::Receiver<()>) {
    let mut ticks = tokio::time::interval(SWEEP);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while stopped.has_changed().is_ok() {
        ticks.tick().await;
        let hub = hub.clone();
        let swept = tokio::task::spawn_blocking(move || hub.sweep()).await;
        if let Ok(Err(error)) = swept {
            tracing::warn!(%error, "sweeping failed");
        }
    }
}

async fn answer(State(shell): State<Shell>, request: axum::extract::Request) -> Reply {
    let mut held = Held { room: shell.room, permits: Vec::new(), bytes: 0 };
    let request = match read(request, &mut held).await {
        Ok(request) => request,
        Err(code) => return Reply(failure(code)),
    };
    let Ok(Ok(turn)) = timeout(TURN, shell.turns.acquire_owned()).await else {
        return Reply(failure(FailureCode::Busy));
    };
    let hub = shell.hub.clone();
    let answered = tokio::task::spawn_blocking(move || {
        let response = hub.handle(request);
        drop((turn, held));
        response
    });
    Reply(answered.await.unwrap_or_else(|_| failure(FailureCode::Internal)))
}

async fn read(request: axum::extract::Request, held: &mut Held) -> Result<Request, FailureCode> {
    let (head, body) = request.into_parts();
    let method = match head.method {
        axum::http::Method::GET => Method::Get,
        axum::http::Method::POST => Method::Post,
        _ => Method::Other,
    };
    Ok(Request {
        method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        bearer: bearer(&head.headers),
        zstd: packed(&head.headers)?,
        body: collect(body, held).await?,
    })
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn packed(headers: &HeaderMap) -> Result<bool, FailureCode> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(false),
        Some(b"zstd") => Ok(true),
        Some(_) => Err(FailureCode::Malformed),
    }
}

/// The room one body takes until its request is answered.
struct Held {
    room: Arc<Semaphore>,
    permits: Vec<OwnedSemaphorePermit>,
    bytes: usize,
}

impl Held {
    /// Takes room for so many bytes in all; without any left the sender is to come back later.
    fn grow(&mut self, bytes: usize) -> Result<(), FailureCode> {
        while self.bytes < bytes {
            let room = self.room.clone();
            self.permits.push(room.try_acquire_owned().map_err(|_| FailureCode::Busy)?);
            self.bytes += STEP;
        }
        Ok(())
    }
}

/// The body, as long as it keeps coming, stays within the limit and there is room for it.
async fn collect(mut body: Body, held: &mut Held) -> Result<Vec<u8>, FailureCode> {
    let mut bytes = Vec::new();
    loop {
        let frame = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx));
        let frame = timeout(STALL, frame).await.map_err(|_| FailureCode::Malformed)?;
        let Some(frame) = frame else { return Ok(bytes) };
        let frame = frame.map_err(|_| FailureCode::Malformed)?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > MAX_PACKED {
                return Err(FailureCode::TooLarge);
            }
            held.grow(bytes.len() + data.len())?;
            bytes.extend_from_slice(&data);
        }
    }
}

struct Reply(Response);

impl axum::response::IntoResponse for Reply {
    fn into_response(self) -> axum::response::Response {
        let Response { status, body, zstd, retry_after } = self.0;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::new();
        let mut say = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        say(header::CONTENT_TYPE, "application/json");
        if zstd {
            say(header::CONTENT_ENCODING, "zstd");
        }
        if let Some(seconds) = retry_after {
            say(header::RETRY_AFTER, &seconds.to_string());
        }
        (status, headers, body).into_response()
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
