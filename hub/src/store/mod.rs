//! What the hub keeps, behind traits: the embedded SQLite store implements them here, PostgreSQL
//! fits behind the same ones.
//!
//! The traits are coarse primitives without rules; accepting, applying and pulling are written
//! once over them. Every call of the sync path names the community, so that a city can be spread
//! by it.

mod journal;
mod logins;
mod people;
mod record;
pub mod sqlite;
mod upkeep;
mod views;

pub use journal::{Fork, Install, Journal, JournalOp, Known, PartRow, PartRows};
pub use logins::{Failures, Login, Logins, Session};
pub use people::{
    Account, AreaRow, Deployment, FeedGrantRow, GrantRow, ImportedRow, Imports, InvitationRow,
    People, PhotoRow, Photos,
};
pub use record::{Change, Feed, Feeds, Left, PageRow, Record, Records, Short};
pub use upkeep::{Counted, Shape, Upkeep};
pub use views::{
    Count, Coverage, Found, HouseholdRow, Key, LOOKED_AT, MatterFilter, MatterRow, MatterStep,
    NEVER_DUE, Place, Span, Tally, Views, VisitFilter, VisitRow, Walk,
};

/// Why a store failed. Rich; it never leaves the hub as it is.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database failed.
    #[error("database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A file could not be read or written.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// Something stored does not read back.
    #[error("stored {what} does not read back")]
    Stored {
        /// What.
        what: &'static str,
    },
    /// Something did not turn into JSON.
    #[error("json: {:?}", .0.classify())]
    Json(#[from] serde_json::Error),
    /// What a call names is not there.
    #[error("no such {what}")]
    NotFound {
        /// What.
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

/// What every call of a store answers with.
pub type Result<T> = std::result::Result<T, StoreError>;

/// Work done in one transaction. A store may run it again when the database asked for that, so it
/// begins with nothing left over from an earlier run.
pub type Work<'a> = dyn FnMut(&mut dyn Tx) -> Result<()> + 'a;

/// What a store has done since it was opened, for measuring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effort {
    /// Statements run.
    pub statements: u64,
    /// Rows they gave.
    pub rows: u64,
    /// Steps of the database's machine they took, where it tells: what grows with every row that
    /// is looked at.
    pub steps: u64,
}

impl Effort {
    /// What was done since an earlier moment.
    #[must_use]
    pub fn since(self, before: Self) -> Self {
        Self {
            statements: self.statements - before.statements,
            rows: self.rows - before.rows,
            steps: self.steps - before.steps,
        }
    }
}

/// A place to keep everything. Calls are synchronous.
pub trait Store: Send + Sync {
    /// Runs the work in one writing transaction; when it fails nothing of it stays.
    ///
    /// # Errors
    /// Those of the work and of the database.
    fn write(&self, work: &mut Work<'_>) -> Result<()>;

    /// Runs the work in one reading transaction, which sees one moment; writing in it fails.
    ///
    /// # Errors
    /// Those of the work and of the database.
    fn read(&self, work: &mut Work<'_>) -> Result<()>;

    /// What it has done so far.
    fn effort(&self) -> Effort;
}

impl dyn Store + '_ {
    /// [`Store::write`] with a result.
    ///
    /// # Errors
    /// Those of the work and of the database.
    pub fn writing<T>(&self, mut work: impl FnMut(&mut dyn Tx) -> Result<T>) -> Result<T> {
        let mut made = None;
        self.write(&mut |tx| {
            made = Some(work(tx)?);
            Ok(())
        })?;
        made.ok_or(StoreError::Stored { what: "result of a transaction" })
    }

    /// [`Store::read`] with a result.
    ///
    /// # Errors
    /// Those of the work and of the database.
    pub fn reading<T>(&self, mut work: impl FnMut(&mut dyn Tx) -> Result<T>) -> Result<T> {
        let mut made = None;
        self.read(&mut |tx| {
            made = Some(work(tx)?);
            Ok(())
        })?;
        made.ok_or(StoreError::Stored { what: "result of a transaction" })
    }
}

/// Savepoints inside a transaction; they nest.
pub trait Savepoints {
    /// Opens one.
    ///
    /// # Errors
    /// When the database fails.
    fn savepoint(&mut self) -> Result<()>;

    /// Keeps what happened since the innermost one, and closes it.
    ///
    /// # Errors
    /// When the database fails.
    fn release(&mut self) -> Result<()>;

    /// Undoes what happened since the innermost one, and closes it.
    ///
    /// # Errors
    /// When the database fails.
    fn rollback(&mut self) -> Result<()>;
}

/// Everything a transaction can do.
pub trait Tx:
    Savepoints
    + Journal
    + PartRows
    + Feeds
    + Records
    + People
    + Photos
    + Imports
    + Views
    + Upkeep
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
        + Views
        + Upkeep
        + Logins
        + ?Sized
{
}
