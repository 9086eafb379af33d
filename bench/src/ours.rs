//! Gridbook doing the work: the real core, the real hub, real HTTP.

use crate::bare::device::Moved;
use crate::people::{id, mixed, resident, visit_content};
use crate::{BenchError, serve};
use gridbook_core::host::Host;
use gridbook_core::sync::http::HttpTransport;
use gridbook_core::sync::{PhotoMode, Progress, SyncOptions, SyncProgress};
use gridbook_core::visit::VisitForm;
use gridbook_core::{Book, Options};
use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId, FeedId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::visit::{Purpose, VisitContact};
use gridbook_domain::{Class, Fields, RecordId};
use gridbook_hub::host::{SystemClock, SystemRandom};
use gridbook_hub::{Hub, HubOptions, NewOp, NewPart};
use gridbook_store_sqlite::SqliteStore;
use gridbook_testkit::{FakeClock, PhoneClock};
use serde_json::json;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

/// The household every visit goes to.
fn household() -> RecordId {
    id(2, 0)
}

/// How many residents go into one op, and how many ops into one transaction, when filling.
const PER_OP: usize = 100;
const PER_TRANSACTION: usize = 20;

/// The hub with its network.
pub struct OurHub {
    hub: Arc<Hub>,
    /// Where it answers.
    pub url: String,
    community: AreaId,
    /// Where visits are made.
    visited: Grid,
    /// Where the residents live.
    lived_in: Grid,
    clerk: AccountId,
}

/// A grid and its feed.
#[derive(Clone, Copy)]
struct Grid {
    area: AreaId,
    feed: FeedId,
}

/// Which grid a phone is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// The one where visits are made.
    Visits,
    /// The one where the residents live.
    Residents,
}

impl OurHub {
    /// A new one that answers on the runtime.
    pub fn open(folder: &Path, runtime: &tokio::runtime::Runtime) -> Result<Self, BenchError> {
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
        let folder = folder.join("hub");
        let store = Box::new(SqliteStore::open_folder(&folder)?);
        let hub = Hub::open(HubOptions { store, folder, clock, random })?;
        let street = hub.add_area("街道", Level::Street, None)?;
        let community = hub.add_area("社区", Level::Community, Some(street))?;
        let grid = |name| -> Result<Grid, BenchError> {
            let area = hub.add_area(name, Level::Grid, Some(community))?;
            let known = hub.areas()?.into_iter().find(|known| known.area == area);
            let feed = known.and_then(|known| known.feed);
            Ok(Grid { area, feed: feed.ok_or(BenchError::Setup("a grid without a feed"))? })
        };
        let (visited, lived_in) = (grid("第一网格")?, grid("第二网格")?);
        let clerk = hub.own_account()?;
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let hub = Arc::new(hub);
        runtime.spawn(gridbook_server::serve(Arc::clone(&hub), listener, std::future::pending()));
        let ours = Self { hub, url, community, visited, lived_in, clerk };
        ours.save(vec![
            ours.part(Class::Dwelling, id(3, 0), json!({"area": visited.area, "door": "101"})),
            ours.part(Class::Household, household(), json!({"dwelling": id(3, 0)})),
        ])?;
        Ok(ours)
    }

    fn part(&self, class: Class, record: RecordId, patch: serde_json::Value) -> NewPart {
        let patch = crate::people::fields(patch);
        NewPart { class, record, feed: self.visited.feed, base: None, patch }
    }

    fn save(&self, parts: Vec<NewPart>) -> Result<(), BenchError> {
        self.hub.save(self.community, self.clerk, parts)?;
        Ok(())
    }

    /// Puts so many residents there.
    pub fn fill(&self, residents: u64) -> Result<(), BenchError> {
        let parts: Vec<NewPart> = (0..residents)
            .map(|n| NewPart {
                class: Class::Person,
                record: id(1, n),
                feed: self.lived_in.feed,
                base: None,
                patch: resident(n),
            })
            .collect();
        let ops: Vec<NewOp> = parts
            .chunks(PER_OP)
            .map(|parts| NewOp { parts: parts.to_vec(), ..NewOp::default() })
            .collect();
        for some in ops.chunks(PER_TRANSACTION) {
            self.hub.save_many(self.community, self.clerk, some.to_vec())?;
        }
        Ok(())
    }

    /// Gives the first so many residents another phone number.
    pub fn change(&self, count: u64, round: u64) -> Result<(), BenchError> {
        let mut parts = Vec::new();
        for n in 0..count {
            let known = self.hub.record(self.community, id(1, n))?;
            let base = known.map(|record| record.version);
            let patch = Fields::from_iter([(
                "phone".to_owned(),
                json!(format!("188{:08}", mixed(n + round * 1000) % 100_000_000)),
            )]);
            parts.push(NewPart {
                class: Class::Person,
                record: id(1, n),
                feed: self.lived_in.feed,
                base,
                patch,
            });
        }
        self.save(parts)
    }

    /// An enrolled phone with nothing pulled yet.
    pub fn phone(&self, folder: &Path, what: For) -> Result<OurPhone, BenchError> {
        OurPhone::enrolled(folder, &self.url, &self.invitation(folder, what)?)
    }

    /// Invites a new worker with the name of the folder.
    pub fn invitation(&self, folder: &Path, what: For) -> Result<String, BenchError> {
        let name = format!("员{}", folder.file_name().unwrap_or_default().to_string_lossy());
        let account = self.hub.add_account(&name, Role::Worker, self.community)?;
        let grid = if what == For::Visits { self.visited } else { self.lived_in };
        self.hub.grant(account, grid.area, FeedKind::Grid)?;
        Ok(self.hub.invite(account, &self.url, 3_600_000)?.to_line()?)
    }
}

/// A phone with its network.
pub struct OurPhone {
    book: Book,
    transport: HttpTransport,
}

impl OurPhone {
    /// Opens a new phone and enrols it.
    pub fn enrolled(folder: &Path, url: &str, invitation: &str) -> Result<Self, BenchError> {
        let clock = PhoneClock::new(Arc::new(FakeClock::ticking(serve::START, 1_000)));
        let host = Host::new(Arc::new(clock), Arc::new(SystemRandom));
        let options = Options { folder: folder.to_owned(), key: None };
        let (book, transport) = (Book::open(options, host)?, HttpTransport::new(url));
        book.enrol(invitation, "bench", &transport)?;
        Ok(Self { book, transport })
    }

    /// Saves visit number `n`.
    pub fn save(&self, n: u64) -> Result<(), BenchError> {
        let mut form = VisitForm::new(household(), Purpose::Routine, VisitContact::Met);
        form.content = visit_content(n);
        self.book.submit_visit(form, None)?;
        Ok(())
    }

    /// Syncs until nothing is left to do.
    pub fn sync(&self) -> Result<Moved, BenchError> {
        let options = SyncOptions { photos: PhotoMode::Nothing };
        let report = self.book.sync(&self.transport, options, &Nobody)?;
        Ok((report.bytes_up, report.bytes_down))
    }
}

struct Nobody;

impl Progress for Nobody {
    fn report(&self, _: SyncProgress) -> bool {
        true
    }
}
