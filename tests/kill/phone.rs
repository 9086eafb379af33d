//! A phone's process: the shipped core on its file, syncing over the shipped HTTP transport.
//!
//! It does one thing for each line it reads, so that it can never run away from the test, and
//! drains when there are no more.

use gridbook_core::host::Host;
use gridbook_core::household::HouseholdFilter;
use gridbook_core::resident::{PersonEdit, PersonForm};
use gridbook_core::sync::http::HttpTransport;
use gridbook_core::sync::{PhotoMode, SyncOptions};
use gridbook_core::visit::{Correction, VisitForm};
use gridbook_core::{Book, BookError, Options};
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{OpId, RecordId};
use gridbook_hub::host::{SystemClock, SystemRandom};
use gridbook_testkit::{Dice, Patient, picture};
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of the invitation, in the phone's folder.
pub const INVITATION: &str = "invitation";
/// The ops the phone was told are saved, one a line.
pub const TOLD: &str = "told";
/// A drain that finds no end is a failure.
const SYNCS: u32 = 100;

/// Opens the book in a phone's folder.
pub fn open(folder: &Path) -> Book {
    let host = Host::new(Arc::new(SystemClock), Arc::new(SystemRandom));
    Book::open(Options { folder: folder.join("book"), key: None }, host).unwrap()
}

struct Phone {
    book: Book,
    folder: PathBuf,
    port: PathBuf,
    dice: Dice,
    told: File,
    homes: Vec<RecordId>,
}

/// Lives until its input ends, then drains and ends.
pub fn run(folder: &Path, port: &Path, seed: u64) {
    let told = OpenOptions::new().create(true).append(true).open(folder.join(TOLD)).unwrap();
    let book = open(folder);
    let (folder, port) = (folder.to_owned(), port.to_owned());
    let mut phone = Phone { book, folder, port, dice: Dice::new(seed), told, homes: Vec::new() };
    for line in std::io::stdin().lock().lines() {
        if line.is_err() {
            break;
        }
        phone.act();
    }
    phone.drain();
}

impl Phone {
    /// One thing: a save, most often, and a sync now and then.
    fn act(&mut self) {
        if !self.begin() {
            say("no ledger yet");
            return;
        }
        let household = self.homes[self.below(self.homes.len())];
        let op = match self.dice.below(8) {
            0 => self.newcomer(household),
            1 | 2 => self.correct(household),
            3 => self.visit(household, true),
            _ => self.visit(household, false),
        };
        if let Some(op) = op {
            // One write: a kill may come between two.
            self.told.write_all(format!("{op}\n").as_bytes()).unwrap();
            self.told.sync_data().unwrap();
            say(&format!("saved {op}"));
        } else {
            say("nothing to save");
        }
        if self.dice.below(3) == 0 {
            say("syncing");
            self.sync();
            say("synced");
        }
    }

    /// Enrols and fetches the ledger, as far as the hub can be reached.
    fn begin(&mut self) -> bool {
        if self.book.identity().unwrap().is_none() {
            let line = fs::read_to_string(self.folder.join(INVITATION)).unwrap();
            match self.book.enrol(&line, "试验终端", &self.transport()) {
                Ok(_) => {}
                Err(error) => {
                    assert!(error.can_retry(), "enrolling: {error:?}");
                    return false;
                }
            }
        }
        if self.homes.is_empty() {
            self.sync();
            let page = self.book.households(HouseholdFilter::default(), None, 200).unwrap();
            self.homes = page.lines.iter().map(|line| line.household).collect();
        }
        !self.homes.is_empty()
    }

    fn below(&self, end: usize) -> usize {
        usize::try_from(self.dice.below(u64::try_from(end).unwrap())).unwrap()
    }

    fn number(&self) -> String {
        format!("1000{:07}", self.dice.below(10_000_000))
    }

    fn visit(&self, household: RecordId, photo: bool) -> Option<OpId> {
        let mut form = VisitForm::new(household, Purpose::Routine, VisitContact::Met);
        form.content = format!("走访，{}", self.number());
        let people = self.book.people_of(household).unwrap();
        if let (0, Some(person)) = (self.dice.below(3), people.first()) {
            let edits = vec![PersonEdit::Phone(Some(self.number()))];
            form.corrections.push(Correction::Person { person: person.person, edits });
        }
        if photo {
            let size = 2_000 + self.below(200_000);
            let camera = self.folder.join("camera");
            let (large, small) =
                (picture(&camera, size, &self.dice), picture(&camera, 1_500, &self.dice));
            form.photos.push(self.book.add_photo(&large, Some(&small)).unwrap());
            fs::remove_dir_all(camera).unwrap();
        }
        Some(self.book.submit_visit(form, None).unwrap().op)
    }

    fn correct(&self, household: RecordId) -> Option<OpId> {
        let people = self.book.people_of(household).unwrap();
        let person = people[self.below(people.len())].person;
        let edits = match self.dice.below(2) {
            0 => vec![PersonEdit::Phone(Some(self.number()))],
            _ => vec![PersonEdit::Name(format!("改名{}", self.number()))],
        };
        self.book.correct_person(person, edits).unwrap().op
    }

    fn newcomer(&self, household: RecordId) -> Option<OpId> {
        let form = PersonForm {
            household: Some(household),
            name: format!("新来的{}", self.number()),
            ..PersonForm::default()
        };
        self.book.add_person(form).unwrap().op
    }

    fn transport(&self) -> HttpTransport {
        let port = fs::read_to_string(&self.port).unwrap();
        HttpTransport::new(&format!("http://127.0.0.1:{port}"))
    }

    /// Syncs once; the hub may be gone at any moment.
    fn sync(&self) -> bool {
        let options = SyncOptions { photos: PhotoMode::All };
        match self.book.sync(&self.transport(), options, &Patient) {
            Ok(report) => report.retry_after_ms.is_none(),
            Err(error) => {
                assert!(
                    error.can_retry() || error == BookError::NotEnrolled,
                    "a sync ended with {error:?}"
                );
                false
            }
        }
    }

    /// Syncs until nothing is left to do.
    fn drain(&mut self) {
        for _ in 0..SYNCS {
            if self.begin() && self.sync() {
                let status = self.book.status().unwrap();
                if (status.waiting, status.photos_waiting) == (0, 0) {
                    say("drained");
                    return;
                }
            }
        }
        panic!("no end of draining: {:?}", self.book.status().unwrap());
    }
}

/// Tells the test; when nobody listens any more there is nothing left to live for.
fn say(line: &str) {
    let mut out = std::io::stdout();
    if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
        std::process::exit(1);
    }
}
