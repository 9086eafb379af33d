//! Visits and their reviews.

use crate::page::{Order, PageKey};
use crate::read_model::{Conditions, Filter, ListRow, LookupArgs, key};
use crate::rows::household;
use crate::spec::{
    Condition, IndexScope, Joined, ListIndex, ListSpec, Lookup, Placement, RowsSpec, TableSpec,
    WriteMode,
};
use crate::value::Values;
use crate::{Result, Tx};
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};

/// A visit as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitRow {
    /// The community.
    pub community: AreaId,
    /// The visit.
    pub visit: RecordId,
    /// Its grid.
    pub grid: AreaId,
    /// When it happened; an amendment has the time of the visit it amends.
    pub at: i64,
    /// Its author.
    pub worker: AccountId,
    /// The household.
    pub household: RecordId,
    /// The grid of the household; `None` if the hub does not have the household.
    pub home: Option<AreaId>,
    /// The household's door and head, for a person to read; empty if the hub does not have it.
    pub door: String,
    /// Why the worker came.
    pub purpose: Purpose,
    /// The person who was met.
    pub met: VisitContact,
    /// The status of its review.
    pub standing: ReviewStatus,
    /// The visit that amends this one.
    pub amended_by: Option<RecordId>,
    /// The visit that this one amends.
    pub amends: Option<RecordId>,
    /// How many photos it names.
    pub photos: u64,
    /// The beginning of its content, at most 60 characters.
    pub summary: String,
}

/// A filter of visits; `None` matches all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VisitFilter {
    /// The author.
    pub worker: Option<AccountId>,
    /// Not before this moment.
    pub since: Option<i64>,
    /// Before this moment.
    pub until: Option<i64>,
    /// The purpose.
    pub purpose: Option<Purpose>,
    /// The person who was met.
    pub met: Option<VisitContact>,
    /// The status of the review.
    pub standing: Option<ReviewStatus>,
    /// The household.
    pub household: Option<RecordId>,
}

const TABLE: TableSpec =
    TableSpec { name: "visit_row", key: &["community", "visit"], write: WriteMode::Replace };

/// The reviews of visits, numbered as they came.
const REVIEWS: TableSpec =
    TableSpec { name: "visit_review", key: &["community", "visit", "n"], write: WriteMode::Append };

const fn index(name: &'static str, scope: IndexScope, by: &'static [&'static str]) -> ListIndex {
    ListIndex { name, scope, by, only: &[] }
}

/// Hardly any visit of a street belongs to one household or one worker, so those indexes come
/// first. Nearly all visits are approved in the end, so no index leads to those.
const LIST: ListSpec = ListSpec {
    table: &TABLE,
    order: "at",
    only: &[],
    split: &[],
    filters: &["household", "worker", "standing", "purpose", "met"],
    placement: Placement::Grid,
    indexes: &[
        index("visit_row_household", IndexScope::Both, &["household"]),
        index("visit_row_worker", IndexScope::Both, &["worker"]),
        ListIndex {
            only: &[Condition::IsNot("standing", "approved")],
            ..index("visit_row_open", IndexScope::Both, &["standing"])
        },
        index("visit_row_grid", IndexScope::Grid, &[]),
        index("visit_row_all", IndexScope::Community, &[]),
    ],
    shown: &[
        "community",
        "visit",
        "grid",
        "at",
        "worker",
        "household",
        "purpose",
        "met",
        "standing",
        "amended_by",
        "amends",
        "photos",
        "summary",
    ],
    joined: Some(Joined {
        table: &household::TABLE,
        on: &["community", "household"],
        given: &[],
        shown: &[("grid", "home"), ("door", "door")],
    }),
    details: &[],
};

const AMENDING: Lookup = Lookup {
    table: &TABLE,
    index: Some("visit_row_amends"),
    by: &["community", "amends"],
    only: &[],
    order: &["at", "visit"],
    direction: Order::Asc,
    shown: &["visit"],
};

const MEETINGS: Lookup = Lookup {
    table: &TABLE,
    index: Some("visit_row_household"),
    by: &["community", "household"],
    only: &[Condition::Is("met", "met"), Condition::IsNot("standing", "amended")],
    order: &["at", "visit"],
    direction: Order::Desc,
    shown: &["at"],
};

const REVIEWS_OF: Lookup = Lookup {
    table: &REVIEWS,
    index: None,
    by: &["community", "visit"],
    only: &[],
    order: &["n"],
    direction: Order::Asc,
    shown: &["review"],
};

pub(super) const SPEC: RowsSpec = RowsSpec {
    tables: &[&TABLE, &REVIEWS],
    lists: &[&LIST],
    lookups: &[&AMENDING, &MEETINGS, &REVIEWS_OF],
    ..RowsSpec::NONE
};

impl Filter for VisitFilter {
    fn conditions(&self) -> Conditions {
        let bounds = Conditions { since: self.since, until: self.until, ..Conditions::default() };
        bounds
            .equal("household", self.household.as_ref())
            .equal("worker", self.worker.as_ref())
            .equal("standing", self.standing.as_ref())
            .equal("purpose", self.purpose.as_ref())
            .equal("met", self.met.as_ref())
    }
}

impl ListRow for VisitRow {
    type Filter = VisitFilter;
    const LIST: &'static ListSpec = &LIST;

    fn key(&self) -> PageKey {
        PageKey { at: self.at, record: self.visit }
    }

    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            community: values.get("community")?,
            visit: values.get("visit")?,
            grid: values.get("grid")?,
            at: values.get("at")?,
            worker: values.get("worker")?,
            household: values.get("household")?,
            home: values.get("home")?,
            door: values.get::<Option<_>>("door")?.unwrap_or_default(),
            purpose: values.get("purpose")?,
            met: values.get("met")?,
            standing: values.get("standing")?,
            amended_by: values.get("amended_by")?,
            amends: values.get("amends")?,
            photos: values.get("photos")?,
            summary: values.get("summary")?,
        })
    }

    /// Leaves out home and door, which belong to the household's row.
    fn write(&self) -> Values {
        Values::default()
            .with("community", &self.community)
            .with("visit", &self.visit)
            .with("at", &self.at)
            .with("grid", &self.grid)
            .with("worker", &self.worker)
            .with("household", &self.household)
            .with("purpose", &self.purpose)
            .with("met", &self.met)
            .with("standing", &self.standing)
            .with("amended_by", &self.amended_by)
            .with("amends", &self.amends)
            .with("photos", &self.photos)
            .with("summary", &self.summary)
    }
}

/// Lookups of visits for other records.
impl dyn Tx + '_ {
    /// Reads the visits with rows that amend this one, by when they happened.
    pub fn amending(&mut self, community: AreaId, visit: RecordId) -> Result<Vec<RecordId>> {
        let args = LookupArgs { by: &key(community, visit), ..LookupArgs::default() };
        self.related_rows(&AMENDING, &args)?.iter().map(|row| row.get("visit")).collect()
    }

    /// Reads when somebody of a household was met, from the first moment until before the second,
    /// latest first, at most `limit`. Amended visits are left out.
    pub fn meetings(
        &mut self,
        community: AreaId,
        household: RecordId,
        within: (i64, i64),
        limit: u64,
    ) -> Result<Vec<i64>> {
        let (by, within, limit) = (&key(community, household), Some(within), Some(limit));
        let found = self.related_rows(&MEETINGS, &LookupArgs { by, within, limit })?;
        found.iter().map(|row| row.get("at")).collect()
    }

    /// Adds a review of a visit after the earlier ones.
    pub fn add_review(
        &mut self,
        community: AreaId,
        visit: RecordId,
        review: RecordId,
    ) -> Result<()> {
        let row = Values::default().with("community", &community).with("visit", &visit);
        self.put_row(&REVIEWS, &row.with("review", &review))
    }

    /// Reads the reviews of a visit in the order they came to the hub; the last one counts.
    pub fn reviews_of(&mut self, community: AreaId, visit: RecordId) -> Result<Vec<RecordId>> {
        let args = LookupArgs { by: &key(community, visit), ..LookupArgs::default() };
        self.related_rows(&REVIEWS_OF, &args)?.iter().map(|row| row.get("review")).collect()
    }
}
