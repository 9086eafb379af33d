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
    /// # Examples
    /// ```
    /// use gridbook_core::search::{Found, Matched};
    /// # use gridbook_core::household::DwellingForm;
    /// # use gridbook_core::resident::PersonForm;
    /// # let book = gridbook_testkit::EnrolledBook::new();
    /// # let dwelling = DwellingForm { door: "502".to_owned(), ..Default::default() };
    /// # let home = book.add_household(dwelling)?.household;
    /// # let name = "王小芳".to_owned();
    /// # let form = PersonForm { household: Some(home), name, ..Default::default() };
    /// # book.add_person(form)?;
    /// for text in ["小芳", "wxf"] {
    ///     let found = book.search(text.to_owned(), 20)?;
    ///     assert!(matches!(&found[..], [Found::Person { name, .. }] if name == "王小芳"));
    /// }
    /// let found = book.search("502".to_owned(), 20)?;
    /// assert!(matches!(&found[..], [Found::Household { .. }]));
    /// # Ok::<(), gridbook_core::BookError>(())
    /// ```
    ///
    /// [`MAX_FOUND`]: search::MAX_FOUND
    /// [`MAX_TEXT`]: search::MAX_TEXT
    pub fn search(&self, text: String, limit: u32) -> Result<Vec<Found>, BookError> {
        Ok(search::find(self.replica(), &text, limit)?)
    }
}
