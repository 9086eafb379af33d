//! The roster importer: an Excel workbook as communities keep it 台账, one row a resident,
//! becomes people, households and dwellings.
//!
//! A workbook is read into neutral cells, rows are found under their header, and each row says
//! something about a person and a home (`read`). The rows are matched with the area tree, and with
//! one another into households (`matching`); these are compared with the previous import's memory
//! (`diff`), and new or changed values are saved as ops of the hub (`save`), which meet the
//! corrections workers made since in the same merge as any phone's.
//!
//! Every row that is not empty ends as imported, imported with a warning, unchanged or refused; one
//! bad row stops nothing. Nobody is ever deregistered by an import.

mod diff;
mod error;
mod matching;
mod note;
mod options;
mod read;
mod report;
mod save;

#[cfg(test)]
mod tests;

pub use error::RosterError;
pub use note::{Code, Note, Severity};
pub use options::{ImportOptions, NewAreas, Phase, Progress};
pub use report::{ImportReport, Vanished, write_report};

use chrono::NaiveDate;
use diff::{Memory, Refused, Work};
use gridbook_domain::Class;
use gridbook_domain::clock::day_of;
use gridbook_domain::id::AreaId;
use gridbook_hub::{Hub, HubError, utc_offset};
use matching::locate::{Located, locate};
use matching::plan::plan;
use read::rows::Entry;
use read::{rows, sheet, titles, values, workbook};
use std::collections::BTreeSet;
use std::path::Path;

/// Whether a file is a workbook that could be imported, without a hub: so that a command can refuse
/// it before it makes or opens anything.
///
/// # Errors
/// The [`RosterError`] an import would end with.
pub fn probe(path: &Path) -> Result<(), RosterError> {
    let book = workbook::read(path)?;
    let has_header = book.sheets.iter().any(|sheet| sheet::read(sheet).has_header);
    has_header
        .then_some(())
        .ok_or_else(|| RosterError::NoHeader { path: path.display().to_string() })
}

/// Imports a workbook. The same file again changes nothing; interrupted and run again, it goes on.
///
/// # Errors
/// [`RosterError`] when there is no workbook to import or the hub fails; a bad row is a note.
pub fn import_roster(
    hub: &Hub,
    path: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, RosterError> {
    let book = workbook::read(path)?;
    let (mut entries, mut notes) = entries(path, &book, today(hub)?, progress)?;
    let located = locate(hub, &mut entries, options)?;
    notes.extend(located.notes.clone());
    let plan = plan(&mut entries, &located.spots);
    let refused = refused(&entries, &located);
    let mut applied = save::Applied::default();
    let mut vanished = Vec::new();
    let communities = communities(&located);
    let author = options.author.map_or_else(|| hub.own_account(), Ok)?;
    for (done, community) in communities.iter().enumerate() {
        progress(Progress { phase: Phase::Comparing, done, total: communities.len() });
        let people = hub.records_of(*community, &Class::Person)?;
        let memory = Memory::new(hub.imported(*community)?, &people);
        let work = diff::compare(*community, &plan, &memory, &refused, &mut || hub.new_record())?;
        note_compared(&work, &mut entries);
        vanished.extend(work.vanished.clone());
        save::apply(hub, author, work, &mut entries, &mut applied, progress)?;
    }
    let areas = hub.areas()?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(report::report(
        name.unwrap_or_default(),
        &entries,
        notes,
        &located,
        &applied,
        &plan,
        &vanished,
        &areas,
    ))
}

fn entries(
    path: &Path,
    book: &workbook::Workbook,
    today: NaiveDate,
    progress: &mut dyn FnMut(Progress),
) -> Result<(Vec<Entry>, Vec<Note>), RosterError> {
    let mut entries = Vec::new();
    let mut notes = Vec::new();
    let mut has_header = false;
    for (done, sheet) in book.sheets.iter().enumerate() {
        progress(Progress { phase: Phase::Reading, done, total: book.sheets.len() });
        let reading = sheet::read(sheet);
        has_header |= reading.has_header;
        entries.extend(reading.rows.iter().map(|raw| rows::read(raw, today)));
        notes.extend(reading.notes);
    }
    if !has_header {
        return Err(RosterError::NoHeader { path: path.display().to_string() });
    }
    Ok((entries, notes))
}

fn communities(located: &Located) -> BTreeSet<AreaId> {
    located.spots.iter().flatten().map(|spot| spot.community).collect()
}

/// Returns the names and documents of the refused rows, and the grids that the workbook mentions.
fn refused(entries: &[Entry], located: &Located) -> Refused {
    let mut refused = Refused::default();
    refused.grids.extend(located.spots.iter().flatten().map(|spot| spot.grid));
    for entry in entries.iter().filter(|entry| entry.is_refused()) {
        refused.names.insert(entry.name.clone());
        refused.documents.extend(entry.document.clone());
    }
    refused
}

fn note_compared(work: &Work, entries: &mut [Entry]) {
    for (row, code) in &work.noted {
        let (column, words) = match code {
            Code::DocumentChanged => {
                (titles::Column::Document, "证件号码与上次导入的不同，按同一人更正处理，请核对")
            }
            Code::OtherName => (
                titles::Column::Name,
                "台账里这个证件号码登记的是另一个姓名，姓名没有改动，表中的姓名另存待选；\
                 请核对是改名、写错，还是号码填到了别人的行里",
            ),
            Code::KnownAlready => (
                titles::Column::Document,
                "网格员已登记过这个证件号码的人，已合到那一条，不一致的内容两边都已保留",
            ),
            _ => {
                (titles::Column::Grid, "上次导入时在另一个网格，记录仍在原网格，请在平台上办理交接")
            }
        };
        if let Some(entry) = entries.get_mut(*row) {
            entry.note(Some(column), values::Problem::new(*code, words));
        }
    }
}

/// Returns the day it is in the deployment's offset by the hub's clock; a birth date after it is a
/// slip.
fn today(hub: &Hub) -> Result<NaiveDate, HubError> {
    let offset = hub.store().read(|tx| utc_offset(tx))?;
    Ok(day_of(hub.now(), offset).unwrap_or(NaiveDate::MAX))
}
