//! Writing the console's rows: in the transaction that writes the records, and nowhere else.
//! Primitives without rules; the hub's projections hold those.

use super::{HouseholdRow, MatterRow, MatterStep, Record, Result, VisitRow};
use gridbook_domain::id::{AreaId, RecordId};

/// By how much the counts of a grid change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Households.
    pub households: i64,
    /// Visit logs that wait for a review.
    pub visits_waiting: i64,
    /// Matters that wait for the centre.
    pub matters_waiting: i64,
    /// Matters that are not closed.
    pub matters_open: i64,
    /// Visit logs.
    pub visits: i64,
    /// Changes of matters.
    pub matter_changes: i64,
    /// Reviews.
    pub reviews: i64,
}

/// Which version of the rows is stored, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProjectionState {
    /// The version of the code that made them.
    pub version: u64,
    /// In which offset from UTC their months and deadlines are reckoned, in minutes.
    pub offset_minutes: i32,
    /// While they are built anew: up to which record that has come. `None` once they are whole.
    pub upto: Option<u64>,
}

/// Keeping the rows.
pub trait ReadModelWrites {
    /// Writes a visit log's row, in place of what was there. The door is the household's.
    fn put_visit_row(&mut self, row: &VisitRow) -> Result<()>;
    /// Removes a visit log's row.
    fn remove_visit_row(&mut self, community: AreaId, visit: RecordId) -> Result<()>;
    /// The visit logs that have rows and amend this one, by when they happened.
    fn amending(&mut self, community: AreaId, visit: RecordId) -> Result<Vec<RecordId>>;
    /// When somebody of a household was met, from the first moment until before the second, the
    /// last first, at most `limit`. Logs that were amended are left out.
    fn meetings(
        &mut self,
        community: AreaId,
        household: RecordId,
        within: (i64, i64),
        limit: u64,
    ) -> Result<Vec<i64>>;
    /// Adds a review of a visit log behind those that came before.
    fn add_review(&mut self, community: AreaId, visit: RecordId, review: RecordId) -> Result<()>;
    /// Writes a matter's row, in place of what was there.
    fn put_matter_row(&mut self, row: &MatterRow) -> Result<()>;
    /// Removes a matter's row and its steps.
    fn remove_matter_row(&mut self, community: AreaId, matter: RecordId) -> Result<()>;
    /// Adds a step to a matter's history.
    ///
    /// # Errors
    /// When the database fails, or the step is there.
    fn add_matter_step(
        &mut self,
        community: AreaId,
        matter: RecordId,
        step: &MatterStep,
    ) -> Result<()>;
    /// Writes a household's row, in place of what was there.
    fn put_household_row(&mut self, row: &HouseholdRow) -> Result<()>;
    /// Removes a household's row.
    fn remove_household_row(&mut self, community: AreaId, household: RecordId) -> Result<()>;
    /// The households whose rows name a dwelling.
    fn households_of(&mut self, community: AreaId, dwelling: RecordId) -> Result<Vec<RecordId>>;
    /// The households whose rows name a person as their head.
    fn headed_by(&mut self, community: AreaId, person: RecordId) -> Result<Vec<RecordId>>;
    /// Notes that a person says to be a household's head.
    fn add_head(&mut self, community: AreaId, household: RecordId, person: RecordId) -> Result<()>;
    /// Forgets it.
    fn remove_head(
        &mut self,
        community: AreaId,
        household: RecordId,
        person: RecordId,
    ) -> Result<()>;
    /// One who says to be a household's head; the same one as long as the same people say so.
    fn head_of(&mut self, community: AreaId, household: RecordId) -> Result<Option<RecordId>>;
    /// Changes what a grid counts.
    fn count(&mut self, community: AreaId, grid: AreaId, by: Counted) -> Result<()>;
    /// Changes what a grid did in a month: households met, visit logs.
    fn cover(
        &mut self,
        community: AreaId,
        grid: AreaId,
        month: u32,
        met: i64,
        visits: i64,
    ) -> Result<()>;
    /// Which rows there are; `None` before any.
    fn projection_state(&mut self) -> Result<Option<ProjectionState>>;
    /// Writes .
    fn put_projection_state(&mut self, state: ProjectionState) -> Result<()>;
    /// Removes all rows.
    fn clear_rows(&mut self) -> Result<()>;
    /// Records of all communities in the order they came, after a number, each with its own.
    fn records_after(&mut self, after: u64, limit: u64) -> Result<Vec<(u64, Record)>>;
}
