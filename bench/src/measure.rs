//! What a piece of work costs: time, processor time, memory and bytes.

use std::fs;
use std::path::Path;
use std::time::Instant;

/// What one run of a piece of work cost. Both sides of a sync run in this process, so processor
/// time and memory are those of phone and hub together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Seconds on the clock.
    pub wall: f64,
    /// Seconds of processor time, all threads.
    pub cpu: f64,
    /// The most memory the process held meanwhile, in MiB.
    pub peak: f64,
    /// Bytes from phone to hub.
    pub up: u64,
    /// Bytes from hub to phone.
    pub down: u64,
}

impl Cost {
    /// Adds a further run; the peak is the higher of the two.
    pub fn add(&mut self, run: Self) {
        self.wall += run.wall;
        self.cpu += run.cpu;
        self.peak = self.peak.max(run.peak);
        self.up += run.up;
        self.down += run.down;
    }
}

/// Runs the work and measures it; the work tells the bytes it moved.
pub fn measure<E>(work: impl FnOnce() -> Result<(u64, u64), E>) -> Result<Cost, E> {
    forget_peak();
    let (begun, cpu) = (Instant::now(), processor_seconds());
    let (up, down) = work()?;
    let (wall, cpu) = (begun.elapsed().as_secs_f64(), processor_seconds() - cpu);
    Ok(Cost { wall, cpu, peak: peak_mib(), up, down })
}

/// The run in the middle by time.
pub fn median(mut runs: Vec<Cost>) -> Cost {
    runs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
    runs.get(runs.len() / 2).copied().unwrap_or_default()
}

/// User and system time of this process; 0 where the system does not tell.
fn processor_seconds() -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<f64> = after_name.split(' ').filter_map(|field| field.parse().ok()).collect();
    // Behind the name and the state letter, user and system time are the 11th and 12th numbers.
    fields.iter().skip(10).take(2).sum::<f64>() / TICKS_PER_SECOND
}

/// Begins to measure the most memory anew.
pub fn forget_peak() {
    // Without the right to, the peak is that of the whole run: a figure too high, never too low.
    fs::write("/proc/self/clear_refs", "5").unwrap_or_default();
}

/// The most memory the process held since, in MiB; 0 where the system does not tell.
pub fn peak_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}

/// How many pages stand in the log of an open database, as its index in shared memory says.
pub fn log_pages(database: &Path) -> u32 {
    const PAGES: std::ops::Range<usize> = 16..20;
    let mut index = database.as_os_str().to_owned();
    index.push("-shm");
    let index = fs::read(index).unwrap_or_default();
    let pages = index.get(PAGES).and_then(|bytes| bytes.try_into().ok());
    pages.map_or(0, u32::from_ne_bytes)
}

/// How many pages of the log each of the runs of `work` writes, on average.
pub fn pages_written<E>(
    database: &Path,
    runs: impl Iterator<Item = u64>,
    mut work: impl FnMut(u64) -> Result<(), E>,
) -> Result<f64, E> {
    let (mut pages, mut counted) = (0, 0);
    for run in runs {
        let before = log_pages(database);
        work(run)?;
        // Less than before: the log began anew.
        if let Some(written) = log_pages(database).checked_sub(before) {
            pages += written;
            counted += 1;
        }
    }
    Ok(f64::from(pages) / f64::from(counted.max(1)))
}
