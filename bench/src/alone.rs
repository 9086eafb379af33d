//! The phone in a process of its own, so that its memory is told apart from the hub's.

use crate::BenchError;
use crate::measure::{forget_peak, peak_mib};
use crate::ours::{For, OurHub, OurPhone};
use std::path::Path;
use std::process::Command;

/// The argument that makes this program be the phone.
pub const PHONE: &str = "phone";

/// Lets a new phone pull everything in a process of its own; returns the most memory it held, in
/// MiB.
pub fn peak(hub: &OurHub, folder: &Path) -> Result<f64, BenchError> {
    let invitation = hub.invitation(folder, For::Residents)?;
    let mut phone = Command::new(std::env::current_exe()?);
    let ended = phone.arg(PHONE).arg(folder).args([&hub.url, &invitation]).output()?;
    let told = String::from_utf8_lossy(&ended.stdout);
    told.trim().parse().map_err(|_| BenchError::Setup("the phone alone did not tell its memory"))
}

/// Is that phone: enrols, pulls everything and prints the most memory it held, in MiB.
pub fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), BenchError> {
    let [folder, url, invitation] = [(); 3].map(|()| arguments.next().unwrap_or_default());
    let phone = OurPhone::enrolled(Path::new(&folder), &url, &invitation)?;
    forget_peak();
    phone.sync()?;
    println!("{:.1}", peak_mib());
    Ok(())
}
