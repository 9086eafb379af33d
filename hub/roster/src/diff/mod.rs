//! The plan compared with the living ledger and with the memory of the previous import: new
//! records, changes, people who are gone.
//!
//! Records are matched as they are now, by whatever author, and as the workbook had them. Only
//! changed cells become a patch, and its base is the version the record had right after the
//! previous import. So every correction made since meets the change as it would meet a phone's: in
//! the field merge, where a value that loses is kept.

mod changes;
mod homes;
mod ledger;
mod matcher;
mod rebase;
mod worth;

pub(crate) use changes::{Change, Compared, Gone, Refused, Work};
pub(crate) use ledger::Ledger;
pub(crate) use rebase::rebase;

use crate::matching::plan::Plan;
use crate::note::Code;
use gridbook_domain::id::{AreaId, RecordId};
use matcher::{Ids, Matcher};

/// Compares the part of a plan that belongs to `community` with its ledger; returns the work and
/// the notes of the matching, by entry. `new_record` draws ids.
///
/// # Errors
/// The error of `new_record`.
pub(crate) fn compare<'a, E>(
    community: AreaId,
    plan: &'a Plan,
    ledger: &'a Ledger,
    new_record: &mut dyn FnMut() -> Result<RecordId, E>,
) -> Result<(Work<'a>, Vec<(usize, Code)>), E> {
    let mut matcher = Matcher { plan, ledger, ids: Ids::default(), noted: Vec::new() };
    matcher.homes(community, new_record)?;
    matcher.people(community, new_record)?;
    let Matcher { ids, noted, .. } = matcher;
    Ok((Work::new(community, plan, ledger, ids), noted))
}
