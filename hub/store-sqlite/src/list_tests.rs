//! A list that the store has never heard of needs a table, a description and a row type.

use super::SqliteStore;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::id::{AreaId, FeedId, RecordId};
use gridbook_domain::{Class, Fields, Version};
use gridbook_store::{
    Conditions, Count, Filter, IndexScope, ListIndex, ListRow, ListSpec, Order, PageArgs, PageKey,
    Partition, Placement, Record, RecordRows, Result, Store, TableSpec, Values, WriteMode,
};

const HERE: AreaId = AreaId::from_bytes([1; 16]);
const GRID: AreaId = AreaId::from_bytes([2; 16]);
const OTHER_GRID: AreaId = AreaId::from_bytes([3; 16]);

const SCHEMA: &str = "
    CREATE TABLE fair_row (
      community BLOB NOT NULL, fair BLOB NOT NULL, at INTEGER NOT NULL, grid BLOB NOT NULL,
      topic TEXT NOT NULL, guests INTEGER NOT NULL, PRIMARY KEY (community, fair)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX fair_row_all ON fair_row (community, at, fair, grid, topic);";

const LIST: ListSpec = ListSpec {
    table: &TableSpec { name: "fair_row", key: &["community", "fair"], write: WriteMode::Replace },
    order: "at",
    only: &[],
    split: &[],
    filters: &["topic"],
    placement: Placement::Grid,
    indexes: &[ListIndex { name: "fair_row_all", scope: IndexScope::Both, by: &[], only: &[] }],
    shown: &["community", "fair", "at", "grid", "topic", "guests"],
    joined: None,
    details: &[],
};

#[derive(Debug, Clone, PartialEq)]
struct FairRow {
    community: AreaId,
    fair: RecordId,
    at: i64,
    grid: AreaId,
    topic: String,
    guests: u64,
}

#[derive(Default)]
struct FairFilter {
    topic: Option<String>,
}

impl Filter for FairFilter {
    fn conditions(&self) -> Conditions {
        Conditions::default().equal("topic", self.topic.as_ref())
    }
}

impl ListRow for FairRow {
    type Filter = FairFilter;
    const LIST: &'static ListSpec = &LIST;

    fn key(&self) -> PageKey {
        PageKey { at: self.at, record: self.fair }
    }

    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            community: values.get("community")?,
            fair: values.get("fair")?,
            at: values.get("at")?,
            grid: values.get("grid")?,
            topic: values.get("topic")?,
            guests: values.get("guests")?,
        })
    }

    fn write(&self) -> Values {
        Values::default()
            .with("community", &self.community)
            .with("fair", &self.fair)
            .with("at", &self.at)
            .with("grid", &self.grid)
            .with("topic", &self.topic)
            .with("guests", &self.guests)
    }
}

fn fair(n: u8) -> FairRow {
    FairRow {
        community: HERE,
        fair: RecordId::from_bytes([n; 16]),
        at: i64::from(n / 2),
        grid: if n.is_multiple_of(2) { GRID } else { OTHER_GRID },
        topic: if n.is_multiple_of(3) { "防火" } else { "防汛" }.to_owned(),
        guests: u64::from(n) * 10,
    }
}

fn with_fairs(case: impl FnOnce(&dyn Store)) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("hub.db")).unwrap();
    store.file.writer().execute_batch(SCHEMA).unwrap();
    let store: &dyn Store = &store;
    store.write(|tx| (1..=9).try_for_each(|n| tx.put(&fair(n)))).unwrap();
    case(store);
}

#[test]
fn a_new_list_is_read_filtered_and_counted_without_a_new_method_of_the_store() {
    with_fairs(|store| {
        let fires = FairFilter { topic: Some("防火".to_owned()) };
        let whole = Partition { community: HERE, grid: None };
        let grid = Partition { community: HERE, grid: Some(GRID) };
        let args = |order| PageArgs { from: Some(fair(7).key()), order, limit: 2 };
        let found = |place, filter, order| {
            let page = store.read(|tx| tx.list::<FairRow>(&[place], filter, args(order))).unwrap();
            page.rows
        };
        let all = &FairFilter::default();
        assert_eq!(found(whole, all, Order::Desc), [fair(6), fair(5)]);
        assert_eq!(found(whole, all, Order::Asc), [fair(8), fair(9)]);
        assert_eq!(found(grid, all, Order::Desc), [fair(6), fair(4)]);
        assert_eq!(found(whole, &fires, Order::Desc), [fair(6), fair(3)]);
        assert_eq!(found(grid, &fires, Order::Desc), [fair(6)]);
        let count = store.read(|tx| tx.count::<FairRow>(&[whole], &fires, 9)).unwrap();
        assert_eq!(count, Count { rows: 3, more: false });
    });
}

#[test]
fn a_row_of_a_new_list_is_written_in_place_and_removed() {
    with_fairs(|store| {
        let more = FairRow { guests: 7, at: 99, ..fair(4) };
        store.write(|tx| tx.put(&more)).unwrap();
        let row = |n| store.read(|tx| tx.row::<FairRow>(HERE, fair(n).fair)).unwrap();
        assert_eq!((row(4), row(5)), (Some(more), Some(fair(5))));
        store.write(|tx| tx.remove::<FairRow>(HERE, fair(4).fair)).unwrap();
        assert_eq!((row(4), row(5)), (None, Some(fair(5))));
    });
}

const OF_RECORDS: RecordRows = RecordRows { class: Class::Photo, list: &LIST, row: fair_of };

fn fair_of(record: &Record, grid: AreaId) -> Option<Values> {
    let topic = record.fields.text("topic")?.to_owned();
    Some(FairRow { fair: record.record, at: record.at?, grid, topic, ..fair(1) }.write())
}

#[test]
fn a_row_that_repeats_a_record_follows_it_and_goes_when_it_leaves_the_grids() {
    with_fairs(|store| {
        let fields = [("topic".to_owned(), "反诈".into())];
        let record = Record {
            community: HERE,
            record: fair(2).fair,
            class: Class::Photo,
            feed: FeedId::from_bytes([9; 16]),
            seq: 1,
            version: Version { n: 1, tag: Bytes([1; 6]) },
            by: None,
            at: Some(77),
            fields: Fields::from_iter(fields),
        };
        let put = |record: &Record, grid| {
            store.write(|tx| tx.put_record_row(&OF_RECORDS, record, grid)).unwrap();
            store.read(|tx| tx.row::<FairRow>(HERE, record.record)).unwrap()
        };
        let row = put(&record, Some(OTHER_GRID)).unwrap();
        assert_eq!((row.at, row.grid, row.topic.as_str()), (77, OTHER_GRID, "反诈"));
        assert_eq!(put(&record, Some(GRID)).unwrap().grid, GRID);
        assert_eq!(put(&Record { at: None, ..record.clone() }, Some(GRID)), None);
        assert!(put(&record, Some(GRID)).is_some());
        assert_eq!(put(&record, None), None);
    });
}

#[test]
fn a_counter_beyond_what_the_database_holds_is_refused() {
    with_fairs(|store| {
        let row = FairRow { guests: u64::MAX, ..fair(1) };
        assert!(store.write(|tx| tx.put(&row)).is_err());
    });
}

#[test]
fn a_row_that_does_not_read_back_names_the_column() {
    with_fairs(|store| {
        let wrong = Values::default()
            .with("community", &HERE)
            .with("fair", &fair(1).fair)
            .with("at", &1_i64)
            .with("grid", &GRID)
            .with("topic", &String::new())
            .with("guests", &-1_i64);
        store.write(|tx| tx.put_row(LIST.table, &wrong)).unwrap();
        let failed = store.read(|tx| tx.row::<FairRow>(HERE, fair(1).fair)).unwrap_err();
        assert_eq!(failed.to_string(), "stored guests does not read back");
    });
}
