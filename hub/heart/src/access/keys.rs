//! The hub's keys: one signs receipts, the other recovers terminals. Only the owner of the files
//! can read them.

use crate::HubError;
use crate::host::Random;
use gridbook_domain::encoding::Signature;
use gridbook_domain::trust::{PrivateKey, receipt_message};
use gridbook_store::Install;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::Path;

const SIGNING: &str = "signing.key";
const RECOVERY: &str = "recovery.key";

/// The hub's private keys.
pub(crate) struct Keys {
    /// Signs receipts.
    pub signing: PrivateKey,
    /// The key that terminals wrap their database key to.
    pub recovery: PrivateKey,
}

impl Keys {
    /// Reads the keys of a folder. Missing keys are created only if the hub is `fresh`, because
    /// devices trust the ones they were given.
    pub fn open(folder: &Path, random: &dyn Random, fresh: bool) -> Result<Self, HubError> {
        fs::create_dir_all(folder).map_err(folder_error)?;
        Ok(Self {
            signing: key(folder, SIGNING, random, fresh)?,
            recovery: key(folder, RECOVERY, random, fresh)?,
        })
    }
}

impl Keys {
    /// Signs the receipt for the last journaled op of an install.
    pub fn sign_receipt(&self, install: &Install) -> Signature {
        let mark = install.mark;
        let message = receipt_message(install.install, mark.mseq, mark.chain, install.received);
        self.signing.sign(&message)
    }
}

fn key(
    folder: &Path,
    name: &str,
    random: &dyn Random,
    fresh: bool,
) -> Result<PrivateKey, HubError> {
    let path = folder.join(name);
    match fs::read(&path) {
        Ok(bytes) => PrivateKey::from_bytes(&bytes).ok_or(HubError::Keys),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && fresh => {
            let key = draw(random)?;
            keep(folder, name, &key.to_bytes()).map_err(folder_error)?;
            Ok(key)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(HubError::Keys),
        Err(error) => Err(folder_error(error)),
    }
}

/// Writes a key file atomically.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let half = folder.join(format!("{name}.new"));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&half)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&half, folder.join(name))?;
    sync_folder(folder)
}

/// Syncs a folder, so that a rename in it survives a power cut.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Draws a private key. About one in 2^32 draws is not a valid key and is repeated.
fn draw(random: &dyn Random) -> Result<PrivateKey, HubError> {
    for _ in 0..8 {
        let bytes: [u8; 32] = crate::host::draw(random)?;
        if let Some(key) = PrivateKey::from_bytes(&bytes) {
            return Ok(key);
        }
    }
    Err(crate::host::NoRandomness.into())
}

/// Converts an error on a file of the data folder.
pub(crate) fn folder_error(error: std::io::Error) -> HubError {
    HubError::Folder { reason: error.kind().to_string() }
}
