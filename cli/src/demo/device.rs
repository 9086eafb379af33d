//! One device: the real core on its own database file, in the pocket of a made-up worker.

use super::day::{Act, Network, Visit};
use super::network::Moment;
use super::picture;
use super::simulated::{Deviation, SharedSeed, TrueTime};
use super::words;
use crate::failure::{Failure, While as _};
use crate::seed::Seed;
use chrono::NaiveDate;
use gridbook_core::host::{Clock, Host, NoRandomness, Random};
use gridbook_core::household::{HouseholdEdit, HouseholdFilter};
use gridbook_core::matter::MatterForm;
use gridbook_core::publicity::PublicityForm;
use gridbook_core::resident::{PersonEdit, PersonForm};
use gridbook_core::sync::{PhotoMode, Progress, SyncOptions, SyncReport};
use gridbook_core::visit::{Correction, VisitForm};
use gridbook_core::{Book, BookError, Options, SavedOp};
use gridbook_domain::clock::{CHINA, Reading, day_of};
use gridbook_domain::id::{AreaId, OpId, RecordId};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::outcome::NoticeKind;
use gridbook_domain::person::{DocumentKind, Residence};
use gridbook_domain::visit::{Position, PositionSource, Purpose, VisitContact};
use serde_json::json;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Arc;

/// The worker's own list of saves, in the device's folder.
const SAVED: &str = "saved.txt";
/// Subjects of publicity events.
const SUBJECTS: &[&str] = &["防范电信诈骗", "燃气安全", "电动车上楼充电的危险", "垃圾分类"];

/// The records of a worker for the centre to look at.
#[derive(Debug, Default)]
pub struct Made {
    /// Visit logs.
    pub visits: Vec<RecordId>,
    /// Matters.
    pub matters: Vec<RecordId>,
}

/// One device.
pub struct Device {
    /// The worker's name.
    pub name: String,
    /// The grid the worker looks after.
    pub grid: AreaId,
    /// The home community.
    pub community: AreaId,
    /// The open book.
    pub book: Book,
    /// The records that the centre has not looked at yet.
    pub made: Made,
    /// The photos taken in this run.
    pub photos: Vec<RecordId>,
    url: String,
    folder: PathBuf,
    host: Host,
    seed: Seed,
    households: Vec<RecordId>,
    /// The first households of every grid the worker sees: those that people who help out know too.
    known: Vec<RecordId>,
}

/// The initial state of a device.
pub struct Setup {
    /// The worker's name.
    pub name: String,
    /// The grid the worker looks after.
    pub grid: AreaId,
    /// The home community.
    pub community: AreaId,
    /// The folder of the database file.
    pub folder: PathBuf,
    /// The hub.
    pub url: String,
    /// The acts of this worker.
    pub seed: Seed,
    /// Where ids and keys come from.
    pub random: Arc<dyn Random>,
}

struct Pocket {
    time: Arc<TrueTime>,
    deviation: Deviation,
}

impl Clock for Pocket {
    fn reading(&self) -> Reading {
        self.deviation.reading(self.time.now())
    }
}

impl Random for SharedSeed {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        Self::fill(self, bytes);
        Ok(())
    }
}

impl Device {
    /// Opens the database file, or makes a new one.
    pub fn open(setup: Setup, time: &Arc<TrueTime>) -> Result<Self, Failure> {
        let mut seed = setup.seed;
        let deviation = Deviation::draw(&mut seed, time.now());
        let clock = Arc::new(Pocket { time: Arc::clone(time), deviation });
        let host = Host::new(clock, setup.random);
        let book = open(&setup.folder, &host)?;
        Ok(Self {
            name: setup.name,
            grid: setup.grid,
            community: setup.community,
            book,
            made: Made::default(),
            photos: Vec::new(),
            url: setup.url,
            folder: setup.folder,
            host,
            seed,
            households: Vec::new(),
            known: Vec::new(),
        })
    }

    /// Enrols by the line of an invitation.
    pub fn enrol(&self, invitation: &str) -> Result<(), Failure> {
        let transport = Moment::new(&self.url, &Network::Good);
        let enrolled = self.book.enrol(invitation, "演示终端", &transport);
        enrolled.map(|_| ()).during(format_args!("enrolling {}", self.name))
    }

    /// Whether it is enrolled.
    pub fn is_enrolled(&self) -> Result<bool, Failure> {
        Ok(self.book.identity().during(&self.name)?.is_some())
    }

    /// Syncs over a moment of network; one that dies is no failure.
    pub fn sync(&self, network: &Network, progress: &dyn Progress) -> Result<SyncReport, Failure> {
        let transport = Moment::new(&self.url, network);
        let options = SyncOptions { photos: PhotoMode::All };
        match self.book.sync(&transport, options, progress) {
            Ok(report) => Ok(report),
            Err(error) if error.can_retry() => Ok(SyncReport::default()),
            Err(error) => Err(error).during(format_args!("syncing {}", self.name)),
        }
    }

    /// Does what the day brings.
    pub fn act(&mut self, act: &Act, progress: &dyn Progress) -> Result<(), Failure> {
        if let Act::Network(network) = act {
            return self.sync(network, progress).map(|_| ());
        }
        if self.households.is_empty() {
            self.households = self.households_of(self.grid)?;
            self.known = self.well_known()?;
        }
        let Some(household) = self.next_household() else { return Ok(()) };
        let done = match act {
            Act::Network(_) => Ok(()),
            Act::Visit(visit) => self.visit(household, visit),
            Act::Correct => self.correct(household),
            Act::Newcomer => self.newcomer(household),
            Act::Report { photo, emergency } => self.report(household, *photo, *emergency),
            Act::CutOff => self.cut_off(household),
            Act::Resume => self.resume(),
            Act::Verify => self.verify(),
            Act::Amend => self.amend(),
        };
        done.during(format_args!("{} {act:?}", self.name))
    }

    /// The households at the beginning of each grid.
    fn well_known(&self) -> Result<Vec<RecordId>, Failure> {
        let buildings = self.book.buildings().during(&self.name)?;
        let mut grids: Vec<AreaId> = buildings.iter().filter_map(|one| one.area).collect();
        grids.sort();
        grids.dedup();
        let first = |grid| Ok(self.households_of(grid)?.into_iter().take(2));
        Ok(grids
            .into_iter()
            .map(first)
            .collect::<Result<Vec<_>, Failure>>()?
            .into_iter()
            .flatten()
            .collect())
    }

    fn households_of(&self, grid: AreaId) -> Result<Vec<RecordId>, Failure> {
        let (mut households, mut after) = (Vec::new(), None);
        loop {
            let filter = HouseholdFilter { area: Some(grid), building: None };
            let page = self.book.households(filter, after, 200).during(&self.name)?;
            households.extend(page.lines.iter().map(|line| line.household));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(households),
            }
        }
    }

    fn next_household(&mut self) -> Option<RecordId> {
        self.seed.pick(&self.households).copied()
    }

    fn visit(&mut self, household: RecordId, what: &Visit) -> Result<(), BookError> {
        let purpose = self.seed.pick(Purpose::KNOWN).cloned().unwrap_or(Purpose::Routine);
        let met = if what.met { VisitContact::Met } else { VisitContact::NobodyHome };
        let mut form = VisitForm::new(household, purpose, met);
        let phrases = if what.met { words::CONTENT } else { words::ABSENT };
        form.content = self.phrase(phrases);
        form.position = Some(self.position());
        let people = self.book.people_of(household)?;
        if what.met {
            form.people = people.iter().take(1).map(|person| person.person).collect();
        }
        if let (true, true, Some(person)) = (what.met, what.correct, people.first()) {
            let edits = vec![PersonEdit::Phone(Some(self.phone()))];
            form.corrections.push(Correction::Person { person: person.person, edits });
        }
        if what.met && what.newcomer {
            form.newcomers.push(self.person(household));
        }
        if what.met && form.purpose == Purpose::Check {
            let edits = vec![HouseholdEdit::LastConfirmed(self.today())];
            form.corrections.push(Correction::Household { household, edits });
        }
        if what.matter {
            form.matters.push(self.matter(Some(household), false));
        }
        if what.photo {
            form.photos.push(self.photo()?);
        }
        let explains = what.met && form.purpose == Purpose::Policy;
        let saved = self.book.submit_visit(form, None)?;
        self.made.visits.push(saved.visit);
        self.made.matters.extend(saved.matters);
        self.note(Some(saved.op))?;
        if explains { self.publicity(household) } else { Ok(()) }
    }

    /// Puts up a table in front of the building and explains the same to everybody.
    fn publicity(&mut self, household: RecordId) -> Result<(), BookError> {
        let building = self.book.household(household)?.line.building;
        let count = |seed: &mut Seed, most| i64::try_from(seed.below(most)).ok();
        let photos = if self.seed.chance(60) { vec![self.photo()?] } else { Vec::new() };
        let form = PublicityForm {
            area: Some(self.grid),
            subject: self.phrase(SUBJECTS),
            place: format!("{building}门前"),
            asked: count(&mut self.seed, 120),
            leaflets: count(&mut self.seed, 400),
            position: Some(self.position()),
            photos,
            ..PublicityForm::default()
        };
        let saved = self.book.submit_publicity(form)?;
        self.note(Some(saved.op))
    }

    /// Corrects people outside a visit that others know too: where two workers help each
    /// other out, both write what they heard last.
    fn correct(&mut self, household: RecordId) -> Result<(), BookError> {
        let known = self.seed.pick(&self.known).copied();
        let people = self.book.people_of(known.unwrap_or(household))?;
        let Some(person) = people.first() else { return Ok(()) };
        let edits = match self.seed.below(5) {
            0..3 => vec![PersonEdit::Phone(Some(self.phone()))],
            3 => vec![PersonEdit::Workplace(Some(self.phrase(words::WORKPLACES)))],
            _ => vec![PersonEdit::Note(Some(self.phrase(words::CONTENT)))],
        };
        let saved = self.book.correct_person(person.person, edits)?;
        self.note(saved.op)
    }

    fn newcomer(&mut self, household: RecordId) -> Result<(), BookError> {
        let form = self.person(household);
        let saved = self.book.add_person(form)?;
        self.note(saved.op)
    }

    fn report(
        &mut self,
        household: RecordId,
        photo: bool,
        emergency: bool,
    ) -> Result<(), BookError> {
        let mut form = self.matter(Some(household), emergency);
        if photo {
            form.photos.push(self.photo()?);
        }
        let saved = self.book.report_matter(form, None)?;
        self.made.matters.push(saved.matter);
        self.note(Some(saved.op))
    }

    /// Begins a log with a photo; then the system kills the app, and the worker opens it again.
    fn cut_off(&mut self, household: RecordId) -> Result<(), BookError> {
        let form = json!({"purpose": "routine", "content": ""}).to_string();
        let draft = self.book.begin_draft("visit".to_owned(), Some(household), form)?;
        let form = json!({"purpose": "care", "content": self.phrase(words::CONTENT)}).to_string();
        self.book.save_draft(draft.draft, form)?;
        let (photo, thumbnail) = self.picture()?;
        let photo = self.book.add_draft_photo(draft.draft, photo, Some(thumbnail))?;
        self.photos.push(photo);
        self.book = Book::open(self.options(), self.host.clone())?;
        Ok(())
    }

    /// Finishes every draft that was cut off.
    fn resume(&mut self) -> Result<(), BookError> {
        for draft in self.book.drafts()? {
            let Some(household) = draft.about else { continue };
            let form: serde_json::Value = serde_json::from_str(&draft.form).unwrap_or_default();
            let word = |name: &str| form.get(name).and_then(|value| value.as_str()).unwrap_or("");
            let mut visit =
                VisitForm::new(household, Purpose::from_code(word("purpose")), VisitContact::Met);
            visit.content = word("content").to_owned();
            visit.photos.clone_from(&draft.photos);
            let saved = self.book.submit_visit(visit, Some(draft.draft))?;
            self.made.visits.push(saved.visit);
            self.note(Some(saved.op))?;
        }
        Ok(())
    }

    /// Looks at what departments have handled; one in four is not done.
    fn verify(&mut self) -> Result<(), BookError> {
        for matter in self.book.matters(Some(State::Handled), None, 20)?.lines {
            let saved = if self.seed.chance(75) {
                self.book.verify_matter(matter.matter)?
            } else {
                self.book.send_back_matter(matter.matter, "现场查看尚未修好。".to_owned())?
            };
            self.note(Some(saved))?;
        }
        Ok(())
    }

    /// Answers each returned log with an amended one.
    fn amend(&mut self) -> Result<(), BookError> {
        for notice in self.book.notices(20)? {
            let returned = notice.kind == NoticeKind::VisitReturned && !notice.read;
            let (true, Some(about)) = (returned, notice.about) else { continue };
            let line = self.book.visit(about)?.line;
            if let Some(household) = line.household {
                let mut form = VisitForm::new(household, line.purpose, line.met);
                form.content = format!("{}（补充：已当面核实。）", line.content);
                let saved = self.book.amend_visit(about, form, None)?;
                self.note(Some(saved.op))?;
            }
            self.book.mark_notice_read(notice.notice)?;
        }
        Ok(())
    }

    /// The day by this handheld's clock.
    fn today(&self) -> Option<NaiveDate> {
        day_of(self.host.clock.reading().wall, CHINA)
    }

    fn phrase(&mut self, from: &[&str]) -> String {
        self.seed.pick(from).copied().unwrap_or_default().to_owned()
    }

    /// A number from a range that no operator assigns.
    fn phone(&mut self) -> String {
        format!("1000{:07}", self.seed.below(10_000_000))
    }

    fn person(&mut self, household: RecordId) -> PersonForm {
        let name = self.phrase(words::SURNAMES) + &self.phrase(words::GIVEN);
        PersonForm {
            household: Some(household),
            name,
            document_kind: Some(DocumentKind::Refused),
            phone: self.phone(),
            residence: Some(Residence::Floating),
            ..PersonForm::default()
        }
    }

    fn matter(&mut self, household: Option<RecordId>, emergency: bool) -> MatterForm {
        let (category, content, place) =
            self.seed.pick(words::MATTERS).copied().unwrap_or_default();
        MatterForm {
            kind: if emergency { Kind::Emergency } else { Kind::Coordination },
            category: Category::from_code(category),
            content: content.to_owned(),
            area: Some(self.grid),
            place: place.to_owned(),
            position: Some(self.position()),
            household,
            photos: Vec::new(),
            settled: false,
        }
    }

    fn position(&mut self) -> Position {
        let near = |seed: &mut Seed| i64::try_from(seed.below(100_000)).unwrap_or(0);
        Position {
            lat: 300_000_000 + near(&mut self.seed),
            lon: 1_200_000_000 + near(&mut self.seed),
            accuracy: 5 + near(&mut self.seed) % 40,
            source: PositionSource::Gnss,
            mock: false,
        }
    }

    fn photo(&mut self) -> Result<RecordId, BookError> {
        let (photo, thumbnail) = self.picture()?;
        let photo = self.book.add_photo(&photo, Some(&thumbnail))?;
        self.photos.push(photo);
        Ok(photo)
    }

    /// Takes a picture and its small version into the camera's folder; the next one overwrites
    /// them.
    fn picture(&mut self) -> Result<(PathBuf, PathBuf), BookError> {
        let camera = self.folder.join("camera");
        let (photo, thumbnail) = (camera.join("photo.png"), camera.join("small.png"));
        let side = 160 + u32::try_from(self.seed.below(120)).unwrap_or(0);
        let taken = std::fs::create_dir_all(&camera)
            .and_then(|()| picture::take(&photo, side, &mut self.seed))
            .and_then(|()| picture::take(&thumbnail, 32, &mut self.seed));
        taken.map(|()| (photo, thumbnail)).map_err(|_| BookError::StorageFull)
    }

    fn options(&self) -> Options {
        Options { folder: self.folder.clone(), key: None }
    }
}

fn open(folder: &std::path::Path, host: &Host) -> Result<Book, Failure> {
    let options = Options { folder: folder.to_owned(), key: None };
    Book::open(options, host.clone()).during(folder.display())
}

impl Device {
    /// The worker's own list of what the app said was saved, beside the database: so that an op the
    /// database lost would be missed.
    fn note(&self, saved: Option<OpId>) -> Result<(), BookError> {
        let Some(op) = saved else { return Ok(()) };
        let list = File::options().create(true).append(true).open(self.folder.join(SAVED));
        let noted = list.and_then(|mut list| writeln!(list, "{op}"));
        noted.map_err(|_| BookError::StorageFull)
    }

    /// Every op the app ever said was saved, and those the database holds.
    pub fn recorded(&self, held: &[SavedOp]) -> BTreeSet<OpId> {
        let list = std::fs::read_to_string(self.folder.join(SAVED)).unwrap_or_default();
        let noted = list.lines().filter_map(|line| OpId::parse(line).ok());
        noted.chain(held.iter().map(|op| op.op)).collect()
    }

    /// How many of the photos taken in this run are on the hub's disk.
    pub fn photos_delivered(&self) -> Result<u64, BookError> {
        use gridbook_core::photo::PhotoState;
        let mut delivered = 0;
        for photo in &self.photos {
            let state = self.book.photo_state(*photo)?;
            delivered += u64::from(matches!(state, Some(PhotoState::Durable | PhotoState::Safe)));
        }
        Ok(delivered)
    }
}
