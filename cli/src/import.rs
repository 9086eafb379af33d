//! `gridbook import roster`: a workbook into the ledger.

use crate::args::{HiddenRows, RosterArgs};
use crate::failure::{Failure, While as _};
use crate::{print, serve};
use gridbook_domain::clock::{CHINA, day_of};
use gridbook_hub::Hub;
use gridbook_hub::host::{Clock as _, SystemClock};
use gridbook_roster::{
    Hidden, ImportOptions, ImportReport, Phase, Progress, Reader, Roster, RosterError, Stop,
    import_roster, read_for_another, write_report,
};
use indicatif::{ProgressBar, ProgressStyle};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// The most notes that are printed; the report has all of them.
const NOTES: usize = 20;
/// How long an import beside a running hub writes before it lets others write, and for how long:
/// a process that waits for the database looks every 100 ms.
const WRITES: Duration = Duration::from_millis(250);
const PAUSES: Duration = Duration::from_millis(110);

/// `gridbook import roster`.
pub fn run(args: &RosterArgs) -> Result<ExitCode, Failure> {
    let mut options = options(args)?;
    let _asked = stop_when_asked(&options.stop)?;
    args.report.as_deref().map_or(Ok(()), has_a_folder)?;
    let bar = bar();
    let mut show = |progress: Progress| shown(&bar, progress);
    let refused = |error: RosterError| Failure::new(error.to_string());
    // No hub is made for a file that is no workbook.
    let known = args.data.join("hub.db").exists();
    let known = known.then(|| serve::open_or_beside(&args.data)).transpose()?;
    let today = match &known {
        Some((hub, _)) => gridbook_roster::today(hub).during("reading the hub's settings")?,
        None => day_of(SystemClock.now(), CHINA).unwrap_or_default(),
    };
    let roster = Roster::read(&args.file, &options, today, &mut show).map_err(refused)?;
    let (hub, beside) = known.map_or_else(|| serve::open_or_beside(&args.data), Ok)?;
    options.alone = !beside;
    let mut since = Instant::now();
    let mut show = |progress: Progress| {
        shown(&bar, progress);
        if beside && progress.phase == Phase::Saving && since.elapsed() >= WRITES {
            std::thread::sleep(PAUSES);
            since = Instant::now();
        }
    };
    let report = roster.import(&hub, &options, &mut show).map_err(refused)?;
    bar.finish_and_clear();
    if let Some(path) = &args.report {
        write_report(&report, path).map_err(|error| Failure::new(error.to_string()))?;
    }
    if args.json {
        print::line(&serde_json::to_string(&report).during("writing JSON")?);
    } else {
        if args.preview {
            print::line("预览：以下是导入后会有的结果，还没有改动任何内容");
        }
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

fn options(args: &RosterArgs) -> Result<ImportOptions, Failure> {
    let reader = Reader::Child(std::env::current_exe().during("finding this program")?);
    let hidden = match args.hidden {
        HiddenRows::Skip => Hidden::Skip,
        HiddenRows::Take => Hidden::Take,
    };
    let (clear_blanks, preview) = (args.clear_blanks, args.preview);
    Ok(ImportOptions { hidden, clear_blanks, preview, reader, ..ImportOptions::default() })
}

/// `gridbook read-workbook`: the child of an import.
pub fn read_workbook(file: &Path) -> Result<ExitCode, Failure> {
    read_for_another(file, std::io::stdout().lock()).during(file.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Ends the import between two transactions when the process is asked to stop. Hears it while the
/// returned runtime lives.
fn stop_when_asked(stop: &Stop) -> Result<tokio::runtime::Runtime, Failure> {
    let threads =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = threads.during("starting a thread that hears Ctrl-C")?;
    let asked = {
        let _here = runtime.enter();
        serve::Asked::listen().during("listening for Ctrl-C")?
    };
    let stop = stop.clone();
    runtime.spawn(async move {
        asked.wait().await;
        stop.ask();
    });
    Ok(runtime)
}

/// Imports and shows how far it is, on a terminal.
pub fn with_progress(
    hub: &Hub,
    file: &Path,
    options: &ImportOptions,
) -> Result<ImportReport, Failure> {
    let bar = bar();
    let report = import_roster(hub, file, options, &mut |progress| shown(&bar, progress));
    bar.finish_and_clear();
    report.map_err(|error| Failure::new(error.to_string()))
}

fn bar() -> ProgressBar {
    ProgressBar::new(0).with_style(style("导入台账"))
}

fn shown(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.total as u64);
    bar.set_position(progress.done as u64);
    bar.set_message(match progress.phase {
        Phase::Reading => "读取工作簿",
        Phase::Comparing => "与台账比较",
        Phase::Saving => "保存",
    });
}

/// A bar with a name in front.
pub fn style(name: &str) -> ProgressStyle {
    let template = format!("{name} {{bar:30}} {{pos}}/{{len}} {{msg}}");
    ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Writes the result of an import in a sentence.
pub fn summary(report: &ImportReport) -> String {
    let mut more = String::new();
    if report.hidden_rows > 0 {
        more.push_str(&format!("；隐藏或筛掉的 {} 行", report.hidden_rows));
    }
    if report.cleared > 0 {
        more.push_str(&format!("；被空格清空 {} 项", report.cleared));
    }
    format!(
        "{}：{} 行，导入 {}，导入但有提醒 {}，未变 {}，退回 {}；{} 户，{} 人；冲突 {}，未再出现 {} 人（不会自动注销）{more}",
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
