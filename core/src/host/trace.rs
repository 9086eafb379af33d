//! Events for a log file on the device, so that a worker's "it does not send" can be diagnosed.
//!
//! No event contains personal data: only counts, sizes, states, and ids, which are random.

use crate::error::TransportError;
use gridbook_domain::{FeedId, OpId};
use std::fmt;

/// Receives events. It is called on the working thread, without any lock held, and should return at
/// once. Events of a transaction follow after it is stored; a failed transaction has none.
pub trait Trace: Send + Sync {
    /// Handles an event. [`TraceEvent`] formats itself as one line.
    fn event(&self, event: &TraceEvent);
}

/// The kind of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// Enrolment.
    Enrol,
    /// Sync of records, in both directions.
    Sync,
    /// A photo: asking for its progress, or sending a part of its bytes.
    Photo,
}

/// An event of the core. More may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TraceEvent {
    /// A save was stored.
    OpSaved {
        /// The op.
        op: OpId,
        /// The number of its parts.
        parts: usize,
    },
    /// A sync begins.
    SyncBegan {
        /// The number of waiting ops.
        waiting: u64,
        /// Failed syncs in a row before this one.
        failures: u32,
        /// Whether the push is omitted because the hub has a different history of this install.
        forked: bool,
    },
    /// Ops were numbered and will be sent.
    OpsStaged {
        /// The number of ops.
        ops: usize,
        /// The number of the last one.
        last: u64,
    },
    /// A request is about to be sent.
    RequestSent {
        /// The kind of the request.
        kind: RequestKind,
        /// The size of the compressed body in bytes.
        bytes: usize,
    },
    /// A response was received. Only status 200 is a success.
    ResponseReceived {
        /// The kind of the request.
        kind: RequestKind,
        /// The HTTP status.
        status: u16,
        /// The size of the compressed body in bytes.
        bytes: usize,
    },
    /// A request has failed without a complete response.
    NoResponse {
        /// The kind of the request.
        kind: RequestKind,
        /// The cause: no connection, a stall, a truncated response.
        cause: TransportError,
    },
    /// The hub has these ops on its disk.
    Acknowledged {
        /// The number of the last one.
        durable: u64,
        /// The number of ops that still wait.
        waiting: u64,
    },
    /// The hub has a different history of this install: nothing more is sent.
    Forked {
        /// The first op that differs.
        at: u64,
    },
    /// A page of a feed was applied.
    PageApplied {
        /// The feed.
        feed: FeedId,
        /// The number of rows on the page.
        rows: u64,
        /// The number of the last change on the page.
        to: u64,
        /// The number of the feed's newest change.
        head: u64,
        /// Whether the feed is being read again from its beginning.
        restart: bool,
    },
    /// One request of a sync failed; the sync may continue or end.
    ExchangeFailed {
        /// The error and its causes.
        cause: String,
    },
    /// A photo file is on the hub's disk.
    PhotoSent {
        /// The size of the file in bytes.
        bytes: u64,
    },
    /// A sync has ended with nothing left to do.
    SyncFinished {
        /// Ops that became durable.
        pushed: u64,
        /// Rows received.
        pulled: u64,
        /// Photo files that became durable.
        photos: u64,
        /// Requests sent.
        requests: u64,
    },
    /// This install is enrolled.
    Enrolled,
    /// Enrolment or a sync failed.
    Failed {
        /// The kind of the failed call.
        kind: RequestKind,
        /// The error's [code](crate::BookError::code).
        code: &'static str,
        /// The time in milliseconds after which to retry, if the error suggests one.
        retry_after_ms: Option<u64>,
    },
}

impl fmt::Display for RequestKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Enrol => "enrol",
            Self::Sync => "sync",
            Self::Photo => "photo",
        })
    }
}

impl fmt::Display for TraceEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OpSaved { op, parts } => write!(f, "op {op} saved, {parts} parts"),
            Self::SyncBegan { waiting, failures, forked } => {
                let forked = if *forked { ", forked" } else { "" };
                write!(f, "sync began: {waiting} waiting, {failures} failures in a row{forked}")
            }
            Self::OpsStaged { ops, last } => write!(f, "{ops} ops staged, up to {last}"),
            Self::RequestSent { kind, bytes } => write!(f, "{kind} request, {bytes} bytes"),
            Self::ResponseReceived { kind, status, bytes } => {
                write!(f, "{kind} response {status}, {bytes} bytes")
            }
            Self::NoResponse { kind, cause } => write!(f, "{kind} response missing: {cause}"),
            Self::Acknowledged { durable, waiting } => {
                write!(f, "acknowledged up to {durable}, {waiting} waiting")
            }
            Self::Forked { at } => write!(f, "forked at {at}"),
            Self::PageApplied { feed, rows, to, head, restart } => {
                let restart = if *restart { ", restarting" } else { "" };
                write!(f, "feed {feed}: {rows} rows, at {to} of {head}{restart}")
            }
            Self::ExchangeFailed { cause } => write!(f, "exchange failed: {cause}"),
            Self::PhotoSent { bytes } => write!(f, "photo sent, {bytes} bytes"),
            Self::SyncFinished { pushed, pulled, photos, requests } => write!(
                f,
                "sync finished: {pushed} pushed, {pulled} pulled, {photos} photos, \
                 {requests} requests"
            ),
            Self::Enrolled => f.write_str("enrolled"),
            Self::Failed { kind, code, retry_after_ms: Some(after) } => {
                write!(f, "{kind} failed: {code}, retry after {after} ms")
            }
            Self::Failed { kind, code, retry_after_ms: None } => write!(f, "{kind} failed: {code}"),
        }
    }
}
