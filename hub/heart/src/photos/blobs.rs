//! Photo bytes in a folder: one file per blob, named by community and hash.

use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::id::AreaId;
use std::collections::HashSet;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// The blobs of one community.
pub(crate) struct BlobStore {
    folder: PathBuf,
}

impl BlobStore {
    /// Opens the blobs of a community below a folder.
    pub fn new(folder: &Path, community: AreaId) -> Self {
        Self { folder: folder.join(hex(community.as_bytes())) }
    }

    /// Returns their folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Returns the path of a blob.
    pub fn path(&self, hash: Hash) -> PathBuf {
        self.folder.join(hex(&hash.0))
    }

    /// Reads a stored blob; `None` if it is not stored.
    pub fn read(&self, hash: Hash) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(self.path(hash)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            read => read.map(Some),
        }
    }

    /// Returns whether a blob of this size is stored. A file of another size was damaged: it is
    /// moved aside and kept.
    pub fn has(&self, hash: Hash, size: u64) -> Result<bool, Error> {
        let path = self.path(hash);
        match fs::metadata(&path) {
            Ok(file) if file.len() == size => Ok(true),
            Ok(_) => self.set_aside(hash).map(|()| false),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Moves a damaged file aside, and keeps it.
    pub fn set_aside(&self, hash: Hash) -> Result<(), Error> {
        let path = self.path(hash);
        fs::rename(&path, path.with_extension("damaged"))
    }

    /// Lists the hashes of all stored blobs.
    pub fn all(&self) -> Result<HashSet<Hash>, Error> {
        let files = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(HashSet::new()),
            files => files?,
        };
        let mut all = HashSet::new();
        for file in files {
            all.extend(file?.file_name().to_str().and_then(unhex).map(Bytes));
        }
        Ok(all)
    }

    /// Returns whether a blob is stored.
    pub fn is_whole(&self, hash: Hash) -> Result<bool, Error> {
        fs::exists(self.path(hash))
    }
}

/// Encodes bytes as hexadecimal, because base64url names may differ only by case and some file
/// systems ignore that.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Decodes text written by [`hex`]; `None` for anything else.
pub(crate) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
