//! The tables of dwellings and households.

mod store;

use super::walk;
use crate::db::{ClassTable, Layout, LocalRow, ReadTx, Table, WriteTx};
use crate::error::Result;
use crate::features::address::address_of;
use crate::features::search::gram;
use crate::features::search::store::{has_dwelling, index};
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::{Class, Fields, RecordId};
use std::collections::BTreeSet;

/// Dwellings and households.
pub(in crate::features) const TABLES: &[&dyn Table] = &[&Dwellings, &Households];

/// Dwellings. A household sorts by its dwelling's walking order, of which it has a copy that is
/// updated here.
struct Dwellings;

impl Table for Dwellings {
    fn layout(&self) -> Layout {
        Layout { class: Class::Dwelling, table: "dwelling", computed: Some("walk") }
    }

    fn put(&self, tx: &WriteTx<'_>, table: &ClassTable, row: &LocalRow) -> Result<()> {
        let before = store::place(tx, row.record)?;
        let walk = walk_of(&row.fields);
        table.put(tx, row, Some(&walk))?;
        let id = before.as_ref().map_or_else(|| tx.last_insert_rowid(), |before| before.id);
        if has_dwelling(tx, id)? {
            let now = gram::of_dwelling(row.fields.text("door"));
            let old = before.as_ref().map(|before| before.found_by.clone()).unwrap_or_default();
            index(tx, id, &old, &now)?;
        }
        if before.is_some_and(|before| before.walk == walk) {
            return Ok(());
        }
        store::walk_households(tx, row.record, &walk)
    }

    fn remove(&self, tx: &WriteTx<'_>, table: &ClassTable, record: RecordId) -> Result<()> {
        if let Some(before) = store::place(tx, record)? {
            if has_dwelling(tx, before.id)? {
                index(tx, before.id, &before.found_by, &BTreeSet::new())?;
            }
            store::walk_households(tx, record, walk::NOWHERE)?;
        }
        table.remove(tx, record)
    }

    fn title(&self, _tx: &ReadTx<'_>, row: &LocalRow) -> Result<String> {
        Ok(address_of(&row.fields))
    }
}

/// Households.
struct Households;

impl Table for Households {
    fn layout(&self) -> Layout {
        Layout { class: Class::Household, table: "household", computed: Some("walk") }
    }

    fn put(&self, tx: &WriteTx<'_>, table: &ClassTable, row: &LocalRow) -> Result<()> {
        let dwelling = row.fields.id("dwelling");
        let walk = dwelling.map(|dwelling| store::walk_at(tx, dwelling)).transpose()?.flatten();
        table.put(tx, row, Some(walk.as_deref().unwrap_or(walk::NOWHERE)))
    }

    fn title(&self, tx: &ReadTx<'_>, row: &LocalRow) -> Result<String> {
        Ok(super::store::one(tx, row.record)?.map(|line| line.place).unwrap_or_default())
    }
}

fn walk_of(fields: &Fields) -> Vec<u8> {
    let text = |name: &str| fields.text_or_empty(name);
    walk::key(fields.area("area"), text("building"), text("unit"), text("door"))
}
