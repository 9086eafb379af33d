//! The table of residents.

mod store;

use crate::db::{ClassTable, Layout, LocalRow, Table, WriteTx};
use crate::error::Result;
use crate::features::search::store::{has_person, index};
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::{Class, RecordId};
use std::collections::BTreeSet;
use store::FoundBy;

/// Residents.
pub(in crate::features) const TABLES: &[&dyn Table] = &[&Persons];

/// Residents, and their entries in the search index.
struct Persons;

impl Table for Persons {
    fn layout(&self) -> Layout {
        Layout::plain(Class::Person, "person")
    }

    fn put(&self, tx: &WriteTx<'_>, table: &ClassTable, row: &LocalRow) -> Result<()> {
        let before = store::found_by(tx, row.record)?;
        table.put(tx, row, None)?;
        let field = |name: &str| row.fields.text(name).map(str::to_owned);
        let now = FoundBy {
            id: before.as_ref().map_or_else(|| tx.last_insert_rowid(), |before| before.id),
            name: field("name"),
            document: field("document"),
            phone: field("phone"),
        };
        if before.as_ref() == Some(&now) || !has_person(tx, now.id)? {
            return Ok(());
        }
        let Some(before) = before else { return index(tx, now.id, &BTreeSet::new(), &now.grams()) };
        let (before, now) = before.differing(now);
        index(tx, now.id, &before.grams(), &now.grams())
    }

    fn remove(&self, tx: &WriteTx<'_>, table: &ClassTable, record: RecordId) -> Result<()> {
        if let Some(before) = store::found_by(tx, record)?
            && has_person(tx, before.id)?
        {
            index(tx, before.id, &before.grams(), &BTreeSet::new())?;
        }
        table.remove(tx, record)
    }
}
