//! One database file in WAL mode: how it is opened, its writer and its readers.

use crate::{OpenError, Transaction, migrate};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The oldest SQLite without the bug that can corrupt a WAL on reset; 3.7.0 to 3.51.2 have it.
const OLDEST_SQLITE: i32 = 3_051_003;

/// The settings in which device and hub differ.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Every migration ever released, in order; see [`migrate`].
    pub migrations: &'static [&'static str],
    /// How long a connection waits for a lock of another process before it fails as busy.
    pub busy_wait: Duration,
    /// The number of prepared statements a connection caches.
    pub statements: usize,
    /// The number of readers kept open between reads.
    pub idle_readers: usize,
    /// The number of 4 KiB pages in the WAL after which it is copied back into the file. A larger
    /// number lets one write of a page serve more changes.
    pub checkpoint_pages: u32,
    /// The size in bytes to which the WAL is truncated after a checkpoint.
    pub log_limit: u32,
}

/// One open database file. Cheap to share: one thread writes at a time, readers never wait for it.
pub struct DatabaseFile {
    path: PathBuf,
    settings: Settings,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl DatabaseFile {
    /// Opens the file, creating it if it is missing, and migrates it.
    ///
    /// # Errors
    /// Those of [`migrate`]; [`OpenError::OldSqlite`] if the linked SQLite is too old to be
    /// trusted.
    pub fn open(path: &Path, settings: Settings) -> Result<Self, OpenError> {
        let found = rusqlite::version_number();
        if found < OLDEST_SQLITE {
            return Err(OpenError::OldSqlite { found });
        }
        let mut writer = connect(path, &settings)?;
        migrate(&mut writer, settings.migrations)?;
        let (writer, readers) = (Mutex::new(writer), Mutex::default());
        Ok(Self { path: path.to_owned(), settings, writer, readers })
    }

    /// Locks the writing connection. A panic in an earlier write has rolled its transaction back,
    /// so the connection is sound.
    pub fn writer(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    /// Opens another connection, to replace one that failed.
    ///
    /// # Errors
    /// If SQLite cannot open the file.
    pub fn connect(&self) -> rusqlite::Result<Connection> {
        connect(&self.path, &self.settings)
    }

    /// Runs `work` on a snapshot of the file; `work` cannot change anything.
    ///
    /// # Errors
    /// Those of `work`, and those of SQLite if no reader can be opened.
    pub fn read<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = lock(&self.readers).pop();
        let mut reader = idle.map_or_else(|| self.reader(), Ok)?;
        let snapshot = Transaction::snapshot(&mut reader)?;
        let out = work(&snapshot);
        snapshot.commit()?;
        let mut readers = lock(&self.readers);
        if readers.len() < self.settings.idle_readers {
            readers.push(reader);
        }
        out
    }

    /// Opens a reader. The connection may write to the disk, since opening a WAL may create its
    /// index, but `query_only` keeps statements from writing.
    fn reader(&self) -> rusqlite::Result<Connection> {
        let reader = self.connect()?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn connect(path: &Path, settings: &Settings) -> rusqlite::Result<Connection> {
    // No shared cache and no mutex inside SQLite: each connection is behind a lock of ours.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(settings.busy_wait)?;
    // A power cut must not take an acknowledged record; with NORMAL it could.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    // On Apple systems fsync does not reach the flash; this does. Other systems ignore it.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "checkpoint_fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // 16 MiB hold a worker's grids whole, and the pages of the few indexes that an import touches
    // again and again. No mmap: an I/O error would then kill the process by a signal instead of
    // arriving as an error.
    connection.pragma_update(None, "cache_size", -16_384)?;
    // Android has no folder for temporary files.
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "journal_size_limit", settings.log_limit)?;
    connection.pragma_update(None, "wal_autocheckpoint", settings.checkpoint_pages)?;
    // A plan never depends on the bound values. Otherwise SQLite plans each statement with a bound
    // LIMIT again on every run, which took four fifths of the time of a page of households.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(settings.statements);
    Ok(connection)
}
