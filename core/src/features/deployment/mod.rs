//! Deployment-wide data: the area tree, code tables and settings. Read only; only the hub writes
//! these.

mod store;
#[cfg(test)]
mod tests;

use crate::db::{Layout, PlainTable, ReadTx, Table};
use crate::error::{Error, Result};
use chrono::FixedOffset;
use gridbook_domain::area::Level;
use gridbook_domain::outcome::Why;
use gridbook_domain::setting::{EMERGENCY_PHONE, OFFSET_MINUTES, offset_of_minutes};
use gridbook_domain::{AreaId, Class, FeedId, RecordId};
use rusqlite::Connection;
use serde_json::Value;
pub(crate) use store::{area_of, areas, code_tables, setting};

/// The area tree, code tables and settings.
pub(super) const TABLES: &[&dyn Table] = &[
    &PlainTable(Layout::plain(Class::Area, "area")),
    &PlainTable(Layout::plain(Class::Table, "code_table")),
    &PlainTable(Layout::plain(Class::Setting, "setting")),
];

/// A node of the area tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaNode {
    /// The area.
    pub area: AreaId,
    /// Its name, such as 第三网格.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// The area it is part of.
    pub parent: Option<AreaId>,
}

/// A grid that this install may read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The area.
    pub area: AreaId,
    /// Its name; empty if unknown.
    pub name: String,
}

/// A code table of the deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeTable {
    /// The code table's record.
    pub table: RecordId,
    /// Its fields as one JSON object; the deployment decides what a table contains.
    pub json: String,
}

/// Lists the grids that this install may read.
pub(crate) fn grids(conn: &Connection) -> Result<Vec<Grid>> {
    Ok(store::grids(conn)?.into_iter().map(|(grid, _)| grid).collect())
}

/// Returns the emergency number (M1), if the deployment has set one.
pub(crate) fn emergency_phone(conn: &ReadTx<'_>) -> Result<Option<String>> {
    let value = setting(conn, EMERGENCY_PHONE)?;
    Ok(value.as_ref().and_then(Value::as_str).map(str::to_owned))
}

/// Returns the deployment's offset from UTC, which decides where a day begins.
pub(crate) fn utc_offset(conn: &ReadTx<'_>) -> Result<FixedOffset> {
    let minutes = setting(conn, OFFSET_MINUTES)?.as_ref().and_then(Value::as_i64);
    Ok(offset_of_minutes(minutes))
}

/// Returns the feed of a grid; without an area, the feed of the install's only grid.
pub(crate) fn feed_of(conn: &Connection, area: Option<AreaId>) -> Result<FeedId> {
    let grids = store::grids(conn)?;
    let mut fitting = grids.iter().filter(|(grid, _)| area.is_none_or(|area| grid.area == area));
    match (fitting.next(), fitting.next()) {
        (Some((_, only)), None) => Ok(*only),
        (Some((_, first)), Some(_)) if area.is_some() => Ok(*first),
        (None, _) => Err(Error::Invalid { field: "area".to_owned(), why: Why::NoGrant }),
        _ => Err(Error::Invalid { field: "area".to_owned(), why: Why::MissingField }),
    }
}
