//! The book: the one handle an app holds.

use crate::database::Database;
use crate::error::{BookError, Error, Result};
use crate::host::Host;
use crate::observe::{News, Observers};
use crate::{outbox, photo, record, sync};
use gridbook_domain::{Class, OpId};
use rusqlite::{Connection, Transaction};
use std::cell::RefCell;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

/// The key a database is encrypted with: 256 random bits that the host keeps.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseKey(pub [u8; 32]);

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(hidden)")
    }
}

/// What a book is opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// A folder of this book alone: one worker, one install. It is made when it is not there.
    pub folder: PathBuf,
    /// The key of the database. This build does not encrypt and refuses one.
    pub key: Option<DatabaseKey>,
}

/// A grid's ledger on this device: what the hub said, what was saved here, what is on its way.
///
/// It may be shared between threads: one writes at a time, readers do not wait for it.
pub struct Book {
    database: Database,
    host: Host,
    folder: PathBuf,
    observers: Arc<Observers>,
    syncing: Mutex<sync::Proofs>,
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

    /// Runs `work` in one transaction, then tells observers what changed.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&Write<'_>) -> Result<T>) -> Result<T> {
        let touched = RefCell::new(Touched::default());
        let out = self.database.write(
            |tx| {
                let w = Write { tx, host: &self.host, touched: &touched };
                work(&w)
            },
            |conn| landed(conn, &touched.borrow().ops),
        )?;
        self.tell(touched.into_inner().news.as_ref());
        Ok(out)
    }

    /// Runs `work` on a snapshot.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.database.read(work)
    }

    pub(crate) fn host(&self) -> &Host {
        &self.host
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn observers(&self) -> &Arc<Observers> {
        &self.observers
    }

    /// Only one sync at a time; it finds what the one before signed and checked last.
    pub(crate) fn begin_sync(&self) -> Result<MutexGuard<'_, sync::Proofs>> {
        match self.syncing.try_lock() {
            Ok(alone) => Ok(alone),
            Err(std::sync::TryLockError::Poisoned(alone)) => Ok(alone.into_inner()),
            Err(std::sync::TryLockError::WouldBlock) => Err(Error::SyncRunning),
        }
    }
}

fn open(options: Options, host: Host) -> Result<Book> {
    if options.key.is_some() {
        return Err(Error::EncryptionUnavailable);
    }
    photo::files::make(&options.folder)?;
    let book = Book {
        database: Database::open(&options.folder.join("book.db"))?,
        host,
        folder: options.folder,
        observers: Arc::new(Observers::default()),
        syncing: Mutex::default(),
    };
    after_update(&book)?;
    photo::sweep(&book)?;
    Ok(book)
}

/// A build that opens the file for the first time reads again what the one before did not know.
fn after_update(book: &Book) -> Result<()> {
    if book.read(record::store::build)?.as_deref() == Some(sync::APP) {
        return Ok(());
    }
    book.write(|w| {
        record::reread(w)?;
        sync::store::clear_stops(w)?;
        record::store::set_build(w, sync::APP)
    })
}

/// Whether the ops of a transaction whose COMMIT returned an error are in the file.
fn landed(conn: &Connection, ops: &[OpId]) -> Result<bool> {
    let unknown = |_| Error::CommitUnknown { ops: ops.to_vec() };
    let Some(op) = ops.first() else { return Ok(false) };
    outbox::store::exists(conn, *op).map_err(unknown)
}

/// A transaction under way: everything of rusqlite's, the host, and what observers will hear.
pub(crate) struct Write<'a> {
    tx: &'a Transaction<'a>,
    host: &'a Host,
    touched: &'a RefCell<Touched>,
}

#[derive(Debug, Default)]
struct Touched {
    news: Option<News>,
    ops: Vec<OpId>,
}

impl Write<'_> {
    /// The host.
    pub fn host(&self) -> &Host {
        self.host
    }

    /// Records of this class changed.
    pub fn touch(&self, class: &Class) {
        self.touched.borrow_mut().news.get_or_insert_default().of(class);
    }

    /// Drafts changed.
    pub fn touch_drafts(&self) {
        self.touched.borrow_mut().news.get_or_insert_default().drafts = true;
    }

    /// The status changed.
    pub fn touch_status(&self) {
        self.touched.borrow_mut().news.get_or_insert_default();
    }

    /// An op was saved.
    pub(crate) fn saved(&self, op: OpId) {
        self.touched.borrow_mut().ops.push(op);
    }
}

impl<'a> Deref for Write<'a> {
    type Target = Transaction<'a>;

    fn deref(&self) -> &Self::Target {
        self.tx
    }
}
