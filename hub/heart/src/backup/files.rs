//! Copying files: checked by their hash, private, and on disk when the call returns.

use crate::access::sync_folder;
use gridbook_domain::encoding::{Bytes, Hash};
use sha2::{Digest as _, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Error, ErrorKind, Read as _, Write, sink};
use std::path::Path;

const CHUNK: usize = 256 * 1024;

/// Creates a folder that only its owner can read, with those above it.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Creates a file that only its owner can read; an earlier one is replaced.
pub(super) fn make_file(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Copies a file whose bytes have this hash.
///
/// # Errors
/// [`ErrorKind::InvalidData`] if they have another; then there is no copy.
pub(super) fn copy(from: &Path, to: &Path, hash: Hash) -> Result<(), Error> {
    let half = to.with_extension("part");
    let copied = copy_bytes(from, &half);
    if !copied.as_ref().is_ok_and(|found| *found == hash) {
        // It may not even exist.
        let _gone = fs::remove_file(&half);
    }
    if copied? != hash {
        return Err(ErrorKind::InvalidData.into());
    }
    fs::rename(&half, to)?;
    to.parent().map_or(Ok(()), sync_folder)
}

fn copy_bytes(from: &Path, to: &Path) -> Result<Hash, Error> {
    let mut target = make_file(to)?;
    let hash = hash_into(from, &mut target)?;
    target.sync_all()?;
    Ok(hash)
}

/// Returns the hash of a file.
pub(super) fn hash(path: &Path) -> Result<Hash, Error> {
    hash_into(path, &mut sink())
}

fn hash_into(from: &Path, to: &mut dyn Write) -> Result<Hash, Error> {
    let (mut source, mut hash, mut buffer) = (File::open(from)?, Sha256::new(), vec![0; CHUNK]);
    loop {
        let read = source.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        to.write_all(bytes)?;
    }
    Ok(Bytes(hash.finalize().into()))
}

/// Returns whether a file of this size exists.
pub(super) fn has(path: &Path, size: u64) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == size)
}
