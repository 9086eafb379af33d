//! Tables, lists, lookups and sums of the console as data.
//!
//! A store builds its statements from these descriptions. It knows none of them by name, so a new
//! list is a description, a row type and a migration, without another method of the store.
//!
//! Two columns have the same name everywhere: `community`, which begins every key, and `grid`.

use crate::page::Order;
use crate::record::Record;
use crate::value::Values;
use gridbook_domain::Class;
use gridbook_domain::id::AreaId;

/// A table of rows.
#[derive(Debug)]
pub struct TableSpec {
    /// Its name.
    pub name: &'static str,
    /// The columns of its primary key, `community` first.
    pub key: &'static [&'static str],
    /// How a row is written.
    pub write: WriteMode,
}

/// How a row is written into its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteMode {
    /// In place of the row with the same key, if there is one.
    Replace,
    /// As a new row; a taken key is an error.
    Add,
    /// As a new row whose last key column is the next number, from 1, among the rows that share the
    /// rest of the key. Its values leave that column out.
    Append,
}

/// A condition on a column that is the same for every caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The column has this value.
    Is(&'static str, &'static str),
    /// The column has another value.
    IsNot(&'static str, &'static str),
    /// The column is not null.
    Present(&'static str),
}

/// A list that is read page by page.
///
/// An index returns its entries in order; a row is read only for entries that are shown. So an
/// index must contain every filter that is not among its leading columns.
#[derive(Debug)]
pub struct ListSpec {
    /// The table. Its key is the community and the record.
    pub table: &'static TableSpec,
    /// The column it is ordered by; rows that are equal in it are ordered by the record.
    pub order: &'static str,
    /// The rows it has; empty for all of the table.
    pub only: &'static [Condition],
    /// Columns that every query gives a value for: each value is a list of its own.
    pub split: &'static [&'static str],
    /// Columns that a query may give a value for.
    pub filters: &'static [&'static str],
    /// How a row belongs to a grid.
    pub placement: Placement,
    /// The indexes, in order of preference. See [`ListIndex::scope`].
    pub indexes: &'static [ListIndex],
    /// The columns of the table that a row shows.
    pub shown: &'static [&'static str],
    /// The columns of another table that it shows.
    pub joined: Option<Joined>,
    /// Tables whose rows are removed with a row: those whose keys begin with its key.
    pub details: &'static [&'static TableSpec],
}

/// How a row belongs to a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// By its column `grid`.
    Grid,
    /// By an account, named by this column, that has the grid now.
    Owner(&'static str),
}

/// An index of a list.
#[derive(Debug)]
pub struct ListIndex {
    /// Its name.
    pub name: &'static str,
    /// Which partitions it reads.
    pub scope: IndexScope,
    /// Its columns between those of the partition and those of the order. It is used only for
    /// queries with a value for each.
    pub by: &'static [&'static str],
    /// The rows it contains; empty for all. It is used only for queries whose values imply this.
    pub only: &'static [Condition],
}

/// Which partitions an index reads.
///
/// An index for both is preferred to a pair of indexes for each; it has to contain what the
/// [`Placement`] needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexScope {
    /// Whole communities: it begins with `community`.
    Community,
    /// Grids: it begins with `community` and `grid`.
    Grid,
    /// Both: it begins with `community`, and entries of other grids are skipped.
    Both,
}

/// Columns of another table that are read with a row; null if that table has no matching row.
#[derive(Debug)]
pub struct Joined {
    /// The other table.
    pub table: &'static TableSpec,
    /// Columns of the other table's key that equal a column of the row of the same name.
    pub on: &'static [&'static str],
    /// Columns of the other table's key that equal a value of the query.
    pub given: &'static [&'static str],
    /// Columns of the other table, each with its name in the result.
    pub shown: &'static [(&'static str, &'static str)],
}

/// Rows that are found by the values of some columns.
#[derive(Debug)]
pub struct Lookup {
    /// The table.
    pub table: &'static TableSpec,
    /// The index; `None` for the primary key.
    pub index: Option<&'static str>,
    /// The columns a query gives the values of.
    pub by: &'static [&'static str],
    /// Further conditions.
    pub only: &'static [Condition],
    /// The columns the rows are ordered by. A query may bound the first one.
    pub order: &'static [&'static str],
    /// The direction of that order.
    pub direction: Order,
    /// The columns that are read.
    pub shown: &'static [&'static str],
}

/// Counters of the grids of some partitions.
#[derive(Debug)]
pub struct CounterSpec {
    /// The table. Its key is the community and the grid.
    pub table: &'static TableSpec,
    /// The columns that are read.
    pub shown: &'static [&'static str],
    /// The columns of another table that are read with them.
    pub joined: Option<Joined>,
}

/// A list with a row for each record of a class, made of that record alone. The hub writes the row
/// with the record.
#[derive(Debug)]
pub struct RecordRows {
    /// The class.
    pub class: Class,
    /// The list.
    pub list: &'static ListSpec,
    /// Returns the row of a record in a grid; `None` if the record has none.
    pub row: fn(&Record, AreaId) -> Option<Values>,
}

/// All descriptions of one kind of rows.
#[derive(Debug)]
pub struct RowsSpec {
    /// Tables that are built from the records, and are cleared before a rebuild.
    pub tables: &'static [&'static TableSpec],
    /// The lists.
    pub lists: &'static [&'static ListSpec],
    /// The lists among them that repeat a class of records.
    pub of_records: &'static [RecordRows],
    /// The lookups.
    pub lookups: &'static [&'static Lookup],
    /// The counters.
    pub counters: &'static [&'static CounterSpec],
}

impl RowsSpec {
    /// A specification without descriptions, to be completed.
    pub const NONE: Self =
        Self { tables: &[], lists: &[], of_records: &[], lookups: &[], counters: &[] };
}

impl ListSpec {
    /// Returns the column with the record's id.
    #[must_use]
    pub fn record(&self) -> &'static str {
        self.table.key.last().copied().unwrap_or_default()
    }
}
