//! Disks: folders that are deleted when the world ends, and images of them as a crash leaves them.

use crate::Dice;
use gridbook_domain::host::Random as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// The space that the worlds of one test run may need at the same time, in bytes.
const ROOM: usize = 128 * 1024 * 1024;

/// A folder for one world.
#[derive(Debug)]
pub struct Disk(TempDir);

impl Disk {
    /// Creates an empty folder, in memory if the system has enough of it: these tests are about
    /// order, not about storage media (a killed process loses neither).
    pub fn new() -> Self {
        match in_memory() {
            Some(folder) => Self(tempfile::tempdir_in(folder).unwrap()),
            None => Self(tempfile::tempdir().unwrap()),
        }
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Default for Disk {
    fn default() -> Self {
        Self::new()
    }
}

fn in_memory() -> Option<&'static Path> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let find = || {
        let folder = PathBuf::from("/dev/shm");
        let mut probe = tempfile::tempfile_in(&folder).ok()?;
        let chunk = vec![1; 1024 * 1024];
        (0..ROOM / chunk.len()).try_for_each(|_| probe.write_all(&chunk)).ok()?;
        Some(folder)
    };
    FOUND.get_or_init(find).as_deref()
}

/// Copies a folder in its present state on disk, which is what a killed process leaves behind.
/// SQLite's shared memory dies with the process.
pub(crate) fn image(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            image(&source, &target);
        } else if !entry.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(&source, &target).unwrap();
        }
    }
}

/// Writes a made-up photo of a number of bytes, and returns its path. No two are alike.
pub fn picture(folder: &Path, bytes: usize, dice: &Dice) -> PathBuf {
    let mut made = vec![0; bytes.max(16)];
    dice.fill(&mut made).unwrap();
    made[..4].copy_from_slice(&[0xff, 0xd8, 0xff, 0xe0]);
    fs::create_dir_all(folder).unwrap();
    let path = folder.join(format!("{:016x}.jpg", dice.roll()));
    fs::write(&path, made).unwrap();
    path
}
