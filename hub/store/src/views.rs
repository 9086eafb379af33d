//! What the console reads: small rows beside the records, written by the transaction that writes
//! the record, so that no page reads more rows than it shows, however many are stored.
//!
//! They hold nothing that the records do not; a store whose rows are of an older shape builds them
//! anew when it is opened.

use super::Result;
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};

/// A part of the area tree whose rows are stored together: a community, or one of its grids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Partition {
    /// The community.
    pub community: AreaId,
    /// One of its grids; `None` for all of them.
    pub grid: Option<AreaId>,
}

/// Where a row stands in a list: by a moment, and by its id where moments are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageKey {
    /// The moment, in milliseconds since 1970.
    pub at: i64,
    /// The record.
    pub record: RecordId,
}

/// The order in which a list is read from a key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// To smaller keys: what is older, or due earlier.
    #[default]
    Desc,
    /// To greater keys.
    Asc,
}

/// Where a page of a list begins, in which order it is read and how many rows it has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PageArgs {
    /// The key to go on from; which is left out; `None` for the beginning in this order.
    pub from: Option<PageKey>,
    /// The order.
    pub order: Order,
    /// At most so many rows.
    pub limit: u64,
}

/// Rows of a list, in the order it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The search stopped here after looking at [`SCAN_LIMIT`] entries; going on from this key
    /// finds what lies beyond. `None` when the list was read to `limit` or to its end.
    pub resume_after: Option<PageKey>,
}

/// How many rows a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// So many were counted.
    pub rows: u64,
    /// There may be more: the count came to its limit, or looked at as many entries as it might.
    pub more: bool,
}

/// How many index entries a list looks at for rows that match, over all its partitions together (of
/// which a store may take some hundreds at a time): what bounds it when a filter hits hardly
/// anything. Without a filter it looks at no more than it gives.
pub const SCAN_LIMIT: u64 = 5_000;

/// A visit log as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitRow {
    /// The community.
    pub community: AreaId,
    /// The log.
    pub visit: RecordId,
    /// The grid it lies in.
    pub grid: AreaId,
    /// When it happened; a log that amends another tells of a visit that happened when that one
    /// did.
    pub at: i64,
    /// Who wrote it.
    pub worker: AccountId,
    /// The household.
    pub household: RecordId,
    /// The grid the household lies in; `None` for one the hub does not have.
    pub home: Option<AreaId>,
    /// Its door and head, for a person to read; empty for one the hub does not have.
    pub door: String,
    /// Why the worker came.
    pub purpose: Purpose,
    /// Who was met.
    pub met: VisitContact,
    /// Where the review stands.
    pub standing: ReviewStatus,
    /// The log that amends this one.
    pub amended_by: Option<RecordId>,
    /// The log this one amends.
    pub amends: Option<RecordId>,
    /// How many photos it names.
    pub photos: u64,
    /// The beginning of its content, at most 60 characters.
    pub summary: String,
}

/// Which visit logs are wanted; `None` wants all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VisitFilter {
    /// Who wrote it.
    pub worker: Option<AccountId>,
    /// Not before this moment.
    pub since: Option<i64>,
    /// Before this moment.
    pub until: Option<i64>,
    /// The purpose.
    pub purpose: Option<Purpose>,
    /// Who was met.
    pub met: Option<VisitContact>,
    /// Where the review stands.
    pub standing: Option<ReviewStatus>,
    /// The household.
    pub household: Option<RecordId>,
}

/// A matter as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct MatterRow {
    /// The community.
    pub community: AreaId,
    /// The matter.
    pub matter: RecordId,
    /// The grid it lies in.
    pub grid: AreaId,
    /// When it was reported.
    pub at: i64,
    /// Who reported it.
    pub reporter: AccountId,
    /// Its kind.
    pub kind: Kind,
    /// Its category.
    pub category: Category,
    /// Its state.
    pub state: State,
    /// Since when it is in that state, by the hub's clock.
    pub entered: i64,
    /// Until when the present step should be done (M4); `None` once it is closed or with its
    /// reporter.
    pub due: Option<i64>,
    /// Until when it should be closed in all (M4); `None` once it is, or with its reporter.
    pub close_by: Option<i64>,
    /// Whom it was dispatched to.
    pub department: String,
    /// Where it is.
    pub place: String,
    /// How many photos it names.
    pub photos: u64,
    /// The beginning of its content, at most 60 characters.
    pub summary: String,
}

/// Which matters are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MatterFilter {
    /// The state; `None` for all that are not closed.
    pub state: Option<State>,
    /// The category.
    pub category: Option<Category>,
    /// Who reported it.
    pub reporter: Option<AccountId>,
    /// Whom it was dispatched to.
    pub department: Option<String>,
    /// Due before this moment.
    pub due_before: Option<i64>,
}

/// The [`PageKey::at`] of open matters without a deadline: behind all others.
pub const NEVER_DUE: i64 = i64::MAX;

/// A step a matter took, as its history tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct MatterStep {
    /// The version of the matter after it.
    pub n: u64,
    /// Into which state; `None` for a change that took no step.
    pub state: Option<State>,
    /// When, by the hub's clock.
    pub at: i64,
    /// Who.
    pub by: AccountId,
    /// The reason or the department that was given.
    pub words: String,
}

/// A household as coverage lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct HouseholdRow {
    /// The community.
    pub community: AreaId,
    /// The household.
    pub household: RecordId,
    /// The grid it lies in.
    pub grid: AreaId,
    /// The dwelling it names.
    pub dwelling: Option<RecordId>,
    /// The head it names.
    pub head: Option<RecordId>,
    /// Its door and head, for a person to read.
    pub door: String,
    /// When somebody of it was met last; `None` for never.
    pub last_met: Option<i64>,
}

/// What a grid has done in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The grid.
    pub grid: AreaId,
    /// Its households.
    pub households: u64,
    /// Those of which somebody was met in the month; a log that was amended counts as amended.
    pub met: u64,
    /// Visit logs of the month; of one that was amended the amendment counts.
    pub visits: u64,
}

/// What waits in a place, and what has ever changed there. A record that moves to another grid
/// takes what it counts along.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Households.
    pub households: u64,
    /// Visit logs that wait for a review.
    pub visits_waiting: u64,
    /// Matters that wait for the centre: reported, accepted or verified.
    pub matters_waiting: u64,
    /// Matters that are not closed.
    pub matters_open: u64,
    /// Visit logs ever received: grows by one with each.
    pub visits: u64,
    /// Changes of matters ever: grows with each.
    pub matter_changes: u64,
    /// Reviews ever given: grows with each.
    pub reviews: u64,
}

impl Tally {
    /// Both together.
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

/// The rows of the console. Only what lies in feeds of the kind `grid` has rows: what only some may
/// see is not told to all.
///
/// A list over some partitions is one list, in one order, and reads no more rows than it gives. No
/// place lies in another one of them.
pub trait ReadModel {
    /// A visit log's row.
    fn visit_row(&mut self, community: AreaId, visit: RecordId) -> Result<Option<VisitRow>>;
    /// Visit logs of some partitions by when they happened.
    fn visit_rows(
        &mut self,
        partitions: &[Partition],
        filter: &VisitFilter,
        args: PageArgs,
    ) -> Result<Page<VisitRow>>;
    /// How many there are, counted to `most` and no further.
    fn count_visit_rows(
        &mut self,
        partitions: &[Partition],
        filter: &VisitFilter,
        most: u64,
    ) -> Result<Count>;
    /// A matter's row.
    fn matter_row(&mut self, community: AreaId, matter: RecordId) -> Result<Option<MatterRow>>;
    /// Matters of some partitions: open ones by when they are due (those without a deadline last),
    /// closed ones by when they were closed. [`PageKey::at`] is that moment.
    fn matter_rows(
        &mut self,
        partitions: &[Partition],
        filter: &MatterFilter,
        args: PageArgs,
    ) -> Result<Page<MatterRow>>;
    /// How many there are, counted to `most` and no further.
    fn count_matter_rows(
        &mut self,
        partitions: &[Partition],
        filter: &MatterFilter,
        most: u64,
    ) -> Result<Count>;
    /// The steps of a matter, oldest first.
    fn matter_steps(&mut self, community: AreaId, matter: RecordId) -> Result<Vec<MatterStep>>;
    /// The reviews of a visit log in the order they came to the hub; the last one counts.
    fn reviews_of(&mut self, community: AreaId, visit: RecordId) -> Result<Vec<RecordId>>;
    /// A household's row.
    fn household_row(
        &mut self,
        community: AreaId,
        household: RecordId,
    ) -> Result<Option<HouseholdRow>>;
    /// Households of some partitions by when they were met last, never met ones first.
    /// [`PageKey::at`] is that moment, 0 for never.
    fn household_rows(
        &mut self,
        partitions: &[Partition],
        args: PageArgs,
    ) -> Result<Page<HouseholdRow>>;
    /// What the grids of some partitions did in a month, `202611` for November 2026.
    fn coverage(&mut self, partitions: &[Partition], month: u32) -> Result<Vec<Coverage>>;
    /// What waits in some partitions.
    fn tally(&mut self, partitions: &[Partition]) -> Result<Tally>;
    /// Handhelds of those who work in some partitions, by their last contact, the longest silent
    /// first: of a whole community of all who are at home there, of a grid of those who have it.
    /// [`PageKey::record`] holds the install's bytes.
    fn installs_by_contact(
        &mut self,
        partitions: &[Partition],
        args: PageArgs,
    ) -> Result<Page<super::Install>>;
}
