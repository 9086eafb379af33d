//! One database file: opening it, the one door to write and the one door to read.
//!
//! A write is a closure in one transaction; there is no other way to change the file. One writer
//! means a lock, not a thread. Readers have connections of their own and see a snapshot.

mod migrations;
#[cfg(test)]
mod tests;
pub(crate) mod typed;

use crate::error::{Error, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The first SQLite that resets its log without the chance of corrupting the file.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Readers kept open for the next one; more are opened when needed and closed again.
const IDLE_READERS: usize = 4;
/// Statements kept prepared on each connection: more than the core has.
const STATEMENTS: usize = 192;

/// How long a write waits for another process, a widget or a backup, that holds the file, before it
/// is [`Error::Busy`]. Threads of one book never wait for this: they take turns. The longest write
/// of a first pull was measured at an eighth of it, and Android calls an app hung after 5 s.
const BUSY_WAIT: Duration = Duration::from_secs(2);

/// The open database.
pub(crate) struct Database {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Database {
    /// Opens the file, making or migrating it first.
    pub fn open(path: &Path) -> Result<Self> {
        let found = rusqlite::version_number();
        if found < OLDEST_SQLITE {
            return Err(Error::OldSqlite { found });
        }
        let mut writer = connect(path)?;
        migrations::migrate(&mut writer, migrations::MIGRATIONS)?;
        Ok(Self {
            path: path.to_owned(),
            writer: Mutex::new(writer),
            readers: Mutex::new(Vec::new()),
        })
    }

    /// Runs `work` in one transaction. When COMMIT itself returns an error, nobody knows whether
    /// the change is on the disk: `landed` then looks on a fresh connection.
    pub fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T>,
        landed: impl FnOnce(&Connection) -> Result<bool>,
    ) -> Result<T> {
        let mut writer = lock(&self.writer);
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let out = work(&tx)?;
        let committed = tx.commit();
        self.ended(&mut writer, out, committed, landed)
    }

    /// What is told of a COMMIT: a full disk is one, though SQLite finds it only then.
    fn ended<T>(
        &self,
        writer: &mut Connection,
        out: T,
        committed: rusqlite::Result<()>,
        landed: impl FnOnce(&Connection) -> Result<bool>,
    ) -> Result<T> {
        let Err(error) = committed else { return Ok(out) };
        if is_unknown(&error) {
            *writer = connect(&self.path)?;
            if landed(writer)? {
                return Ok(out);
            }
        }
        Err(error.into())
    }

    /// Runs `work` on a snapshot of the file; it cannot change anything.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let idle = lock(&self.readers).pop();
        let mut reader = idle.map_or_else(|| self.reader(), Ok)?;
        let snapshot = reader.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let out = work(&snapshot);
        snapshot.finish()?;
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
        }
        out
    }

    fn reader(&self) -> Result<Connection> {
        let reader = connect(&self.path)?;
        reader.pragma_update(None, "query_only", true)?;
        Ok(reader)
    }
}

/// A panic inside a write rolled its transaction back, so the connection is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a failed COMMIT may have reached the disk all the same.
fn is_unknown(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure | ErrorCode::DiskFull))
}

fn connect(path: &Path) -> Result<Connection> {
    // No shared cache and no mutex inside SQLite: each connection is behind a lock of ours.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.busy_timeout(BUSY_WAIT)?;
    // A power cut must not take a record that was shown as saved: with NORMAL it does.
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    // On Apple systems fsync does not reach the flash; this does. It costs nothing elsewhere.
    conn.pragma_update(None, "fullfsync", cfg!(target_vendor = "apple"))?;
    conn.pragma_update(None, "checkpoint_fullfsync", cfg!(target_vendor = "apple"))?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // 16 MiB hold a worker's grids whole; less makes each look-up of a first pull a read. No
    // mmap: an I/O error would then kill the app by a signal instead of arriving as an error.
    conn.pragma_update(None, "cache_size", -16_384)?;
    // Android has no folder for temporary files.
    conn.pragma_update(None, "temp_store", "memory")?;
    // After a first pull the log shrinks again; cheap phones are full.
    conn.pragma_update(None, "journal_size_limit", 8 * 1024 * 1024)?;
    // A first pull writes the same pages over and over; copying them back into the file every
    // 16 MiB in place of every 4 takes a quarter off its time.
    conn.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    // A plan never depends on the values bound: otherwise SQLite plans many a statement anew each
    // time it is run, which was four fifths of the time of a page of households.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(conn)
}
