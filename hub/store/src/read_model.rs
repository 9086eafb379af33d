//! The read model of the console: small rows beside the records, written by the transaction that
//! writes the record, so that a page reads no more rows than it shows, however many are stored.
//!
//! # Content
//!
//! Only records in feeds of the kind `grid` have rows, because restricted records must not be shown
//! to every account. The rows repeat the content of the records. When a store is opened whose rows
//! have another version, they are rebuilt.
//!
//! # Use
//!
//! A store implements the two traits here once, for every [`ListSpec`], [`Lookup`] and
//! [`CounterSpec`]. Callers use the typed methods of `dyn Tx` instead: those below, and those in
//! [`rows`](crate::rows) that are named after their result.

use crate::page::{Count, Page, PageArgs, PageKey, Partition};
use crate::record::Record;
use crate::spec::{CounterSpec, ListSpec, Lookup, TableSpec};
use crate::value::{Column, Value, Values};
use crate::{Result, Tx};
use gridbook_domain::id::{AreaId, RecordId};

/// Which rows of a list are wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// Columns and their required values.
    pub equal: Vec<(&'static str, Value)>,
    /// The least value of the column the list is ordered by.
    pub since: Option<i64>,
    /// The value that this column stays below.
    pub until: Option<i64>,
}

impl Conditions {
    /// Requires a value of a column; `None` adds no condition.
    #[must_use]
    pub fn equal(mut self, column: &'static str, value: Option<&impl Column>) -> Self {
        self.equal.extend(value.map(|value| (column, value.to_value())));
        self
    }

    /// Returns the required value of a column.
    #[must_use]
    pub fn value(&self, column: &str) -> Option<&Value> {
        self.equal.iter().find(|(name, _)| *name == column).map(|(_, value)| value)
    }
}

/// A filter of a list.
pub trait Filter {
    /// Returns the filter as conditions on the list's columns.
    fn conditions(&self) -> Conditions;
}

/// Lets every row through.
impl Filter for () {
    fn conditions(&self) -> Conditions {
        Conditions::default()
    }
}

/// A row of a list.
pub trait ListRow: Sized {
    /// The filter of its list.
    type Filter: Filter;
    /// Its list.
    const LIST: &'static ListSpec;
    /// Returns its position in the list.
    fn key(&self) -> PageKey;
    /// Reads the columns that the list shows.
    ///
    /// # Errors
    /// When a column does not read back.
    fn read(values: &Values) -> Result<Self>;
    /// Returns the columns of the table.
    fn write(&self) -> Values;
}

/// A list over some partitions, none of which contains another.
#[derive(Debug)]
pub struct ListQuery<'a> {
    /// The list.
    pub list: &'static ListSpec,
    /// The partitions.
    pub partitions: &'a [Partition],
    /// The wanted rows.
    pub conditions: &'a Conditions,
}

/// The arguments of a lookup.
#[derive(Debug, Default)]
pub struct LookupArgs<'a> {
    /// The values of the lookup's columns.
    pub by: &'a [Value],
    /// The bounds of the first ordered column: from the first value until before the second.
    pub within: Option<(i64, i64)>,
    /// The most rows.
    pub limit: Option<u64>,
}

/// Reading rows.
pub trait ReadModel {
    /// Reads a page of a list. It is one list in one order, however many partitions it covers, and
    /// reads no more rows than it returns.
    fn list_rows(&mut self, query: &ListQuery<'_>, args: PageArgs) -> Result<Page<Values>>;
    /// Counts the rows of a list, to `most` and no further.
    fn count_rows(&mut self, query: &ListQuery<'_>, most: u64) -> Result<Count>;
    /// Reads one row of a list by its key.
    fn row_at(
        &mut self,
        list: &'static ListSpec,
        community: AreaId,
        record: RecordId,
    ) -> Result<Option<Values>>;
    /// Reads the rows that a lookup finds.
    fn related_rows(
        &mut self,
        lookup: &'static Lookup,
        args: &LookupArgs<'_>,
    ) -> Result<Vec<Values>>;
    /// Reads the counters of every grid in some partitions; `given` holds the values for
    /// [`Joined::given`](crate::Joined::given).
    fn counter_rows(
        &mut self,
        counters: &'static CounterSpec,
        partitions: &[Partition],
        given: &[Value],
    ) -> Result<Vec<Values>>;
}

/// The version and completeness of the stored rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProjectionState {
    /// The version of the code that made them.
    pub version: u64,
    /// The offset from UTC of their months and deadlines, in minutes.
    pub offset_minutes: i32,
    /// The number of the last record read while the rows are being rebuilt; `None` once they are
    /// complete.
    pub upto: Option<u64>,
}

/// Writes rows, only in the transaction that writes the records. These are primitives without
/// rules; the rules are in the hub's projections.
pub trait ReadModelWrites {
    /// Writes a row as its table's [`WriteMode`](crate::WriteMode) says.
    fn put_row(&mut self, table: &'static TableSpec, row: &Values) -> Result<()>;
    /// Removes the rows whose key begins with these values: one row for a whole key, all rows for
    /// none.
    fn remove_rows(&mut self, table: &'static TableSpec, key: &[Value]) -> Result<()>;
    /// Adds the values outside the key to those of the row with this key, or to zeros.
    fn bump_row(&mut self, table: &'static TableSpec, by: &Values) -> Result<()>;
    /// Reads the state of the stored rows; `None` if there never were any.
    fn projection_state(&mut self) -> Result<Option<ProjectionState>>;
    /// Writes the state of the stored rows.
    fn put_projection_state(&mut self, state: ProjectionState) -> Result<()>;
    /// Reads records of all communities after a number, in the order they came, each with its
    /// number.
    fn records_after(&mut self, after: u64, limit: u64) -> Result<Vec<(u64, Record)>>;
}

/// Returns the key of a row, or the beginning of one.
pub(crate) fn key(community: AreaId, record: RecordId) -> [Value; 2] {
    [community.to_value(), record.to_value()]
}

/// Typed access to rows of lists.
impl dyn Tx + '_ {
    /// Reads a page of a list.
    pub fn list<R: ListRow>(
        &mut self,
        partitions: &[Partition],
        filter: &R::Filter,
        args: PageArgs,
    ) -> Result<Page<R>> {
        let conditions = &filter.conditions();
        let found = self.list_rows(&ListQuery { list: R::LIST, partitions, conditions }, args)?;
        let rows = found.rows.iter().map(R::read).collect::<Result<_>>()?;
        Ok(Page { rows, resume_after: found.resume_after })
    }

    /// Counts the rows of a list, to `most` and no further.
    pub fn count<R: ListRow>(
        &mut self,
        partitions: &[Partition],
        filter: &R::Filter,
        most: u64,
    ) -> Result<Count> {
        let conditions = &filter.conditions();
        self.count_rows(&ListQuery { list: R::LIST, partitions, conditions }, most)
    }

    /// Reads a record's row.
    pub fn row<R: ListRow>(&mut self, community: AreaId, record: RecordId) -> Result<Option<R>> {
        self.row_at(R::LIST, community, record)?.as_ref().map(R::read).transpose()
    }

    /// Writes a record's row, replacing an earlier one.
    pub fn put<R: ListRow>(&mut self, row: &R) -> Result<()> {
        self.put_row(R::LIST.table, &row.write())
    }

    /// Removes a record's row and its details.
    pub fn remove<R: ListRow>(&mut self, community: AreaId, record: RecordId) -> Result<()> {
        let key = key(community, record);
        self.remove_rows(R::LIST.table, &key)?;
        R::LIST.details.iter().try_for_each(|table| self.remove_rows(table, &key))
    }
}
