//! Deployment-wide data. Read only; only the hub writes these.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::deployment::{AreaNode, CodeTable, Grid};
use gridbook_core::domain::area::Level;
use gridbook_core::domain::{AreaId, RecordId};

crate::cross::codes! {
/// The level of an area.
area_levels, AreaLevel of gridbook_core::domain::area::Level {
    /// A district or county.
    District,
    /// A street or township, the first-level grid.
    Street,
    /// A community or village, the second-level grid; data is partitioned by it.
    Community,
    /// A unit grid: 200–500 households looked after by one worker.
    Grid,
}
}

/// A node of the area tree.
#[uniffi::remote(Record)]
pub struct AreaNode {
    /// The area.
    pub area: AreaId,
    /// Its name, such as 第三网格.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The area it is part of.
    pub parent: Option<AreaId>,
}

/// A grid that this install may read.
#[uniffi::remote(Record)]
pub struct Grid {
    /// The area.
    pub area: AreaId,
    /// Its name; empty if unknown.
    pub name: String,
}

/// A code table of the deployment.
#[uniffi::remote(Record)]
pub struct CodeTable {
    /// The code table's record.
    pub table: RecordId,
    /// Its fields as one JSON object; the deployment decides what a table contains.
    pub json: String,
}

#[uniffi::export]
impl Book {
    /// Returns the grids that this install may read.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn grids(&self) -> Result<Vec<Grid>, BookError> {
        Ok(self.core.grids()?)
    }

    /// Returns the areas known to this install, ordered by name.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn areas(&self) -> Result<Vec<AreaNode>, BookError> {
        Ok(self.core.areas()?)
    }

    /// Returns the code tables of the deployment.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn code_tables(&self) -> Result<Vec<CodeTable>, BookError> {
        Ok(self.core.code_tables()?)
    }

    /// Returns a setting of the deployment as JSON; `None` if the deployment does not set it.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn setting(&self, name: String) -> Result<Option<String>, BookError> {
        Ok(self.core.setting(name)?)
    }
}
