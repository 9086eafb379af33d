//! The transport to the hub: request in, response out. A host may implement its own.

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

/// The HTTP method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

/// A request to the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// Path and query, such as `/v1/sync`.
    pub path: String,
    /// The token for the header `Authorization: Bearer …`.
    pub token: Option<String>,
    /// The body, to be sent unchanged.
    pub body: Vec<u8>,
    /// Whether the body is a zstd frame, for the header `Content-Encoding: zstd`. `Accept-Encoding:
    /// zstd` is always sent.
    pub zstd: bool,
    /// The media type of the body, if there is one.
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

    /// Returns the headers to send beside those that every client sets by itself.
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

/// A response of the hub.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The body as received, compressed or not; empty if there was none.
    pub body: Vec<u8>,
    /// Whether the body is a zstd frame.
    pub zstd: bool,
    /// The value of the header `Retry-After` in seconds.
    pub retry_after: Option<u64>,
}

impl Response {
    /// Builds a response from what an HTTP client received. `header` returns the value of a header
    /// by its lower-case name.
    pub fn of<'a>(status: u16, body: Vec<u8>, header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let zstd = header("content-encoding").is_some_and(|it| it.eq_ignore_ascii_case("zstd"));
        let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
        Self { status, body, zstd, retry_after }
    }
}

/// Sends requests to the hub. A status other than 200 is a response, not an error. A transport
/// gives up when the transfer stalls, not after a total time.
///
/// # Examples
/// ```
/// use gridbook_core::sync::transport::{Method, Request, Response, Transport, TransportError};
/// # struct Client;
/// # struct Answer { status: u16, body: Vec<u8> }
/// # impl Answer { fn header(&self, _: &str) -> Option<&str> { None } }
/// # impl Client {
/// #     fn call(&self, _: &str, _: String, _: Vec<(&str, String)>, _: &[u8]) -> Option<Answer> {
/// #         None
/// #     }
/// # }
///
/// /// The hub at an address, reached by the app's own HTTP client.
/// struct Hub {
///     client: Client,
///     url: String,
/// }
///
/// impl Transport for Hub {
///     fn send(&self, request: &Request) -> Result<Response, TransportError> {
///         let method = match request.method {
///             Method::Get => "GET",
///             Method::Post => "POST",
///         };
///         let url = format!("{}{}", self.url, request.path);
///         let answer = self
///             .client
///             .call(method, url, request.headers(), &request.body)
///             .ok_or(TransportError::Unreachable)?;
///         Ok(Response::of(answer.status, answer.body.clone(), |name| answer.header(name)))
///     }
/// }
/// ```
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the response.
    ///
    /// # Errors
    /// [`TransportError`] if there was no complete response.
    fn send(&self, request: &Request) -> Result<Response, TransportError>;

    /// Sends one request that the caller may cancel: a transport that supports it aborts, with any
    /// error, soon after `may_go_on` returns `false`.
    ///
    /// # Errors
    /// [`TransportError`] if there was no complete response.
    fn send_while(
        &self,
        request: &Request,
        may_go_on: &dyn Fn() -> bool,
    ) -> Result<Response, TransportError> {
        let _waits_to_the_end = may_go_on;
        self.send(request)
    }
}

/// Smaller bodies are not compressed, since a frame would cost more than it saves.
const PACK_FROM: usize = 200;
/// Up to this a message is packed with the context that its thread keeps: a new one costs more than
/// the packing. A larger message gets a context of its own, so that its memory is not kept.
const SMALL: usize = 16 * 1024;

thread_local! {
    static PACKER: RefCell<Compressor<'static>> = RefCell::default();
    static UNPACKER: RefCell<Decompressor<'static>> = RefCell::default();
}

/// Builds a request that posts a message.
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

/// Sends a request; a response other than 200 becomes an error.
pub(crate) fn exchange(
    host: &Host,
    transport: &dyn Transport,
    request: &Request,
) -> Result<Response> {
    exchange_while(host, transport, request, &|| true)
}

/// Sends a request that may be cancelled; a response other than 200 becomes an error.
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
        // The hub never redirects; a hotspot redirects everybody to its login page.
        300..=399 => Err(Error::NotTheHub { what: "a redirect" }),
        status => {
            let failure: Option<Failure> = unpack(&response).ok().and_then(|b| json(&b).ok());
            let code = failure.map(|failure| failure.code);
            match (status, &code) {
                // A proxy before the hub may have answered, with a body of its own.
                (408 | 413 | 429 | 500.., _) | (_, Some(_)) => {}
                _ => return Err(Error::NotTheHub { what: "a refusal that is not the hub's" }),
            }
            Err(Error::Refused { status, code, retry_after: response.retry_after })
        }
    }
}

/// Parses the message of a response; nothing of it is used unless all of it can be parsed.
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

/// Returns the size of the content that a frame declares, if it is within the limit.
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
