//! Restores a backup into a data folder whose hub is stopped.

use super::files::{copy, has, make_folder};
use super::manifest::{self, Header, Photos};
use super::{DATABASE, KEYS, PHOTOS};
use crate::HubError;
use crate::access::{folder_error, sync_folder};
use crate::deployment::begin_epoch;
use crate::host::{Clock, Random, draw};
use crate::photos::hex;
use crate::withdrawals::WithdrawalList;
use gridbook_domain::id::EpochId;
use gridbook_store::Store;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Options for restoring a backup.
pub struct RestoreOptions<'a> {
    /// The folder of one backup, or of several, of which the newest is taken.
    pub from: &'a Path,
    /// The data folder, which this process has for itself. A database in it is moved aside; photos,
    /// keys and the list of withdrawals stay.
    pub folder: &'a Path,
    /// Opens a database file.
    pub open: &'a dyn Fn(&Path) -> gridbook_store::Result<Box<dyn Store>>,
    /// Moves the present database of the folder aside, and a file in its place.
    pub replace: &'a dyn Fn(&Path) -> gridbook_store::Result<()>,
    /// The hub's clock.
    pub clock: &'a dyn Clock,
    /// Randomness for the new epoch.
    pub random: &'a dyn Random,
}

/// The result of a restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The backup.
    pub from: PathBuf,
    /// When it was made, in milliseconds since 1970.
    pub made: i64,
    /// How many photos belong to it.
    pub photos: u64,
    /// How many of them are neither in the backup nor in the data folder; their devices are asked
    /// for them.
    pub missing: u64,
}

/// Restores a backup: the database as it was then, with a new epoch, so that devices offer again
/// what came later. When it fails, the folder can be restored again.
///
/// # Errors
/// [`HubError::NotFound`] if there is no backup; [`HubError::Invalid`] for a damaged one, or if the
/// folder belongs to another hub; [`HubError::Newer`], [`HubError::Folder`],
/// [`HubError::Internal`].
pub fn restore(options: &RestoreOptions<'_>) -> Result<Restored, HubError> {
    let RestoreOptions { folder, open, replace, clock, random, .. } = options;
    let from = find(options.from)?;
    let damaged = |_| HubError::invalid("the backup is damaged: its manifest does not read");
    let (header, photos) = manifest::open(&from).map_err(damaged)?;
    if header.v > manifest::VERSION {
        return Err(HubError::invalid("the backup was written by a newer version"));
    }
    make_folder(folder).map_err(folder_error)?;
    take_keys(&from, folder)?;
    let database = take_database(&from, folder, &header)?;
    WithdrawalList::new(folder).merge(&WithdrawalList::new(&from))?;
    let counted = take_photos(&from, folder, photos)?;
    let epoch = EpochId::from_random(draw(*random)?);
    let store = open(&database)?;
    store.write(|tx| begin_epoch(tx, epoch, clock.now()))?;
    drop(store);
    replace(&database)?;
    let (photos, missing) = counted;
    Ok(Restored { from, made: header.made, photos, missing })
}

/// Finds the backup: the folder itself, or the newest in it.
fn find(from: &Path) -> Result<PathBuf, HubError> {
    let is_backup = |folder: &Path| folder.join(manifest::NAME).is_file();
    if is_backup(from) {
        return Ok(from.to_owned());
    }
    let none = HubError::NotFound { what: "backup in this folder" };
    let Ok(entries) = fs::read_dir(from) else { return Err(none) };
    let folders = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    let whole = folders.filter(|path| path.extension().is_none() && is_backup(path));
    whole.max().ok_or(none)
}

/// Copies the keys, unless the folder has them. The keys of another hub are refused.
fn take_keys(from: &Path, folder: &Path) -> Result<(), HubError> {
    let (from, to) = (from.join(KEYS), folder.join(KEYS));
    make_folder(&to).map_err(folder_error)?;
    for entry in fs::read_dir(&from).map_err(folder_error)? {
        let (source, name) = entry.map(|e| (e.path(), e.file_name())).map_err(folder_error)?;
        let target = to.join(name);
        let bytes = fs::read(&source).map_err(folder_error)?;
        match fs::read(&target) {
            Ok(known) if known == bytes => {}
            Ok(_) => return Err(HubError::invalid("the folder holds the keys of another hub")),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let hash = gridbook_domain::chain::body_hash(&bytes);
                copy(&source, &target, hash).map_err(folder_error)?;
            }
            Err(error) => return Err(folder_error(error)),
        }
    }
    sync_folder(&to).map_err(folder_error)
}

/// Copies the database beside the present one, and checks it.
fn take_database(from: &Path, folder: &Path, header: &Header) -> Result<PathBuf, HubError> {
    let database = folder.join(format!("{DATABASE}.new"));
    for suffix in ["", "-wal", "-shm"] {
        // An earlier restore may have stopped here.
        let _gone = fs::remove_file(folder.join(format!("{DATABASE}.new{suffix}")));
    }
    match copy(&from.join(DATABASE), &database, header.database) {
        Err(error) if error.kind() == ErrorKind::InvalidData => {
            Err(HubError::invalid("the backup is damaged: its database has other bytes"))
        }
        copied => copied.map(|()| database).map_err(folder_error),
    }
}

/// Copies the photos that the folder lacks. Returns how many belong to the backup, and how many of
/// them are in neither.
fn take_photos(from: &Path, folder: &Path, photos: Photos) -> Result<(u64, u64), HubError> {
    let beside = from.parent().unwrap_or(from).join(PHOTOS);
    let (mut all, mut missing) = (0, 0);
    for photo in photos {
        let damaged = |_| HubError::invalid("the backup is damaged: its manifest is cut off");
        let photo = photo.map_err(damaged)?;
        all += 1;
        let community = hex(photo.community.as_bytes());
        let name = hex(&photo.sha256.0);
        let target = folder.join(PHOTOS).join(&community).join(&name);
        if has(&target, photo.size) {
            continue;
        }
        make_folder(&folder.join(PHOTOS).join(&community)).map_err(folder_error)?;
        match copy(&beside.join(&community).join(&name), &target, photo.sha256) {
            Ok(()) => {}
            Err(why) if matches!(why.kind(), ErrorKind::NotFound | ErrorKind::InvalidData) => {
                missing += 1;
            }
            Err(error) => return Err(folder_error(error)),
        }
    }
    Ok((all, missing))
}
