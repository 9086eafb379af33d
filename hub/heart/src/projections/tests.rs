//! What histories over the wire cannot reach yet: records that move between feeds, and building
//! anew that is cut off.

use super::rebuild::rebuild_batch;
use super::summary::summary;
use super::*;
use crate::feeds::FeedWriter;
use crate::host::{SystemClock, SystemRandom};
use crate::{Hub, HubError, HubOptions, NewPart};
use gridbook_domain::Fields;
use gridbook_domain::area::Level;
use gridbook_domain::role::Role;
use gridbook_domain::setting::OFFSET_MINUTES;
use gridbook_store::{HouseholdRow, Partition, ProjectionState};
use gridbook_store_sqlite::SqliteStore;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap()
}

fn id(n: u8) -> RecordId {
    RecordId::from_bytes([n; 16])
}

fn open_over(store: SqliteStore, folder: &Path) -> Result<Hub, HubError> {
    let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandom));
    let (store, folder) = (Box::new(store), folder.to_owned());
    Hub::open(HubOptions { store, folder, clock, random })
}

fn open(folder: &Path) -> Hub {
    open_over(SqliteStore::open_folder(folder).unwrap(), folder).unwrap()
}

/// A community of two grids with a bit of everything in the first.
struct Town {
    folder: tempfile::TempDir,
    hub: Hub,
    community: AreaId,
    grid: AreaId,
    other: AreaId,
}

const HOME: [u8; 3] = [1, 2, 3];
const LOGS: [u8; 3] = [4, 5, 6];
const REVIEW: u8 = 7;
const MATTER: u8 = 8;

impl Town {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let hub = open(folder.path());
        let street = hub.add_area("街道", Level::Street, None).unwrap();
        let community = hub.add_area("社区", Level::Community, Some(street)).unwrap();
        let grid = hub.add_area("一", Level::Grid, Some(community)).unwrap();
        let other = hub.add_area("二", Level::Grid, Some(community)).unwrap();
        let place = Self { folder, hub, community, grid, other };
        let supervisor = place.hub.add_account("督导", Role::Supervisor, community).unwrap();
        let log = |met: &str| {
            json!({"household": id(2), "purpose": "care", "met": met,
                "content": "看过了"})
        };
        let mut amending = log("met");
        amending["amends"] = json!(id(5));
        place.save(Class::Dwelling, 1, json!({"building": "3号楼", "door": "501"}));
        place.save(Class::Household, 2, json!({"dwelling": id(1), "head": id(3)}));
        place.save(
            Class::Person,
            3,
            json!({"household": id(2), "name": "王芳", "relation": "head"}),
        );
        place.save(Class::Visit, 4, log("met"));
        place.save(Class::Visit, 5, log("nobody_home"));
        place.save(Class::Visit, 6, amending);
        let review = json!({"visit": id(4), "verdict": "returned", "reason": "请补充"});
        place.save_as(supervisor, Class::Review, REVIEW, review);
        let report = json!({"kind": "general", "category": "safety", "content": "路灯"});
        place.save(Class::Matter, MATTER, report);
        place
    }

    fn feed(&self, area: AreaId, kind: &FeedKind) -> FeedId {
        let feeds = self.hub.store.read(|tx| tx.feeds_of_area(self.community, area)).unwrap();
        feeds.iter().find(|feed| feed.kind == *kind).unwrap().feed
    }

    fn save(&self, class: Class, record: u8, patch: Value) {
        self.save_as(self.hub.own_account().unwrap(), class, record, patch);
    }

    fn save_as(&self, author: AccountId, class: Class, record: u8, patch: Value) {
        let feed = self.feed(self.grid, &FeedKind::Grid);
        let part = NewPart { class, record: id(record), feed, base: None, patch: fields(patch) };
        let saved = self.hub.save(self.community, author, vec![part]).unwrap();
        assert!(saved.outcome.parts[0].why.is_none(), "{:?}", saved.outcome);
    }

    /// Moves records into another feed, as splitting a grid will.
    fn relocate(&self, records: &[u8], to: FeedId) {
        let moved = self.hub.store.write(|tx| {
            let mut ledger = FeedWriter::new(self.community);
            for record in records {
                let record = tx.record(self.community, id(*record))?.unwrap();
                ledger.lock(tx, [record.feed, to])?;
                ledger.relocate(tx, &record, to)?;
            }
            ledger.flush(tx)
        });
        moved.unwrap();
    }

    /// Every row, as text; a count of nothing is as good as none.
    fn rows(&self) -> Vec<String> {
        let db = rusqlite::Connection::open(self.folder.path().join("hub.db")).unwrap();
        gridbook_testkit::hub::console_rows(&db)
    }

    fn outdate(&self) {
        let old = ProjectionState { version: 0, offset_minutes: 480, upto: None };
        self.hub.store.write(|tx| tx.put_projection_state(old)).unwrap();
    }

    /// The rows stay what they are when they are built anew.
    fn are_true(&self) {
        let rows = self.rows();
        self.outdate();
        let store = self.hub.store.as_ref();
        assert!(!is_current(store).unwrap());
        rebuild(store).unwrap();
        assert_eq!(rows, self.rows());
        assert!(is_current(store).unwrap(), "once is enough");
        rebuild(store).unwrap();
        assert_eq!(rows, self.rows(), "where they are up it changes nothing");
    }

    fn tally(&self, grid: AreaId) -> gridbook_store::Tally {
        let place = Partition { community: self.community, grid: Some(grid) };
        self.hub.store.read(|tx| tx.tally(&[place])).unwrap()
    }
}

#[test]
fn a_summary_is_one_line_of_at_most_sixty_characters() {
    let of = summary;
    assert_eq!(of("老人  身体\n尚好 "), "老人 身体 尚好");
    assert_eq!(of(&"查".repeat(100)), "查".repeat(60));
    let spaced = of(&"查看 ".repeat(100));
    assert!(spaced.chars().count() <= 60 && spaced.ends_with('看'), "{spaced}");
    assert_eq!(summary(""), "");
}

#[test]
fn what_moves_into_another_grid_takes_its_rows_and_counts_along() {
    let place = Town::new();
    let before = place.tally(place.grid);
    assert_eq!((before.visits, before.visits_waiting, before.households), (3, 1, 1));
    assert_eq!((before.reviews, before.matters_open, before.matter_changes), (1, 1, 1));
    let to = place.feed(place.other, &FeedKind::Grid);
    let everything = [&HOME[..], &LOGS, &[REVIEW, MATTER]].concat();
    for record in everything {
        place.relocate(&[record], to);
        place.are_true();
    }
    assert_eq!(place.tally(place.other), before);
    assert_eq!(place.tally(place.grid), gridbook_store::Tally::default());
    let month =
        place.rows().into_iter().filter(|row| row.starts_with("coverage")).collect::<Vec<_>>();
    assert_eq!(month.len(), 1, "all of it in the other grid: {month:?}");
    assert!(month[0].ends_with("Integer(1), Integer(2)"), "met 1, visits 2: {month:?}");
}

#[test]
fn a_head_or_a_dwelling_of_another_grid_is_not_told_to_this_one() {
    let place = Town::new();
    let (here, there) =
        (place.feed(place.grid, &FeedKind::Grid), place.feed(place.other, &FeedKind::Grid));
    let door = || {
        let home = place.hub.store.read(|tx| tx.row::<HouseholdRow>(place.community, id(2)));
        home.unwrap().unwrap().door
    };
    assert_eq!(door(), "3号楼501 · 王芳");
    for (record, left) in [(3, "3号楼501"), (1, "王芳")] {
        place.relocate(&[record], there);
        place.are_true();
        assert_eq!(door(), left);
        place.relocate(&[record], here);
        assert_eq!(door(), "3号楼501 · 王芳");
    }
    place.relocate(&[2], there);
    assert_eq!(door(), "", "neither goes along by itself");
    place.are_true();
}

#[test]
fn what_only_some_may_see_has_no_rows_and_gets_them_back() {
    let place = Town::new();
    let (rows, open) = (place.rows(), place.feed(place.grid, &FeedKind::Grid));
    let restricted = place.feed(place.grid, &FeedKind::Restricted);
    // A head whose record only some may see is not named.
    place.relocate(&[3], restricted);
    place.are_true();
    let home = place.hub.store.read(|tx| tx.row::<HouseholdRow>(place.community, id(2))).unwrap();
    assert_eq!(home.unwrap().door, "3号楼501");
    place.relocate(&[1, 2, 4, 5, 6, MATTER], restricted);
    let left = place.rows();
    assert!(
        left.iter().all(|row| row.starts_with("visit_review") || row.starts_with("tally")),
        "{left:?}"
    );
    place.are_true();
    place.relocate(&[6, 1, 2, 3, 4, 5, MATTER], open);
    assert_eq!(place.rows(), rows);
    place.are_true();
}

#[test]
fn building_anew_that_is_cut_off_goes_on_where_it_stopped() {
    let place = Town::new();
    let rows = place.rows();
    place.outdate();
    for _ in 0..2 {
        assert!(!place.hub.store.write(|tx| rebuild_batch(tx, 5)).unwrap());
    }
    let half = place.hub.store.read(|tx| tx.projection_state()).unwrap().unwrap();
    assert!(half.upto.is_some_and(|upto| upto > 0));
    assert_ne!(place.rows(), rows);
    let Town { folder, hub, community, grid, other } = place;
    drop(hub);
    let hub = open(folder.path());
    let place = Town { folder, hub, community, grid, other };
    assert_eq!(place.rows(), rows);
    assert_eq!(place.hub.store.read(|tx| tx.projection_state()).unwrap().unwrap().upto, None);
}

#[test]
fn who_comes_beside_waits_for_the_rows_or_builds_them() {
    let place = Town::new();
    let rows = place.rows();
    place.outdate();
    let beside = |folder: &Path| open_over(SqliteStore::open_beside(folder).unwrap(), folder);
    assert!(matches!(beside(place.folder.path()), Err(HubError::InUse)));
    let Town { folder, hub, community, grid, other } = place;
    drop(hub);
    let hub = beside(folder.path()).unwrap();
    let place = Town { folder, hub, community, grid, other };
    assert_eq!(place.rows(), rows);
    open(place.folder.path());
}

#[test]
fn another_offset_moves_the_months_at_once() {
    let place = Town::new();
    let offset =
        || place.hub.store.read(|tx| tx.projection_state()).unwrap().unwrap().offset_minutes;
    assert_eq!(offset(), 480);
    place.hub.set(OFFSET_MINUTES, json!(-600)).unwrap();
    assert_eq!(offset(), -600);
    place.are_true();
    place.hub.set(OFFSET_MINUTES, json!(99_999)).unwrap();
    assert_eq!(offset(), 480, "no clock on earth has that");
}
