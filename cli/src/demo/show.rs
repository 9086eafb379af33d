//! The display of the demo: bars on a terminal, plain lines elsewhere, nothing for `--json`.

use super::day::{Act, Event, Minute};
use crate::import::style;
use crate::print;
use gridbook_core::sync::{Progress, SyncProgress};
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How a run is shown.
pub struct Show {
    bars: MultiProgress,
    plain: bool,
}

impl Show {
    /// Bars appear only on a terminal; `quiet` hides the plain lines too.
    pub fn new(quiet: bool) -> Self {
        let target =
            if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        Self { bars: MultiProgress::with_draw_target(target), plain: !quiet }
    }

    /// A line that stays.
    pub fn line(&self, line: &str) {
        if self.plain {
            self.bars.suspend(|| print::line(line));
        }
    }

    /// A bar for a device's first sync.
    pub fn first_sync(&self, name: &str) -> Bar {
        Bar(self.bars.add(ProgressBar::new(0).with_style(style(&format!("首次同步 {name}")))))
    }

    /// A bar for the day.
    pub fn day(&self, events: usize) -> ProgressBar {
        let bar = ProgressBar::new(events as u64).with_style(style("工作日"));
        self.bars.add(bar)
    }

    /// One line that changes, for what goes on after the day.
    pub fn status(&self) -> ProgressBar {
        let style = ProgressStyle::with_template("{msg}");
        let style = style.unwrap_or_else(|_| ProgressStyle::default_spinner());
        self.bars.add(ProgressBar::new_spinner().with_style(style))
    }
}

/// A bar that follows a sync.
pub struct Bar(ProgressBar);

impl Bar {
    /// Takes the bar away.
    pub fn done(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn report(&self, progress: SyncProgress) -> bool {
        self.0.set_length(progress.total);
        self.0.set_position(progress.received);
        true
    }
}

/// Hears of a sync and says nothing.
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _: SyncProgress) -> bool {
        true
    }
}

/// Writes an event in a few words: 10:25 王芳 走访.
pub fn event(event: &Event, name: &str) -> String {
    format!("{} {name} {}", time(event.at), act(&event.act))
}

fn time(at: Minute) -> String {
    format!("{:02}:{:02}", 8 + at / 60, at % 60)
}

fn act(act: &Act) -> &'static str {
    match act {
        Act::Visit(visit) if visit.met => "走访",
        Act::Visit(_) => "走访，无人在家",
        Act::Correct => "更正居民信息",
        Act::Newcomer => "登记新住户",
        Act::Report { emergency: true, .. } => "上报突发事件",
        Act::Report { .. } => "上报事件",
        Act::CutOff => "写到一半，应用被关闭",
        Act::Resume => "接着写草稿",
        Act::Verify => "核查办理结果",
        Act::Amend => "更正被退回的日志",
        Act::Network(_) => "有网络，同步",
    }
}
