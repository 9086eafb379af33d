//! The responses of the hub in memory, correct or as a test asks for.

use super::hub::{Hub, INSTALL, State, key};
use crate::sync::transport::{Method, Request, Response, Transport, TransportError};
use gridbook_domain::encoding::Hash;
use gridbook_domain::trust::PrivateKey;
use gridbook_domain::wire::{
    EnrolRequest, EnrolResponse, Failure, FailureCode, PROTOCOL, PhotoProgress, SyncRequest,
};
use gridbook_domain::{AccountId, AreaId, chain};

/// A response other than the correct one, for the next request.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// None; the hub does not receive the request.
    Unreachable,
    /// The hub applies the request, and its response is lost.
    Lost,
    /// The hub applies the request, and half of its response arrives.
    Cut,
    /// This status and `Retry-After`.
    Status(u16, Option<u64>),
    /// This status with a page that is not the hub's.
    Foreign(u16),
    /// A hotspot's page.
    Portal,
    /// The response of a hub that signs with another key.
    FalseHub,
}

impl State {
    fn photo(&mut self, request: &Request) -> Response {
        let (name, query) = request.path.rsplit('/').next().unwrap().split_once('?').map_or_else(
            || (request.path.rsplit('/').next().unwrap(), ""),
            |(name, query)| (name, query),
        );
        let held = self.photos.entry(name.to_owned()).or_default();
        if request.method == Method::Post {
            let offset = query.strip_prefix("offset=").unwrap().split('&').next().unwrap();
            assert_eq!(offset.parse(), Ok(held.len()), "a step goes on where the hub stands");
            held.extend_from_slice(&request.body);
            self.photo_steps += 1;
        }
        let whole: Hash = chain::body_hash(held);
        let offset = held.len() as u64;
        let size = query.rsplit('=').next().and_then(|size| size.parse::<u64>().ok());
        if size == Some(offset) && whole.to_string() != name {
            held.clear();
            return failure(422, FailureCode::PhotoBytes, None);
        }
        ok(&PhotoProgress { offset, durable: whole.to_string() == name })
    }
}

fn ok<T: serde::Serialize>(message: &T) -> Response {
    let body = serde_json::to_vec(message).unwrap();
    let body = zstd::bulk::compress(&body, 1).unwrap();
    Response { status: 200, body, zstd: true, retry_after: None }
}

fn failure(status: u16, code: FailureCode, retry_after: Option<u64>) -> Response {
    let body = serde_json::to_vec(&Failure { words: code.label().to_owned(), code }).unwrap();
    Response { status, body, zstd: false, retry_after }
}

fn body(request: &Request) -> Vec<u8> {
    if request.zstd {
        zstd::bulk::decompress(&request.body, 16 << 20).unwrap()
    } else {
        request.body.clone()
    }
}

impl Transport for Hub {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let mut state = self.state();
        let answer = state.answers.pop_front();
        match answer {
            Some(Answer::Unreachable) => return Err(TransportError::Unreachable),
            Some(Answer::Status(status, after)) => {
                let code = match status {
                    401 => FailureCode::SignIn,
                    413 => FailureCode::TooLarge,
                    _ => FailureCode::Busy,
                };
                return Ok(failure(status, code, after));
            }
            Some(Answer::Foreign(status)) => {
                let body = b"<html>".to_vec();
                return Ok(Response { status, body, zstd: false, retry_after: None });
            }
            Some(Answer::Portal) => {
                let body = b"<html>login</html>".to_vec();
                return Ok(Response { status: 200, body, zstd: false, retry_after: None });
            }
            _ => {}
        }
        let signing = match answer {
            Some(Answer::FalseHub) => PrivateKey::from_bytes(&[6; 32]).unwrap(),
            _ => key(),
        };
        let response = self.right(&mut state, request, &signing)?;
        match answer {
            Some(Answer::Lost) => Err(TransportError::Broken),
            Some(Answer::Cut) => {
                let half = response.body.len() / 2;
                Ok(Response { body: response.body[..half].to_vec(), ..response })
            }
            _ => Ok(response),
        }
    }
}

impl Hub {
    fn right(
        &self,
        state: &mut State,
        request: &Request,
        signing: &PrivateKey,
    ) -> Result<Response, TransportError> {
        if request.path.starts_with("/v1/photos/") {
            if state.photo_refused {
                return Ok(failure(404, FailureCode::NotFound, None));
            }
            let stops = state.photo_break_after == Some(state.photo_steps);
            if stops && request.method == Method::Post {
                return Err(TransportError::Broken);
            }
            return Ok(state.photo(request));
        }
        if request.path == "/v1/enrol" {
            let asked: EnrolRequest = serde_json::from_slice(&body(request)).unwrap();
            state.keys.push(asked.key);
            return Ok(ok(&EnrolResponse {
                v: PROTOCOL,
                install: INSTALL,
                token: "token".to_owned(),
                account: AccountId::from_bytes([0x22; 16]),
                name: "王芳".to_owned(),
                community: AreaId::from_bytes([0x45; 16]),
                epoch: state.epoch,
                now: 1,
                scope: state.scope(),
            }));
        }
        let asked: SyncRequest = serde_json::from_slice(&body(request)).unwrap();
        let pushed: usize = asked.push.iter().map(|envelope| envelope.body.len()).sum();
        if pushed > state.largest_push {
            return Ok(failure(413, FailureCode::TooLarge, None));
        }
        Ok(ok(&state.sync(asked, self.install_feed, signing)))
    }
}
