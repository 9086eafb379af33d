//! Traffic in bytes by install: a meter of this process, not stored by the hub.

use crate::access::Token;
use gridbook_domain::id::InstallId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most installs metered one by one; tokens that no hub issued must not fill the memory.
const METERED: usize = 100_000;

/// The sizes of transferred bodies, as compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes of request bodies.
    pub up: u64,
    /// Bytes of response bodies.
    pub down: u64,
    /// The number of requests.
    pub requests: u64,
}

/// The meter.
#[derive(Default)]
pub(crate) struct Meter(Mutex<HashMap<Option<InstallId>, Traffic>>);

impl Meter {
    /// Counts one request. Requests without a token, such as enrolling, are counted together.
    pub fn count(&self, bearer: Option<&str>, up: usize, down: usize) {
        let install = bearer.and_then(Token::read).map(|token| token.install);
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let full = meters.len() >= METERED && !meters.contains_key(&install);
        let meter = meters.entry(if full { None } else { install }).or_default();
        meter.up += up as u64;
        meter.down += down as u64;
        meter.requests += 1;
    }

    /// Returns the counts so far.
    pub fn read(&self) -> HashMap<Option<InstallId>, Traffic> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
