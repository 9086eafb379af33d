//! A browser's request and its answer, without a network.

use gridbook_hub::Method;
use std::net::IpAddr;

/// The most bytes a form may have: the longest reason, percent-encoded, with room.
pub const MAX_FORM: usize = 64 * 1024;

/// A browser's request.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// How it asks.
    pub method: Method,
    /// The path without the query.
    pub path: String,
    /// The query without the question mark; empty for none.
    pub query: String,
    /// The value of the `Cookie` header.
    pub cookie: Option<String>,
    /// The value of the `Host` header.
    pub host: Option<String>,
    /// The value of the `Origin` header.
    pub origin: Option<String>,
    /// Whether browsers reach the hub over TLS, which ends at a proxy before it.
    pub secure: bool,
    /// The address the request comes from; behind proxies the one that they name.
    pub address: Option<IpAddr>,
    /// The form; `None` when it had more than [`MAX_FORM`] bytes and was not read to its end.
    pub body: Option<Vec<u8>>,
}

/// An answer to a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageResponse {
    /// The HTTP status.
    pub status: u16,
    /// The media type.
    pub media: &'static str,
    /// Headers beside those that every answer has.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Headers that every answer of the console has. Nothing is loaded from another site, a page holds
/// no inline script or style, and no site may put a page into a frame.
pub const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

impl PageResponse {
    /// A page.
    pub(crate) fn page(status: u16, html: String) -> Self {
        let headers = vec![("cache-control", "no-store".to_owned())];
        Self { status, media: "text/html; charset=utf-8", headers, body: html.into_bytes() }
    }

    /// Sends the browser to another address of the console with a GET.
    pub(crate) fn to(address: impl Into<String>) -> Self {
        let headers = vec![("location", address.into()), ("cache-control", "no-store".to_owned())];
        Self { status: 303, media: "text/plain; charset=utf-8", headers, body: Vec::new() }
    }

    /// The same with one more header.
    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}
