//! The embedded store: one SQLite file in WAL mode, one writer behind a lock, readers in a pool.

#[cfg(test)]
mod conformance_tests;
mod copy;
mod error;
mod feeds;
mod folder;
mod fragment;
mod imports;
mod journal;
#[cfg(test)]
mod list_tests;
mod lists;
mod logins;
mod migrations;
mod parts;
mod people;
mod photos;
#[cfg(test)]
mod plan_tests;
mod read_model;
mod records;
mod row;
mod scan;
mod statements;
#[cfg(test)]
mod tests;
mod texts;
mod value;

use error::{database, opening};
use folder::Claimed;
pub use folder::ClaimedFolder;
use gridbook_sqlite::{DatabaseFile, Settings, Transaction};
use gridbook_store::{Claim, Ending, QueryStats, Result, Savepoints, Store, Work};
use migrations::MIGRATIONS;
use rusqlite::{CachedStatement, Connection, Params, Row, StatementStatus, ToSql};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use texts::Texts;

const SETTINGS: Settings = Settings {
    migrations: MIGRATIONS,
    busy_wait: Duration::from_secs(10),
    // More than are used again and again. Those of lists differ by how many partitions they read.
    statements: 256,
    idle_readers: 8,
    // 32 MiB between checkpoints: ids are random, so a batch touches pages all over the file.
    checkpoint_pages: 8_000,
    log_limit: 64 * 1024 * 1024,
};
/// The longest statement that is cached, in bytes. One over 400 partitions takes more than a
/// megabyte once it is prepared, and preparing it again takes some milliseconds.
const LONGEST_KEPT: usize = 16 * 1024;

/// The embedded store.
pub struct SqliteStore {
    file: DatabaseFile,
    counters: Counters,
    texts: Texts,
    /// This process's claim on the folder.
    claimed: Claimed,
}

/// Counts queries.
#[derive(Debug, Default)]
struct Counters {
    statements: AtomicU64,
    rows: AtomicU64,
    steps: AtomicU64,
}

impl Counters {
    /// Counts a statement that has finished, or was stopped early, and its rows.
    fn add(&self, statement: &CachedStatement<'_>, rows: usize) {
        let steps = statement.reset_status(StatementStatus::VmStep);
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
        self.steps.fetch_add(u64::try_from(steps).unwrap_or_default(), Ordering::Relaxed);
    }
}

impl SqliteStore {
    /// Opens the database file, creates it if it is missing, and migrates it to this build's
    /// schema.
    ///
    /// # Errors
    ///
    /// [`StoreError::Newer`] for a file of a newer build, which stays untouched; otherwise
    /// [`StoreError::Database`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_claimed(path, Claimed::Unlocked)
    }

    fn open_claimed(path: &Path, claimed: Claimed) -> Result<Self> {
        let file = DatabaseFile::open(path, SETTINGS).map_err(opening)?;
        Ok(Self { file, counters: Counters::default(), texts: Texts::default(), claimed })
    }

    fn tx<'a>(&'a self, db: &'a Connection) -> SqliteTx<'a> {
        SqliteTx { db, counters: &self.counters, texts: &self.texts }
    }
}

impl Store for SqliteStore {
    fn run_write(&self, work: &mut Work<'_>) -> Result<()> {
        let mut writer = self.file.writer();
        let transaction = Transaction::writing(&mut writer).map_err(database)?;
        match work(&mut self.tx(&transaction)) {
            Ending::Commit => transaction.commit().map_err(database),
            // Dropping it rolls back, also where the database has already done so by itself.
            Ending::RollBack => Ok(()),
        }
    }

    fn run_read(&self, work: &mut Work<'_>) -> Result<()> {
        let read = |db: &Connection| {
            work(&mut self.tx(db));
            Ok(())
        };
        self.file.read(read).map_err(database)
    }

    fn claim(&self) -> Result<Claim> {
        self.claimed.claim()
    }

    fn copy_to(&self, file: &Path) -> Result<()> {
        copy::copy(&self.file, file)
    }

    fn query_stats(&self) -> QueryStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { statements, rows, steps } = &self.counters;
        QueryStats { statements: read(statements), rows: read(rows), steps: read(steps) }
    }
}

/// A named value of a statement.
type Param<'a> = (&'a str, &'a dyn ToSql);

/// A transaction of the embedded store.
struct SqliteTx<'a> {
    db: &'a Connection,
    counters: &'a Counters,
    texts: &'a Texts,
}

impl SqliteTx<'_> {
    /// Runs a statement without a result, and returns the number of changed rows.
    fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        let mut statement = self.db.prepare_cached(sql).map_err(database)?;
        let changed = statement.execute(params).map_err(database)?;
        self.counters.add(&statement, 0);
        Ok(changed)
    }

    /// Returns the first row, if there is one.
    fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        from_row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.db.prepare_cached(sql).map_err(database)?;
        let mut rows = statement.query(params).map_err(database)?;
        let found = rows.next().and_then(|row| row.map(from_row).transpose());
        drop(rows);
        let found = found.map_err(database)?;
        self.counters.add(&statement, usize::from(found.is_some()));
        Ok(found)
    }

    /// Returns all rows.
    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        from_row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.db.prepare_cached(sql).map_err(database)?;
        let rows = statement.query_map(params, from_row).map_err(database)?;
        let found = rows.collect::<rusqlite::Result<Vec<T>>>().map_err(database)?;
        self.counters.add(&statement, found.len());
        if sql.len() > LONGEST_KEPT {
            statement.discard();
        }
        Ok(found)
    }
}

impl Savepoints for SqliteTx<'_> {
    fn savepoint(&mut self) -> Result<()> {
        self.run("SAVEPOINT part", []).map(|_| ())
    }

    fn release(&mut self) -> Result<()> {
        self.run("RELEASE part", []).map(|_| ())
    }

    fn rollback(&mut self) -> Result<()> {
        self.run("ROLLBACK TO part", [])?;
        self.run("RELEASE part", []).map(|_| ())
    }
}
