//! The list of withdrawals: a file of one JSON object a line, which only grows. A line is on disk
//! before the transaction that it belongs to is committed. A process appends within a writing
//! transaction, so lines never mix.

use super::Withdrawal;
use crate::access::sync_folder;
use gridbook_store::{Result, StoreError};
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// The name of the file in the data folder.
const NAME: &str = "withdrawals.jsonl";

/// The list of one hub.
pub(crate) struct WithdrawalList {
    folder: PathBuf,
}

impl WithdrawalList {
    /// Returns the list of a data folder.
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    /// Returns the path of the file.
    pub fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    /// Reads the list, oldest first; `None` if there is no file yet. A last line that was cut off
    /// belongs to a transaction that was never committed, and is skipped.
    pub fn read(&self) -> Result<Option<Vec<Withdrawal>>> {
        let text = match std::fs::read_to_string(self.path()) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let mut lines: Vec<&str> = text.split('\n').collect();
        // The text after the last line's end: empty, unless that line was cut off.
        lines.pop();
        let read = |line: &&str| serde_json::from_str(line).ok();
        let written = lines.iter().filter(|line| !line.trim().is_empty());
        let all: Option<Vec<Withdrawal>> = written.map(read).collect();
        all.map(Some).ok_or(StoreError::Stored { what: "list of withdrawals" })
    }

    /// Appends withdrawals; when this returns, they are on disk.
    pub fn append(&self, withdrawals: &[Withdrawal]) -> Result<()> {
        if withdrawals.is_empty() && self.path().exists() {
            return Ok(());
        }
        let mut lines = String::new();
        for withdrawal in withdrawals {
            lines.push_str(&serde_json::to_string(withdrawal)?);
            lines.push('\n');
        }
        self.append_lines(&lines)
    }

    fn append_lines(&self, lines: &str) -> Result<()> {
        let mut file = self.open()?;
        if let Some(whole) = cut_off(&mut file)? {
            file.set_len(whole)?;
        }
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        Ok(sync_folder(&self.folder)?)
    }

    /// Adds the lines of another list that this one lacks, as they are.
    pub fn merge(&self, other: &Self) -> Result<()> {
        let read = |list: &Self| match std::fs::read_to_string(list.path()) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            text => text,
        };
        let (own, others) = (read(self)?, read(other)?);
        let known: HashSet<&str> = own.lines().collect();
        let whole = others.split_inclusive('\n').filter(|line| line.ends_with('\n'));
        let new: String = whole.filter(|line| !known.contains(line.trim_end())).collect();
        self.append_lines(&new)
    }

    fn open(&self) -> std::io::Result<File> {
        let mut options = OpenOptions::new();
        options.read(true).append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(self.path())
    }
}

/// Returns the length of the whole lines if the last line was cut off.
fn cut_off(file: &mut File) -> std::io::Result<Option<u64>> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    Ok((whole < bytes.len()).then_some(whole as u64))
}
