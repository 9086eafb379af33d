//! Rebuilds the rows: for a folder of an earlier version, or after the deployment's offset from UTC
//! was changed.
//!
//! It runs when the hub opens, before it answers any request, so that no page shows a partial
//! state. Each batch is a transaction of its own that notes its progress: a street's years neither
//! grow the journal of the database without bound nor are lost when the process is killed.

use super::{Projections, RecordChange};
use crate::deployment::utc_offset;
use gridbook_domain::Class;
use gridbook_domain::id::AreaId;
use gridbook_store::{ProjectionState, ROWS_VERSION, Record, Result, Store, Tx};
use std::collections::BTreeMap;

/// How many records one transaction takes.
const BATCH: u64 = 2_000;

/// Rebuilds the rows, from where that was interrupted; rows that [are current](is_current) stay as
/// they are.
pub(crate) fn rebuild(store: &dyn Store) -> Result<()> {
    while !store.write(|tx| rebuild_batch(tx, BATCH))? {}
    Ok(())
}

/// Returns whether the rows are complete and of this build's version.
pub(crate) fn is_current(store: &dyn Store) -> Result<bool> {
    store.read(|tx| Ok(tx.projection_state()? == Some(wanted(tx)?)))
}

/// Returns the state of complete rows of this build.
fn wanted(tx: &mut dyn Tx) -> Result<ProjectionState> {
    let offset_minutes = utc_offset(tx)?.local_minus_utc() / 60;
    Ok(ProjectionState { version: ROWS_VERSION, offset_minutes, upto: None })
}

/// Rebuilds one batch. Returns whether the rows are now complete.
pub(super) fn rebuild_batch(tx: &mut dyn Tx, batch: u64) -> Result<bool> {
    let wanted = wanted(tx)?;
    let from = match tx.projection_state()? {
        Some(found) if found == wanted => return Ok(true),
        Some(found) if ProjectionState { upto: None, ..found } == wanted => {
            found.upto.unwrap_or_default()
        }
        _ => {
            tx.clear_rows()?;
            tx.put_projection_state(ProjectionState { upto: Some(0), ..wanted })?;
            0
        }
    };
    let records = tx.records_after(from, batch)?;
    let mut projections: BTreeMap<AreaId, Projections> = BTreeMap::new();
    for (_, record) in &records {
        let community = record.community;
        projections
            .entry(community)
            .or_insert_with(|| Projections::new(community))
            .project(tx, record)?;
    }
    for projections in projections.values_mut() {
        projections.flush(tx)?;
    }
    let upto = records.last().map(|(number, _)| *number);
    let upto = upto.filter(|_| records.len() as u64 == batch);
    tx.put_projection_state(ProjectionState { upto, ..wanted })?;
    Ok(upto.is_none())
}

impl Projections {
    /// Projects an existing record with its history.
    fn project(&mut self, tx: &mut dyn Tx, record: &Record) -> Result<()> {
        if record.class == Class::Matter {
            return self.project_matter(tx, record);
        }
        let (received, author) = match (record.at, record.by) {
            (Some(at), Some(by)) => (at, by),
            _ => return Ok(()),
        };
        self.written(tx, RecordChange { now: record, before: None, received, author })
    }
}
