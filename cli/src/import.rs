//! `gridbook import roster`: a workbook into the ledger.

use crate::args::RosterArgs;
use crate::failure::{Failure, While as _};
use crate::{print, serve};
use gridbook_hub::Hub;
use gridbook_roster::{
    ImportOptions, ImportReport, Phase, Progress, import_roster, probe, write_report,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;
use std::process::ExitCode;

/// The most notes that are printed; the report has all of them.
const NOTES: usize = 20;

/// `gridbook import roster`.
pub fn run(args: &RosterArgs) -> Result<ExitCode, Failure> {
    probe(&args.file).map_err(|error| Failure::new(error.to_string()))?;
    args.report.as_deref().map_or(Ok(()), has_a_folder)?;
    let hub = serve::open(&args.data)?;
    let report = with_progress(&hub, &args.file, &ImportOptions::default())?;
    if let Some(path) = &args.report {
        write_report(&report, path).map_err(|error| Failure::new(error.to_string()))?;
    }
    if args.json {
        print::line(&serde_json::to_string(&report).during("writing JSON")?);
    } else {
        print::line(&summary(&report));
        notes(&report);
    }
    took_any(&report)?;
    Ok(ExitCode::SUCCESS)
}

/// A workbook of which no row could be taken is a failure, here and in the demo.
pub fn took_any(report: &ImportReport) -> Result<(), Failure> {
    if report.took_any() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{}：{} 行中没有一行可以导入；gridbook import roster 的 --report 会逐行说明原因",
        report.workbook, report.rows
    )))
}

/// A report that cannot be written is better refused before an import than after it.
fn has_a_folder(report: &Path) -> Result<(), Failure> {
    let folder = report.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder {
        Some(folder) if !folder.is_dir() => {
            Err(Failure::new(format!("{}: there is no such folder", folder.display())))
        }
        _ => Ok(()),
    }
}

/// Imports and shows how far it is, on a terminal.
pub fn with_progress(
    hub: &Hub,
    file: &Path,
    options: &ImportOptions,
) -> Result<ImportReport, Failure> {
    let bar = ProgressBar::new(0).with_style(style("导入台账"));
    let mut show = |progress: Progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
        bar.set_message(match progress.phase {
            Phase::Reading => "读取工作簿",
            Phase::Comparing => "与上次导入比较",
            Phase::Saving => "保存",
        });
    };
    let report = import_roster(hub, file, options, &mut show);
    bar.finish_and_clear();
    report.map_err(|error| Failure::new(error.to_string()))
}

/// A bar with a name in front.
pub fn style(name: &str) -> ProgressStyle {
    let template = format!("{name} {{bar:30}} {{pos}}/{{len}} {{msg}}");
    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Writes the result of an import in a sentence.
pub fn summary(report: &ImportReport) -> String {
    format!(
        "{}：{} 行，导入 {}，导入但有提醒 {}，未变 {}，退回 {}；{} 户，{} 人；冲突 {}，未再出现 {} 人（不会自动注销）",
        report.workbook,
        report.rows,
        report.imported,
        report.warned,
        report.unchanged,
        report.refused,
        report.households,
        report.people,
        report.conflicts,
        report.vanished.len(),
    )
}

fn notes(report: &ImportReport) {
    for note in report.notes.iter().take(NOTES) {
        let at = format!("{} 第 {} 行 {}", note.sheet, note.row, note.column);
        let at = at.trim_end();
        print::line(&format!("  {at}：{}", note.message));
    }
    if report.notes.len() > NOTES {
        print::line(&format!("  … 共 {} 条，--report OUT.xlsx 可写出全部", report.notes.len()));
    }
}
