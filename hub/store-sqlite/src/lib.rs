//! The embedded store: one SQLite file in WAL mode, one writer behind a lock, readers in a pool.

#[cfg(test)]
mod conformance_tests;
mod coverage;
mod feeds;
mod folder;
mod fragment;
mod imports;
mod installs;
mod journal;
mod logins;
mod matters;
mod migrations;
mod parts;
mod people;
mod photos;
#[cfg(test)]
mod plan_tests;
mod records;
mod row;
mod scan;
#[cfg(test)]
mod tests;
mod views;
mod visits;

use folder::Claimed;
use gridbook_store::{Claim, Ending, QueryStats, Result, Savepoints, Store, StoreError, Tx, Work};
use rusqlite::config::DbConfig;
use rusqlite::{
    CachedStatement, Connection, OpenFlags, Params, Row, StatementStatus, Transaction,
    TransactionBehavior,
};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How many connections for reading are kept open between requests.
const KEPT_READERS: usize = 8;
/// How many prepared statements a connection keeps: more than are asked again and again. Those of
/// lists differ by how many partitions they are over.
const STATEMENTS: usize = 256;
/// The longest text of a statement that is kept, in bytes. One over 400 partitions takes more than
/// a megabyte once it is prepared, and preparing it anew takes some milliseconds.
const LONGEST_KEPT: usize = 16 * 1024;
/// The first SQLite version without the bug that resets a WAL wrongly (3.7.0 to 3.51.2 have it).
const LEAST_SQLITE: i32 = 3_051_003;

/// The embedded store.
pub struct SqliteStore {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    effort: Counters,
    /// Who may use the file.
    claimed: Claimed,
}

/// Counts what is done.
#[derive(Debug, Default)]
struct Counters {
    statements: AtomicU64,
    rows: AtomicU64,
    steps: AtomicU64,
}

impl Counters {
    /// Counts a statement that has been run to its end, or as far as anybody wanted, and its rows.
    fn add(&self, statement: &CachedStatement<'_>, rows: usize) {
        let steps = statement.reset_status(StatementStatus::VmStep);
        self.statements.fetch_add(1, Ordering::Relaxed);
        self.rows.fetch_add(rows as u64, Ordering::Relaxed);
        self.steps.fetch_add(u64::try_from(steps).unwrap_or_default(), Ordering::Relaxed);
    }
}

impl SqliteStore {
    /// Opens the database file, makes it if it is missing, and brings it to this build's schema.
    ///
    /// # Errors
    /// [`StoreError::Newer`] for a file of a newer build, which is left untouched; otherwise
    /// [`StoreError::Database`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_claimed(path, Claimed::Unlocked)
    }

    fn open_claimed(path: &Path, claimed: Claimed) -> Result<Self> {
        if rusqlite::version_number() < LEAST_SQLITE {
            return Err(StoreError::Stored { what: "SQLite older than 3.51.3" });
        }
        let mut writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(database)?;
        migrations::bring_up(&mut writer)?;
        let (readers, effort) = (Mutex::new(Vec::new()), Counters::default());
        Ok(Self { path: path.to_owned(), writer: Mutex::new(writer), readers, effort, claimed })
    }

    fn reader(&self) -> rusqlite::Result<Connection> {
        let kept = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        match kept {
            Some(reader) => Ok(reader),
            None => {
                let reader = connect(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
                reader.pragma_update(None, "query_only", true)?;
                Ok(reader)
            }
        }
    }

    fn keep(&self, reader: Connection) {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < KEPT_READERS {
            readers.push(reader);
        }
    }
}

/// A connection of either kind. Readers open for writing too, since a WAL may need its index made;
/// `query_only` keeps them from it afterwards.
fn connect(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    let flags = access | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // A plan never depends on the values bound: otherwise SQLite prepares each statement with a
    // bound LIMIT anew, every time it is run, which cost a fifth of all work.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // 32 MiB between checkpoints: ids are random, so a batch touches pages all over the file, and
    // the longer they wait the more often one writing of a page serves for many.
    connection.pragma_update(None, "wal_autocheckpoint", 8_000)?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    // 16 MiB: an import touches every page of a few indexes again and again.
    connection.pragma_update(None, "cache_size", -16_384)?;
    Ok(connection)
}

impl Store for SqliteStore {
    fn run_write(&self, work: &mut Work<'_>) -> Result<()> {
        // A panic in earlier work has rolled its transaction back; the connection is fit to go on.
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        run(&mut writer, TransactionBehavior::Immediate, &self.effort, work).map_err(database)
    }

    fn run_read(&self, work: &mut Work<'_>) -> Result<()> {
        let mut reader = self.reader().map_err(database)?;
        let done = run(&mut reader, TransactionBehavior::Deferred, &self.effort, work);
        self.keep(reader);
        done.map_err(database)
    }

    fn claim(&self) -> Result<Claim> {
        self.claimed.claim()
    }

    fn effort(&self) -> QueryStats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let Counters { statements, rows, steps } = &self.effort;
        QueryStats { statements: read(statements), rows: read(rows), steps: read(steps) }
    }
}

fn run(
    connection: &mut Connection,
    how: TransactionBehavior,
    effort: &Counters,
    work: &mut Work<'_>,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(how)?;
    match work(&mut SqliteTx { db: &transaction, effort } as &mut dyn Tx) {
        Ending::Commit => transaction.commit(),
        // Dropping it rolls back, also where the database has already done so by itself.
        Ending::RollBack => Ok(()),
    }
}

/// An error of the database as the store returns it.
fn database(error: rusqlite::Error) -> StoreError {
    StoreError::Database(Box::new(error))
}

/// A transaction of the embedded store.
struct SqliteTx<'a> {
    db: &'a Transaction<'a>,
    effort: &'a Counters,
}

impl SqliteTx<'_> {
    /// Runs a statement that gives no rows, and tells how many it touched.
    fn run(&self, sql: &str, params: impl Params) -> Result<usize> {
        let mut statement = self.db.prepare_cached(sql).map_err(database)?;
        let changed = statement.execute(params).map_err(database)?;
        self.effort.add(&statement, 0);
        Ok(changed)
    }

    /// The first row, if there is one.
    fn first<T>(
        &self,
        sql: &str,
        params: impl Params,
        from_row: fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.db.prepare_cached(sql).map_err(database)?;
        let mut rows = statement.query(params).map_err(database)?;
        let found = rows.next().and_then(|row| row.map(from_row).transpose());
        drop(rows);
        let found = found.map_err(database)?;
        self.effort.add(&statement, usize::from(found.is_some()));
        Ok(found)
    }

    /// All rows.
    fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        from_row: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.db.prepare_cached(sql).map_err(database)?;
        let rows = statement.query_map(params, from_row).map_err(database)?;
        let found = rows.collect::<rusqlite::Result<Vec<T>>>().map_err(database)?;
        self.effort.add(&statement, found.len());
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
