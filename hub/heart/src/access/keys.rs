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
    /// Reads the keys of a folder. They are drawn only if the hub is `fresh`, because devices trust
    /// the ones they were given. Drawn keys count once [`Keys::settle`] is called, so that a power
    /// cut before the database is initialised leaves no keys behind.
    ///
    /// # Errors
    /// [`HubError::NoDatabase`] if a fresh hub has keys already: its database was lost.
    pub fn open(folder: &Path, random: &dyn Random, fresh: bool) -> Result<Self, HubError> {
        fs::create_dir_all(folder).map_err(folder_error)?;
        if fresh && [SIGNING, RECOVERY].iter().any(|name| folder.join(name).exists()) {
            return Err(HubError::NoDatabase);
        }
        let key = |name| if fresh { new_key(folder, name, random) } else { old_key(folder, name) };
        Ok(Self { signing: key(SIGNING)?, recovery: key(RECOVERY)? })
    }

    /// Gives drawn keys their names, once the database knows them.
    pub fn settle(folder: &Path) -> Result<(), HubError> {
        for name in [SIGNING, RECOVERY] {
            let drawn = folder.join(drawn(name));
            if drawn.exists() && !folder.join(name).exists() {
                fs::rename(drawn, folder.join(name)).map_err(folder_error)?;
            }
        }
        sync_folder(folder).map_err(folder_error)
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

/// Returns the name of a drawn key that does not count yet.
fn drawn(name: &str) -> String {
    format!("{name}.new")
}

fn new_key(folder: &Path, name: &str, random: &dyn Random) -> Result<PrivateKey, HubError> {
    let key = draw(random)?;
    keep(folder, &drawn(name), &key.to_bytes()).map_err(folder_error)?;
    Ok(key)
}

fn old_key(folder: &Path, name: &str) -> Result<PrivateKey, HubError> {
    let missing = |error: &std::io::Error| error.kind() == std::io::ErrorKind::NotFound;
    let read = match fs::read(folder.join(name)) {
        Err(error) if missing(&error) => fs::read(folder.join(drawn(name))),
        read => read,
    };
    match read {
        Ok(bytes) => PrivateKey::from_bytes(&bytes).ok_or(HubError::Keys),
        Err(error) if missing(&error) => Err(HubError::Keys),
        Err(error) => Err(folder_error(error)),
    }
}

/// Writes a key file durably.
fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(folder.join(name))?;
    file.write_all(bytes)?;
    file.sync_all()?;
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
