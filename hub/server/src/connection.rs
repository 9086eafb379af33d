//! Connections: taken while there are slots, cut when a head does not come, ended in order.

use super::shell::Stopping;
use super::slots::{Busy, ConnectionSlots, Slot};
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::ConnectInfo;
use axum::http::{Request, Response};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

/// How long a file handle is waited for at most.
const BREATH: Duration = Duration::from_millis(100);

/// The limits of connections.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// How many there are at the same time. The next ones wait in the system's own queue, which
    /// costs the hub nothing, and only while all others are being answered. Half of the file
    /// handles that systems give a process by default; the rest are the store's and the photos'.
    pub connections: usize,
    /// How long a request's head may take to arrive, counted from the connection or from the last
    /// answer: so it is also how long a connection is kept for the next request. Longer than a
    /// phone keeps one, or phones would send on connections that are just being closed.
    pub head: Duration,
    /// How many bytes of a connection are read ahead, so also the longest head.
    pub ahead: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 512, head: Duration::from_secs(30), ahead: 64 * 1024 }
    }
}

/// Answers connections until the shutdown, then ends each after the request it is at. A
/// caller who does not wait for that cuts off the rest by dropping this.
pub(super) async fn attend(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stopping: Stopping,
) {
    let slots = ConnectionSlots::new(limits.connections);
    let mut open = JoinSet::new();
    let mut over = pin!(stopping.clone().over());
    loop {
        while open.try_join_next().is_some() {}
        let next = async {
            let (stream, peer) = listener.accept().await?;
            Ok((stream, peer, slots.take().await))
        };
        let next = tokio::select! {
            () = over.as_mut() => break,
            next = next => next,
        };
        match next {
            Ok((stream, peer, slot)) => {
                let talk = converse(stream, peer, slot, router.clone(), limits, stopping.clone());
                open.spawn(talk);
            }
            Err(error) if is_the_senders(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken");
                slots.make_room();
                match open.is_empty() {
                    true => tokio::time::sleep(BREATH).await,
                    false => drop(timeout(BREATH, open.join_next()).await),
                }
            }
        }
    }
    drop(listener);
    slots.close();
    while open.join_next().await.is_some() {}
}

fn is_the_senders(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection, request after request. Handlers find the peer's address as [`ConnectInfo`].
async fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    slot: Arc<Slot>,
    router: Router,
    limits: Limits,
    stopping: Stopping,
) {
    // Answers are written at once and should leave at once.
    drop(stream.set_nodelay(true));
    let router = TowerToHyperService::new(router);
    let service = service_fn(|mut request: Request<Incoming>| {
        let busy = slot.busy();
        request.extensions_mut().insert(ConnectInfo(peer));
        let answer = router.call(request);
        async move { answer.await.map(|answer: Response<Body>| attended(answer, busy)) }
    });
    let mut builder = Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(limits.ahead);
    let mut talk = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // A peer that goes, stalls or sends no HTTP concerns nobody else.
        _ = talk.as_mut() => return,
        () = slot.lost() => return,
        () = stopping.over() => talk.as_mut().graceful_shutdown(),
    }
    tokio::select! {
        _ = talk.as_mut() => {}
        () = slot.lost() => {}
    }
}

fn attended(answer: Response<Body>, busy: Busy) -> Response<Body> {
    answer.map(|body| Body::new(Attended { body, _busy: busy }))
}

/// A body that keeps its connection's slot until it has been sent.
struct Attended {
    body: Body,
    _busy: Busy,
}

impl HttpBody for Attended {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests;
