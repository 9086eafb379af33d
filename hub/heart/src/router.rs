//! Requests in, responses out: the hub's whole surface to the phones, without a network.

use crate::packed::{Unpackable, pack, unpack};
use crate::{Hub, HubError};
use gridbook_domain::wire::{ENROL_PATH, Failure, FailureCode, PHOTO_PATH, SYNC_PATH};
use gridbook_store::StoreError;
use serde::Serialize;

/// How a request asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Sends.
    Post,
    /// Anything else; nothing answers to it.
    Other,
}

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// How it asks.
    pub method: Method,
    /// The path without the query.
    pub path: String,
    /// The query without the question mark; empty for none.
    pub query: String,
    /// What followed `Authorization: Bearer`.
    pub bearer: Option<String>,
    /// Whether the body is packed with zstd.
    pub zstd: bool,
    /// The body.
    pub body: Vec<u8>,
}

/// What the hub answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// The body: JSON.
    pub body: Vec<u8>,
    /// Whether the body is packed with zstd.
    pub zstd: bool,
    /// After how many seconds trying again makes sense.
    pub retry_after: Option<u64>,
}

/// Why a request is not answered with 200.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Told to the phone as it is.
    Told(FailureCode),
    /// The store failed.
    Store(StoreError),
    /// Another part of the hub failed.
    Hub(HubError),
}

impl From<FailureCode> for Refusal {
    fn from(code: FailureCode) -> Self {
        Self::Told(code)
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

impl From<Unpackable> for Refusal {
    fn from(why: Unpackable) -> Self {
        Self::Told(match why {
            Unpackable::TooLarge => FailureCode::TooLarge,
            Unpackable::Damaged => FailureCode::Malformed,
        })
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(_: serde_json::Error) -> Self {
        Self::Told(FailureCode::Malformed)
    }
}

impl Hub {
    /// Answers one request. Never panics on what it is sent and never asks for more memory than the
    /// limits of [`gridbook_domain::wire`] allow.
    pub fn handle(&self, request: Request) -> Response {
        let (packed, bearer) = (request.zstd, request.bearer.clone());
        let up = request.body.len();
        let answer = self.route(request);
        let response = match answer {
            Ok(body) => respond(200, body, packed),
            Err(refusal) => refuse(&refusal, packed),
        };
        self.traffic.count(bearer.as_deref(), up, response.body.len());
        response
    }

    fn route(&self, request: Request) -> Result<Vec<u8>, Refusal> {
        let path = request.path.clone();
        match (request.method, path.as_str()) {
            (Method::Post, ENROL_PATH) => json(&self.enrol(&unpack(request.body, request.zstd)?)?),
            (Method::Post, SYNC_PATH) => {
                let bearer = request.bearer.as_deref();
                self.sync(bearer, || Ok(unpack(request.body, request.zstd)?))
            }
            (method, path) => match path.strip_prefix(PHOTO_PATH) {
                Some(hash) if method != Method::Other => json(&self.photo(method, hash, request)?),
                _ => Err(FailureCode::NotFound.into()),
            },
        }
    }
}

fn json(answer: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    serde_json::to_vec(answer).map_err(|error| Refusal::Store(StoreError::Json(error)))
}

fn respond(status: u16, body: Vec<u8>, packed: bool) -> Response {
    let (body, zstd) = if packed { pack(body) } else { (body, false) };
    Response { status, body, zstd, retry_after: None }
}

/// Turns a refusal into an answer. What failed inside is logged and not told.
fn refuse(refusal: &Refusal, packed: bool) -> Response {
    let code = match refusal {
        Refusal::Told(code) => code.clone(),
        Refusal::Store(error) => {
            tracing::error!(%error, "a request failed");
            FailureCode::Internal
        }
        Refusal::Hub(error) => {
            tracing::error!(%error, "a request failed");
            FailureCode::Internal
        }
    };
    let (status, retry_after) = status(&code);
    let words = code.label().to_owned();
    let body = serde_json::to_vec(&Failure { code, words }).unwrap_or_default();
    Response { retry_after, ..respond(status, body, packed) }
}

impl Response {
    /// Makes the response to a failure that the shell around the hub found by itself.
    pub fn failure(code: FailureCode) -> Self {
        refuse(&Refusal::Told(code), false)
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
