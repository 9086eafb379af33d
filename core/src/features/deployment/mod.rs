//! What the deployment sets for everybody: the area tree, code tables and settings. Read only; the
//! hub alone writes these.

pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::book::Book;
use crate::error::{BookError, Error, Result};
use gridbook_domain::area::Level;
use gridbook_domain::outcome::Why;
use gridbook_domain::setting::EMERGENCY_PHONE;
use gridbook_domain::{AreaId, FeedId, RecordId};
use rusqlite::Connection;
use serde_json::Value;

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

/// A grid this phone may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The area.
    pub area: AreaId,
    /// Its name; empty where unknown.
    pub name: String,
}

/// A code table of the deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeTable {
    /// The record.
    pub table: RecordId,
    /// Its fields as one JSON object: what a table holds is the deployment's to say.
    pub json: String,
}

impl Book {
    /// The grids this phone may see.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn grids(&self) -> Result<Vec<Grid>, BookError> {
        let grids = self.read(store::grids)?;
        Ok(grids.into_iter().map(|(grid, _)| grid).collect())
    }

    /// The areas this phone was told of, by name.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn areas(&self) -> Result<Vec<AreaNode>, BookError> {
        Ok(self.read(store::areas)?)
    }

    /// The code tables of the deployment.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn code_tables(&self) -> Result<Vec<CodeTable>, BookError> {
        Ok(self.read(store::code_tables)?)
    }

    /// A setting of the deployment as JSON; `None` when the deployment does not set it.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn setting(&self, name: String) -> Result<Option<String>, BookError> {
        let value = self.read(|conn| store::setting(conn, &name))?;
        Ok(value.map(|value| value.to_string()))
    }
}

/// The number to call in an emergency (M1), where the deployment has set one.
pub(crate) fn emergency_phone(conn: &Connection) -> Result<Option<String>> {
    let value = store::setting(conn, EMERGENCY_PHONE)?;
    Ok(value.as_ref().and_then(Value::as_str).map(str::to_owned))
}

/// The feed of a grid of this phone; of the only one when none is named.
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

/// The grid a feed belongs to, as this phone was told.
pub(crate) fn area_of(conn: &Connection, feed: FeedId) -> Result<Option<AreaId>> {
    store::area_of(conn, feed)
}
