//! The HTTP transport the core ships; a host may bring its own instead.

use super::transport::{Method, Request, Response, Transport, TransportError};
use gridbook_domain::wire::MAX_MESSAGE;
use std::time::Duration;
use ureq::http;
use ureq::{Agent, Body};

/// How long nothing at all may move before a request is given up. Total time has no limit: on a bad
/// network a batch takes as long as it takes.
const STALL: Duration = Duration::from_secs(20);
/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(15);
/// How long the hub may work on a request before its answer begins.
const ANSWER: Duration = Duration::from_secs(60);

/// Sends requests over HTTP with a small agent of its own; connections are kept for the next one.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    agent: Agent,
    base: String,
}

impl HttpTransport {
    /// A transport to the hub at `base_url`, such as `http://127.0.0.1:8080`: the `url` of the
    /// invitation or of [`crate::Enrolment`].
    pub fn new(base_url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // The hub redirects nobody; a hotspot's login page must not be followed.
            .max_redirects(0)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(ANSWER))
            .timeout_per_read(Some(STALL))
            .timeout_per_write(Some(STALL))
            .user_agent(super::APP)
            .build();
        Self { agent: config.into(), base: base_url.trim_end_matches('/').to_owned() }
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let answer = self.agent.run(self.made(request)?).map_err(fault)?;
        let (parts, mut body) = answer.into_parts();
        let body = read(&mut body)?;
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
        Ok(Response::of(parts.status.as_u16(), body, header))
    }
}

impl HttpTransport {
    fn made(&self, request: &Request) -> Result<http::Request<Vec<u8>>, TransportError> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
        };
        let uri = format!("{}{}", self.base, request.path);
        let mut made = http::Request::builder().method(method).uri(uri);
        for (name, value) in request.headers() {
            made = made.header(name, value);
        }
        made.body(request.body.clone()).map_err(|_| TransportError::Unreachable)
    }
}

fn read(body: &mut Body) -> Result<Vec<u8>, TransportError> {
    let most = u64::try_from(MAX_MESSAGE).unwrap_or(u64::MAX);
    body.with_config().limit(most).read_to_vec().map_err(fault)
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
