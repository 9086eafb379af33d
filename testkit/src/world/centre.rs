//! The hub of a world: it can be restarted, and it can crash.

use super::disk::image;
use crate::hub::open_with;
use crate::{Dice, FakeClock};
use gridbook_hub::{Hub, Request, Response, RestoreOptions, Restored, restore};
use gridbook_store::Store;
use gridbook_store_sqlite::{ClaimedFolder, SqliteStore};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, RwLock};

/// The folder that a backup is restored into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreTarget {
    /// The hub's own, with its photos and its list of withdrawals.
    OwnFolder,
    /// An empty one.
    EmptyFolder,
}

/// A hub and its folder.
pub struct Centre {
    hub: RwLock<Option<Arc<Hub>>>,
    folder: Mutex<PathBuf>,
    moves: Mutex<u32>,
    time: Arc<FakeClock>,
    dice: Arc<Dice>,
}

impl Centre {
    /// Opens a hub in a folder.
    pub fn new(folder: PathBuf, time: Arc<FakeClock>, dice: Arc<Dice>) -> Self {
        let hub = RwLock::new(None);
        let centre = Self { hub, folder: Mutex::new(folder), moves: Mutex::new(0), time, dice };
        centre.open();
        centre
    }

    fn open(&self) {
        let hub = open_with(&self.folder(), self.time.clone(), self.dice.clone());
        *self.hub.write().unwrap() = Some(Arc::new(hub));
    }

    /// Returns the open hub; drop it before a restart.
    pub fn hub(&self) -> Arc<Hub> {
        self.hub.read().unwrap().clone().expect("an open hub")
    }

    /// Answers a request.
    pub fn handle(&self, request: Request) -> Response {
        self.hub().handle(request)
    }

    /// Returns its present folder.
    pub fn folder(&self) -> PathBuf {
        self.folder.lock().unwrap().clone()
    }

    /// Closes the hub and opens it again on the same folder.
    pub fn restart(&self) {
        drop(self.close());
        self.open();
    }

    /// Kills the hub and starts it on what the kill left on the disk.
    pub fn crash(&self) {
        let before = self.folder();
        let after = before.with_file_name(format!("hub-after-crash-{}", self.next()));
        image(&before, &after);
        drop(self.close());
        *self.folder.lock().unwrap() = after;
        self.open();
    }

    /// Copies the folder as it is now, like an operator's own backup, and returns the copy.
    pub fn copy(&self, name: &str) -> PathBuf {
        let copy = self.folder().with_file_name(name);
        image(&self.folder(), &copy);
        copy
    }

    /// Starts the hub on a copy of its folder, as after a disaster. The copy itself stays.
    pub fn set_back(&self, copy: &Path) {
        let after = copy.with_extension(format!("{}", self.next()));
        image(copy, &after);
        drop(self.close());
        *self.folder.lock().unwrap() = after;
        self.open();
        self.hub().check_photos().unwrap();
    }

    /// Restores a backup into the hub's own folder, or into an empty one, as on another machine.
    pub fn restore(&self, backup: &Path, target: RestoreTarget) -> Restored {
        let number = self.next();
        drop(self.close());
        if target == RestoreTarget::EmptyFolder {
            let empty = self.folder().with_file_name(format!("hub-restored-{number}"));
            *self.folder.lock().unwrap() = empty;
        }
        let folder = self.folder();
        let claimed = ClaimedFolder::claim(&folder).unwrap();
        let aside = folder.join(format!("before-restore-{number}"));
        let restored = restore(&RestoreOptions {
            from: backup,
            folder: &folder,
            open: &|file| Ok(Box::new(SqliteStore::open(file)?) as Box<dyn Store>),
            replace: &|file| claimed.replace(file, &aside),
            clock: self.time.as_ref(),
            random: self.dice.as_ref(),
        });
        drop(claimed);
        self.open();
        self.hub().check_photos().unwrap();
        restored.unwrap()
    }

    /// Counts the folders that the hub has moved to.
    fn next(&self) -> u32 {
        let mut moves = self.moves.lock().unwrap();
        *moves += 1;
        *moves
    }

    fn close(&self) -> Hub {
        let hub = self.hub.write().unwrap().take().expect("an open hub");
        Arc::into_inner(hub).expect("nobody else holds the hub")
    }

    /// Opens its database from outside.
    pub fn db(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder().join("hub.db")).unwrap()
    }
}
