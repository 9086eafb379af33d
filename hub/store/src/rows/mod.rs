//! The rows of the console, each with its descriptions.
//!
//! A new list is a file here, a line in [`ROWS`] and a migration.

mod counts;
mod household;
mod install;
mod matter;
#[cfg(test)]
mod tests;
mod visit;

pub use counts::{Counted, Coverage, Tally};
pub use household::HouseholdRow;
pub use matter::{MatterFilter, MatterRow, MatterStep, NEVER_DUE};
pub use visit::{VisitFilter, VisitRow};

use crate::spec::RowsSpec;
use crate::{Result, Tx};

/// The descriptions of all rows.
pub const ROWS: &[RowsSpec] =
    &[visit::SPEC, matter::SPEC, household::SPEC, counts::SPEC, install::SPEC];

/// Access to all rows.
impl dyn Tx + '_ {
    /// Removes every row that is built from records.
    pub fn clear_rows(&mut self) -> Result<()> {
        let mut tables = ROWS.iter().flat_map(|rows| rows.tables);
        tables.try_for_each(|table| self.remove_rows(table, &[]))
    }
}
