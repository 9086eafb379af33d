//! The hub's storage, behind traits: an embedded SQLite store implements them, PostgreSQL fits
//! behind the same ones. The cases in `testing` test every store for the same promises.
//!
//! Every method fails with a [`StoreError`] when the database does; `# Errors` of a method only
//! lists further errors. The traits are coarse primitives without rules; accepting, applying and
//! pulling are written once on top of them. Every method of the sync path names the community, so
//! that a city can be distributed by community.

mod journal;
mod logins;
mod page;
mod people;
mod read_model;
mod record;
mod rows;
mod spec;
#[cfg(feature = "conformance")]
pub mod testing;
mod value;

pub use journal::{Fork, Install, Journal, JournalOp, KnownOp, PartRow, PartRows};
pub use logins::{Failures, Login, Logins, Session};
pub use page::{Count, Order, Page, PageArgs, PageKey, Partition, SCAN_LIMIT};
pub use people::{
    Account, AreaRow, Deployment, FeedGrantRow, GrantRow, ImportedRow, Imports, InvitationRow,
    People, PhotoRow, Photos,
};
pub use read_model::{
    Conditions, Filter, ListQuery, ListRow, LookupArgs, ProjectionState, ReadModel, ReadModelWrites,
};
pub use record::{Change, Feed, Feeds, Left, PageRow, Record, Records, Short};
pub use rows::*;
pub use spec::{
    Condition, CounterSpec, IndexScope, Joined, ListIndex, ListSpec, Lookup, Placement, RecordRows,
    RowsSpec, TableSpec, WriteMode,
};
pub use value::{Column, Value, Values};

use std::path::Path;

/// Why a store failed. Detailed, and never passed on by the hub as it is.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A file could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// Another process has this store open.
    #[error("in use by another process")]
    InUse,
    /// A stored value cannot be read back.
    #[error("stored {what} does not read back")]
    Stored {
        /// The value's name.
        what: &'static str,
    },
    /// A value cannot be converted to JSON.
    #[error("json: {:?}", .0.classify())]
    Json(#[from] serde_json::Error),
    /// The object of a call does not exist.
    #[error("no such {what}")]
    NotFound {
        /// The kind of object.
        what: &'static str,
    },
    /// The file was written by a newer build.
    #[error("schema {found} is newer than {known}")]
    Newer {
        /// The schema of the file.
        found: i64,
        /// The newest this build knows.
        known: i64,
    },
}

/// The result of a store's method, or of work with further errors of its own.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// How a transaction ends once its work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Its changes are kept.
    Commit,
    /// Its changes are undone.
    RollBack,
}

/// The work of one transaction. A store may run it again when the database requires that, so it
/// must not keep state from an earlier run.
pub type Work<'a> = dyn FnMut(&mut dyn Tx) -> Ending + 'a;

/// A claim on a store; dropping it releases the store.
pub type Claim = Box<dyn std::any::Any + Send>;

/// The queries of a store since it was opened, for measuring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct QueryStats {
    /// Statements run.
    pub statements: u64,
    /// Rows returned.
    pub rows: u64,
    /// Steps of the database's virtual machine, if it reports them: they grow with every row that
    /// is looked at.
    pub steps: u64,
}

impl QueryStats {
    /// Returns the difference to an earlier moment.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            statements: self.statements - before.statements,
            rows: self.rows - before.rows,
            steps: self.steps - before.steps,
        }
    }
}

/// A database. Calls are synchronous.
///
/// Callers use [`write`](trait.Store.html#method.write) and [`read`](trait.Store.html#method.read)
/// of `dyn Store`, which carry the caller's own error type.
pub trait Store: Send + Sync {
    /// Runs the work in one writing transaction.
    ///
    /// # Errors
    ///
    /// When the transaction cannot begin or its changes cannot be committed; none of them is kept.
    fn run_write(&self, work: &mut Work<'_>) -> Result<()>;

    /// Runs the work in one reading transaction, which sees one snapshot; writing in it fails.
    ///
    /// # Errors
    ///
    /// When the transaction cannot begin.
    fn run_read(&self, work: &mut Work<'_>) -> Result<()>;

    /// Claims the store for work that only one process may do at a time, such as rebuilding every
    /// row of the console. A store that was opened for this process alone is claimed already.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has claimed it.
    fn claim(&self) -> Result<Claim>;

    /// Copies everything as of one moment into a new file, while this and other processes go on
    /// reading and writing. When this returns, the file is on disk.
    ///
    /// # Errors
    /// [`StoreError::Io`] if the file exists or the disk is full.
    fn copy_to(&self, file: &Path) -> Result<()>;

    /// Returns the queries since the store was opened.
    fn query_stats(&self) -> QueryStats;
}

impl dyn Store + '_ {
    /// Runs the work in one writing transaction. When the work fails, its changes are undone and
    /// its error is returned.
    ///
    /// # Errors
    /// Those of the work and of the database.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        carry(work, |work| self.run_write(work))
    }

    /// Runs the work in one reading transaction, which sees one snapshot; writing in it fails.
    ///
    /// # Errors
    ///
    /// Those of the work and of the database.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    ) -> Result<T, E> {
        carry(work, |work| self.run_read(work))
    }
}

/// Runs work with a result type that the store does not know, and returns that result.
fn carry<T, E: From<StoreError>>(
    mut work: impl FnMut(&mut dyn Tx) -> Result<T, E>,
    run: impl FnOnce(&mut Work<'_>) -> Result<()>,
) -> Result<T, E> {
    let mut result = None;
    run(&mut |tx| {
        let done = work(tx);
        let ending = if done.is_ok() { Ending::Commit } else { Ending::RollBack };
        result = Some(done);
        ending
    })?;
    result.unwrap_or_else(|| Err(StoreError::Stored { what: "result of a transaction" }.into()))
}

/// Nested savepoints inside a transaction.
pub trait Savepoints {
    /// Opens a savepoint.
    fn savepoint(&mut self) -> Result<()>;

    /// Releases the innermost savepoint and keeps its changes.
    fn release(&mut self) -> Result<()>;

    /// Rolls back to the innermost savepoint and closes it.
    fn rollback(&mut self) -> Result<()>;
}

/// All operations of a transaction.
pub trait Tx:
    Savepoints
    + Journal
    + PartRows
    + Feeds
    + Records
    + People
    + Photos
    + Imports
    + ReadModel
    + ReadModelWrites
    + Logins
{
}

impl<T> Tx for T where
    T: Savepoints
        + Journal
        + PartRows
        + Feeds
        + Records
        + People
        + Photos
        + Imports
        + ReadModel
        + ReadModelWrites
        + Logins
        + ?Sized
{
}
