//! A worker's device: the real core on a database file of its own.

use crate::{Dice, Link, PhoneClock, Weather};
use gridbook_core::host::Host;
use gridbook_core::sync::{PhotoMode, Progress, SyncOptions, SyncProgress, SyncReport};
use gridbook_core::{Book, BookError, Options};
use gridbook_domain::{AccountId, InstallId, OpId, RecordId};
use std::collections::BTreeSet;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An observer that ignores everything and never stops a sync.
#[derive(Debug, Clone, Copy)]
pub struct Patient;

impl Progress for Patient {
    fn report(&self, _: SyncProgress) -> bool {
        true
    }
}

/// A worker's device. It dereferences to its book.
pub struct Phone {
    /// The worker's name.
    pub name: String,
    /// The worker's account.
    pub account: AccountId,
    /// Its clocks.
    pub clock: Arc<PhoneClock>,
    /// Its connection to the hub.
    pub link: Arc<Link>,
    book: Option<Book>,
    host: Host,
    folder: PathBuf,
    ever: BTreeSet<OpId>,
}

impl Phone {
    /// Opens a book in a folder.
    pub(crate) fn new(
        name: &str,
        account: AccountId,
        folder: PathBuf,
        clock: Arc<PhoneClock>,
        link: Arc<Link>,
        dice: Arc<Dice>,
    ) -> Self {
        let host = Host::new(clock.clone(), dice);
        let book = open(&folder, &host).unwrap();
        let name = name.to_owned();
        let ever = BTreeSet::new();
        Self { name, account, clock, link, book: Some(book), host, folder, ever }
    }

    /// Syncs once with all photos. A phone that dies on the way is restarted on its image.
    ///
    /// # Errors
    ///
    /// Those of [`Book::sync`].
    pub fn sync(&mut self) -> Result<SyncReport, BookError> {
        self.sync_as(PhotoMode::All)
    }

    /// Syncs once.
    ///
    /// # Errors
    /// Those of [`Book::sync`].
    pub fn sync_as(&mut self, photos: PhotoMode) -> Result<SyncReport, BookError> {
        self.note();
        let link = self.link.clone();
        let report = self.book().sync(link.as_ref(), SyncOptions { photos }, &Patient);
        if let Some(left) = self.link.take_image() {
            self.start_on(left);
        }
        report
    }

    /// Syncs over a good network until nothing is left to do.
    pub fn settle(&mut self) {
        self.link.weather(Weather::Good);
        for _ in 0..10 {
            let report = self.sync().unwrap_or_else(|error| panic!("{}: {error:?}", self.name));
            if report.pulled + report.pushed + report.photos == 0 && report.waiting == 0 {
                return;
            }
        }
        panic!("{}: ten syncs in a row found something to do", self.name);
    }

    /// Kills the app and starts it again on the image of its folder.
    pub fn kill(&mut self) {
        self.note();
        self.link.die();
        let left = self.link.take_image().unwrap();
        self.start_on(left);
    }

    /// Closes the app and opens it again.
    pub fn reopen(&mut self) {
        self.note();
        self.book = None;
        self.book = Some(open(&self.folder, &self.host).unwrap());
    }

    /// Opens the same book a second time, as another process would.
    ///
    /// # Errors
    /// Those of [`Book::open`].
    pub fn open_again(&self) -> Result<Book, BookError> {
        open(&self.folder, &self.host)
    }

    fn start_on(&mut self, folder: PathBuf) {
        let dead = std::mem::replace(&mut self.folder, folder);
        self.book = None;
        std::fs::remove_dir_all(dead).unwrap();
        self.book = Some(open(&self.folder, &self.host).unwrap());
    }

    /// Returns the open book.
    pub fn book(&self) -> &Book {
        self.book.as_ref().expect("an open book")
    }

    /// Notes all ops saved until now; an undone op has to be removed by [`Phone::forget`].
    pub fn note(&mut self) {
        let saved = self.saved_ops().unwrap();
        self.ever.extend(saved.iter().map(|op| op.op));
    }

    /// Removes an undone op from the noted ones.
    pub fn forget(&mut self, op: OpId) {
        self.ever.remove(&op);
    }

    /// Returns every op that this phone ever reported as saved.
    pub fn ever(&self) -> &BTreeSet<OpId> {
        &self.ever
    }

    /// Returns the install.
    pub fn install(&self) -> InstallId {
        self.identity().unwrap().expect("enrolled").install
    }

    /// Returns the folder of its data.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens its database from outside.
    pub fn db(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.join("book.db")).unwrap()
    }

    /// Returns the number that a statement selects.
    pub fn number(&self, sql: &str) -> i64 {
        self.db().query_row(sql, [], |row| row.get(0)).unwrap()
    }

    /// Adds a made-up photo of a number of bytes, with a thumbnail of 2,000.
    pub fn photo(&self, bytes: usize, dice: &Dice) -> RecordId {
        let camera = self.folder.join("camera");
        let (large, small) =
            (crate::picture(&camera, bytes, dice), crate::picture(&camera, 2_000, dice));
        let photo = self.add_photo(&large, Some(&small)).unwrap();
        std::fs::remove_dir_all(camera).unwrap();
        photo
    }
}

impl Deref for Phone {
    type Target = Book;

    fn deref(&self) -> &Book {
        self.book()
    }
}

fn open(folder: &Path, host: &Host) -> Result<Book, BookError> {
    Book::open(Options { folder: folder.to_owned(), key: None }, host.clone())
}
