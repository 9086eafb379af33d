//! What the app hands in; whatever it leaves out is the system's.

use crate::clock::SystemClock;
use crate::faults::{Faults, HostError};
use crate::transport::Transport;
use gridbook_core::domain::clock::Reading;
use gridbook_core::domain::encoding::{PublicKey, Signature};
use gridbook_core::domain::trust::{public_key_of, signature_of};
use gridbook_core::host;
use std::path::Path;
use std::sync::Arc;

/// What an app may bring along. Without any of it a book uses the system's clocks and randomness,
/// keeps its key in its file, and speaks HTTP by itself.
#[derive(Clone, Default, uniffi::Record)]
pub struct Host {
    /// The way to the hub, such as the app's OkHttp or URLSession.
    #[uniffi(default = None)]
    pub transport: Option<Arc<dyn Transport>>,
    /// The device's clocks.
    #[uniffi(default = None)]
    pub clock: Option<Arc<dyn Clock>>,
    /// Randomness.
    #[uniffi(default = None)]
    pub random: Option<Arc<dyn Random>>,
    /// The key in the device's hardware.
    #[uniffi(default = None)]
    pub signer: Option<Arc<dyn Signer>>,
}

/// What the device's clocks say.
#[uniffi::remote(Record)]
pub struct Reading {
    /// The wall clock, in milliseconds since 1970.
    pub wall: i64,
    /// A clock that only goes forward and counts sleep, in milliseconds since the device started;
    /// on Android `SystemClock.elapsedRealtime()`.
    pub mono: i64,
    /// How often the device was started; on Android `Settings.Global.BOOT_COUNT`.
    pub boot: i64,
}

/// The device's clocks.
#[uniffi::export(with_foreign)]
pub trait Clock: Send + Sync {
    /// What they say now.
    fn reading(&self) -> Result<Reading, HostError>;
}

/// A source of randomness fit for keys.
#[uniffi::export(with_foreign)]
pub trait Random: Send + Sync {
    /// So many random bytes.
    fn bytes(&self, count: u32) -> Result<Vec<u8>, HostError>;
}

/// A P-256 key that the device's hardware holds and that never leaves it.
#[uniffi::export(with_foreign)]
pub trait Signer: Send + Sync {
    /// The public half: `SubjectPublicKeyInfo` in DER (`PublicKey.encoded` of Android) or a point
    /// of SEC 1.
    fn public_key(&self) -> Result<Vec<u8>, HostError>;
    /// Signs a message by ECDSA with SHA-256: in DER (`SHA256withECDSA` of Android) or `r ‖ s`.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, HostError>;
}

impl Host {
    /// The host as the core wants it.
    pub fn for_core(&self, folder: &Path, faults: &Arc<Faults>) -> host::Host {
        let own = Arc::new(SystemClock::of(folder));
        let clock: Arc<dyn host::Clock> = match &self.clock {
            Some(clock) => {
                let (clock, faults) = (Arc::clone(clock), Arc::clone(faults));
                Arc::new(BroughtClock { clock, own, faults })
            }
            None => own,
        };
        let random: Arc<dyn host::Random> = match &self.random {
            Some(random) => {
                let (random, faults) = (Arc::clone(random), Arc::clone(faults));
                Arc::new(BroughtRandom { random, faults })
            }
            None => Arc::new(SystemRandom),
        };
        let signer = self.signer.clone().map(|signer| {
            let faults = Arc::clone(faults);
            Arc::new(BroughtSigner { signer, faults }) as Arc<dyn host::Signer>
        });
        host::Host { clock, random, signer, trace: None }
    }
}

/// The app's clocks; the system's, when they fail: a save must not be lost for want of the time.
struct BroughtClock {
    clock: Arc<dyn Clock>,
    own: Arc<SystemClock>,
    faults: Arc<Faults>,
}

impl host::Clock for BroughtClock {
    fn reading(&self) -> Reading {
        let read = self.faults.note(self.clock.reading());
        read.unwrap_or_else(|| host::Clock::reading(self.own.as_ref()))
    }
}

struct BroughtRandom {
    random: Arc<dyn Random>,
    faults: Arc<Faults>,
}

impl host::Random for BroughtRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), host::NoRandomness> {
        let count = u32::try_from(bytes.len()).map_err(|_| host::NoRandomness)?;
        let drawn = self.faults.note(self.random.bytes(count)).ok_or(host::NoRandomness)?;
        if drawn.len() != bytes.len() {
            return Err(host::NoRandomness);
        }
        bytes.copy_from_slice(&drawn);
        Ok(())
    }
}

/// The system's randomness.
struct SystemRandom;

impl host::Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), host::NoRandomness> {
        getrandom::fill(bytes).map_err(|_| host::NoRandomness)
    }
}

struct BroughtSigner {
    signer: Arc<dyn Signer>,
    faults: Arc<Faults>,
}

impl BroughtSigner {
    fn made<T>(
        &self,
        bytes: Result<Vec<u8>, HostError>,
        read: fn(&[u8]) -> Option<T>,
    ) -> Result<T, host::SignerError> {
        let unreadable = || host::SignerError { detail: "in no form the core reads".to_owned() };
        match bytes {
            Ok(bytes) => read(&bytes).ok_or_else(unreadable),
            Err(HostError::Failed { detail }) => {
                self.faults.keep(detail.clone());
                Err(host::SignerError { detail })
            }
        }
    }
}

impl host::Signer for BroughtSigner {
    fn public_key(&self) -> Result<PublicKey, host::SignerError> {
        self.made(self.signer.public_key(), public_key_of)
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, host::SignerError> {
        self.made(self.signer.sign(message.to_vec()), signature_of)
    }
}
