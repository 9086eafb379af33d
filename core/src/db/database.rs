//! The open database, with one function to write and one to read.

use super::changes::ChangeSet;
use super::migrations::MIGRATIONS;
use super::tx::{ReadTx, Table, Tables, WriteTx};
use crate::error::Result;
use crate::host::Host;
use gridbook_domain::OpId;
use gridbook_sqlite::{DatabaseFile, Settings, Transaction};
use rusqlite::{Connection, ErrorCode};
use std::path::Path;
use std::time::Duration;

/// How long a write waits for another process, such as a widget or a backup, that locks the file,
/// before it fails with `Error::Busy`. Threads of one book never wait for this: they take turns.
/// The longest write of a first pull was measured at an eighth of it, and Android reports an app as
/// hung after 5 s.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(2);

const SETTINGS: Settings = Settings {
    migrations: MIGRATIONS,
    busy_wait: BUSY_WAIT,
    // More than the core prepares.
    statements: 192,
    idle_readers: 4,
    // A WAL that has grown to this size is reused: a save that extends the file costs a journal
    // entry of the file system, which was a quarter of the time of a save.
    checkpoint_pages: 1_000,
    // After a first pull the WAL is truncated again, because cheap devices are short of storage.
    log_limit: 8 * 1024 * 1024,
};
/// The `checkpoint_pages` of a bulk transaction. A first pull writes the same pages over and over;
/// copying them back into the file every 16 MiB instead of every 4 MiB writes a fifth less.
const BULK_CHECKPOINT_PAGES: u32 = 4_000;

/// The open database.
pub(crate) struct Database {
    file: DatabaseFile,
    tables: Tables,
}

impl Database {
    /// Opens the file, after creating or migrating it.
    pub fn open(path: &Path, tables: &[&'static dyn Table]) -> Result<Self> {
        let file = DatabaseFile::open(path, SETTINGS)?;
        let tables = Tables::open(&file.writer(), tables)?;
        Ok(Self { file, tables })
    }

    /// Runs `work` in one transaction; returns its changes too. If COMMIT itself returns an error,
    /// it is unknown whether the transaction is on disk: `landed` then looks for the saved ops on a
    /// fresh connection.
    pub fn write<T>(
        &self,
        host: &Host,
        work: impl FnOnce(&WriteTx<'_>) -> Result<T>,
        landed: impl FnOnce(&Connection, &[OpId]) -> Result<bool>,
    ) -> Result<(T, Option<ChangeSet>)> {
        let mut writer = self.file.writer();
        let tx = Transaction::writing(&mut writer)?;
        let (out, touched) = WriteTx::run(&tx, &self.tables, host, work)?;
        if touched.bulk {
            checkpoint_after(&tx, BULK_CHECKPOINT_PAGES)?;
        }
        let committed = tx.commit();
        if touched.bulk {
            // If this fails, the WAL grows more than necessary; there is no other harm.
            checkpoint_after(&writer, SETTINGS.checkpoint_pages).unwrap_or_default();
        }
        self.after_commit(&mut writer, committed, |conn| landed(conn, &touched.ops))?;
        drop(writer);
        touched.events.iter().for_each(|event| host.trace(event));
        Ok((out, touched.changes))
    }

    /// Determines whether a transaction whose COMMIT returned an error is stored.
    pub(super) fn after_commit(
        &self,
        writer: &mut Connection,
        committed: rusqlite::Result<()>,
        landed: impl FnOnce(&Connection) -> Result<bool>,
    ) -> Result<()> {
        let Err(error) = committed else { return Ok(()) };
        if is_unknown(&error) {
            *writer = self.file.connect()?;
            if landed(writer)? {
                return Ok(());
            }
        }
        Err(error.into())
    }

    /// Runs `work` on a snapshot of the file; `work` cannot change anything.
    pub fn read<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.file.read(|snapshot| work(&ReadTx::new(snapshot, &self.tables)))
    }

    #[cfg(test)]
    pub(super) fn writer(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.file.writer()
    }
}

/// Sets the size of the WAL in pages at which a commit copies it back.
fn checkpoint_after(conn: &Connection, pages: u32) -> rusqlite::Result<()> {
    conn.pragma_update(None, "wal_autocheckpoint", pages)
}

/// Returns whether a failed COMMIT may have reached the disk. A full disk is such a failure,
/// because SQLite detects it only then.
pub(super) fn is_unknown(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure | ErrorCode::DiskFull))
}
