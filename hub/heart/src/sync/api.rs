//! The hub's whole interface to devices: requests in, responses out, without a network.

use super::compress::{Unpackable, pack, unpack};
use crate::Hub;
use crate::request::{Method, Refusal, Request, Response};
use gridbook_domain::wire::{ENROL_PATH, FailureCode, PHOTO_PATH, SYNC_PATH};
use gridbook_store::StoreError;
use serde::Serialize;

impl Hub {
    /// Answers one request. Never panics on its input and never allocates more than the limits of
    /// [`gridbook_domain::wire`] allow.
    pub fn handle(&self, request: Request) -> Response {
        let (zstd, bearer) = (request.zstd, request.bearer.clone());
        let up = request.body.len();
        let response = match self.route(request) {
            Ok(body) => Response::success(body),
            Err(refusal) => Response::refusal(&refusal),
        };
        let response = if zstd { compressed(response) } else { response };
        self.traffic.count(bearer.as_deref(), up, response.body.len());
        response
    }

    fn route(&self, request: Request) -> Result<Vec<u8>, Refusal> {
        let path = request.path.clone();
        match (request.method, path.as_str()) {
            (Method::Post, ENROL_PATH) => json(&self.enrol(&unpack(&request.body, request.zstd)?)?),
            (Method::Post, SYNC_PATH) => {
                let bearer = request.bearer.as_deref();
                self.sync(bearer, || Ok(unpack(&request.body, request.zstd)?))
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

fn compressed(response: Response) -> Response {
    let (body, zstd) = pack(response.body);
    Response { body, zstd, ..response }
}

impl From<Unpackable> for Refusal {
    fn from(why: Unpackable) -> Self {
        Self::Reported(match why {
            Unpackable::TooLarge => FailureCode::TooLarge,
            Unpackable::Damaged => FailureCode::Malformed,
        })
    }
}
