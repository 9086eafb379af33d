//! Requests of browsers: each goes to [`Console::answer`] as it is; `/events` stays open and sends
//! a page the news.

use super::listeners::{Listeners, Listening};
use super::proxies::Proxies;
use super::shell::{Shell, Stopping};
use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use gridbook_console::{Console, HEADERS, Live, MAX_FORM, PageRequest, PageResponse, Pulse};
use gridbook_domain::wire::FailureCode;
use gridbook_hub::Method;
use hyper::body::Frame;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

/// How often a listening page is sent its changes.
const LOOK: Duration = Duration::from_secs(1);
/// After how many looks without news something is sent all the same, so that proxies keep the
/// connection.
const QUIET: u32 = 15;

#[derive(Clone)]
struct Pages {
    shell: Shell,
    console: Arc<Console>,
    proxies: Proxies,
    listeners: Listeners,
    stopping: Stopping,
}

/// Answers whatever is not the phones'.
pub(super) fn router(
    shell: Shell,
    console: Arc<Console>,
    proxies: Proxies,
    stopping: Stopping,
) -> Router {
    let pages = Pages { shell, console, proxies, listeners: Listeners::default(), stopping };
    Router::new().route("/events", get(events)).fallback(answer).with_state(pages)
}

async fn answer(State(pages): State<Pages>, request: axum::extract::Request) -> Response {
    let (head, body) = request.into_parts();
    let mut ask = ask(&pages.proxies, &head);
    let held = match pages.shell.collect(body, MAX_FORM).await {
        Ok(arrived) => {
            ask.body = Some(arrived.bytes);
            Some(arrived.held)
        }
        // The console says so itself, in words for a person.
        Err(FailureCode::TooLarge) => None,
        Err(FailureCode::Busy) => return plain(StatusCode::SERVICE_UNAVAILABLE),
        Err(_) => return plain(StatusCode::BAD_REQUEST),
    };
    let console = pages.console;
    let answered = pages.shell.run(move || {
        let reply = console.answer(&ask);
        drop(held);
        reply
    });
    match answered.await {
        Ok(reply) => respond(reply),
        Err(FailureCode::Busy) => plain(StatusCode::SERVICE_UNAVAILABLE),
        Err(_) => plain(StatusCode::INTERNAL_SERVER_ERROR),
    }
}

fn ask(proxies: &Proxies, head: &Parts) -> PageRequest {
    let text = |name: HeaderName| Some(head.headers.get(name)?.to_str().ok()?.to_owned());
    let peer = head.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    PageRequest {
        method: match head.method {
            axum::http::Method::GET | axum::http::Method::HEAD => Method::Get,
            axum::http::Method::POST => Method::Post,
            _ => Method::Other,
        },
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        cookie: text(header::COOKIE),
        host: text(header::HOST),
        origin: text(header::ORIGIN),
        secure: proxies.any(),
        address: peer.map(|peer| proxies.sender(peer, &head.headers)),
        body: None,
    }
}

fn respond(reply: PageResponse) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = secured();
    if let Ok(media) = HeaderValue::from_str(reply.media) {
        headers.insert(header::CONTENT_TYPE, media);
    }
    for (name, value) in &reply.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    (status, headers, reply.body).into_response()
}

fn secured() -> HeaderMap {
    let fixed = HEADERS.iter();
    fixed.map(|(n, v)| (HeaderName::from_static(n), HeaderValue::from_static(v))).collect()
}

fn plain(status: StatusCode) -> Response {
    (status, secured()).into_response()
}

/// A stream of what changes in the area of an open page, until it is closed, its session ends or
/// the hub does.
async fn events(State(pages): State<Pages>, request: axum::extract::Request) -> Response {
    let ask = ask(&pages.proxies, &request.into_parts().0);
    let console = pages.console.clone();
    let live = pages.shell.run(move || console.listen(&ask)).await;
    let Ok(Some(live)) = live else { return plain(StatusCode::UNAUTHORIZED) };
    let Some(place) = pages.listeners.enter(live.session()) else {
        return plain(StatusCode::TOO_MANY_REQUESTS);
    };
    let (send, receive) = mpsc::channel(4);
    tokio::spawn(send_news(pages, live, place, send));
    let mut headers = secured();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // A proxy that gathers an answer before it passes it on would pass on nothing.
    let through = HeaderName::from_static("x-accel-buffering");
    headers.insert(through, HeaderValue::from_static("no"));
    (headers, Body::new(EventBody(receive))).into_response()
}

/// `_place` is kept as long as the page listens.
async fn send_news(pages: Pages, live: Live, _place: Listening, send: mpsc::Sender<Bytes>) {
    let Pages { shell, console, stopping, .. } = pages;
    let (mut last, mut quiet) = (None, 0);
    let mut looks = tokio::time::interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = looks.tick() => {}
            () = send.closed() => return,
            () = stopping.clone().over() => return,
        }
        let (console, asked) = (console.clone(), live.clone());
        let line = match shell.run(move || console.pulse(&asked)).await {
            Ok(Some(pulse)) if last != Some(pulse) => {
                last = Some(pulse);
                message(&pulse)
            }
            Ok(None) => "event: gone\ndata: {}\n\n".to_owned(),
            // Nothing new, or the hub is busy: the next look will tell.
            Ok(Some(_)) | Err(_) => {
                quiet += 1;
                if quiet < QUIET {
                    continue;
                }
                ": still here\n\n".to_owned()
            }
        };
        let over = line.starts_with("event: gone");
        if send.send(Bytes::from(line)).await.is_err() || over {
            return;
        }
        quiet = 0;
    }
}

fn message(pulse: &Pulse) -> String {
    format!("event: pulse\ndata: {}\n\n", pulse.data())
}

/// The body of a stream of events.
struct EventBody(mpsc::Receiver<Bytes>);

impl HttpBody for EventBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(cx).map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}
