//! The SQL of the search entries of residents.

use crate::error::Result;
use crate::features::search::gram;
use gridbook_domain::RecordId;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use std::collections::BTreeSet;

/// The row of a person with the values that the search index uses.
#[derive(PartialEq)]
pub(super) struct FoundBy {
    pub id: i64,
    pub name: Option<String>,
    pub document: Option<String>,
    pub phone: Option<String>,
}

impl FoundBy {
    /// Returns the index entries.
    pub fn grams(&self) -> BTreeSet<String> {
        let (name, document) = (self.name.as_deref(), self.document.as_deref());
        gram::of_person(name, document, self.phone.as_deref())
    }

    /// Removes the names from both if they are equal, and likewise the numbers, so that only the
    /// differences are indexed. The index holds a name and a number in different forms; two numbers
    /// may share one.
    pub fn differing(mut self, mut other: Self) -> (Self, Self) {
        if self.name == other.name {
            (self.name, other.name) = (None, None);
        }
        if (&self.document, &self.phone) == (&other.document, &other.phone) {
            (self.document, other.document) = (None, None);
            (self.phone, other.phone) = (None, None);
        }
        (self, other)
    }
}

/// Reads the indexed values of a person.
pub(super) fn found_by(conn: &Connection, record: RecordId) -> Result<Option<FoundBy>> {
    let sql = "SELECT id, name, document, phone FROM person WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        Ok(FoundBy {
            id: row.get("id")?,
            name: row.get("name")?,
            document: row.get("document")?,
            phone: row.get("phone")?,
        })
    };
    Ok(statement.query_row(named_params! {":record": record.as_bytes()}, read).optional()?)
}
