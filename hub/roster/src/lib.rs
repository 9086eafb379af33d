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
mod fault;
mod matching;
mod note;
mod options;
mod read;
mod reader;
mod report;
mod save;
mod sheets;

#[cfg(test)]
mod tests;

pub use error::RosterError;
pub use fault::Fault;
pub use note::{Code, Note, Severity};
pub use options::{Hidden, ImportOptions, NewAreas, Phase, Progress, Stop};
pub use reader::{COMMAND as READER_COMMAND, Reader, read_for_another};
pub use report::{ImportReport, Vanished, write_report};

use chrono::NaiveDate;
use diff::{Compared, Ledger, Refused};
use gridbook_domain::clock::day_of;
use gridbook_domain::id::AreaId;
use gridbook_hub::{Hub, HubError, utc_offset};
use matching::locate::{Located, locate};
use matching::plan::plan;
use read::rows::Entry;
use read::titles::Column;
use read::values;
use sheets::Sheets;
use std::collections::BTreeSet;
use std::path::Path;

/// A workbook that was read, and can be imported.
pub struct Roster {
    name: String,
    sheets: Sheets,
}

impl Roster {
    /// Reads a workbook, without a hub: so that a command can refuse it before it makes or opens
    /// anything. A birth after `today` is noted.
    ///
    /// # Errors
    /// [`RosterError`] when there is no workbook to import.
    pub fn read(
        path: &Path,
        options: &ImportOptions,
        today: NaiveDate,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Self, RosterError> {
        let sheets = Sheets::read(path, options, today, progress)?;
        sheets.require_header(path)?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { name: name.unwrap_or_default(), sheets })
    }

    /// Imports it, or reports the result an import would have.
    ///
    /// # Errors
    /// [`RosterError`] when the hub fails; a bad row is a note.
    pub fn import(
        self,
        hub: &Hub,
        options: &ImportOptions,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<ImportReport, RosterError> {
        import(hub, self, options, progress)
    }
}

/// Whether a file is a workbook that could be imported.
///
/// # Errors
/// The [`RosterError`] an import would end with.
pub fn probe(path: &Path) -> Result<(), RosterError> {
    Roster::read(path, &ImportOptions::default(), NaiveDate::MAX, &mut |_| {}).map(drop)
}

/// Imports a workbook, or reports the result an import would have. The same file again changes
/// nothing; interrupted and run again, it goes on.
///
/// # Errors
/// [`RosterError`] when there is no workbook to import or the hub fails; a bad row is a note.
pub fn import_roster(
    hub: &Hub,
    path: &Path,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, RosterError> {
    Roster::read(path, options, today(hub)?, progress)?.import(hub, options, progress)
}

fn import(
    hub: &Hub,
    Roster { name, mut sheets }: Roster,
    options: &ImportOptions,
    progress: &mut dyn FnMut(Progress),
) -> Result<ImportReport, RosterError> {
    let mut entries = std::mem::take(&mut sheets.entries);
    if options.stop.is_asked() {
        return Err(RosterError::Stopped { homes: 0 });
    }
    let located = locate(hub, &mut entries, options)?;
    sheets.notes.extend(located.notes.clone());
    let plan = plan(&mut entries, &located.spots);
    let refused = refused(&entries, &sheets.hidden, &located);
    entries.iter_mut().for_each(Entry::forget);
    let mut applied = save::Applied::default();
    let mut vanished = Vec::new();
    let communities = communities(&located);
    let author = options.author.map_or_else(|| hub.own_account(), Ok)?;
    for (done, community) in communities.iter().enumerate() {
        progress(Progress { phase: Phase::Comparing, done, total: communities.len() });
        let ledger = Ledger::load(hub, *community)?;
        let new_record = &mut || hub.new_record();
        let (mut work, noted) = diff::compare(*community, &plan, &ledger, new_record)?;
        note_compared(&noted, &mut entries);
        match options.preview {
            true => applied.pretend(&mut work),
            false => {
                let save = save::Save { hub, author, options };
                save.apply(&mut work, &mut entries, &mut applied, progress)?;
            }
        }
        let Compared { noted, vanished: gone, cleared } = work.finish(&refused);
        note_compared(&noted, &mut entries);
        vanished.extend(gone);
        applied.cleared += cleared;
    }
    let areas = hub.areas()?;
    Ok(report::report(name, &entries, sheets, &located, &applied, &plan, &vanished, &areas))
}

fn communities(located: &Located) -> BTreeSet<AreaId> {
    located.spots.iter().flatten().map(|spot| spot.community).collect()
}

/// Returns the names and documents of the rows that were refused or left out because they are
/// hidden, and the grids that the workbook mentions.
fn refused(entries: &[Entry], hidden: &[Entry], located: &Located) -> Refused {
    let mut refused = Refused::default();
    refused.grids.extend(located.spots.iter().flatten().map(|spot| spot.grid));
    for entry in entries.iter().filter(|entry| entry.is_refused()).chain(hidden) {
        refused.names.insert(entry.name.clone());
        refused.documents.extend(entry.document.clone());
    }
    refused
}

fn note_compared(noted: &[(usize, Code)], entries: &mut [Entry]) {
    for (row, code) in noted {
        let (column, words) = compared(*code);
        if let Some(entry) = entries.get_mut(*row) {
            entry.note(column, values::Problem::new(*code, words));
        }
    }
}

/// The column and the words of a note that comes from comparing with the ledger.
fn compared(code: Code) -> (Option<Column>, &'static str) {
    let (column, words) = match code {
        Code::DocumentChanged => {
            (Column::Document, "证件号码与台账里的不同，按同一人更正处理，请核对")
        }
        Code::OtherName => (
            Column::Name,
            "台账里这个证件号码登记的是另一个姓名，姓名没有改动，表中的姓名另存待选；\
             请核对是改名、写错，还是号码填到了别人的行里",
        ),
        Code::KnownAlready => {
            (Column::Name, "网格员已登记过这个人，已合到那一条，不一致的内容两边都已保留，请核对")
        }
        Code::Deregistered => {
            (Column::Name, "台账里这个人已注销（迁出或去世），仍是注销，没有恢复；请核对")
        }
        Code::SameName => (
            Column::Name,
            "台账里这一户有几个同名的人，看不出是哪一个，这一行未导入；请补填证件号码或出生日期",
        ),
        Code::MaskedName => {
            (Column::Name, "姓名被打码，这一处也没有对得上的人，这一行未导入；请用没有打码的表导入")
        }
        Code::BirthDiffers => {
            (Column::Birth, "出生日期与台账里的身份证号不一致，未导入这一格，请核对")
        }
        Code::SexDiffers => (Column::Sex, "性别与台账里的身份证号不一致，未导入这一格，请核对"),
        Code::Cleared => return (None, "空格已按选择清空了表中以前写的内容"),
        _ => (Column::Grid, "原来在另一个网格，已按表中的网格移过来，请核对"),
    };
    (Some(column), words)
}

/// Returns the day it is in the deployment's offset by the hub's clock; a birth date after it is a
/// slip.
///
/// # Errors
/// When the hub cannot read.
pub fn today(hub: &Hub) -> Result<NaiveDate, HubError> {
    let offset = hub.store().read(|tx| utc_offset(tx))?;
    Ok(day_of(hub.now(), offset).unwrap_or(NaiveDate::MAX))
}
