//! One running sync: its input, and its results so far.

use super::prepared::Prepared;
use super::transport::{self, Request, Response, Transport};
use super::{Progress, Proofs, SyncOptions, SyncProgress, SyncReport};
use crate::error::{Error, Result};
use crate::host::TraceEvent;
use crate::replica::Replica;
use crate::replica::feeds::Feed;
use crate::replica::identity::Identity;

/// One running sync.
pub(super) struct Session<'a> {
    pub replica: &'a Replica,
    pub transport: &'a dyn Transport,
    pub options: SyncOptions,
    pub progress: &'a dyn Progress,
    pub proofs: &'a mut Proofs,
    pub identity: Identity,
    /// The first request, if it was built when the sync began.
    pub prepared: Option<Prepared>,
    pub report: SyncReport,
    /// The progress of the feeds after the last exchange.
    pub reached: Reached,
    pub photo_bytes: u64,
}

/// The progress of all feeds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reached {
    received: u64,
    /// Changes known to exist, as far as the hub has reported; never less than `received`.
    total: u64,
}

impl Reached {
    /// Sums up the progress of these feeds.
    pub fn of(feeds: &[Feed]) -> Self {
        let read = |feed: &Feed| feed.staged.as_ref().map_or(feed.seq, |(_, seq)| *seq);
        Self {
            received: feeds.iter().map(read).sum(),
            total: feeds.iter().map(|feed| feed.head.max(read(feed))).sum(),
        }
    }
}

impl Session<'_> {
    /// Sends a request and counts its bytes.
    pub fn send(&mut self, request: &Request) -> Result<Response> {
        self.report.requests += 1;
        self.report.bytes_up += len(&request.body);
        let may_go_on = || self.progress.may_go_on();
        let host = self.replica.host();
        let response = transport::exchange_while(host, self.transport, request, &may_go_on)
            .map_err(|error| if may_go_on() { error } else { Error::Cancelled })?;
        self.report.bytes_down += len(&response.body);
        Ok(response)
    }

    /// Reports the progress to the app; returns `false` if the app asks to stop.
    pub fn report_progress(&self) -> bool {
        self.progress.report(SyncProgress {
            pushed: self.report.pushed,
            waiting: self.report.waiting,
            received: self.reached.received,
            total: self.reached.total,
            photo_bytes: self.photo_bytes,
        })
    }

    /// Traces an event that belongs to no transaction.
    pub fn trace(&self, event: &TraceEvent) {
        self.replica.host().trace(event);
    }

    /// Draws the number that spreads retries. Without randomness this install waits the full time,
    /// which does no harm.
    pub fn jitter(&self) -> u64 {
        self.replica.host().draw_number().unwrap_or(u64::MAX)
    }
}

fn len(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
