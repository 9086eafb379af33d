//! The host's clocks, randomness and, if its hardware holds the device key, signatures.
//!
//! The core obtains none of these by itself, so that a simulation can run many installs from one
//! seed.

mod trace;

use crate::error::Result;
pub use crate::error::SignerError;
use gridbook_domain::RecordId;
use gridbook_domain::encoding::{PublicKey, Signature};
pub use gridbook_domain::host::{Clock, NoRandomness, Random};
use gridbook_domain::host::{draw, draw_key};
use gridbook_domain::trust::PrivateKey;
use std::sync::Arc;
pub use trace::{RequestKind, Trace, TraceEvent};

/// A P-256 key inside the host's hardware.
pub trait Signer: Send + Sync {
    /// Returns the public key.
    ///
    /// # Errors
    /// [`SignerError`] if the hardware does not return it.
    fn public_key(&self) -> Result<PublicKey, SignerError>;
    /// Signs a message with ECDSA over P-256 and SHA-256, as `r ‖ s`.
    /// [`gridbook_domain::trust::signature_of`] converts other formats.
    ///
    /// # Errors
    /// [`SignerError`] if the hardware refuses, for example while the screen is locked.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignerError>;
}

/// Everything the core needs from its host.
#[derive(Clone)]
pub struct Host {
    /// The device's clocks.
    pub clock: Arc<dyn Clock>,
    /// A source of randomness.
    pub random: Arc<dyn Random>,
    /// The device key in hardware; if absent, the core keeps a key in its database.
    pub signer: Option<Arc<dyn Signer>>,
    /// Receives events for a log file on the device; may be absent.
    pub trace: Option<Arc<dyn Trace>>,
}

impl Host {
    /// Returns a host without a key in hardware and without a trace.
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random, signer: None, trace: None }
    }

    /// Passes an event to the trace, if there is one.
    pub(crate) fn trace(&self, event: &TraceEvent) {
        if let Some(trace) = &self.trace {
            trace.event(event);
        }
    }

    /// Draws 16 random bytes: an id or a salt.
    pub(crate) fn draw(&self) -> Result<[u8; 16]> {
        Ok(draw(self.random.as_ref())?)
    }

    /// Draws the id of a new record.
    pub(crate) fn record(&self) -> Result<RecordId> {
        Ok(RecordId::from_random(self.draw()?))
    }

    /// Draws a number, all 64 bits.
    pub(crate) fn draw_number(&self) -> Result<u64> {
        Ok(u64::from_be_bytes(draw(self.random.as_ref())?))
    }

    /// Draws a new private key.
    pub(crate) fn draw_key(&self) -> Result<PrivateKey> {
        Ok(draw_key(self.random.as_ref())?)
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Host")
    }
}
