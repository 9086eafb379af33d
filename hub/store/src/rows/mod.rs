//! The rows of the console, each with its descriptions.
//!
//! A new list is a file here, a line in [`ROWS`] and a migration.

mod counts;
mod household;
mod install;
mod matter;
mod publicity;
#[cfg(test)]
mod tests;
mod visit;

pub use counts::{Counted, Coverage, Tally};
pub use household::HouseholdRow;
pub use matter::{MatterFilter, MatterRow, MatterStep, NEVER_DUE};
pub use publicity::{PublicityFilter, PublicityRow};
pub use visit::{VisitFilter, VisitRow};

use crate::read_model::key;
use crate::record::Record;
use crate::spec::{RecordRows, RowsSpec};
use crate::{Result, Tx};
use gridbook_domain::Class;
use gridbook_domain::id::AreaId;

/// The descriptions of all rows.
pub const ROWS: &[RowsSpec] =
    &[visit::SPEC, matter::SPEC, household::SPEC, counts::SPEC, install::SPEC, publicity::SPEC];

/// The version of the rows' content. Increment it with every change of the code that makes rows,
/// and with every new list: a hub then rebuilds its rows from the records.
pub const ROWS_VERSION: u64 = 4;

/// Returns the lists that repeat the records of a class.
pub fn record_rows(class: &Class) -> impl Iterator<Item = &'static RecordRows> {
    ROWS.iter().flat_map(|rows| rows.of_records).filter(move |rows| rows.class == *class)
}

/// Access to all rows.
impl dyn Tx + '_ {
    /// Writes the row that repeats a record, or removes it if the record is in no grid.
    pub fn put_record_row(
        &mut self,
        rows: &'static RecordRows,
        record: &Record,
        grid: Option<AreaId>,
    ) -> Result<()> {
        match grid.and_then(|grid| (rows.row)(record, grid)) {
            Some(row) => self.put_row(rows.list.table, &row),
            None => self.remove_rows(rows.list.table, &key(record.community, record.record)),
        }
    }

    /// Removes every row that is built from records.
    pub fn clear_rows(&mut self) -> Result<()> {
        let mut tables = ROWS.iter().flat_map(|rows| rows.tables);
        tables.try_for_each(|table| self.remove_rows(table, &[]))
    }
}
