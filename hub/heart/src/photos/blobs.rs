//! Photo bytes in a folder: one file an object, named by community and hash.

use gridbook_domain::encoding::Hash;
use gridbook_domain::id::AreaId;
use std::fs;
use std::io::Error;
use std::path::{Path, PathBuf};

/// The objects of one community.
pub(crate) struct BlobStore {
    folder: PathBuf,
}

impl BlobStore {
    /// The objects of a community below a folder.
    pub fn new(folder: &Path, community: AreaId) -> Self {
        Self { folder: folder.join(hex(community.as_bytes())) }
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The place of an object.
    pub fn place(&self, hash: Hash) -> PathBuf {
        self.folder.join(hex(&hash.0))
    }

    /// The bytes of an object that has its place.
    pub fn read(&self, hash: Hash) -> Result<Vec<u8>, Error> {
        fs::read(self.place(hash))
    }

    /// Whether an object has its place for good.
    pub fn is_whole(&self, hash: Hash) -> Result<bool, Error> {
        fs::exists(self.place(hash))
    }
}

/// Hexadecimal, since base64url differs only by case where file names may not.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What was written by [`hex`]; `None` for anything else.
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
