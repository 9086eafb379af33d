//! The book: the one object through which an app uses the core.

use super::observers::Observers;
use super::status::Status;
use super::status::store::status;
use crate::db::{ReadTx, WriteTx};
use crate::error::{BookError, Error, Result};
use crate::features::{self, photo};
use crate::host::Host;
use crate::options::Options;
use crate::replica::photos::files;
use crate::replica::{Replica, upgrade};
use crate::sync::Proofs;
use std::sync::{Arc, Mutex, MutexGuard, TryLockError};

/// The ledger of a worker's grids on this device, with the changes made here and their way to the
/// hub.
///
/// A book can be shared between threads: one writes at a time, and readers never wait.
pub struct Book {
    replica: Replica,
    observers: Arc<Observers>,
    syncing: Mutex<Proofs>,
}

impl Book {
    /// Opens the book in a folder, creating or migrating its database.
    ///
    /// # Errors
    /// [`BookError::EncryptionUnavailable`] if a key is given, [`BookError::AppTooOld`] if a newer
    /// app wrote the file, [`BookError::Damaged`] if the file is not a database (it stays
    /// unchanged), [`BookError::Storage`] if the folder cannot be used, [`BookError::StorageFull`].
    pub fn open(options: Options, host: Host) -> Result<Self, BookError> {
        Ok(open(options, host)?)
    }

    /// Returns the counts and warnings a home screen shows: what waits, what was delivered, what is
    /// wrong.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn status(&self) -> Result<Status, BookError> {
        Ok(self.read(|tx| status(tx))?)
    }

    /// Runs `work` in one transaction, then notifies the observers.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        self.replica.write(work)
    }

    /// Runs `work` on a snapshot.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.replica.read(work)
    }

    /// Returns the replica, for operations of more than one transaction.
    pub(crate) fn replica(&self) -> &Replica {
        &self.replica
    }

    /// Returns the observers of the book.
    pub(super) fn observers(&self) -> &Arc<Observers> {
        &self.observers
    }

    /// Locks the sync, since only one may run at a time. The guard holds the signatures that the
    /// previous sync made and checked last.
    pub(crate) fn begin_sync(&self) -> Result<MutexGuard<'_, Proofs>> {
        match self.syncing.try_lock() {
            Ok(alone) => Ok(alone),
            Err(TryLockError::Poisoned(alone)) => Ok(alone.into_inner()),
            Err(TryLockError::WouldBlock) => Err(Error::SyncRunning),
        }
    }
}

fn open(options: Options, host: Host) -> Result<Book> {
    if options.key.is_some() {
        return Err(Error::EncryptionUnavailable);
    }
    files::make(&options.folder)?;
    let observers = Arc::new(Observers::default());
    let told = Arc::clone(&observers);
    let announce = Box::new(move |replica: &Replica, changes: &_| {
        told.tell(changes, &|| replica.read(|tx| status(tx)));
    });
    let replica = Replica::open(options.folder, host, &features::tables(), announce)?;
    upgrade::after_update(&replica)?;
    photo::sweep(&replica)?;
    Ok(Book { replica, observers, syncing: Mutex::default() })
}
