//! The network of a stairwell: it is there for a few requests, and dies in the middle of one.

use super::day::Network;
use gridbook_core::sync::http::HttpTransport;
use gridbook_core::sync::transport::{Request, Response, Transport, TransportError};
use std::sync::atomic::{AtomicI64, Ordering};

/// How many requests a lasting network carries: more than any day needs.
const LASTING: i64 = i64::MAX;

/// Real HTTP to the hub, for as long as the moment lasts.
pub struct Moment {
    http: HttpTransport,
    left: AtomicI64,
}

impl Moment {
    /// A moment of network to the hub at `url`.
    pub fn new(url: &str, network: &Network) -> Self {
        let left = match network {
            Network::Good => LASTING,
            Network::Dies(after) => i64::from(*after),
        };
        Self { http: HttpTransport::new(url), left: AtomicI64::new(left) }
    }
}

impl Transport for Moment {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        match self.left.fetch_sub(1, Ordering::Relaxed) {
            ..0 => Err(TransportError::Unreachable),
            0 => {
                // The hub gets this one and answers; the answer is lost on its way.
                self.http.send(request)?;
                Err(TransportError::Broken)
            }
            _ => self.http.send(request),
        }
    }
}
