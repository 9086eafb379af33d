//! The HTTP transport of the core; a host may use its own instead.

use super::transport::{Method, Request, Response, Transport, TransportError};
use gridbook_domain::wire::MAX_MESSAGE;
use std::io::{self, Read};
use std::time::Duration;
use ureq::http;
use ureq::{Agent, Body, SendBody};

/// How long a request may stall before it fails. The total time has no limit: on a bad network a
/// batch takes as long as it takes.
const STALL: Duration = Duration::from_secs(20);
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(15);
/// How long the hub may work on a request before its response begins.
const ANSWER: Duration = Duration::from_secs(60);
/// The number of bytes after which `may_go_on` is asked again.
const STEP: usize = 16 * 1024;
const LENGTH: http::HeaderName = http::header::CONTENT_LENGTH;

/// Sends requests over HTTP with a small agent of its own, which reuses connections.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    agent: Agent,
    base: String,
}

impl HttpTransport {
    /// Returns a transport to the hub at `base_url`, such as `http://127.0.0.1:8080`: the `url` of
    /// the invitation or of [`crate::Enrolment`].
    pub fn new(base_url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // The hub never redirects; a hotspot's login page must not be followed.
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_per_read(Some(STALL))
            .timeout_per_write(Some(STALL))
            .user_agent(crate::replica::APP)
            .build();
        Self { agent: config.into(), base: base_url.trim_end_matches('/').to_owned() }
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        self.send_while(request, &|| true)
    }

    fn send_while(
        &self,
        request: &Request,
        may_go_on: &dyn Fn() -> bool,
    ) -> Result<Response, TransportError> {
        let mut body = While { bytes: request.body.as_slice(), may_go_on };
        let answer = match request.method {
            Method::Get => self.agent.run(self.made(request, ())?),
            Method::Post => self.agent.run(self.made(request, SendBody::from_reader(&mut body))?),
        };
        let (parts, mut body) = answer.map_err(fault)?.into_parts();
        let body = read(&mut body, may_go_on)?;
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        Ok(Response::of(parts.status.as_u16(), body, header))
    }
}

impl HttpTransport {
    fn made<B>(&self, request: &Request, body: B) -> Result<http::Request<B>, TransportError> {
        let uri = format!("{}{}", self.base, request.path);
        let mut made = http::Request::builder().uri(uri);
        made = match request.method {
            Method::Get => made.method(http::Method::GET),
            // The length is set explicitly; otherwise the body would be sent in chunks.
            Method::Post => made.method(http::Method::POST).header(LENGTH, request.body.len()),
        };
        for (name, value) in request.headers() {
            made = made.header(name, value);
        }
        made.body(body).map_err(|_| TransportError::Unreachable)
    }
}

fn read(body: &mut Body, may_go_on: &dyn Fn() -> bool) -> Result<Vec<u8>, TransportError> {
    let most = u64::try_from(MAX_MESSAGE).unwrap_or(u64::MAX);
    let mut body = While { bytes: body.with_config().limit(most).reader(), may_go_on };
    let mut bytes = Vec::new();
    body.read_to_end(&mut bytes).map_err(|error| fault(error.into()))?;
    Ok(bytes)
}

/// A body whose transfer fails once `may_go_on` returns `false`.
struct While<'a, R> {
    bytes: R,
    may_go_on: &'a dyn Fn() -> bool,
}

impl<R: Read> Read for While<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if !(self.may_go_on)() {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        let step = buffer.len().min(STEP);
        self.bytes.read(buffer.get_mut(..step).unwrap_or_default())
    }
}

fn fault(error: ureq::Error) -> TransportError {
    match error {
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            TransportError::Unreachable
        }
        ureq::Error::Timeout(_) | ureq::Error::BodyStalled => TransportError::Stalled,
        ureq::Error::BodyExceedsLimit(_) => TransportError::TooLarge,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            TransportError::Unreachable
        }
        ureq::Error::Io(_) | ureq::Error::Protocol(_) => TransportError::Broken,
        _ => TransportError::Unreachable,
    }
}
