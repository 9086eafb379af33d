//! The device's key, and who it is enrolled for.

pub(crate) mod store;

use crate::error::{Error, Result};
use crate::host::Host;
use gridbook_domain::clock::ClockSync;
use gridbook_domain::encoding::{PublicKey, Signature};
use gridbook_domain::role::Role;
use gridbook_domain::trust::PrivateKey;
use gridbook_domain::{AccountId, AreaId, InstallId};

/// Who this phone is enrolled for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// This database file, for life.
    pub install: InstallId,
    /// The worker.
    pub account: AccountId,
    /// The worker's name.
    pub name: String,
    /// The home community.
    pub community: AreaId,
    /// What the worker is.
    pub role: Role,
    /// Counts the changes of the worker's grants.
    pub grant_ver: u64,
    /// Where the hub is.
    pub url: String,
    /// The key the hub signs its receipts with.
    pub hub_key: PublicKey,
    /// The key the database key can be wrapped to, so that the operator can recover a terminal.
    pub recovery_key: PublicKey,
}

/// The device's key as it is stored.
pub(crate) struct StoredKey {
    pub public: PublicKey,
    /// Absent: the host's hardware holds it.
    pub secret: Option<[u8; 32]>,
}

/// Who signs a save, and what the device knows at that moment.
pub(crate) struct Author {
    pub account: AccountId,
    pub grant_ver: u64,
    pub mark: Option<ClockSync>,
}

/// All that is known of the enrolment, with what never leaves the core.
pub(crate) struct Identity {
    pub enrolment: Enrolment,
    pub token: String,
}

/// Signs with the device's key, wherever it is.
pub(crate) fn sign(host: &Host, key: &StoredKey, message: &[u8]) -> Result<Signature> {
    match (&key.secret, &host.signer) {
        (Some(secret), _) => {
            let key = PrivateKey::from_bytes(secret).ok_or(Error::Stored("device key"))?;
            Ok(key.sign(message))
        }
        (None, Some(signer)) => Ok(signer.sign(message)?),
        (None, None) => Err(Error::Stored("device key")),
    }
}
