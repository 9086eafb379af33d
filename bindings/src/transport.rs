//! The way to the hub: the app's own, or the core's over HTTP.

use crate::faults::{Faults, HostError};
use gridbook_core::sync::http::HttpTransport;
use gridbook_core::sync::transport::{self, Method, TransportError};
use std::sync::Arc;

/// What is asked of the hub.
#[derive(uniffi::Record)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// Where to.
    pub url: String,
    /// The headers to send, beside those every client sets by itself.
    pub headers: Vec<Header>,
    /// The body, to be sent as it is; empty for `GET`.
    pub body: Vec<u8>,
}

/// What the hub answered.
#[derive(uniffi::Record)]
pub struct Response {
    /// The status. A redirect must not be followed: it is an answer.
    pub status: u16,
    /// All headers, in any case and order.
    pub headers: Vec<Header>,
    /// The body as it was received; the client must not unpack it.
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

/// The request got no answer, or not a whole one. Whatever else a transport throws counts as
/// `Unreachable`, and stands in `Book::last_host_fault` for the app's developer.
#[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
pub enum NoAnswer {
    /// No connection.
    #[error("no connection")]
    Unreachable,
    /// It stalled: smaller batches may get through.
    #[error("the connection stalled")]
    Stalled,
    /// The answer broke off or was no HTTP.
    #[error("the answer broke off")]
    Broken,
    /// Something the app did not foresee.
    #[error("the host failed: {detail}")]
    Failed {
        /// What it was.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for NoAnswer {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

/// Sends requests to the hub. A status that is not 200 is an answer, not an error; a transport
/// gives up on stall, not on total time.
#[uniffi::export(with_foreign)]
pub trait Transport: Send + Sync {
    /// Sends one request and waits for the answer.
    fn send(&self, request: Request) -> Result<Response, NoAnswer>;
}

/// The hub at one address, reached by the app's transport.
struct Brought {
    transport: Arc<dyn Transport>,
    base: String,
    faults: Arc<Faults>,
}

/// The way to the hub at an address.
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
