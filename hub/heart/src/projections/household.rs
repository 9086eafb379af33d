//! Households as coverage lists them: their door, their head and when they were last met. The
//! households that a change concerns are noted, and each row is rebuilt once, when the transaction
//! ends.

use super::Projections;
use super::month::month_of;
use gridbook_domain::fields::ReadFields as _;
use gridbook_domain::household::{address, label};
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::person::{RegistrationStatus, Relation};
use gridbook_domain::{Class, Fields};
use gridbook_store::{HouseholdRow, Record, Result, Tx};
use std::collections::BTreeSet;

/// All of time.
const EVER: (i64, i64) = (i64::MIN, i64::MAX);

/// The facts that the row of a household is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Facts {
    /// A household in a grid, with its dwelling and its head.
    Household(AreaId, Option<RecordId>, Option<RecordId>),
    /// The address of a dwelling or the name of a person, and the grid where it may be shown.
    Words(AreaId, String),
    /// A record outside the grids, of which nothing may be shown.
    Hidden,
}

/// Returns the facts of a record that rows of households show.
fn facts_of(record: &Record, grid: Option<AreaId>) -> Facts {
    let (Some(grid), fields) = (grid, &record.fields) else { return Facts::Hidden };
    match record.class {
        Class::Household => Facts::Household(grid, fields.id("dwelling"), fields.id("head")),
        Class::Dwelling => {
            let text = |name| fields.text_or_empty(name);
            let words = address(text("building"), text("unit"), text("door"), text("address"));
            Facts::Words(grid, words)
        }
        _ => Facts::Words(grid, fields.text_or_empty("name").to_owned()),
    }
}

/// Returns the household that a person claims to head and still belongs to.
fn heads(fields: &Fields) -> Option<RecordId> {
    let is_head = fields.text_or_empty("relation") == Relation::Head.as_str();
    let is_present = fields.text_or_empty("standing") != RegistrationStatus::Deregistered.as_str();
    fields.id("household").filter(|_| is_head && is_present)
}

impl Projections {
    /// Notes the households that a changed or moved household, dwelling or person concerns.
    pub(super) fn ledger_changed(
        &mut self,
        tx: &mut dyn Tx,
        now: &Record,
        before: Option<&Record>,
    ) -> Result<()> {
        let grid = self.grid_of(tx, now.feed)?;
        let is = facts_of(now, grid);
        let was = match before {
            Some(before) => {
                let grid = self.grid_of(tx, before.feed)?;
                Some((facts_of(before, grid), grid.and_then(|_| heads(&before.fields))))
            }
            None => None,
        };
        let changed = was.as_ref().is_none_or(|(was, _)| *was != is);
        match now.class {
            Class::Household if changed => {
                self.touched.insert(now.record);
            }
            Class::Dwelling if changed => {
                self.touched.extend(tx.households_of(self.community, now.record)?);
            }
            Class::Person => {
                let was = was.and_then(|(_, heads)| heads);
                let is = grid.and_then(|_| heads(&now.fields));
                self.person_changed(tx, now.record, changed, (was, is))?;
            }
            _ => {}
        }
        self.known.insert(now.record, is);
        Ok(())
    }

    fn person_changed(
        &mut self,
        tx: &mut dyn Tx,
        person: RecordId,
        changed: bool,
        (was, is): (Option<RecordId>, Option<RecordId>),
    ) -> Result<()> {
        if was != is {
            if let Some(was) = was {
                tx.remove_head(self.community, was, person)?;
            }
            if let Some(is) = is {
                tx.add_head(self.community, is, person)?;
            }
        }
        if was != is || changed {
            self.touched.extend(was.into_iter().chain(is));
        }
        if changed {
            self.touched.extend(tx.headed_by(self.community, person)?);
        }
        Ok(())
    }

    /// Rebuilds a household's row from the present facts.
    pub(super) fn rebuild_household(&mut self, tx: &mut dyn Tx, household: RecordId) -> Result<()> {
        let old = tx.row::<HouseholdRow>(self.community, household)?;
        let Some(Facts::Household(grid, dwelling, head)) = self.facts(tx, household)? else {
            if let Some(old) = old {
                tx.remove::<HouseholdRow>(self.community, household)?;
                self.settle(tx, household, Some(old.grid), None)?;
            }
            return Ok(());
        };
        let head_name = self.head(tx, (grid, household), head)?;
        let door = label(&self.words(tx, grid, dwelling)?, &head_name);
        let last_met =
            tx.meetings(self.community, household, EVER, 1)?.first().map(|at| *at.max(&1));
        let community = self.community;
        let new = HouseholdRow { community, household, grid, dwelling, head, door, last_met };
        if old.as_ref() != Some(&new) {
            tx.put(&new)?;
        }
        let from = old.map(|old| old.grid);
        if from == Some(grid) || (from.is_none() && last_met.is_none()) {
            self.counts(grid).households += i64::from(from.is_none());
            return Ok(());
        }
        self.settle(tx, household, from, Some(grid))
    }

    /// Counts a household that enters or leaves a grid, with the months it was met in.
    fn settle(
        &mut self,
        tx: &mut dyn Tx,
        household: RecordId,
        from: Option<AreaId>,
        to: Option<AreaId>,
    ) -> Result<()> {
        let offset = self.offset(tx)?;
        let met = tx.meetings(self.community, household, EVER, u64::MAX >> 1)?;
        let months = met.into_iter().filter_map(|at| month_of(at, offset));
        let months: BTreeSet<u32> = months.map(|month| month.number).collect();
        for (grid, by) in [(from, -1), (to, 1)] {
            let Some(grid) = grid else { continue };
            self.counts(grid).households += by;
            for month in &months {
                self.months.entry((grid, *month)).or_default().0 += by;
            }
        }
        Ok(())
    }

    /// Returns the name of a household's head: the person the household names, otherwise one whose
    /// relation is "head".
    fn head(
        &mut self,
        tx: &mut dyn Tx,
        (grid, household): (AreaId, RecordId),
        head: Option<RecordId>,
    ) -> Result<String> {
        let named = self.words(tx, grid, head)?;
        if !named.is_empty() {
            return Ok(named);
        }
        let head = tx.head_of(self.community, household)?;
        self.words(tx, grid, head)
    }

    /// Returns the text of a dwelling or a person for a grid; empty if the record is in another
    /// grid.
    fn words(&mut self, tx: &mut dyn Tx, grid: AreaId, record: Option<RecordId>) -> Result<String> {
        let Some(record) = record else { return Ok(String::new()) };
        match self.facts(tx, record)? {
            Some(Facts::Words(here, words)) if here == grid => Ok(words),
            _ => Ok(String::new()),
        }
    }

    /// Returns the facts of a record, as this transaction has seen it or from the store.
    fn facts(&mut self, tx: &mut dyn Tx, record: RecordId) -> Result<Option<Facts>> {
        if let Some(seen) = self.known.get(&record) {
            return Ok(Some(seen.clone()));
        }
        let Some(found) = tx.record(self.community, record)? else { return Ok(None) };
        if !matches!(found.class, Class::Household | Class::Dwelling | Class::Person) {
            return Ok(None);
        }
        let grid = self.grid_of(tx, found.feed)?;
        Ok(Some(facts_of(&found, grid)))
    }
}
