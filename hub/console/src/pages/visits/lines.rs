//! Visits as the rows of a list.

use crate::kit::params::Values;
use crate::kit::viewer::{Names, Viewer};
use gridbook_domain::visit::VisitContact;
use gridbook_store::{Result, Tx, VisitRow};

/// The conditions of the list, as its address holds them.
pub(super) const FILTER: &[&str] =
    &["area", "worker", "from", "until", "purpose", "met", "standing", "household"];
/// The sentences about a verdict that was just saved.
pub(super) const DONE: &[(&str, &str)] = &[
    ("approved", "上一条日志已通过。"),
    ("returned", "上一条日志已退回，网格员下次同步时会看到原因。"),
];

/// A visit log as a row shows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct VisitLine {
    pub key: String,
    pub href: String,
    pub at: String,
    pub door: String,
    pub grid: String,
    pub worker: String,
    pub purpose: String,
    pub met: String,
    /// Somebody was met.
    pub was_met: bool,
    pub standing: String,
    pub standing_code: String,
    pub photos: u64,
    pub summary: String,
    pub amends: bool,
}

/// Rows in words, each leading to its log with the list's filter kept.
pub(crate) fn lines(
    tx: &mut dyn Tx,
    viewer: &Viewer,
    names: &mut Names,
    rows: Vec<VisitRow>,
    on: &Values,
) -> Result<Vec<VisitLine>> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(VisitLine {
            key: row.visit.to_string(),
            href: format!("/visits/{}/{}{}", row.community, row.visit, on.to_query()),
            at: viewer.format.moment(row.at),
            door: door(viewer, &row),
            grid: viewer.grid_name(row.grid),
            worker: names.of(tx, row.worker)?,
            purpose: row.purpose.label().to_owned(),
            met: row.met.label().to_owned(),
            was_met: row.met == VisitContact::Met,
            standing: row.standing.label().to_owned(),
            standing_code: row.standing.as_str().to_owned(),
            photos: row.photos,
            summary: row.summary,
            amends: row.amends.is_some(),
        });
    }
    Ok(lines)
}

/// A household's door and head. One of another grid is named only to who may see it there.
fn door(viewer: &Viewer, row: &VisitRow) -> String {
    match row.home {
        Some(home) if !viewer.sees(row.community, home) => "（其他网格的户）".to_owned(),
        Some(_) if !row.door.is_empty() => row.door.clone(),
        _ => "（未登记的户）".to_owned(),
    }
}
