//! Deployment-wide data.

use super::Book;
use crate::error::BookError;
use crate::features::deployment::{self, AreaNode, CodeTable, Grid};

impl Book {
    /// Returns the grids that this install may read.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn grids(&self) -> Result<Vec<Grid>, BookError> {
        Ok(self.read(|tx| deployment::grids(tx))?)
    }

    /// Returns the areas known to this install, ordered by name.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn areas(&self) -> Result<Vec<AreaNode>, BookError> {
        Ok(self.read(|tx| deployment::areas(tx))?)
    }

    /// Returns the code tables of the deployment.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn code_tables(&self) -> Result<Vec<CodeTable>, BookError> {
        Ok(self.read(|tx| deployment::code_tables(tx))?)
    }

    /// Returns a setting of the deployment as JSON; `None` if the deployment does not set it.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn setting(&self, name: String) -> Result<Option<String>, BookError> {
        let value = self.read(|tx| deployment::setting(tx, &name))?;
        Ok(value.map(|value| value.to_string()))
    }
}
