//! The open database: the one door to write and the one door to read.

use super::changes::ChangeSet;
use super::migrations::MIGRATIONS;
use super::tx::{ReadTx, Tables, WriteTx};
use crate::error::Result;
use crate::host::Host;
use gridbook_domain::OpId;
use gridbook_sqlite::{DatabaseFile, Settings};
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::path::Path;
use std::time::Duration;

/// How long a write waits for another process, a widget or a backup, that holds the file, before it
/// is `Error::Busy`. Threads of one book never wait for this: they take turns. The longest write
/// of a first pull was measured at an eighth of it, and Android calls an app hung after 5 s.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(2);

const SETTINGS: Settings = Settings {
    migrations: MIGRATIONS,
    busy_wait: BUSY_WAIT,
    // More than the core has.
    statements: 192,
    idle_readers: 4,
    // A first pull writes the same pages over and over; copying them back into the file every
    // 16 MiB in place of every 4 takes a quarter off its time.
    checkpoint_pages: 4_000,
    // After a first pull the log shrinks again; cheap phones are full.
    log_limit: 8 * 1024 * 1024,
};

/// The open database.
pub(crate) struct Database {
    file: DatabaseFile,
    tables: Tables,
}

impl Database {
    /// Opens the file, making or migrating it first.
    pub fn open(path: &Path, tables: Tables) -> Result<Self> {
        Ok(Self { file: DatabaseFile::open(path, SETTINGS)?, tables })
    }

    /// Runs `work` in one transaction; returns what it changed as well. When COMMIT itself returns
    /// an error, nobody knows whether the change is on the disk: `landed` then looks for the ops
    /// that were saved, on a fresh connection.
    pub fn write<T>(
        &self,
        host: &Host,
        work: impl FnOnce(&WriteTx<'_>) -> Result<T>,
        landed: impl FnOnce(&Connection, &[OpId]) -> Result<bool>,
    ) -> Result<(T, Option<ChangeSet>)> {
        let mut writer = self.file.writer();
        let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let (out, touched) = WriteTx::run(&tx, &self.tables, host, work)?;
        let committed = tx.commit();
        self.after_commit(&mut writer, committed, |conn| landed(conn, &touched.ops))?;
        drop(writer);
        touched.events.iter().for_each(|event| host.trace(event));
        Ok((out, touched.changes))
    }

    /// Decides what a COMMIT that returned an error means.
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

    /// Runs `work` on a snapshot of the file; it cannot change anything.
    pub fn read<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.file.read(|snapshot| work(&ReadTx::new(snapshot, &self.tables)))
    }

    #[cfg(test)]
    pub(super) fn writer(&self) -> std::sync::MutexGuard<'_, Connection> {
        self.file.writer()
    }
}

/// Whether a failed COMMIT may have reached the disk all the same: a full disk is one such failure,
/// for SQLite finds it only then.
pub(super) fn is_unknown(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::SystemIoFailure | ErrorCode::DiskFull))
}
