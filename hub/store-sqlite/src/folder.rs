//! A hub's data folder: the database file in it, and the lock that keeps other processes away.

use crate::SqliteStore;
use gridbook_store::{Claim, Result, StoreError};
use std::fs::{DirBuilder, File, TryLockError};
use std::path::{Path, PathBuf};

/// The database file of a data folder.
const DATABASE: &str = "hub.db";

/// A process's claim on the folder.
pub(crate) enum Claimed {
    /// A single file without a folder's lock.
    Unlocked,
    /// The folder is locked for as long as the store is open.
    Alone {
        /// Holds the lock.
        _lock: File,
    },
    /// Another process may have the folder open too.
    Beside {
        /// The folder.
        folder: PathBuf,
    },
}

impl Claimed {
    /// Claims the folder, unless it is claimed already.
    pub fn claim(&self) -> Result<Claim> {
        match self {
            Self::Unlocked | Self::Alone { .. } => Ok(Box::new(())),
            Self::Beside { folder } => Ok(Box::new(lock(folder)?)),
        }
    }
}

impl SqliteStore {
    /// Opens the store of a data folder for this process alone. Folder and file are created if they
    /// are missing; the folder stays locked until the store is dropped.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`], [`StoreError::Io`]; otherwise as [`SqliteStore::open`].
    pub fn open_folder(folder: &Path) -> Result<Self> {
        make_private(folder)?;
        let lock = lock(folder)?;
        Self::open_claimed(&folder.join(DATABASE), Claimed::Alone { _lock: lock })
    }

    /// Opens the store of a data folder that another process may have open, for a command that must
    /// not wait until that one stops. Every call is a transaction, and a hub caches nothing that
    /// would have to be invalidated.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotFound`] if there is no hub yet; otherwise as [`SqliteStore::open`].
    pub fn open_beside(folder: &Path) -> Result<Self> {
        let path = folder.join(DATABASE);
        if !path.exists() {
            return Err(StoreError::NotFound { what: "hub in this folder" });
        }
        Self::open_claimed(&path, Claimed::Beside { folder: folder.to_owned() })
    }
}

/// A data folder that this process has for itself while its database is replaced.
pub struct ClaimedFolder {
    folder: PathBuf,
    /// Holds the lock.
    _lock: File,
}

impl ClaimedFolder {
    /// Claims a data folder, without opening a database. It is created if it is missing.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Io`].
    pub fn claim(folder: &Path) -> Result<Self> {
        make_private(folder)?;
        Ok(Self { folder: folder.to_owned(), _lock: lock(folder)? })
    }

    /// Puts a database file in the place of the present one, whose files are moved into `aside`.
    ///
    /// # Errors
    /// [`StoreError::Io`].
    pub fn replace(&self, new: &Path, aside: &Path) -> Result<()> {
        make_private(aside)?;
        for suffix in ["", "-wal", "-shm"] {
            let name = format!("{DATABASE}{suffix}");
            let (from, to) = (self.folder.join(&name), aside.join(&name));
            if from.exists() {
                std::fs::rename(from, to)?;
            }
        }
        std::fs::rename(new, self.folder.join(DATABASE))?;
        if cfg!(unix) { Ok(File::open(&self.folder)?.sync_all()?) } else { Ok(()) }
    }
}

/// Creates the data folder if it is missing, readable only by its owner: it holds residents' data.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Locks the folder for this process.
fn lock(folder: &Path) -> Result<File> {
    let file =
        File::options().create(true).truncate(false).write(true).open(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
