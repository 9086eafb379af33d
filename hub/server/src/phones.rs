//! Requests of phones: each goes to [`Hub::handle`](gridbook_hub::Hub::handle) as it is.

use super::shell::{Held, Shell};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::any;
use gridbook_domain::wire::{FailureCode, MAX_PACKED};
use gridbook_hub::{Hub, Method, Request, Response};
use std::sync::Arc;

/// Answers whatever begins with the protocol's version.
pub(super) fn router(shell: Shell, hub: Arc<Hub>) -> axum::Router {
    axum::Router::new().route("/v1/{*rest}", any(answer)).with_state(Phones { shell, hub })
}

#[derive(Clone)]
struct Phones {
    shell: Shell,
    hub: Arc<Hub>,
}

async fn answer(State(phones): State<Phones>, request: axum::extract::Request) -> Reply {
    let Phones { shell, hub } = phones;
    let (request, held) = match read(&shell, request).await {
        Ok(read) => read,
        Err(code) => return Reply(Response::failure(code)),
    };
    let answered = shell.run(move || {
        let response = hub.handle(request);
        drop(held);
        response
    });
    Reply(answered.await.unwrap_or_else(Response::failure))
}

async fn read(
    shell: &Shell,
    request: axum::extract::Request,
) -> Result<(Request, Held), FailureCode> {
    let (head, body) = request.into_parts();
    let method = match head.method {
        axum::http::Method::GET => Method::Get,
        axum::http::Method::POST => Method::Post,
        _ => Method::Other,
    };
    let zstd = packed(&head.headers)?;
    let body = shell.collect(body, MAX_PACKED).await?;
    let request = Request {
        method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        bearer: bearer(&head.headers),
        zstd,
        body: body.bytes,
    };
    Ok((request, body.held))
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn packed(headers: &HeaderMap) -> Result<bool, FailureCode> {
    match headers.get(header::CONTENT_ENCODING).map(HeaderValue::as_bytes) {
        None | Some(b"identity") => Ok(false),
        Some(b"zstd") => Ok(true),
        Some(_) => Err(FailureCode::Malformed),
    }
}

struct Reply(Response);

impl IntoResponse for Reply {
    fn into_response(self) -> axum::response::Response {
        let Response { status, body, zstd, retry_after } = self.0;
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::new();
        let mut say = |name: HeaderName, value: &str| {
            if let Ok(value) = HeaderValue::from_str(value) {
                headers.insert(name, value);
            }
        };
        say(header::CONTENT_TYPE, "application/json");
        if zstd {
            say(header::CONTENT_ENCODING, "zstd");
        }
        if let Some(seconds) = retry_after {
            say(header::RETRY_AFTER, &seconds.to_string());
        }
        (status, headers, body).into_response()
    }
}
