//! Publicity events.

use crate::Result;
use crate::page::PageKey;
use crate::read_model::{Conditions, Filter, ListRow};
use crate::record::Record;
use crate::spec::{
    IndexScope, ListIndex, ListSpec, Placement, RecordRows, RowsSpec, TableSpec, WriteMode,
};
use crate::value::Values;
use gridbook_domain::Class;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::id::{AccountId, AreaId, RecordId};

/// A publicity event as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct PublicityRow {
    /// The community.
    pub community: AreaId,
    /// The event.
    pub publicity: RecordId,
    /// Its grid.
    pub grid: AreaId,
    /// When it took place.
    pub at: i64,
    /// The account that recorded it.
    pub worker: AccountId,
    /// Its subject.
    pub subject: String,
    /// Its place.
    pub place: String,
    /// The number of people who asked; `None` if it was not counted.
    pub asked: Option<i64>,
    /// The number of leaflets handed out; `None` if they were not counted.
    pub leaflets: Option<i64>,
    /// The number of its photos.
    pub photos: u64,
}

/// Selects publicity events; `None` selects all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PublicityFilter {
    /// The account that recorded it.
    pub worker: Option<AccountId>,
    /// Not before this moment.
    pub since: Option<i64>,
    /// Before this moment.
    pub until: Option<i64>,
}

const TABLE: TableSpec = TableSpec {
    name: "publicity_row",
    key: &["community", "publicity"],
    write: WriteMode::Replace,
};

const fn index(name: &'static str, scope: IndexScope, by: &'static [&'static str]) -> ListIndex {
    ListIndex { name, scope, by, only: &[] }
}

const LIST: ListSpec = ListSpec {
    table: &TABLE,
    order: "at",
    only: &[],
    split: &[],
    filters: &["worker"],
    placement: Placement::Grid,
    indexes: &[
        index("publicity_row_worker", IndexScope::Both, &["worker"]),
        index("publicity_row_grid", IndexScope::Grid, &[]),
        index("publicity_row_all", IndexScope::Community, &[]),
    ],
    shown: &[
        "community",
        "publicity",
        "grid",
        "at",
        "worker",
        "subject",
        "place",
        "asked",
        "leaflets",
        "photos",
    ],
    joined: None,
    details: &[],
};

pub(super) const SPEC: RowsSpec = RowsSpec {
    tables: &[&TABLE],
    lists: &[&LIST],
    of_records: &[RecordRows { class: Class::Publicity, list: &LIST, row }],
    ..RowsSpec::NONE
};

/// Returns the row of an event.
fn row(event: &Record, grid: AreaId) -> Option<Values> {
    let text = |name: &str| event.fields.text_or_empty(name).to_owned();
    let row = PublicityRow {
        community: event.community,
        publicity: event.record,
        grid,
        at: event.at?,
        worker: event.by?,
        subject: text("subject"),
        place: text("place"),
        asked: event.fields.integer("asked"),
        leaflets: event.fields.integer("leaflets"),
        photos: event.fields.items("photos").len() as u64,
    };
    Some(row.write())
}

impl Filter for PublicityFilter {
    fn conditions(&self) -> Conditions {
        let bounds = Conditions { since: self.since, until: self.until, ..Conditions::default() };
        bounds.equal("worker", self.worker.as_ref())
    }
}

impl ListRow for PublicityRow {
    type Filter = PublicityFilter;
    const LIST: &'static ListSpec = &LIST;

    fn key(&self) -> PageKey {
        PageKey { at: self.at, record: self.publicity }
    }

    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            community: values.get("community")?,
            publicity: values.get("publicity")?,
            grid: values.get("grid")?,
            at: values.get("at")?,
            worker: values.get("worker")?,
            subject: values.get("subject")?,
            place: values.get("place")?,
            asked: values.get("asked")?,
            leaflets: values.get("leaflets")?,
            photos: values.get("photos")?,
        })
    }

    fn write(&self) -> Values {
        Values::default()
            .with("community", &self.community)
            .with("publicity", &self.publicity)
            .with("grid", &self.grid)
            .with("at", &self.at)
            .with("worker", &self.worker)
            .with("subject", &self.subject)
            .with("place", &self.place)
            .with("asked", &self.asked)
            .with("leaflets", &self.leaflets)
            .with("photos", &self.photos)
    }
}
