//! From a file to a workbook, by its content: files are renamed.

mod cfb;
mod ods;
mod text;
mod xls;
mod xlsx;
mod xml;

use super::workbook::Workbook;
use crate::error::RosterError;
use crate::fault::Fault;
use std::fs::File;
use std::io::{Cursor, Read as _};
use std::path::Path;
use zip::ZipArchive;

/// The largest file that is read; a street's roster has some megabytes.
const MAX_BYTES: u64 = 256 * 1024 * 1024;
/// The first bytes of the container of old Office files, and of encrypted new ones.
const CONTAINER: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

/// A file that is a zip archive.
type Archive = ZipArchive<Cursor<Vec<u8>>>;

/// Reads the workbook at `path`.
///
/// # Errors
/// [`RosterError`] when the file cannot be read or is no workbook.
pub(crate) fn read(path: &Path) -> Result<Workbook, RosterError> {
    let bytes = read_bytes(path)?;
    book(bytes).map_err(|fault| RosterError::file(path, fault))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, RosterError> {
    let unreadable = |reason| RosterError::Unreadable { path: path.display().to_string(), reason };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        return Err(RosterError::file(path, Fault::TooLarge(MAX_BYTES / 1024 / 1024)));
    }
    Ok(bytes)
}

fn book(bytes: Vec<u8>) -> Result<Workbook, Fault> {
    if bytes.is_empty() {
        Err(Fault::Empty)
    } else if bytes.starts_with(b"PK") {
        packed(bytes)
    } else if bytes.starts_with(CONTAINER) {
        contained(bytes)
    } else {
        text::read(&bytes)
    }
}

/// A zip archive: .xlsx, .ods, .xlsb, or something else altogether.
fn packed(bytes: Vec<u8>) -> Result<Workbook, Fault> {
    let archive = Archive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("content.xml") {
        return ods::read(archive);
    }
    if has("xl/workbook.bin") {
        return Err(Fault::Binary);
    }
    let other = ["word/document.xml", "ppt/presentation.xml", "Index/Document.iwa"];
    // Some writers give the parts other names; the library knows more of them than this list.
    let has_parts = archive.file_names().flatten().any(|name| {
        let name = name.to_lowercase();
        name.ends_with(".rels") || name.contains("workbook")
    });
    if other.iter().any(|name| has(name)) || !has_parts {
        return Err(Fault::NotAWorkbook);
    }
    xlsx::read(archive)
}

/// The old container: .xls, or an encrypted .xlsx.
fn contained(bytes: Vec<u8>) -> Result<Workbook, Fault> {
    // The library reads containers that are a little damaged, and says so of others.
    let Some(container) = cfb::Container::open(&bytes) else { return xls::read(bytes, &[]) };
    if container.has("EncryptedPackage") {
        return Err(Fault::Protected);
    }
    let has_book = container.has("Workbook") || container.has("Book");
    let other = container.has("WordDocument") || container.has("PowerPoint Document");
    if other && !has_book {
        return Err(Fault::NotAWorkbook);
    }
    let hidden = xls::hidden_rows(&container.stream("Workbook").unwrap_or_default());
    xls::read(bytes, &hidden)
}
