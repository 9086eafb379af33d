//! The transport to the hub: the app's own, or the core's over HTTP.

use crate::faults::{Faults, HostError};
use gridbook_core::sync::http::HttpTransport;
use gridbook_core::sync::transport::{self, Method, TransportError};
use std::sync::Arc;

/// A request to the hub.
#[derive(uniffi::Record)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// The full address.
    pub url: String,
    /// The headers to send beside those that every client sets by itself.
    pub headers: Vec<Header>,
    /// The body, to be sent unchanged; empty for `GET`.
    pub body: Vec<u8>,
}

/// A response of the hub.
#[derive(uniffi::Record)]
pub struct Response {
    /// The status. A redirect must not be followed; it is a response.
    pub status: u16,
    /// All headers, in any case and order.
    pub headers: Vec<Header>,
    /// The body as received; the client must not decompress it.
    pub body: Vec<u8>,
}

/// A header.
#[derive(uniffi::Record)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// There was no complete response. Any other exception of a transport counts as `Unreachable`, and
/// `Book::last_host_fault` returns it for the app's developer.
#[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
pub enum NoAnswer {
    /// No connection.
    #[error("no connection")]
    Unreachable,
    /// Nothing moved for too long; smaller batches may succeed.
    #[error("the connection stalled")]
    Stalled,
    /// The response was truncated or is not HTTP.
    #[error("the answer broke off")]
    Broken,
    /// An error that the app did not foresee.
    #[error("the host failed: {detail}")]
    Failed {
        /// A description.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for NoAnswer {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

/// Sends requests to the hub. A status other than 200 is a response, not an error. A transport
/// gives up when the transfer stalls, not after a total time.
#[uniffi::export(with_foreign)]
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the response.
    fn send(&self, request: Request) -> Result<Response, NoAnswer>;
}

/// A hub at one address, reached by the app's transport.
struct Brought {
    transport: Arc<dyn Transport>,
    base: String,
    faults: Arc<Faults>,
}

/// Returns the transport to the hub at an address.
pub fn way(
    brought: Option<&Arc<dyn Transport>>,
    base: &str,
    faults: &Arc<Faults>,
) -> Box<dyn transport::Transport> {
    match brought {
        None => Box::new(HttpTransport::new(base)),
        Some(transport) => Box::new(Brought {
            transport: Arc::clone(transport),
            base: base.trim_end_matches('/').to_owned(),
            faults: Arc::clone(faults),
        }),
    }
}

impl transport::Transport for Brought {
    fn send(&self, request: &transport::Request) -> Result<transport::Response, TransportError> {
        let answer = self.transport.send(self.made(request)).map_err(|fault| self.fault(fault))?;
        let header = |name: &str| {
            let mut all = answer.headers.iter();
            let found = all.find(|header| header.name.eq_ignore_ascii_case(name))?;
            Some(found.value.as_str())
        };
        Ok(transport::Response::of(answer.status, answer.body.clone(), header))
    }
}

impl Brought {
    fn made(&self, request: &transport::Request) -> Request {
        let header = |(name, value): (&str, String)| Header { name: name.to_owned(), value };
        Request {
            method: match request.method {
                Method::Get => "GET".to_owned(),
                Method::Post => "POST".to_owned(),
            },
            url: format!("{}{}", self.base, request.path),
            headers: request.headers().into_iter().map(header).collect(),
            body: request.body.clone(),
        }
    }

    fn fault(&self, fault: NoAnswer) -> TransportError {
        match fault {
            NoAnswer::Unreachable => TransportError::Unreachable,
            NoAnswer::Stalled => TransportError::Stalled,
            NoAnswer::Broken => TransportError::Broken,
            NoAnswer::Failed { detail } => {
                self.faults.note::<()>(Err(HostError::Failed { detail }));
                TransportError::Unreachable
            }
        }
    }
}
