//! Writes a backup, beside a hub that goes on answering.

use super::files::{copy, has, hash, make_folder};
use super::manifest::{self, Header, PhotoFile};
use super::{DATABASE, KEYS, PHOTOS};
use crate::access::{folder_error, sync_folder};
use crate::deployment::{deployment, utc_offset};
use crate::photos::{PhotoSource, hex};
use crate::{Hub, HubError};
use chrono::DateTime;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The result of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupReport {
    /// The folder of this backup.
    pub folder: PathBuf,
    /// How many photos belong to it.
    pub photos: u64,
    /// How many of them were copied by it.
    pub copied: u64,
    /// How many photos are recorded as durable whose files are missing or damaged; their devices
    /// are asked for them again.
    pub missing: u64,
}

impl Hub {
    /// Writes a backup into a folder, which may have earlier ones. Other processes may use the hub
    /// concurrently. The backup is on disk and checked when this returns; when it fails, nothing of
    /// it counts as a backup.
    ///
    /// # Errors
    /// [`HubError::Folder`] if a file cannot be read or written; [`HubError::Internal`].
    pub fn backup(&self, to: &Path) -> Result<BackupReport, HubError> {
        let made = self.clock.now();
        let (deployment, offset) =
            self.store.read(|tx| Ok::<_, HubError>((deployment(tx)?, utc_offset(tx)?)))?;
        let time = DateTime::from_timestamp_millis(made).unwrap_or_default();
        let name = time.with_timezone(&offset).format("%Y%m%d-%H%M%S").to_string();
        let (folder, half) = (to.join(&name), to.join(format!("{name}.part")));
        if folder.exists() || half.exists() {
            return Err(HubError::invalid(format!("there is a backup {name} already")));
        }
        make_folder(&half.join(KEYS)).map_err(folder_error)?;
        let written = self.write_backup(to, &half, made, deployment.hub_key);
        let settled = written.and_then(|report| {
            fs::rename(&half, &folder).and_then(|()| sync_folder(to)).map_err(folder_error)?;
            Ok(BackupReport { folder, ..report })
        });
        if settled.is_err() {
            // What is left of it is no backup.
            let _gone = fs::remove_dir_all(&half);
        }
        settled
    }

    fn write_backup(
        &self,
        to: &Path,
        half: &Path,
        made: i64,
        hub_key: gridbook_domain::encoding::PublicKey,
    ) -> Result<BackupReport, HubError> {
        self.store.copy_to(&half.join(DATABASE))?;
        self.copy_small_files(half).map_err(folder_error)?;
        let database = hash(&half.join(DATABASE)).map_err(folder_error)?;
        let header = Header { v: manifest::VERSION, made, hub_key, database };
        let mut manifest = manifest::Writer::new(half, &header).map_err(folder_error)?;
        let (mut copied, mut missing) = (0, 0);
        // The database was copied first, so every photo that it calls durable is among these.
        self.each_photo(|photo| {
            let (community, sha256, size) = (photo.community, photo.hash, photo.size);
            match back_up(&photo, to) {
                Ok(new) => {
                    copied += u64::from(new);
                    manifest.photo(PhotoFile { community, sha256, size }).map_err(folder_error)
                }
                Err(error) if matches!(error.kind(), ErrorKind::NotFound) => {
                    missing += 1;
                    self.photo_is_missing(community, sha256)
                }
                Err(error) if matches!(error.kind(), ErrorKind::InvalidData) => {
                    missing += 1;
                    self.photo_is_damaged(community, sha256)
                }
                Err(error) => Err(folder_error(error)),
            }
        })?;
        let photos = manifest.end().map_err(folder_error)?;
        sync_folder(&half.join(KEYS)).and_then(|()| sync_folder(half)).map_err(folder_error)?;
        Ok(BackupReport { folder: half.to_owned(), photos, copied, missing })
    }

    /// Copies the keys and the list of withdrawals.
    fn copy_small_files(&self, half: &Path) -> std::io::Result<()> {
        for key in fs::read_dir(self.folder.join(KEYS))? {
            let key = key?;
            let to = half.join(KEYS).join(key.file_name());
            copy(&key.path(), &to, hash(&key.path())?)?;
        }
        // Others may append to the list meanwhile; its last line is skipped if it is not whole.
        let list = self.withdrawals.path();
        let to = half.join(list.file_name().unwrap_or_default());
        fs::copy(&list, &to)?;
        fs::File::open(&to)?.sync_all()
    }
}

/// Copies a photo beside the backups, unless it is there already. Returns whether it was copied.
fn back_up(photo: &PhotoSource, to: &Path) -> std::io::Result<bool> {
    let folder = to.join(PHOTOS).join(hex(photo.community.as_bytes()));
    let target = folder.join(hex(&photo.hash.0));
    if has(&target, photo.size) {
        return Ok(false);
    }
    make_folder(&folder)?;
    copy(&photo.path, &target, photo.hash)?;
    Ok(true)
}
