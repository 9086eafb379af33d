//! The one handle on the install's data.

use super::ops;
use crate::db::{ChangeSet, Database, ReadTx, Table, WriteTx};
use crate::error::{Error, Result};
use crate::host::Host;
use gridbook_domain::OpId;
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// Receives the changes of a transaction once it is stored.
pub(crate) type Announce = Box<dyn Fn(&Replica, &ChangeSet) + Send + Sync>;

/// The database, its folder, and the host.
pub(crate) struct Replica {
    database: Database,
    host: Host,
    folder: PathBuf,
    announce: Announce,
}

impl Replica {
    /// Opens the data in a folder, creating or migrating the database.
    pub fn open(
        folder: PathBuf,
        host: Host,
        tables: &[&'static dyn Table],
        announce: Announce,
    ) -> Result<Self> {
        let database = Database::open(&folder.join("book.db"), tables)?;
        Ok(Self { database, host, folder, announce })
    }

    /// Runs `work` in one transaction, then announces its changes.
    pub fn write<T>(&self, work: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        let (out, changes) = self.database.write(&self.host, work, landed)?;
        if let Some(changes) = changes {
            (self.announce)(self, &changes);
        }
        Ok(out)
    }

    /// Runs `work` on a snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.database.read(work)
    }

    /// Returns the host.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Returns the folder of this book.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Returns whether the ops of a transaction whose COMMIT returned an error are in the file.
fn landed(conn: &Connection, ops: &[OpId]) -> Result<bool> {
    let unknown = |_| Error::CommitUnknown { ops: ops.to_vec() };
    let Some(op) = ops.first() else { return Ok(false) };
    ops::store::exists(conn, *op).map_err(unknown)
}
