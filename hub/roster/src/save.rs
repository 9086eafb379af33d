//! From changes to ops in the hub's journal, and from their outcomes to what became of each row.

use crate::diff::{Change, Work, rebase};
use crate::error::RosterError;
use crate::note::Code;
use crate::options::{ImportOptions, Phase, Progress};
use crate::read::rows::Entry;
use crate::read::values::Problem;
use gridbook_domain::id::{AccountId, AreaId};
use gridbook_domain::outcome::{Effect, PartOutcome};
use gridbook_hub::{Hub, HubError, NewOp, NewPart, Remember, Saved};
use std::collections::BTreeSet;

/// How many bytes of patches go into one op; the limit of an op is 64 KiB with all around them.
const OP_BYTES: usize = 40 * 1024;
/// The bytes of a part beside its patch.
const PART_BYTES: usize = 220;
/// How many parts go into one transaction: quick, and phones do not wait long behind it.
const BATCH_PARTS: usize = 600;
/// The same where nobody else writes.
const ALONE_PARTS: usize = 6_000;

/// The result of saving.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// The entries for which something was saved.
    pub touched: BTreeSet<usize>,
    /// How many ops were journaled.
    pub ops: u64,
    /// How many changed households were saved.
    pub homes: usize,
    /// How many values were cleared.
    pub cleared: usize,
    /// How many parts met a correction made since, and kept both.
    pub conflicts: u64,
}

impl Applied {
    /// Counts the rows that would change something, for a preview.
    pub(crate) fn pretend(&mut self, work: &mut Work<'_>) {
        while let Some(changes) = work.next_home() {
            let changes = changes.iter().filter(|c| !c.patch.is_empty() || c.moves);
            self.touched.extend(changes.flat_map(|change| change.rows.iter().copied()));
        }
    }
}

/// The circumstances of saving.
#[derive(Clone, Copy)]
pub(crate) struct Save<'a> {
    pub hub: &'a Hub,
    pub author: AccountId,
    pub options: &'a ImportOptions,
}

impl Save<'_> {
    /// Saves the work of one community, batch by batch; each batch is one transaction together with
    /// what the next import will compare with, so an interrupted import goes on where it stopped.
    ///
    /// # Errors
    /// When the hub fails or the import is asked to stop; the batches before stay.
    pub(crate) fn apply(
        self,
        work: &mut Work<'_>,
        entries: &mut [Entry],
        done: &mut Applied,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), RosterError> {
        let most = if self.options.alone { ALONE_PARTS } else { BATCH_PARTS };
        let (community, total) = (work.community, work.total);
        let (mut homes, mut open, mut parts) = (0, 0, 0);
        let mut batch: Vec<Vec<Change>> = Vec::new();
        while let Some(home) = work.next_home() {
            homes += 1;
            open += usize::from(!home.is_empty());
            parts += home.len();
            // A household is in one batch as a whole, however many ops it takes.
            batch.extend(into_ops(home));
            if parts >= most {
                self.save(community, &mut batch, entries, done)?;
                done.homes += std::mem::take(&mut open);
                parts = 0;
                progress(Progress { phase: Phase::Saving, done: homes, total });
                if self.options.stop.is_asked() {
                    return Err(RosterError::Stopped { homes: done.homes });
                }
            }
        }
        self.save(community, &mut batch, entries, done)?;
        done.homes += open;
        progress(Progress { phase: Phase::Saving, done: homes, total });
        Ok(())
    }

    fn save(
        self,
        community: AreaId,
        batch: &mut Vec<Vec<Change>>,
        entries: &mut [Entry],
        done: &mut Applied,
    ) -> Result<(), HubError> {
        let batch = std::mem::take(batch);
        if batch.is_empty() {
            return Ok(());
        }
        let mut ops = Vec::with_capacity(batch.len());
        let mut owners = Vec::with_capacity(batch.len());
        let moved = batch.iter().flatten().filter(|change| change.moves);
        done.touched.extend(moved.flat_map(|change| change.rows.iter().copied()));
        for changes in &batch {
            let (op, owner) = new_op(self.hub, community, changes)?;
            ops.push(op);
            owners.push(owner);
        }
        let saved = self.hub.save_many(community, self.author, ops)?;
        // Ops without parts only remember, and have no answer.
        let owners = owners.into_iter().filter(|owners| !owners.is_empty());
        for (owners, saved) in owners.zip(&saved) {
            tell(&owners, saved, entries, done);
        }
        done.ops += saved.len() as u64;
        Ok(())
    }
}

/// One op a household; a dormitory of hundreds becomes several.
fn into_ops(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut ops = Vec::new();
    let mut op = Vec::new();
    let mut bytes = 0;
    for change in changes {
        let weight = PART_BYTES + weight(&change);
        if bytes + weight > OP_BYTES && !op.is_empty() {
            ops.push(std::mem::take(&mut op));
            bytes = 0;
        }
        bytes += weight;
        op.push(change);
    }
    ops.push(op);
    ops.retain(|op: &Vec<Change>| !op.is_empty());
    ops
}

fn weight(change: &Change) -> usize {
    change.patch.iter().map(|(name, value)| name.len() + value.to_string().len() + 4).sum()
}

/// An op, and for each of its parts the change it comes from.
fn new_op<'a>(
    hub: &Hub,
    community: AreaId,
    changes: &'a [Change],
) -> Result<(NewOp, Vec<&'a Change>), HubError> {
    let mut op = NewOp::default();
    let mut owners = Vec::new();
    for change in changes {
        let now = match change.exists {
            true => hub.record(community, change.record)?,
            false => None,
        };
        let (parts, fields) = match now {
            Some(now) => rebase(change, &now),
            None => (vec![whole(change)], change.fields.clone()),
        };
        owners.extend(parts.iter().filter(|part| !part.patch.is_empty()).map(|_| change));
        op.parts.extend(parts.into_iter().filter(|part| !part.patch.is_empty()));
        op.moves.extend(change.moves.then_some((change.record, change.feed)));
        let key = format!("{}/{}", change.class.as_str(), change.record);
        if !fields.is_empty() {
            op.remember.push(Remember { key, record: change.record, fields });
        }
    }
    Ok((op, owners))
}

fn whole(change: &Change) -> NewPart {
    NewPart {
        class: change.class.clone(),
        record: change.record,
        feed: change.feed,
        base: change.base,
        patch: change.patch.clone(),
    }
}

/// Brings the outcomes of an op to the rows it came from.
fn tell(changes: &[&Change], saved: &Saved, entries: &mut [Entry], done: &mut Applied) {
    for (change, outcome) in changes.iter().zip(&saved.outcome.parts) {
        done.touched.extend(&change.rows);
        let Some(problem) = problem(outcome) else { continue };
        done.conflicts += u64::from(problem.code == Code::Conflict);
        if let Some(entry) = change.rows.first().and_then(|row| entries.get_mut(*row)) {
            entry.note(None, problem);
        }
    }
}

fn problem(outcome: &PartOutcome) -> Option<Problem> {
    let message = || outcome.message.clone().unwrap_or_default();
    match outcome.effect {
        Effect::Applied | Effect::Merged | Effect::Duplicate => None,
        Effect::Conflict => {
            let words = "表中的内容与平台上的不一致，两个值都已保留，请在平台上选定";
            Some(Problem::new(Code::Conflict, words))
        }
        Effect::Refused => {
            Some(Problem::new(Code::HubRefused, format!("平台未采纳：{}", message())))
        }
        Effect::Held | Effect::Quarantined | Effect::Other(_) => {
            Some(Problem::new(Code::Held, format!("平台已收下，尚未生效：{}", message())))
        }
    }
}
