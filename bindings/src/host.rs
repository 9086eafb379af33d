//! The host of an app: the parts it supplies. The defaults are the system's.

use crate::clock::SystemClock;
use crate::faults::{Faults, HostError};
use crate::transport::Transport;
use gridbook_core::domain::clock::Reading;
use gridbook_core::domain::encoding::{PublicKey, Signature};
use gridbook_core::domain::trust::{public_key_of, signature_of};
use gridbook_core::host;
use std::path::Path;
use std::sync::Arc;

/// The parts of its host that an app supplies. By default a book uses the system's clocks and
/// randomness, keeps its key in its file, and uses its own HTTP client.
#[derive(Clone, Default, uniffi::Record)]
pub struct Host {
    /// The transport to the hub, such as the app's OkHttp or URLSession.
    #[uniffi(default = None)]
    pub transport: Option<Arc<dyn Transport>>,
    /// The device's clocks.
    #[uniffi(default = None)]
    pub clock: Option<Arc<dyn Clock>>,
    /// A source of randomness.
    #[uniffi(default = None)]
    pub random: Option<Arc<dyn Random>>,
    /// The device key in hardware.
    #[uniffi(default = None)]
    pub signer: Option<Arc<dyn Signer>>,
}

/// The device's clocks at one moment.
#[uniffi::remote(Record)]
pub struct Reading {
    /// The wall clock, in milliseconds since 1970.
    pub wall: i64,
    /// A monotonic clock that includes sleep, in milliseconds since the device booted; on Android
    /// `SystemClock.elapsedRealtime()`.
    pub mono: i64,
    /// The number of boots of the device; on Android `Settings.Global.BOOT_COUNT`.
    pub boot: i64,
}

/// The device's clocks.
#[uniffi::export(with_foreign)]
pub trait Clock: Send + Sync {
    /// Reads all clocks.
    fn reading(&self) -> Result<Reading, HostError>;
}

/// A source of randomness suitable for keys.
#[uniffi::export(with_foreign)]
pub trait Random: Send + Sync {
    /// Returns `count` random bytes.
    fn bytes(&self, count: u32) -> Result<Vec<u8>, HostError>;
}

/// A P-256 key inside the device's hardware.
#[uniffi::export(with_foreign)]
pub trait Signer: Send + Sync {
    /// Returns the public key: `SubjectPublicKeyInfo` in DER (`PublicKey.encoded` of Android) or a
    /// point of SEC 1.
    fn public_key(&self) -> Result<Vec<u8>, HostError>;
    /// Signs a message with ECDSA and SHA-256: in DER (`SHA256withECDSA` of Android) or `r ‖ s`.
    fn sign(&self, message: Vec<u8>) -> Result<Vec<u8>, HostError>;
}

impl Host {
    /// Returns the host for the core.
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

/// The app's clocks, or the system's if they fail: a save must not be lost for lack of the time.
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
