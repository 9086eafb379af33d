//! Events for a log on the device, so that "it does not send" can be understood on a phone.
//!
//! No event holds personal data: only counts, sizes, states, and ids, which are random.

use crate::error::TransportError;
use gridbook_domain::{FeedId, OpId};
use std::fmt;

/// Hears what the core does. Called on the thread that works, without any lock held; it should
/// return at once. Events of a transaction come after it is stored; one that fails has none.
pub trait Trace: Send + Sync {
    /// Something happened. The event formats itself as one line.
    fn event(&self, event: &TraceEvent);
}

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// Enrolling.
    Enrol,
    /// Records, in both directions.
    Sync,
    /// A photo: how far the hub has it, or a step of its bytes.
    Photo,
}

/// Something the core did. More may be added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TraceEvent {
    /// A save is stored.
    OpSaved {
        /// The op.
        op: OpId,
        /// How many parts it has.
        parts: usize,
    },
    /// A sync begins.
    SyncBegan {
        /// Ops that wait.
        waiting: u64,
        /// Failed syncs in a row before this one.
        failures: u32,
        /// Nothing is pushed: the hub holds another history of this install.
        forked: bool,
    },
    /// Ops got their numbers and will be sent.
    OpsStaged {
        /// How many.
        ops: usize,
        /// The number of the last one.
        last: u64,
    },
    /// A request goes out.
    RequestSent {
        /// What it is about.
        kind: RequestKind,
        /// Bytes of its body, as they travel.
        bytes: usize,
    },
    /// An answer came in. 200 is the only good status.
    ResponseReceived {
        /// What the request was about.
        kind: RequestKind,
        /// The HTTP status.
        status: u16,
        /// Bytes of its body, as they travelled.
        bytes: usize,
    },
    /// A request got no answer, or not a whole one.
    NoResponse {
        /// What the request was about.
        kind: RequestKind,
        /// What went wrong: the connection, a stall, an answer that broke off.
        cause: TransportError,
    },
    /// The hub has these ops on its disk.
    Acknowledged {
        /// The number of the last one.
        durable: u64,
        /// Ops that still wait.
        waiting: u64,
    },
    /// The hub holds another history of this install: nothing is sent any more.
    Forked {
        /// The op from which on it differs.
        at: u64,
    },
    /// A page of a feed was applied.
    PageApplied {
        /// The feed.
        feed: FeedId,
        /// Rows on the page.
        rows: u64,
        /// The change the page ends with.
        to: u64,
        /// The newest change of the feed.
        head: u64,
        /// The feed is being read again from its beginning.
        restart: bool,
    },
    /// One request of a sync failed; the sync may go on or be put off.
    ExchangeFailed {
        /// The error and its causes.
        cause: String,
    },
    /// A photo file is on the hub's disk.
    PhotoSent {
        /// How many bytes it has.
        bytes: u64,
    },
    /// A sync ended, and nothing is left to do.
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
    /// Enrolling or syncing failed.
    Failed {
        /// What failed.
        kind: RequestKind,
        /// The error's [code](crate::BookError::code).
        code: &'static str,
        /// After how many milliseconds to try again, where a time is advised.
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
