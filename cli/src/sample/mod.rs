//! A made-up street as a workbook: what the demo imports when nobody brings a roster.
//!
//! One street, three communities, twelve grids, about 3,600 households and 9,000 residents, kept
//! the way communities keep their ledgers: a title above the header, one sheet a community with
//! its own order and names of columns, merged cells for a household's door, dates in every usual
//! form, and the slips that any ledger of this size has. The same seed gives the same file, byte
//! for byte.

mod people;
mod sheet;
mod words;

use crate::seed::Seed;
use people::{Home, Maker};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use std::path::Path;

/// The street's name.
pub const STREET: &str = "清河街道";
/// The communities' names, each the name of a sheet.
pub const COMMUNITIES: [&str; 3] = ["幸福社区", "和平社区", "光明社区"];
/// The grids of each community.
pub const GRIDS: [&str; 4] = ["第一网格", "第二网格", "第三网格", "第四网格"];
/// How many households a grid has.
const HOUSEHOLDS: usize = 300;

/// How much a sample holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// How many households.
    pub households: usize,
    /// How many rows of residents, with the few that are written twice.
    pub rows: usize,
}

/// Writes the sample workbook of this seed.
///
/// # Errors
/// When the file cannot be written.
pub fn write_sample(path: &Path, seed: u64) -> Result<Sample, XlsxError> {
    let mut book = Workbook::new();
    // The time of writing would make every file differ.
    let written = ExcelDateTime::from_ymd(2026, 3, 2)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&written));
    let mut sample = Sample { households: 0, rows: 0 };
    for (at, name) in (0_u64..).zip(COMMUNITIES) {
        let homes = community(&Seed::new(seed).part(at), at);
        sample.households += homes.len();
        sample.rows += sheet::write(book.add_worksheet(), name, at, &homes)?;
    }
    book.save(path)?;
    Ok(sample)
}

fn community(seed: &Seed, community: u64) -> Vec<Home> {
    let mut homes = Vec::new();
    for (at, grid) in (0_u64..).zip(GRIDS) {
        let mut maker = Maker::new(seed.part(at), community * 4 + at);
        homes.extend((0..HOUSEHOLDS).map(|number| maker.home(grid, number)));
    }
    homes
}

#[cfg(test)]
mod tests;
