//! The book: the one handle an app holds.

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

/// A grid's ledger on this device: what the hub said, what was saved here, what is on its way.
///
/// It may be shared between threads: one writes at a time, readers do not wait for it.
pub struct Book {
    replica: Replica,
    observers: Arc<Observers>,
    syncing: Mutex<Proofs>,
}

impl Book {
    /// Opens the book in a folder, making or migrating its file.
    ///
    /// # Errors
    /// [`BookError::EncryptionUnavailable`] when a key is given, [`BookError::AppTooOld`] for a
    /// file of a newer app, [`BookError::Damaged`] for a file that is no database (it is left as it
    /// is), [`BookError::StorageFull`].
    pub fn open(options: Options, host: Host) -> Result<Self, BookError> {
        Ok(open(options, host)?)
    }

    /// How things stand.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn status(&self) -> Result<Status, BookError> {
        Ok(self.read(|tx| status(tx))?)
    }

    /// Runs `work` in one transaction, then tells observers what changed.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&WriteTx<'_>) -> Result<T>) -> Result<T> {
        self.replica.write(work)
    }

    /// Runs `work` on a snapshot.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.replica.read(work)
    }

    /// What the phone holds, for what takes more than one transaction.
    pub(crate) fn replica(&self) -> &Replica {
        &self.replica
    }

    /// Those who observe the book.
    pub(super) fn observers(&self) -> &Arc<Observers> {
        &self.observers
    }

    /// Locks the sync: only one runs at a time. Holds what the one before signed and checked last.
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
