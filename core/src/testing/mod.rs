//! Test helpers of the core: a seeded host, a book in a folder of its own, and a small hub in
//! memory. The stories with the real hub are in `tests/`.

mod answer;
pub mod fixture;
mod hub;

use crate::api::Book;
use crate::db::LocalRow;
use crate::error::Error;
use crate::host::Host;
use crate::options::Options;
use crate::replica::outbox::{self, NewPart};
use crate::replica::rows;
use crate::sync::{Progress, SyncOptions, SyncProgress, SyncReport};
pub(crate) use answer::Answer;
use gridbook_domain::{Class, FeedId, Fields, OpId, RecordId};
use gridbook_testkit::{Dice, FakeClock, PhoneClock};
pub(crate) use hub::{Hub, State};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// The time at which a test begins.
const START: i64 = 1_795_000_000_000;

/// Returns a host whose clock advances by a second with each reading.
pub(crate) fn host(seed: u64) -> Host {
    let clock = PhoneClock::new(Arc::new(FakeClock::ticking(START, 1_000)));
    Host::new(Arc::new(clock), Arc::new(Dice::new(seed)))
}

/// A book, its folder, and the hub at which it is enrolled.
pub(crate) struct World {
    pub book: Book,
    pub hub: Hub,
    pub folder: TempDir,
}

/// Opens a book; no two books of a test draw the same ids, even after a restart of the app.
pub(crate) fn open(folder: &Path) -> Book {
    static OPENED: AtomicU64 = AtomicU64::new(1);
    let options = Options { folder: folder.to_owned(), key: None };
    Book::open(options, host(OPENED.fetch_add(1, Ordering::Relaxed) << 40)).unwrap()
}

impl World {
    /// Returns a book that is enrolled and has not synced yet.
    pub fn enrolled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (book, hub) = (open(folder.path()), Hub::new());
        book.enrol(&hub.invitation(), "Example P1", &hub).unwrap();
        Self { book, hub, folder }
    }

    /// Closes the book and opens it again, as after the app was killed.
    pub fn reopened(self) -> Self {
        let Self { book, hub, folder } = self;
        drop(book);
        Self { book: open(folder.path()), hub, folder }
    }

    pub fn sync(&self) -> Result<SyncReport, crate::BookError> {
        self.book.sync(&self.hub, SyncOptions::default(), &Quiet)
    }

    /// Returns the readable fields of a record.
    pub fn read(&self, class: &Class, record: RecordId) -> Option<LocalRow> {
        self.book.read(|conn| rows::get(conn, class, record)).unwrap()
    }

    pub fn save(&self, parts: Vec<NewPart>) -> Result<OpId, Error> {
        self.book.write(|w| outbox::save(w, parts))
    }

    /// Saves a new note of a class that no build has a table for, in the grid's feed.
    pub fn note(&self, n: u8, text: &str) -> OpId {
        self.save(vec![note_part(n, self.hub.grid, text)]).unwrap()
    }

    /// Changes a note's text.
    pub fn edit(&self, n: u8, text: &str) -> OpId {
        self.save(vec![NewPart { feed: None, ..note_part(n, self.hub.grid, text) }]).unwrap()
    }

    /// Returns the readable text of a note.
    pub fn text(&self, n: u8) -> Option<String> {
        let row = self.read(&note(), id(n))?;
        row.fields.get("text").and_then(|text| text.as_str()).map(str::to_owned)
    }
}

pub(crate) fn note() -> Class {
    Class::Other("note".to_owned())
}

pub(crate) fn id(n: u8) -> RecordId {
    RecordId::from_bytes([n; 16])
}

pub(crate) fn fields(value: serde_json::Value) -> Fields {
    value.as_object().cloned().unwrap()
}

pub(crate) fn note_part(n: u8, feed: FeedId, text: &str) -> NewPart {
    let patch = fields(serde_json::json!({ "text": text }));
    NewPart { class: note(), record: id(n), feed: Some(feed), patch }
}

/// Cancels a sync after a number of reports.
pub(crate) struct Stop(AtomicU64);

impl Stop {
    pub fn after(reports: u32) -> Self {
        Self(AtomicU64::new(reports.into()))
    }
}

impl Progress for Stop {
    fn report(&self, progress: SyncProgress) -> bool {
        assert!(progress.received <= progress.total);
        self.0.fetch_sub(1, Ordering::Relaxed) > 1
    }
}

/// Shows no progress and never cancels.
pub(crate) struct Quiet;

impl Progress for Quiet {
    fn report(&self, _progress: SyncProgress) -> bool {
        true
    }
}
