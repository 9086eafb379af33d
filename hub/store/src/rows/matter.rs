//! Matters and their steps.

use crate::page::{Order, PageKey};
use crate::read_model::{Conditions, Filter, ListRow, LookupArgs, key};
use crate::spec::{
    IndexScope, ListIndex, ListSpec, Lookup, Placement, RowsSpec, TableSpec, WriteMode,
};
use crate::value::Values;
use crate::{Result, Tx};
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::matter::{Category, Kind, State};

/// A matter as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct MatterRow {
    /// The community.
    pub community: AreaId,
    /// The matter.
    pub matter: RecordId,
    /// Its grid.
    pub grid: AreaId,
    /// When it was reported.
    pub at: i64,
    /// Its reporter.
    pub reporter: AccountId,
    /// Its kind.
    pub kind: Kind,
    /// Its category.
    pub category: Category,
    /// Its state.
    pub state: State,
    /// Since when it is in that state, by the hub's clock.
    pub entered: i64,
    /// The deadline of the present step (M4); `None` once it is closed or with its reporter.
    pub due: Option<i64>,
    /// The deadline for closing it (M4); `None` once it is closed or with its reporter.
    pub close_by: Option<i64>,
    /// The department it was dispatched to.
    pub department: String,
    /// Its place.
    pub place: String,
    /// How many photos it names.
    pub photos: u64,
    /// The beginning of its content, at most 60 characters.
    pub summary: String,
}

/// A filter of matters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MatterFilter {
    /// The state; `None` for all that are not closed.
    pub state: Option<State>,
    /// The category.
    pub category: Option<Category>,
    /// Its reporter.
    pub reporter: Option<AccountId>,
    /// The department it was dispatched to.
    pub department: Option<String>,
    /// Due before this moment.
    pub due_before: Option<i64>,
}

/// The [`PageKey::at`] of open matters without a deadline: after all others.
pub const NEVER_DUE: i64 = i64::MAX;

/// A step of a matter, as its history shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct MatterStep {
    /// The version of the matter after it.
    pub n: u64,
    /// The new state; `None` for a change without a step.
    pub state: Option<State>,
    /// When, by the hub's clock.
    pub at: i64,
    /// The account that took it.
    pub by: AccountId,
    /// The reason or the department that was given.
    pub words: String,
}

const TABLE: TableSpec =
    TableSpec { name: "matter_row", key: &["community", "matter"], write: WriteMode::Replace };

const STEPS: TableSpec =
    TableSpec { name: "matter_step", key: &["community", "matter", "n"], write: WriteMode::Add };

/// Open matters by deadline, those without one last; closed ones by when they were closed.
const LIST: ListSpec = ListSpec {
    table: &TABLE,
    order: "sort",
    only: &[],
    split: &["closed"],
    filters: &["state", "category", "reporter", "department"],
    placement: Placement::Grid,
    indexes: &[
        ListIndex { name: "matter_row_grid", scope: IndexScope::Grid, by: &["closed"], only: &[] },
        ListIndex {
            name: "matter_row_all",
            scope: IndexScope::Community,
            by: &["closed"],
            only: &[],
        },
    ],
    shown: &[
        "community",
        "matter",
        "grid",
        "at",
        "reporter",
        "kind",
        "category",
        "state",
        "entered",
        "due",
        "close_by",
        "department",
        "place",
        "photos",
        "summary",
    ],
    joined: None,
    details: &[&STEPS],
};

const STEPS_OF: Lookup = Lookup {
    table: &STEPS,
    index: None,
    by: &["community", "matter"],
    only: &[],
    order: &["n"],
    direction: Order::Asc,
    shown: &["n", "state", "at", "by_account", "words"],
};

pub(super) const SPEC: RowsSpec = RowsSpec {
    tables: &[&TABLE, &STEPS],
    lists: &[&LIST],
    lookups: &[&STEPS_OF],
    ..RowsSpec::NONE
};

impl Filter for MatterFilter {
    fn conditions(&self) -> Conditions {
        let closed = self.state == Some(State::Closed);
        // What is closed has no deadline any more.
        let until = self.due_before.map(|before| if closed { i64::MIN } else { before });
        Conditions { until, ..Conditions::default() }
            .equal("closed", Some(&closed))
            .equal("state", self.state.as_ref().filter(|_| !closed))
            .equal("category", self.category.as_ref())
            .equal("reporter", self.reporter.as_ref())
            .equal("department", self.department.as_ref())
    }
}

impl ListRow for MatterRow {
    type Filter = MatterFilter;
    const LIST: &'static ListSpec = &LIST;

    fn key(&self) -> PageKey {
        let at = match self.state {
            State::Closed => self.entered,
            _ => self.due.unwrap_or(NEVER_DUE),
        };
        PageKey { at, record: self.matter }
    }

    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            community: values.get("community")?,
            matter: values.get("matter")?,
            grid: values.get("grid")?,
            at: values.get("at")?,
            reporter: values.get("reporter")?,
            kind: values.get("kind")?,
            category: values.get("category")?,
            state: values.get("state")?,
            entered: values.get("entered")?,
            due: values.get("due")?,
            close_by: values.get("close_by")?,
            department: values.get("department")?,
            place: values.get("place")?,
            photos: values.get("photos")?,
            summary: values.get("summary")?,
        })
    }

    fn write(&self) -> Values {
        Values::default()
            .with("community", &self.community)
            .with("matter", &self.matter)
            .with("closed", &(self.state == State::Closed))
            .with("sort", &self.key().at)
            .with("grid", &self.grid)
            .with("at", &self.at)
            .with("reporter", &self.reporter)
            .with("kind", &self.kind)
            .with("category", &self.category)
            .with("state", &self.state)
            .with("entered", &self.entered)
            .with("due", &self.due)
            .with("close_by", &self.close_by)
            .with("department", &self.department)
            .with("place", &self.place)
            .with("photos", &self.photos)
            .with("summary", &self.summary)
    }
}

impl MatterStep {
    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            n: values.get("n")?,
            state: values.get("state")?,
            at: values.get("at")?,
            by: values.get("by_account")?,
            words: values.get("words")?,
        })
    }
}

/// Access to the steps of matters.
impl dyn Tx + '_ {
    /// Adds a step to a matter's history.
    ///
    /// # Errors
    /// When the database fails, or the matter has a step of that number.
    pub fn add_matter_step(
        &mut self,
        community: AreaId,
        matter: RecordId,
        step: &MatterStep,
    ) -> Result<()> {
        let row = Values::default()
            .with("community", &community)
            .with("matter", &matter)
            .with("n", &step.n)
            .with("state", &step.state)
            .with("at", &step.at)
            .with("by_account", &step.by)
            .with("words", &step.words);
        self.put_row(&STEPS, &row)
    }

    /// Reads the steps of a matter, oldest first.
    pub fn matter_steps(&mut self, community: AreaId, matter: RecordId) -> Result<Vec<MatterStep>> {
        let args = LookupArgs { by: &key(community, matter), ..LookupArgs::default() };
        self.related_rows(&STEPS_OF, &args)?.iter().map(MatterStep::read).collect()
    }
}
