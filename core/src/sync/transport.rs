//! The way to the hub: request in, response out. A host may bring its own.

pub use crate::error::TransportError;
use crate::error::{Error, Result};
use crate::host::{Host, RequestKind, TraceEvent};
use gridbook_domain::wire::{ENROL_PATH, Failure, MAX_MESSAGE, PHOTO_PATH};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read as _;
use zstd::bulk::{Compressor, Decompressor};

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Asks.
    Get,
    /// Sends.
    Post,
}

/// What the core asks of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What it does.
    pub method: Method,
    /// Path and query, such as `/v1/sync`.
    pub path: String,
    /// Goes as `Authorization: Bearer …`.
    pub token: Option<String>,
    /// The body, to be sent as it is.
    pub body: Vec<u8>,
    /// The body is a zstd frame: goes as `Content-Encoding: zstd`. `Accept-Encoding: zstd` is
    /// always sent.
    pub zstd: bool,
    /// The body's media type, where it has a body.
    pub media: String,
}

impl Request {
    fn kind(&self) -> RequestKind {
        match self.path.as_str() {
            ENROL_PATH => RequestKind::Enrol,
            path if path.starts_with(PHOTO_PATH) => RequestKind::Photo,
            _ => RequestKind::Sync,
        }
    }

    /// The headers it is sent with, beside those every client sets by itself.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![("Accept-Encoding", "zstd".to_owned())];
        if let Some(token) = &self.token {
            headers.push(("Authorization", format!("Bearer {token}")));
        }
        if self.zstd {
            headers.push(("Content-Encoding", "zstd".to_owned()));
        }
        if !self.media.is_empty() {
            headers.push(("Content-Type", self.media.clone()));
        }
        headers
    }
}

/// What the hub answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The body as it was received, packed or not; empty when there was none.
    pub body: Vec<u8>,
    /// The body is a zstd frame.
    pub zstd: bool,
    /// The seconds of a `Retry-After`.
    pub retry_after: Option<u64>,
}

impl Response {
    /// An answer as a client received it. `header` gives the value of a header; its name comes in
    /// small letters.
    pub fn of<'a>(status: u16, body: Vec<u8>, header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let zstd = header("content-encoding").is_some_and(|it| it.eq_ignore_ascii_case("zstd"));
        let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
        Self { status, body, zstd, retry_after }
    }
}

/// Sends requests to the hub. A status that is not 200 is an answer, not an error; a transport
/// gives up on stall, not on total time.
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the answer.
    ///
    /// # Errors
    /// [`TransportError`] when there was none.
    fn send(&self, request: &Request) -> Result<Response, TransportError>;

    /// The same for one who may lose patience: a transport that can breaks off, with any error,
    /// soon after `may_go_on` has become `false`.
    ///
    /// # Errors
    /// [`TransportError`] when there was no answer.
    fn send_while(
        &self,
        request: &Request,
        may_go_on: &dyn Fn() -> bool,
    ) -> Result<Response, TransportError> {
        let _waits_to_the_end = may_go_on;
        self.send(request)
    }
}

/// Below this a frame costs more than it saves.
const PACK_FROM: usize = 200;
/// Up to this a message is packed with the context that its thread keeps: a new one costs more than
/// the packing. What a larger message needs is not kept.
const SMALL: usize = 16 * 1024;

thread_local! {
    static PACKER: RefCell<Compressor<'static>> = RefCell::default();
    static UNPACKER: RefCell<Decompressor<'static>> = RefCell::default();
}

/// A request that posts a message.
pub(crate) fn post<T: Serialize>(path: &str, token: Option<&str>, message: &T) -> Result<Request> {
    let json = serde_json::to_vec(message).map_err(|_| Error::Stored("message"))?;
    let zstd = json.len() >= PACK_FROM;
    let body = if zstd { pack(&json)? } else { json };
    Ok(Request {
        method: Method::Post,
        path: path.to_owned(),
        token: token.map(str::to_owned),
        body,
        zstd,
        media: "application/json".to_owned(),
    })
}

fn pack(json: &[u8]) -> std::io::Result<Vec<u8>> {
    if json.len() > SMALL {
        return zstd::bulk::compress(json, zstd::DEFAULT_COMPRESSION_LEVEL);
    }
    PACKER.with_borrow_mut(|packer| packer.compress(json))
}

/// Sends a request; an answer other than 200 becomes an error.
pub(crate) fn exchange(
    host: &Host,
    transport: &dyn Transport,
    request: &Request,
) -> Result<Response> {
    exchange_while(host, transport, request, &|| true)
}

/// The same, broken off where the transport can.
pub(crate) fn exchange_while(
    host: &Host,
    transport: &dyn Transport,
    request: &Request,
    may_go_on: &dyn Fn() -> bool,
) -> Result<Response> {
    let kind = request.kind();
    host.trace(&TraceEvent::RequestSent { kind, bytes: request.body.len() });
    let response = transport.send_while(request, may_go_on).inspect_err(|cause| {
        host.trace(&TraceEvent::NoResponse { kind, cause: cause.clone() });
    })?;
    let (status, bytes) = (response.status, response.body.len());
    host.trace(&TraceEvent::ResponseReceived { kind, status, bytes });
    match response.status {
        200 => Ok(response),
        // The hub redirects nobody; a hotspot sends everybody to its login page.
        300..=399 => Err(Error::NotTheHub { what: "a redirect" }),
        status => {
            let failure: Option<Failure> = unpack(&response).ok().and_then(|b| json(&b).ok());
            let code = failure.map(|failure| failure.code);
            match (status, &code) {
                // A proxy before the hub may speak for it here, in words of its own.
                (408 | 413 | 429 | 500.., _) | (_, Some(_)) => {}
                _ => return Err(Error::NotTheHub { what: "a refusal that is not the hub's" }),
            }
            Err(Error::Refused { status, code, retry_after: response.retry_after })
        }
    }
}

/// Reads the message of an answer; nothing of it is used unless all of it can be read.
pub(crate) fn read<T: DeserializeOwned>(response: &Response) -> Result<T> {
    json(&unpack(response)?)
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|_| Error::NotTheHub { what: "no message of the hub" })
}

fn unpack(response: &Response) -> Result<Cow<'_, [u8]>> {
    if !response.zstd {
        return Ok(Cow::Borrowed(&response.body));
    }
    let bytes = told_size(&response.body).and_then(|size| {
        UNPACKER.with_borrow_mut(|unpacker| unpacker.decompress(&response.body, size)).ok()
    });
    Ok(Cow::Owned(bytes.map_or_else(|| unpack_stream(&response.body), Ok)?))
}

/// The size that a frame tells of its content, where that is one we take.
fn told_size(frame: &[u8]) -> Option<usize> {
    let size = usize::try_from(zstd::decompressed_size(frame)?).ok()?;
    (size <= MAX_MESSAGE).then_some(size)
}

fn unpack_stream(frame: &[u8]) -> Result<Vec<u8>> {
    let broken = |_| Error::NotTheHub { what: "no whole zstd frame" };
    let decoder = zstd::stream::read::Decoder::new(frame).map_err(broken)?;
    let most = u64::try_from(MAX_MESSAGE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    decoder.take(most + 1).read_to_end(&mut bytes).map_err(broken)?;
    if bytes.len() > MAX_MESSAGE {
        return Err(Error::Transport(TransportError::TooLarge));
    }
    Ok(bytes)
}
