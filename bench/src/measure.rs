//! What a piece of work costs: time, processor time, memory and bytes.

use std::fs;
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

fn forget_peak() {
    // Without the right to, the peak is that of the whole run: a figure too high, never too low.
    fs::write("/proc/self/clear_refs", "5").unwrap_or_default();
}

fn peak_mib() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
    let kib = line.split_whitespace().nth(1).and_then(|number| number.parse::<f64>().ok());
    kib.unwrap_or(0.0) / 1024.0
}
