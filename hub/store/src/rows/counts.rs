//! Precomputed counters: by grid, and by grid and month.

use crate::page::Partition;
use crate::spec::{CounterSpec, Joined, RowsSpec, TableSpec, WriteMode};
use crate::value::{Column as _, Values};
use crate::{Result, Tx};
use gridbook_domain::id::AreaId;

/// The coverage of a grid in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The grid.
    pub grid: AreaId,
    /// Its households.
    pub households: u64,
    /// Those of which somebody was met in the month, by visits that were not amended or by their
    /// amendments.
    pub met: u64,
    /// Visits of the month; an amended one is counted by its amendment.
    pub visits: u64,
}

/// The pending work of an area, and how often anything changed there. The counts of a record move
/// with it to another grid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Households.
    pub households: u64,
    /// Visits that wait for a review.
    pub visits_waiting: u64,
    /// Matters that wait for the centre: reported, accepted or verified.
    pub matters_waiting: u64,
    /// Matters that are not closed.
    pub matters_open: u64,
    /// Visits ever received: grows by one with each.
    pub visits: u64,
    /// Changes of matters ever: grows with each.
    pub matter_changes: u64,
    /// Reviews ever given: grows with each.
    pub reviews: u64,
}

impl Tally {
    /// Returns the sum of both.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            households: self.households + other.households,
            visits_waiting: self.visits_waiting + other.visits_waiting,
            matters_waiting: self.matters_waiting + other.matters_waiting,
            matters_open: self.matters_open + other.matters_open,
            visits: self.visits + other.visits,
            matter_changes: self.matter_changes + other.matter_changes,
            reviews: self.reviews + other.reviews,
        }
    }
}

/// Differences of a grid's counters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Households.
    pub households: i64,
    /// Visits that wait for a review.
    pub visits_waiting: i64,
    /// Matters that wait for the centre.
    pub matters_waiting: i64,
    /// Matters that are not closed.
    pub matters_open: i64,
    /// Visits.
    pub visits: i64,
    /// Changes of matters.
    pub matter_changes: i64,
    /// Reviews.
    pub reviews: i64,
}

const TALLY: TableSpec =
    TableSpec { name: "tally", key: &["community", "grid"], write: WriteMode::Replace };

const COVERAGE: TableSpec =
    TableSpec { name: "coverage", key: &["community", "month", "grid"], write: WriteMode::Replace };

const TALLIES: CounterSpec = CounterSpec {
    table: &TALLY,
    shown: &[
        "households",
        "visits_waiting",
        "matters_waiting",
        "matters_open",
        "visits",
        "matter_changes",
        "reviews",
    ],
    joined: None,
};

/// A grid without any event in the month has no row in this table.
const MONTHS: CounterSpec = CounterSpec {
    table: &TALLY,
    shown: &["grid", "households"],
    joined: Some(Joined {
        table: &COVERAGE,
        on: &["community", "grid"],
        given: &["month"],
        shown: &[("met", "met"), ("visits", "visits")],
    }),
};

pub(super) const SPEC: RowsSpec =
    RowsSpec { tables: &[&TALLY, &COVERAGE], counters: &[&TALLIES, &MONTHS], ..RowsSpec::NONE };

impl Tally {
    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            households: values.get("households")?,
            visits_waiting: values.get("visits_waiting")?,
            matters_waiting: values.get("matters_waiting")?,
            matters_open: values.get("matters_open")?,
            visits: values.get("visits")?,
            matter_changes: values.get("matter_changes")?,
            reviews: values.get("reviews")?,
        })
    }
}

impl Coverage {
    fn read(values: &Values) -> Result<Self> {
        Ok(Self {
            grid: values.get("grid")?,
            households: values.get("households")?,
            met: values.get::<Option<_>>("met")?.unwrap_or_default(),
            visits: values.get::<Option<_>>("visits")?.unwrap_or_default(),
        })
    }
}

/// Access to the counters.
impl dyn Tx + '_ {
    /// Reads the sums over the grids of some partitions.
    pub fn tally(&mut self, partitions: &[Partition]) -> Result<Tally> {
        let rows = self.counter_rows(&TALLIES, partitions, &[])?;
        rows.iter().try_fold(Tally::default(), |sum, row| Ok(sum.plus(Tally::read(row)?)))
    }

    /// Reads the coverage of the grids of some partitions in a month, `202611` for November 2026.
    pub fn coverage(&mut self, partitions: &[Partition], month: u32) -> Result<Vec<Coverage>> {
        let rows = self.counter_rows(&MONTHS, partitions, &[month.to_value()])?;
        rows.iter().map(Coverage::read).collect()
    }

    /// Adds to the counters of a grid.
    pub fn bump_tally(&mut self, community: AreaId, grid: AreaId, by: Counted) -> Result<()> {
        let row = Values::default()
            .with("community", &community)
            .with("grid", &grid)
            .with("households", &by.households)
            .with("visits_waiting", &by.visits_waiting)
            .with("matters_waiting", &by.matters_waiting)
            .with("matters_open", &by.matters_open)
            .with("visits", &by.visits)
            .with("matter_changes", &by.matter_changes)
            .with("reviews", &by.reviews);
        self.bump_row(&TALLY, &row)
    }

    /// Adds to the coverage of a grid in a month: households met, visits.
    pub fn bump_coverage(
        &mut self,
        community: AreaId,
        grid: AreaId,
        month: u32,
        (met, visits): (i64, i64),
    ) -> Result<()> {
        let row = Values::default()
            .with("community", &community)
            .with("month", &month)
            .with("grid", &grid)
            .with("met", &met)
            .with("visits", &visits);
        self.bump_row(&COVERAGE, &row)
    }
}
