//! Records that two feeds count for a while, because the new feed was pulled before the old one.

use super::{row_from, row_text};
use crate::db::WriteTx;
use crate::error::Result;
use gridbook_domain::wire::Row as WireRow;
use gridbook_domain::{FeedId, RecordId, Version};
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use std::collections::HashMap;

/// Returns the records that a feed still counts although their row came from another feed.
pub(crate) fn moved(conn: &Connection, feed: FeedId) -> Result<HashMap<RecordId, Version>> {
    let sql = "SELECT record, version FROM moved WHERE feed = :feed";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":feed": feed.as_bytes()})?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        found.insert(row.read("record")?, row.read("version")?);
    }
    Ok(found)
}

/// Records that a feed counts a record whose row came from another feed. `row` is this feed's row,
/// if it may be needed once the other feed drops the record.
pub(crate) fn put_moved(
    tx: &WriteTx<'_>,
    feed: FeedId,
    record: RecordId,
    version: Version,
    row: Option<&WireRow>,
) -> Result<()> {
    let sql = "INSERT INTO moved (feed, record, version, row)
        SELECT :feed, :record, :version, :row WHERE EXISTS (SELECT 1 FROM feed WHERE feed = :feed)
        ON CONFLICT (feed, record) DO UPDATE SET version = excluded.version, row = excluded.row";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":feed": feed.as_bytes(),
        ":record": record.as_bytes(),
        ":version": version.to_string(),
        ":row": row.map(row_text).transpose()?,
    })?;
    Ok(())
}

/// Removes and returns the row that another feed has for a record, which is now the one to show.
pub(crate) fn take_moved(tx: &WriteTx<'_>, record: RecordId) -> Result<Option<(FeedId, WireRow)>> {
    let sql = "SELECT feed, row FROM moved WHERE record = :record AND row IS NOT NULL";
    let mut statement = tx.prepare_cached(sql)?;
    let key = named_params! {":record": record.as_bytes()};
    let read = |row: &Row<'_>| Ok((row.read("feed")?, row.get("row")?));
    let found: Option<(FeedId, String)> = statement.query_row(key, read).optional()?;
    let Some((feed, text)) = found else { return Ok(None) };
    remove_moved(tx, feed, record)?;
    Ok(Some((feed, row_from(&text)?)))
}

/// Records that a feed no longer counts a record whose row came from another feed.
pub(crate) fn remove_moved(tx: &WriteTx<'_>, feed: FeedId, record: RecordId) -> Result<()> {
    let sql = "DELETE FROM moved WHERE feed = :feed AND record = :record";
    tx.prepare_cached(sql)?
        .execute(named_params! {":feed": feed.as_bytes(), ":record": record.as_bytes()})?;
    Ok(())
}

/// Removes all that a feed counts beside its rows.
pub(crate) fn clear_moved(tx: &WriteTx<'_>, feed: FeedId) -> Result<()> {
    let sql = "DELETE FROM moved WHERE feed = :feed";
    tx.prepare_cached(sql)?.execute(named_params! {":feed": feed.as_bytes()})?;
    Ok(())
}
