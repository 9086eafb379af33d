//! The device's key, and the account this install is enrolled for.

pub(crate) mod store;

use crate::error::{Error, Result};
use crate::host::Host;
use gridbook_domain::clock::ClockSync;
use gridbook_domain::encoding::{PublicKey, Signature};
use gridbook_domain::role::Role;
use gridbook_domain::trust::PrivateKey;
use gridbook_domain::{AccountId, AreaId, InstallId};

/// The enrolment of this install: its account, its hub and its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// The install's id, for the life of its database.
    pub install: InstallId,
    /// The worker.
    pub account: AccountId,
    /// The worker's name.
    pub name: String,
    /// The home community.
    pub community: AreaId,
    /// The worker's role.
    pub role: Role,
    /// The number of changes of the worker's grants.
    pub grant_ver: u64,
    /// The hub's address.
    pub url: String,
    /// The key with which the hub signs its receipts.
    pub hub_key: PublicKey,
    /// The key for which the database key can be wrapped, so that the operator can recover a
    /// device.
    pub recovery_key: PublicKey,
}

/// The device's key as it is stored.
pub(crate) struct StoredKey {
    pub public: PublicKey,
    /// The private key; absent if the host's hardware holds it.
    pub secret: Option<[u8; 32]>,
}

/// The author of a save, with the grants and the clock the device knows at that moment.
pub(crate) struct Author {
    pub account: AccountId,
    pub grant_ver: u64,
    pub mark: Option<ClockSync>,
}

/// The enrolment with its secrets, which never leave the core.
pub(crate) struct Identity {
    pub enrolment: Enrolment,
    pub token: String,
}

/// Signs with the device's key, in the database or in the host's hardware.
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
