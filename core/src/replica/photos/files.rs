//! The folder of photos: files named by their hash, written under a temporary name and renamed when
//! complete.

use crate::error::{Error, PhotoFault, Result};
use gridbook_domain::encoding::{Bytes, Hash};
use gridbook_domain::photo::MAX_BYTES;
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

const FOLDER: &str = "photos";
const CHUNK: usize = 64 * 1024;

/// A copied file.
pub(crate) struct Taken {
    pub sha256: Hash,
    pub size: u64,
    pub media: &'static str,
}

/// Returns the folder of photos inside the book's folder.
pub(crate) fn folder(book: &Path) -> PathBuf {
    book.join(FOLDER)
}

/// Returns the path of the file with this hash.
pub(crate) fn path(book: &Path, sha256: Hash) -> PathBuf {
    folder(book).join(sha256.to_string())
}

/// Copies a file into the folder; when this returns, the copy survives a power cut.
pub(crate) fn ingest(book: &Path, file: &Path, number: u64) -> Result<Taken> {
    let mut source = File::open(file).map_err(|_| Error::Photo(PhotoFault::Unreadable))?;
    let beside = folder(book).join(format!("{number:016x}.part"));
    let copied = copy(&mut source, &beside).and_then(|taken| {
        fs::rename(&beside, path(book, taken.sha256))?;
        sync_folder(&folder(book))?;
        Ok(taken)
    });
    if copied.is_err() {
        // It may not even exist; the sweep deletes it otherwise.
        let _gone = fs::remove_file(&beside);
    }
    copied
}

fn copy(source: &mut File, beside: &Path) -> Result<Taken> {
    let mut target = File::options().write(true).create_new(true).open(beside)?;
    let mut hash = Sha256::new();
    let (mut size, mut media) = (0, None);
    let mut chunk = vec![0; CHUNK];
    loop {
        let bytes = fill(source, &mut chunk).map_err(|_| Error::Photo(PhotoFault::Unreadable))?;
        if size == 0 {
            media = kind(bytes);
        }
        if bytes.is_empty() {
            break;
        }
        size += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > MAX_BYTES {
            return Err(Error::Photo(PhotoFault::TooLarge));
        }
        hash.update(bytes);
        target.write_all(bytes)?;
    }
    let media = media.ok_or(Error::Photo(PhotoFault::NotAnImage))?;
    target.sync_all()?;
    Ok(Taken { sha256: Bytes(hash.finalize().into()), size, media })
}

/// Reads until the buffer is full or the file ends.
fn fill<'a>(source: &mut File, chunk: &'a mut [u8]) -> std::io::Result<&'a [u8]> {
    let mut len = 0;
    while let Some(rest) = chunk.get_mut(len..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(more) => len += more,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(chunk.get(..len).unwrap_or_default())
}

/// Returns the media type from the first bytes of a file, whatever its name.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..12);
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ if brand == Some(b"ftypheic") || brand == Some(b"ftypheix") => Some("image/heic"),
        _ if brand == Some(b"ftypmif1") => Some("image/heif"),
        _ => None,
    }
}

/// Syncs a folder, so that a rename in it is on disk. Not every system can open folders as files.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> Result<()> {
    Ok(File::open(folder)?.sync_all()?)
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> Result<()> {
    Ok(())
}

/// Creates the folder of photos.
pub(crate) fn make(book: &Path) -> Result<()> {
    Ok(fs::create_dir_all(folder(book))?)
}

/// Returns the names of all files in the folder.
pub(crate) fn list(book: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder(book))? {
        if let Ok(name) = entry?.file_name().into_string() {
            names.push(name);
        }
    }
    Ok(names)
}

/// Removes a file, if it exists.
pub(crate) fn remove(book: &Path, name: &str) -> Result<()> {
    match fs::remove_file(folder(book).join(name)) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Returns the hash of a file's current bytes.
pub(crate) fn hash(path: &Path) -> Result<Hash> {
    let mut source = File::open(path)?;
    let mut chunk = vec![0; CHUNK];
    let mut hash = Sha256::new();
    loop {
        let bytes = fill(&mut source, &mut chunk)?;
        if bytes.is_empty() {
            return Ok(Bytes(hash.finalize().into()));
        }
        hash.update(bytes);
    }
}

/// A file that is being sent.
pub(crate) struct Source(File);

impl Source {
    /// Opens a file, checking that it still has this size.
    pub fn open(path: &Path, size: u64) -> Result<Self> {
        let file = File::open(path)?;
        if file.metadata()?.len() == size { Ok(Self(file)) } else { Err(Error::NotFound) }
    }

    /// Returns at most `most` bytes from `offset` on; fewer at the end.
    pub fn step(&mut self, offset: u64, most: usize) -> Result<Vec<u8>> {
        self.0.seek(SeekFrom::Start(offset))?;
        let mut step = vec![0; most];
        let len = fill(&mut self.0, &mut step)?.len();
        step.truncate(len);
        Ok(step)
    }
}
