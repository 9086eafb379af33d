//! The manifest of a backup: one JSON object a line. The first describes the database, then comes
//! a line for each photo, and the last says how many there are.

use super::files::make_file;
use gridbook_domain::encoding::{Hash, PublicKey};
use gridbook_domain::id::AreaId;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Error, ErrorKind, Lines, Write as _};
use std::path::Path;

/// The name of the file in a backup.
pub(super) const NAME: &str = "manifest.jsonl";
/// The version of this format.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    /// The version of the format.
    pub v: u32,
    /// When the database was copied, in milliseconds since 1970.
    pub made: i64,
    /// The key of the hub.
    pub hub_key: PublicKey,
    /// The hash of the database file.
    pub database: Hash,
}

/// The line of one photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PhotoFile {
    /// Its community.
    pub community: AreaId,
    /// The hash of its bytes.
    pub sha256: Hash,
    /// Their number.
    pub size: u64,
}

/// The last line.
#[derive(Debug, Serialize, Deserialize)]
struct End {
    photos: u64,
}

/// A manifest that is being written.
pub(super) struct Writer {
    file: BufWriter<File>,
    photos: u64,
}

impl Writer {
    /// Begins the manifest of a backup.
    pub fn new(backup: &Path, header: &Header) -> Result<Self, Error> {
        let mut writer = Self { file: BufWriter::new(make_file(&backup.join(NAME))?), photos: 0 };
        writer.line(header)?;
        Ok(writer)
    }

    /// Adds a photo.
    pub fn photo(&mut self, photo: PhotoFile) -> Result<(), Error> {
        self.photos += 1;
        self.line(&photo)
    }

    /// Writes the last line, and the file to disk. Returns the number of photos.
    pub fn end(mut self) -> Result<u64, Error> {
        let photos = self.photos;
        self.line(&End { photos })?;
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(photos)
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(&mut self.file, line)?;
        self.file.write_all(b"\n")
    }
}

/// Opens the manifest of a backup; the photos follow.
pub(super) fn open(backup: &Path) -> Result<(Header, Photos), Error> {
    let mut lines = BufReader::new(File::open(backup.join(NAME))?).lines();
    let first = lines.next().ok_or(ErrorKind::UnexpectedEof)??;
    Ok((serde_json::from_str(&first)?, Photos { lines, read: 0, ended: false }))
}

/// The photos of a manifest. A manifest without its last line ends with an error.
pub(super) struct Photos {
    lines: Lines<BufReader<File>>,
    read: u64,
    ended: bool,
}

impl Iterator for Photos {
    type Item = Result<PhotoFile, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let line = self.lines.next().unwrap_or_else(|| Err(ErrorKind::UnexpectedEof.into()));
        self.ended = line.is_err();
        match line.map(|line| (serde_json::from_str(&line), line)) {
            Err(error) => Some(Err(error)),
            Ok((Ok(photo), _)) => {
                self.read += 1;
                Some(Ok(photo))
            }
            Ok((Err(error), line)) => {
                self.ended = true;
                let end = serde_json::from_str(&line).is_ok_and(|end: End| end.photos == self.read);
                if end { None } else { Some(Err(error.into())) }
            }
        }
    }
}
