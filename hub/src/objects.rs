//! Photo bytes in a folder: one file an object, named by community and hash. What is on the way
//! lies beside it until its hash was checked. The length of that file is where an upload goes on.

use crate::keys::sync_folder;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::AreaId;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File, TryLockError};
use std::io::{Error, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Why bytes were not taken.
#[derive(Debug)]
pub(crate) enum Refused {
    /// Another request is writing the same object.
    Busy,
    /// They do not fit the size or the hash that were announced.
    Bytes,
    /// The disk failed.
    Disk(Error),
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Disk(error)
    }
}

/// The objects of one community.
pub(crate) struct Objects {
    folder: PathBuf,
}

impl Objects {
    /// The objects of a community below a folder.
    pub fn new(folder: &Path, community: AreaId) -> Self {
        Self { folder: folder.join(hex(community.as_bytes())) }
    }

    /// The bytes of an object that has its place.
    pub fn read(&self, hash: Hash) -> Result<Vec<u8>, Error> {
        fs::read(self.whole(hash))
    }

    /// Whether an object has its place for good.
    pub fn is_whole(&self, hash: Hash) -> Result<bool, Refused> {
        Ok(fs::exists(self.whole(hash))?)
    }

    /// How many bytes of an object have arrived.
    pub fn offset(&self, hash: Hash) -> Result<u64, Refused> {
        for path in [self.whole(hash), self.part(hash)] {
            match fs::metadata(path) {
                Ok(found) => return Ok(found.len()),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(0)
    }

    /// Takes bytes that begin at `offset`, and tells how many there are now. Bytes from another
    /// offset than the one that is needed are left alone.
    pub fn take(&self, hash: Hash, size: u64, offset: u64, bytes: &[u8]) -> Result<u64, Refused> {
        if self.is_whole(hash)? {
            return Ok(size);
        }
        let mut file = self.open_part(hash)?;
        let held = file.metadata()?.len();
        if held > size {
            file.set_len(0)?;
            return Ok(0);
        }
        if held != offset {
            return Ok(held);
        }
        let after = held + bytes.len() as u64;
        if after > size {
            return Err(Refused::Bytes);
        }
        file.write_all(bytes)?;
        Ok(after)
    }

    /// Checks an object that has all its bytes and gives it its place for good. One whose hash is
    /// another is thrown away: its upload starts anew.
    pub fn seal(&self, hash: Hash, size: u64) -> Result<(), Refused> {
        if self.is_whole(hash)? {
            return Ok(());
        }
        let mut file = self.open_part(hash)?;
        let held = file.metadata()?.len();
        if held != size || self.hash_of(hash)? != hash {
            file.set_len(0)?;
            return Err(Refused::Bytes);
        }
        file.flush()?;
        file.sync_all()?;
        fs::rename(self.part(hash), self.whole(hash))?;
        Ok(sync_folder(&self.folder)?)
    }

    /// The file of an object on its way, locked against every other request.
    fn open_part(&self, hash: Hash) -> Result<File, Refused> {
        fs::create_dir_all(&self.folder)?;
        let file = File::options().create(true).append(true).open(self.part(hash))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(Refused::Busy),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn hash_of(&self, hash: Hash) -> Result<Hash, Refused> {
        let mut file = File::open(self.part(hash))?;
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let read = file.read(&mut buffer)?;
            let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            digest.update(bytes);
        }
        Ok(gridbook_domain::encoding::Bytes(digest.finalize().into()))
    }

    fn whole(&self, hash: Hash) -> PathBuf {
        self.folder.join(hex(&hash.0))
    }

    fn part(&self, hash: Hash) -> PathBuf {
        self.folder.join(format!("{}.part", hex(&hash.0)))
    }
}

/// Hexadecimal, since base64url differs only by case where file names may not.
fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
