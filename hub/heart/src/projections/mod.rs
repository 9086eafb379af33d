//! Updates the rows that the console reads, in the transaction of the record's change.
//!
//! A row is replaced by another, and the counters change by the difference of the two, so a counter
//! always agrees with its rows. Counters and households to rebuild are collected and written once
//! by [`Projections::flush`]: an import of nine thousand people touches the counters of a grid once
//! per batch.

mod household;
mod matter;
mod month;
mod rebuild;
mod summary;
#[cfg(test)]
mod tests;
mod visit;

pub(crate) use rebuild::{is_current, rebuild};

use chrono::FixedOffset;
use gridbook_domain::Class;
use gridbook_domain::id::{AccountId, AreaId, FeedId, RecordId};
use gridbook_domain::role::FeedKind;
use gridbook_domain::setting::offset_of_minutes;
use gridbook_store::{Counted, Record, Result, Tx, record_rows};
use household::Facts;
use std::collections::{BTreeMap, BTreeSet};

/// A written change of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RecordChange<'a> {
    /// The record after it.
    pub now: &'a Record,
    /// The record before it; `None` for a new one.
    pub before: Option<&'a Record>,
    /// When the hub received it.
    pub received: i64,
    /// The author.
    pub author: AccountId,
}

/// The effects of one transaction in one community on the rows.
#[derive(Debug, Clone)]
pub(crate) struct Projections {
    community: AreaId,
    offset: Option<FixedOffset>,
    counts: BTreeMap<AreaId, Counted>,
    /// Households met and visit logs, by grid and month.
    months: BTreeMap<(AreaId, u32), (i64, i64)>,
    /// Households whose rows are to be rebuilt.
    touched: BTreeSet<RecordId>,
    /// The facts of the records that the rows of households are made of.
    known: BTreeMap<RecordId, Facts>,
    grids: BTreeMap<FeedId, Option<AreaId>>,
}

impl Projections {
    /// Creates projections without any effects.
    pub fn new(community: AreaId) -> Self {
        Self {
            community,
            offset: None,
            counts: BTreeMap::new(),
            months: BTreeMap::new(),
            touched: BTreeSet::new(),
            known: BTreeMap::new(),
            grids: BTreeMap::new(),
        }
    }

    /// Applies a change to the rows.
    pub fn written(&mut self, tx: &mut dyn Tx, change: RecordChange<'_>) -> Result<()> {
        match change.now.class {
            Class::Visit => self.visit_came(tx, change.now),
            Class::Review => self.review_came(tx, change.now),
            Class::Matter => self.matter_changed(tx, change),
            Class::Household | Class::Dwelling | Class::Person => {
                self.ledger_changed(tx, change.now, change.before)
            }
            _ => self.put_record_rows(tx, change.now),
        }
    }

    /// Applies the move of a record into another feed to the rows.
    pub fn moved(&mut self, tx: &mut dyn Tx, now: &Record, before: &Record) -> Result<()> {
        match now.class {
            Class::Visit => self.visit_moved(tx, now),
            Class::Review => self.review_moved(tx, now, before),
            Class::Matter => self.matter_moved(tx, now),
            Class::Household | Class::Dwelling | Class::Person => {
                self.ledger_changed(tx, now, Some(before))
            }
            _ => self.put_record_rows(tx, now),
        }
    }

    /// Writes the rows that repeat this record alone.
    fn put_record_rows(&mut self, tx: &mut dyn Tx, now: &Record) -> Result<()> {
        record_rows(&now.class).try_for_each(|rows| {
            let grid = self.grid_of(tx, now.feed)?;
            tx.put_record_row(rows, now, grid)
        })
    }

    /// Writes the collected effects.
    pub fn flush(&mut self, tx: &mut dyn Tx) -> Result<()> {
        for household in std::mem::take(&mut self.touched) {
            self.rebuild_household(tx, household)?;
        }
        for (grid, by) in std::mem::take(&mut self.counts) {
            if by != Counted::default() {
                tx.bump_tally(self.community, grid, by)?;
            }
        }
        for ((grid, month), (met, visits)) in std::mem::take(&mut self.months) {
            if (met, visits) != (0, 0) {
                tx.bump_coverage(self.community, grid, month, (met, visits))?;
            }
        }
        Ok(())
    }

    /// Returns the grid of a feed; `None` for a feed without rows.
    fn grid_of(&mut self, tx: &mut dyn Tx, feed: FeedId) -> Result<Option<AreaId>> {
        if let Some(known) = self.grids.get(&feed) {
            return Ok(*known);
        }
        let found = tx.feed(self.community, feed)?;
        let found = found.filter(|feed| feed.kind == FeedKind::Grid).and_then(|feed| feed.area);
        self.grids.insert(feed, found);
        Ok(found)
    }

    fn counts(&mut self, grid: AreaId) -> &mut Counted {
        self.counts.entry(grid).or_default()
    }

    /// Returns the offset from UTC that the rows are computed in.
    fn offset(&mut self, tx: &mut dyn Tx) -> Result<FixedOffset> {
        if let Some(known) = self.offset {
            return Ok(known);
        }
        let state = tx.projection_state()?;
        let found = offset_of_minutes(state.map(|state| state.offset_minutes.into()));
        self.offset = Some(found);
        Ok(found)
    }
}
