//! Search.

use super::Book;
use crate::error::BookError;
use crate::features::search::{self, Found};

impl Book {
    /// Finds people and households: at most `limit`, and never more than [`MAX_FOUND`]. People
    /// whose name begins with the text come first. A blank text finds nothing; only the first
    /// [`MAX_TEXT`] characters of a long one count.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    ///
    /// [`MAX_FOUND`]: search::MAX_FOUND
    /// [`MAX_TEXT`]: search::MAX_TEXT
    pub fn search(&self, text: String, limit: u32) -> Result<Vec<Found>, BookError> {
        Ok(search::find(self.replica(), &text, limit)?)
    }
}
