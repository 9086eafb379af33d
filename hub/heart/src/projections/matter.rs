//! Matters: their row, their steps, and the deadline of the present step.

use super::summary::summary;
use super::{Projections, RecordChange};
use chrono::FixedOffset;
use gridbook_domain::clock::occurred;
use gridbook_domain::deadline::Deadline;
use gridbook_domain::fields::{ReadFields as _, apply};
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_domain::matter::{Category, Kind, Needs, State, Step};
use gridbook_domain::{Body, Fields};
use gridbook_store::{Change, MatterRow, MatterStep, Record, Result, Tx};

/// One change of a matter.
struct MatterChange<'a> {
    /// The version it made.
    n: u64,
    /// The fields before it; `None` for the report.
    before: Option<&'a Fields>,
    /// The fields after it.
    after: &'a Fields,
    /// When it happened.
    at: i64,
    /// When the hub received it.
    received: i64,
    /// Its author.
    author: AccountId,
}

fn state(fields: &Fields) -> State {
    match fields.text_or_empty("state") {
        "" => State::Reported,
        word => State::from_code(word),
    }
}

/// Returns the reason or the department that came with a step.
fn words(from: Option<&State>, to: &State, matter_change: &MatterChange<'_>) -> String {
    let legal = from.and_then(|from| Step::between(from, to));
    let needs = legal.map_or(Needs::Nothing, |step| step.needs);
    let given = |name: &str| matter_change.after.text_or_empty(name).to_owned();
    let same = |name: &str| {
        let before = matter_change.before.map(|before| before.text_or_empty(name));
        before.unwrap_or_default() == matter_change.after.text_or_empty(name)
    };
    match needs {
        Needs::Department => given("department"),
        Needs::Reason => given("reason"),
        Needs::Nothing if same("reason") => String::new(),
        Needs::Nothing => given("reason"),
    }
}

/// Applies a change to a matter's row, and returns its line of the history.
fn apply_change(
    row: Option<&MatterRow>,
    matter_change: &MatterChange<'_>,
    place: (AreaId, &Record),
    offset: FixedOffset,
) -> (MatterRow, MatterStep) {
    let (grid, record) = place;
    let (from, to) = (matter_change.before.map(state), state(matter_change.after));
    let stepped = from.as_ref() != Some(&to);
    let step = MatterStep {
        n: matter_change.n,
        state: stepped.then(|| to.clone()),
        at: matter_change.received,
        by: matter_change.author,
        words: if stepped { words(from.as_ref(), &to, matter_change) } else { String::new() },
    };
    let entered = row.filter(|_| !stepped).map_or(matter_change.received, |row| row.entered);
    let before =
        row.map_or(Deadline::default(), |row| Deadline { due: row.due, close_by: row.close_by });
    let kind = Kind::from_code(matter_change.after.text_or_empty("kind"));
    let deadline = if stepped { before.entering(&kind, &to, entered, offset) } else { before };
    let row = MatterRow {
        community: record.community,
        matter: record.record,
        grid,
        at: row.map_or(matter_change.at, |row| row.at),
        reporter: row.map_or(matter_change.author, |row| row.reporter),
        kind,
        category: Category::from_code(matter_change.after.text_or_empty("category")),
        state: to,
        entered,
        due: deadline.due,
        close_by: deadline.close_by,
        department: matter_change.after.text_or_empty("department").to_owned(),
        place: matter_change.after.text_or_empty("place").to_owned(),
        photos: matter_change.after.items("photos").len() as u64,
        summary: summary(matter_change.after.text_or_empty("content")),
    };
    (row, step)
}

impl Projections {
    pub(super) fn matter_changed(
        &mut self,
        tx: &mut dyn Tx,
        change: RecordChange<'_>,
    ) -> Result<()> {
        let now = change.now;
        let Some(grid) = self.grid_of(tx, now.feed)? else { return Ok(()) };
        let old = match change.before {
            Some(_) => tx.row::<MatterRow>(self.community, now.record)?,
            None => None,
        };
        let matter_change = MatterChange {
            n: now.version.n,
            before: change.before.map(|before| &before.fields),
            after: &now.fields,
            at: now.at.unwrap_or(change.received),
            received: change.received,
            author: change.author,
        };
        let (new, step) = apply_change(old.as_ref(), &matter_change, (grid, now), self.offset(tx)?);
        tx.add_matter_step(self.community, now.record, &step)?;
        self.counts(grid).matter_changes += 1;
        self.replace_matter(tx, old.as_ref(), Some(&new))
    }

    pub(super) fn matter_moved(&mut self, tx: &mut dyn Tx, now: &Record) -> Result<()> {
        let (old, grid) =
            (tx.row::<MatterRow>(self.community, now.record)?, self.grid_of(tx, now.feed)?);
        let changes = i64::try_from(now.version.n).unwrap_or(i64::MAX);
        match (&old, grid) {
            (None, _) => return self.project_matter(tx, now),
            (Some(old), Some(grid)) => {
                self.counts(old.grid).matter_changes -= changes;
                self.counts(grid).matter_changes += changes;
            }
            (Some(old), None) => {
                self.counts(old.grid).matter_changes -= changes;
                tx.remove::<MatterRow>(self.community, now.record)?;
            }
        }
        let new = old.clone().zip(grid).map(|(old, grid)| MatterRow { grid, ..old });
        self.replace_matter(tx, old.as_ref(), new.as_ref())
    }

    /// Projects a matter's row and steps from its history.
    pub(super) fn project_matter(&mut self, tx: &mut dyn Tx, now: &Record) -> Result<()> {
        let Some(grid) = self.grid_of(tx, now.feed)? else { return Ok(()) };
        let offset = self.offset(tx)?;
        let changes = tx.changes_after(self.community, now.record, 0)?;
        let mut row = None;
        for (change, (before, after)) in changes.iter().zip(versions(now, &changes)) {
            let (at, received) = self.when(tx, change, now)?;
            let matter_change = MatterChange {
                n: change.version.n,
                before: (change.version.n > 1).then_some(&before),
                after: &after,
                at,
                received,
                author: change.author,
            };
            let (new, step) = apply_change(row.as_ref(), &matter_change, (grid, now), offset);
            tx.add_matter_step(self.community, now.record, &step)?;
            self.counts(grid).matter_changes += 1;
            row = Some(new);
        }
        self.replace_matter(tx, None, row.as_ref())
    }

    /// Returns when a change happened and when the hub received it, from the journal. If the
    /// journal lawfully lost the op, or another community journaled it, both are the record's own
    /// time.
    fn when(&self, tx: &mut dyn Tx, change: &Change, now: &Record) -> Result<(i64, i64)> {
        let otherwise = now.at.unwrap_or_default();
        let Some(known) = tx.known(self.community, change.op)? else {
            return Ok((otherwise, otherwise));
        };
        let Some(op) = tx.op_at(self.community, known.install, known.mseq)? else {
            return Ok((otherwise, otherwise));
        };
        let body = Body::read(&op.body).ok();
        let at = body.map_or(op.received, |body| occurred(&body.clock, Some(op.received)).time);
        Ok((at, op.received))
    }

    fn replace_matter(
        &mut self,
        tx: &mut dyn Tx,
        old: Option<&MatterRow>,
        new: Option<&MatterRow>,
    ) -> Result<()> {
        if let Some(new) = new {
            tx.put(new)?;
        }
        for (row, by) in [(old, -1), (new, 1)] {
            let Some(row) = row else { continue };
            let counts = self.counts(row.grid);
            counts.matters_open += if row.state == State::Closed { 0 } else { by };
            counts.matters_waiting += if waits_for_the_centre(&row.state) { by } else { 0 };
        }
        Ok(())
    }
}

fn waits_for_the_centre(state: &State) -> bool {
    matches!(state, State::Reported | State::Accepted | State::Verified)
}

/// Returns the fields before and after each change, computed backwards from the present ones.
fn versions(now: &Record, changes: &[Change]) -> Vec<(Fields, Fields)> {
    let mut after = now.fields.clone();
    let mut versions = Vec::with_capacity(changes.len());
    for change in changes.iter().rev() {
        let mut before = after.clone();
        apply(&mut before, &change.before);
        versions.push((before.clone(), after));
        after = before;
    }
    versions.reverse();
    versions
}
