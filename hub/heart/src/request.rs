//! Requests of the devices and the responses to them, without a network.

use crate::HubError;
use gridbook_domain::wire::{Failure, FailureCode};
use gridbook_store::StoreError;

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends.
    Post,
    /// Any other method; no path accepts it.
    Other,
}

/// A request as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path without the query.
    pub path: String,
    /// The query without the question mark; empty for none.
    pub query: String,
    /// The text after `Authorization: Bearer`.
    pub bearer: Option<String>,
    /// Whether the body is packed with zstd.
    pub zstd: bool,
    /// The body.
    pub body: Vec<u8>,
}

/// The hub's response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body: JSON.
    pub body: Vec<u8>,
    /// Whether the body is packed with zstd.
    pub zstd: bool,
    /// After how many seconds a retry makes sense.
    pub retry_after: Option<u64>,
}

/// Why a request is not answered with 200.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Reported to the phone as it is.
    Reported(FailureCode),
    /// The store failed.
    Store(StoreError),
    /// Another part of the hub failed.
    Hub(HubError),
}

impl From<FailureCode> for Refusal {
    fn from(code: FailureCode) -> Self {
        Self::Reported(code)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<HubError> for Refusal {
    fn from(error: HubError) -> Self {
        Self::Hub(error)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(_: serde_json::Error) -> Self {
        Self::Reported(FailureCode::Malformed)
    }
}

impl Response {
    /// Makes the response to a request that succeeded.
    pub(crate) fn success(body: Vec<u8>) -> Self {
        Self { status: 200, body, zstd: false, retry_after: None }
    }

    /// Makes the response to a failure that the shell around the hub found by itself.
    pub fn failure(code: FailureCode) -> Self {
        let (status, retry_after) = status(&code);
        let message = code.label().to_owned();
        let body = serde_json::to_vec(&Failure { code, message }).unwrap_or_default();
        Self { status, body, zstd: false, retry_after }
    }

    /// Makes the response to a refusal. Internal errors are logged and not reported.
    pub(crate) fn refusal(refusal: &Refusal) -> Self {
        Self::failure(match refusal {
            Refusal::Reported(code) => code.clone(),
            Refusal::Store(error) => {
                tracing::error!(%error, "a request failed");
                FailureCode::Internal
            }
            Refusal::Hub(error) => {
                tracing::error!(%error, "a request failed");
                FailureCode::Internal
            }
        })
    }
}

fn status(code: &FailureCode) -> (u16, Option<u64>) {
    match code {
        FailureCode::SignIn => (401, None),
        FailureCode::OtherInstall | FailureCode::Invitation | FailureCode::Signature => (403, None),
        FailureCode::NotFound => (404, None),
        FailureCode::PhotoBytes => (409, None),
        FailureCode::TooLarge => (413, None),
        FailureCode::Malformed | FailureCode::Other(_) => (400, None),
        FailureCode::Internal => (500, Some(10)),
        FailureCode::Busy => (503, Some(5)),
    }
}
