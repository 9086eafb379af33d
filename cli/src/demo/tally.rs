//! The sums of a day: a line a worker and a total.

use comfy_table::{Cell, CellAlignment, Table, presets};
use serde::Serialize;
use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::Add;

/// The counts of one device, or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Ops saved on the phone.
    pub recorded: u64,
    /// Of these, on the hub's disk as far as the phone knows.
    pub durable: u64,
    /// Of these, ops of which every part took effect, merged ones included.
    pub applied: u64,
    /// Ops of which a value lost and is kept.
    pub conflicts: u64,
    /// Ops of which the hub refused a part, with a reason.
    pub refused: u64,
    /// Ops of which a part waits on the hub for something.
    pub held: u64,
    /// Ops saved on the phone that the hub's journal does not have.
    pub lost: u64,
    /// Bytes from phone to hub.
    pub bytes_up: u64,
    /// Bytes from hub to phone.
    pub bytes_down: u64,
    /// Photos complete on the hub's disk.
    pub photos: u64,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            recorded: self.recorded + other.recorded,
            durable: self.durable + other.durable,
            applied: self.applied + other.applied,
            conflicts: self.conflicts + other.conflicts,
            refused: self.refused + other.refused,
            held: self.held + other.held,
            lost: self.lost + other.lost,
            bytes_up: self.bytes_up + other.bytes_up,
            bytes_down: self.bytes_down + other.bytes_down,
            photos: self.photos + other.photos,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The worker.
    pub name: String,
    /// The outcomes of the worker's day.
    #[serde(flatten)]
    pub counts: Counts,
    /// Why the hub refused parts or lets them wait, in the words the worker reads, and how many.
    pub reasons: Reasons,
}

/// Reasons, and how many parts each was given for.
pub type Reasons = BTreeMap<String, u64>;

/// The reasons of all workers.
pub fn reasons(lines: &[Line]) -> Reasons {
    let mut all = Reasons::new();
    for (reason, count) in lines.iter().flat_map(|line| &line.reasons) {
        *all.entry(reason.clone()).or_default() += count;
    }
    all
}

/// Returns a line for each reason, with the workers who were given it; nothing without reasons.
pub fn told(lines: &[Line]) -> String {
    let mut text = String::new();
    for (reason, count) in reasons(lines) {
        let to = lines.iter().filter(|line| line.reasons.contains_key(&reason));
        let names: Vec<&str> = to.map(|line| line.name.as_str()).collect();
        text.push_str(&format!("\n  {count} 项  {reason}  ({})", names.join("、")));
    }
    text
}

/// The table, with a total.
pub fn table(lines: &[Line]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header([
        "网格员",
        "已记录\nrecorded",
        "已送达\ndurable",
        "已生效\napplied",
        "冲突\nconflicts",
        "未采纳\nrefused",
        "待处理\nheld",
        "上行\nup",
        "下行\ndown",
        "照片\nphotos",
        "丢失\nlost",
    ]);
    for line in lines {
        table.add_row(cells(&line.name, line.counts));
    }
    table.add_row(cells("合计", lines.iter().map(|line| line.counts).sum()));
    table.column_iter_mut().skip(1).for_each(|column| {
        column.set_cell_alignment(CellAlignment::Right);
    });
    table.to_string()
}

fn cells(name: &str, counts: Counts) -> Vec<Cell> {
    let numbers = [
        counts.recorded,
        counts.durable,
        counts.applied,
        counts.conflicts,
        counts.refused,
        counts.held,
    ];
    let mut cells = vec![Cell::new(name)];
    cells.extend(numbers.map(Cell::new));
    cells.extend([counts.bytes_up, counts.bytes_down].map(|bytes| Cell::new(size(bytes))));
    cells.extend([counts.photos, counts.lost].map(Cell::new));
    cells
}

/// Bytes as people read them.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} B"),
        10_000..10_000_000 => format!("{} kB", bytes / 1000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_the_sum_of_the_others() {
        let counts =
            Counts { recorded: 20, durable: 19, lost: 1, bytes_up: 12_000, ..Counts::default() };
        let reasons = Reasons::new();
        let line = |name: &str| Line { name: name.to_owned(), counts, reasons: reasons.clone() };
        let drawn = table(&[line("王芳"), line("李敏")]);
        let total = drawn.lines().find(|line| line.contains("合计")).unwrap();
        let numbers: Vec<&str> = total.split_whitespace().skip(1).collect();
        assert_eq!(numbers[..2], ["40", "38"]);
        assert_eq!(numbers[numbers.len() - 1], "2");
    }

    #[test]
    fn each_reason_is_told_once_with_its_workers() {
        let line = |name: &str, reasons: &[(&str, u64)]| Line {
            name: name.to_owned(),
            counts: Counts::default(),
            reasons: reasons.iter().map(|(why, count)| ((*why).to_owned(), *count)).collect(),
        };
        let lines = [line("王芳", &[("乙", 2)]), line("李敏", &[("乙", 1), ("甲", 1)])];
        assert_eq!(told(&lines), "\n  3 项  乙  (王芳、李敏)\n  1 项  甲  (李敏)");
        assert_eq!(told(&[line("王芳", &[])]), "");
    }
}
