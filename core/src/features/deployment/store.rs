//! The SQL of deployment-wide data.

use super::{AreaNode, CodeTable, Grid};
use crate::db::{ReadTx, text};
use crate::error::{Error, Result};
use crate::replica::rows;
use gridbook_domain::area::Level;
use gridbook_domain::{AreaId, Class, FeedId};
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, named_params};
use serde_json::Value;

/// Returns the areas, ordered by name.
pub(crate) fn areas(conn: &Connection) -> Result<Vec<AreaNode>> {
    let sql = "SELECT record, name, level, parent FROM area ORDER BY name, record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(AreaNode {
            area: row.read("record")?,
            name: text(row, "name")?,
            level: Level::from_code(&text(row, "level")?),
            parent: row.read("parent")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the code tables.
pub(crate) fn code_tables(conn: &Connection) -> Result<Vec<CodeTable>> {
    let sql = "SELECT record, coalesce(rest, '{}') AS rest FROM code_table ORDER BY record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(CodeTable { table: row.read("record")?, json: row.get("rest")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the value of a setting; the newest one if the deployment has set it twice.
pub(crate) fn setting(conn: &ReadTx<'_>, name: &str) -> Result<Option<Value>> {
    let sql = "SELECT record FROM setting WHERE name = :name
        ORDER BY at DESC, record LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":name": name})?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let record = row.read("record")?;
    let fields = rows::get(conn, &Class::Setting, record)?.ok_or(Error::NotFound)?.fields;
    Ok(fields.get("value").filter(|value| !value.is_null()).cloned())
}

/// Returns the grids that this install may read with their feeds, in the order they are pulled.
pub(super) fn grids(conn: &Connection) -> Result<Vec<(Grid, FeedId)>> {
    let sql = "SELECT feed, area, name FROM feed
        WHERE kind = 'grid' AND area IS NOT NULL ORDER BY position";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let grid = Grid { area: row.read("area")?, name: text(row, "name")? };
        Ok((grid, row.read("feed")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the grid that a feed belongs to according to the install's grants.
pub(crate) fn area_of(conn: &Connection, feed: FeedId) -> Result<Option<AreaId>> {
    let sql = "SELECT area FROM feed WHERE feed = :feed";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":feed": feed.as_bytes()};
    let found: Option<Option<AreaId>> =
        statement.query_row(key, |row| row.read("area")).optional()?;
    Ok(found.flatten())
}
