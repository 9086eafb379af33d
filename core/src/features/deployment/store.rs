//! The SQL of what the deployment sets.

use super::{AreaNode, CodeTable, Grid};
use crate::database::typed::{Typed, plain_table, typed_table};
use crate::error::{Error, Result};
use crate::record::Table as _;
use gridbook_domain::area::{self, Level};
use gridbook_domain::{AreaId, Class, FeedId, Fields, RecordId, setting};
use rusqlite::{Connection, OptionalExtension as _, named_params};
use serde_json::Value;

pub(crate) static AREA: Typed =
    typed_table!(Class::Area, area::FIELDS, "area", [name level parent]);
pub(crate) static CODE_TABLE: Typed = typed_table!(Class::Table, &[], "code_table", []);
pub(crate) static SETTING: Typed = typed_table!(Class::Setting, setting::FIELDS, "setting", [name]);

plain_table! {
    /// The area tree.
    Areas = AREA
}

plain_table! {
    /// Code tables.
    CodeTables = CODE_TABLE
}

plain_table! {
    /// Settings.
    Settings = SETTING
}

/// The areas, by name.
pub(super) fn areas(conn: &Connection) -> Result<Vec<AreaNode>> {
    let sql = "SELECT record, name, level, parent FROM area ORDER BY name, record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let level: Option<String> = row.get("level")?;
        Ok(AreaNode {
            area: AreaId::from_bytes(row.get("record")?),
            name: row.get::<_, Option<String>>("name")?.unwrap_or_default(),
            level: Level::of(&level.unwrap_or_default()),
            parent: row.get::<_, Option<[u8; 16]>>("parent")?.map(AreaId::from_bytes),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The code tables.
pub(super) fn code_tables(conn: &Connection) -> Result<Vec<CodeTable>> {
    let sql = "SELECT record, coalesce(rest, '{}') AS rest FROM code_table ORDER BY record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(CodeTable { table: RecordId::from_bytes(row.get("record")?), json: row.get("rest")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The value of a setting. The newest counts, should a deployment have set it twice.
pub(super) fn setting(conn: &Connection, name: &str) -> Result<Option<Value>> {
    let sql = "SELECT record FROM setting WHERE name = :name
        ORDER BY at DESC, record LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":name": name})?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let record = RecordId::from_bytes(row.get("record")?);
    let fields: Fields = Settings.get(conn, record)?.ok_or(Error::NotFound)?.fields;
    Ok(fields.get("value").filter(|value| !value.is_null()).cloned())
}

/// The grids this phone may see with their feeds, in the order they are pulled.
pub(super) fn grids(conn: &Connection) -> Result<Vec<(Grid, FeedId)>> {
    let sql = "SELECT feed, area, name FROM feed
        WHERE kind = 'grid' AND area IS NOT NULL ORDER BY position";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let grid = Grid {
            area: AreaId::from_bytes(row.get("area")?),
            name: row.get::<_, Option<String>>("name")?.unwrap_or_default(),
        };
        Ok((grid, FeedId::from_bytes(row.get("feed")?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The area a feed belongs to.
pub(crate) fn area_of(conn: &Connection, feed: FeedId) -> Result<Option<AreaId>> {
    let sql = "SELECT area FROM feed WHERE feed = :feed";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":feed": feed.as_bytes()};
    let found: Option<Option<[u8; 16]>> =
        statement.query_row(key, |row| row.get("area")).optional()?;
    Ok(found.flatten().map(AreaId::from_bytes))
}
