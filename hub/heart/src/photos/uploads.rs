//! The pending uploads of one install: photos that are not among the community's blobs yet. Each is
//! a file of the install's own, so that installs cannot touch each other's bytes. The length of the
//! file is the offset where the upload continues; a complete and checked file stays until a record
//! announces it.

use super::blobs::{BlobStore, hex, unhex};
use crate::access::sync_folder;
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::id::{AreaId, InstallId};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, TryLockError};
use std::io::{Error, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// The most bytes of unannounced photos that one install may have pending, complete or not: some
/// hundred photos, in case a worker's ops are held.
const QUOTA: u64 = 512 * 1024 * 1024;
/// The least size that a file counts for, so that there are never more than a thousand.
const LEAST: u64 = 512 * 1024;

/// Why bytes were not taken.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Another request is writing the same blob, or no record announced it and there is no room.
    Busy,
    /// The bytes do not match the announced size or hash.
    Bytes,
    /// The disk failed.
    Disk(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Disk(error)
    }
}

/// One file of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PendingUpload {
    /// The hash of the blob.
    pub hash: Hash,
    /// Its announced size in bytes; `None` once it is complete.
    pub size: Option<u64>,
}

/// The uploads of one install.
pub(crate) struct Uploads {
    blobs: BlobStore,
    folder: PathBuf,
}

impl Uploads {
    /// Opens the uploads of an install below the folder of all photos.
    pub fn new(folder: &Path, community: AreaId, install: InstallId) -> Self {
        let blobs = BlobStore::new(folder, community);
        let folder = blobs.folder().join(hex(install.as_bytes()));
        Self { blobs, folder }
    }

    /// Returns the community's blobs.
    pub fn blobs(&self) -> &BlobStore {
        &self.blobs
    }

    /// Returns whether a blob is complete and checked, stored or pending.
    pub fn is_whole(&self, hash: Hash) -> Result<bool, Error> {
        Ok(self.blobs.is_whole(hash)? || fs::exists(self.path(PendingUpload { hash, size: None }))?)
    }

    /// Returns the size of a complete blob, in bytes.
    pub fn size(&self, hash: Hash) -> Result<u64, Error> {
        let place = self.blobs.path(hash);
        let own = self.path(PendingUpload { hash, size: None });
        Ok(fs::metadata(place).or_else(|_| fs::metadata(own))?.len())
    }

    /// Returns the announced size and the received bytes of an incomplete upload.
    pub fn on_its_way(&self, hash: Hash) -> Result<Option<(u64, u64)>, Error> {
        for pending in self.all()?.into_iter().filter(|pending| pending.hash == hash) {
            if let Some(size) = pending.size {
                return Ok(Some((size, self.length(pending)?)));
            }
        }
        Ok(None)
    }

    /// Appends bytes that begin at `offset`, and returns how many there are now. Bytes at another
    /// offset than the needed one are ignored; with another size than before, the upload starts
    /// again from zero. `now` is the hub's time.
    pub fn take(
        &self,
        hash: Hash,
        (size, offset): (u64, u64),
        bytes: &[u8],
        now: i64,
    ) -> Result<u64, Refused> {
        let pending = PendingUpload { hash, size: Some(size) };
        let before = self.on_its_way(hash)?.filter(|(before, _)| *before != size);
        if let Some((before, _)) = before {
            self.forget(PendingUpload { hash, size: Some(before) })?;
        }
        let mut file = self.open(pending)?;
        let held = file.metadata()?.len();
        if held != offset {
            return Ok(held);
        }
        let after = held + bytes.len() as u64;
        if after > size {
            return Err(Refused::Bytes);
        }
        file.write_all(bytes)?;
        let now = Duration::from_millis(u64::try_from(now).unwrap_or(0));
        file.set_modified(UNIX_EPOCH + now)?;
        Ok(after)
    }

    /// Returns whether this number of bytes fits into the quota of unannounced photos.
    pub fn has_room(&self, bytes: usize) -> Result<bool, Error> {
        let mut used = bytes as u64;
        for pending in self.all()? {
            used = used.saturating_add(self.length(pending)?.max(LEAST));
        }
        Ok(used <= QUOTA)
    }

    /// Checks an upload that has all its bytes. If the hash does not match, the file is deleted and
    /// the upload starts again from zero.
    pub fn seal(&self, hash: Hash, size: u64) -> Result<(), Refused> {
        let pending = PendingUpload { hash, size: Some(size) };
        let mut file = self.open(pending)?;
        if file.metadata()?.len() != size || self.hash_of(pending)? != hash {
            fs::remove_file(self.path(pending))?;
            return Err(Refused::Bytes);
        }
        file.flush()?;
        file.sync_all()?;
        fs::rename(self.path(pending), self.path(PendingUpload { hash, size: None }))?;
        Ok(sync_folder(&self.folder)?)
    }

    /// Moves a complete upload to the community's blobs.
    pub fn place(&self, hash: Hash) -> Result<(), Error> {
        match fs::rename(self.path(PendingUpload { hash, size: None }), self.blobs.path(hash)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            // Asked before, or by another install.
            _ if !self.blobs.is_whole(hash)? => return Err(ErrorKind::NotFound.into()),
            _ => {}
        }
        sync_folder(self.blobs.folder())
    }

    /// Lists all pending uploads.
    pub fn all(&self) -> Result<Vec<PendingUpload>, Error> {
        let files = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            files => files?,
        };
        let mut all = Vec::new();
        for file in files {
            all.extend(file?.file_name().to_str().and_then(parse_name));
        }
        Ok(all)
    }

    /// Lists the complete uploads with their files and sizes.
    pub fn whole(&self) -> Result<Vec<(Hash, PathBuf, u64)>, Error> {
        let mut whole = Vec::new();
        for pending in self.all()?.into_iter().filter(|pending| pending.size.is_none()) {
            whole.push((pending.hash, self.path(pending), self.length(pending)?));
        }
        Ok(whole)
    }

    /// Returns when a file last received bytes, in the hub's time; `None` if it no longer exists.
    pub fn touched(&self, pending: PendingUpload) -> Result<Option<i64>, Error> {
        match fs::metadata(self.path(pending)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            found => {
                let since = found?.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
                Ok(Some(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
            }
        }
    }

    /// Deletes a file, unless a request is using it.
    pub fn forget(&self, pending: PendingUpload) -> Result<(), Refused> {
        match self.open(pending) {
            Err(Refused::Busy) => Ok(()),
            Err(why) => Err(why),
            Ok(_locked) => Ok(fs::remove_file(self.path(pending))?),
        }
    }

    fn length(&self, pending: PendingUpload) -> Result<u64, Error> {
        match fs::metadata(self.path(pending)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            found => Ok(found?.len()),
        }
    }

    /// Opens the file of an upload and locks it against other requests.
    fn open(&self, pending: PendingUpload) -> Result<File, Refused> {
        self.make_folder()?;
        let file = File::options().create(true).append(true).open(self.path(pending))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Refused::Busy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Creates the folder durably: acknowledged bytes must not disappear with its directory entry.
    fn make_folder(&self) -> Result<(), Error> {
        if fs::exists(&self.folder)? {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)?;
        self.folder.ancestors().skip(1).take(3).try_for_each(sync_folder)
    }

    fn hash_of(&self, pending: PendingUpload) -> Result<Hash, Refused> {
        let mut file = File::open(self.path(pending))?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = file.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            digest.update(bytes);
        }
        Ok(Bytes(digest.finalize().into()))
    }

    fn path(&self, pending: PendingUpload) -> PathBuf {
        let name = hex(&pending.hash.0);
        self.folder.join(match pending.size {
            Some(size) => format!("{name}.{size}.part"),
            None => name,
        })
    }
}

/// Parses the name of an upload's file.
fn parse_name(name: &str) -> Option<PendingUpload> {
    let Some((hash, rest)) = name.split_once('.') else {
        return Some(PendingUpload { hash: Bytes(unhex(name)?), size: None });
    };
    let size = rest.strip_suffix(".part")?.parse().ok()?;
    Some(PendingUpload { hash: Bytes(unhex(hash)?), size: Some(size) })
}

/// Lists the installs that have uploads below the folder of all photos.
pub(crate) fn installs_with_uploads(folder: &Path) -> Result<Vec<(AreaId, InstallId)>, Error> {
    let mut installs_with_uploads = Vec::new();
    for (path, community) in folders(folder)? {
        for (_, install) in folders(&path)? {
            installs_with_uploads
                .push((AreaId::from_bytes(community), InstallId::from_bytes(install)));
        }
    }
    Ok(installs_with_uploads)
}

/// Lists the folders in a folder that have an id as their name.
fn folders(folder: &Path) -> Result<Vec<(PathBuf, [u8; 16])>, Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        found.extend(entry.file_name().to_str().and_then(unhex).map(|id| (entry.path(), id)));
    }
    Ok(found)
}
