//! The plan compared with the memory of the previous import: new records, changes, people who are
//! gone.
//!
//! Only changed cells become a patch, and its base is the version the record had right after the
//! previous import. So whatever somebody corrected since meets the change as it would meet a
//! phone's: in the field merge, where a value that loses is kept.

mod changes;
mod matcher;
mod memory;
mod rebase;

pub(crate) use changes::{Change, Gone, Refused, Work};
pub(crate) use memory::Memory;
pub(crate) use rebase::rebase;

use crate::matching::plan::Plan;
use changes::Comparison;
use gridbook_domain::id::{AreaId, RecordId};
use matcher::{Ids, Matcher};

/// Compares the part of a plan that belongs to `community` with its memory. `new_record` draws ids.
///
/// # Errors
/// The error of `new_record`.
pub(crate) fn compare<E>(
    community: AreaId,
    plan: &Plan,
    memory: &Memory,
    refused: &Refused,
    new_record: &mut dyn FnMut() -> Result<RecordId, E>,
) -> Result<Work, E> {
    let mut matcher = Matcher { plan, memory, ids: Ids::default(), noted: Vec::new() };
    matcher.dwellings(community, new_record)?;
    matcher.households(community, new_record)?;
    matcher.people(community, new_record)?;
    let Matcher { ids, noted, .. } = matcher;
    let comparison = Comparison { plan, memory, ids: &ids };
    let households = comparison.changes(community);
    Ok(Work { community, households, noted, vanished: comparison.vanished(refused) })
}
