//! The SQL of the rows of restarting feeds, until the final page.

use super::{row_from, row_text};
use crate::db::WriteTx;
use crate::error::Result;
use gridbook_domain::wire::Row as WireRow;
use gridbook_domain::{FeedId, RecordId};
use rusqlite::{Connection, named_params};

/// Stages a row of a restarting feed; a row that left removes the staged one.
pub(crate) fn stage_row(tx: &WriteTx<'_>, feed: FeedId, row: &WireRow) -> Result<()> {
    if row.left {
        let sql = "DELETE FROM staged_row WHERE feed = :feed AND record = :record";
        tx.prepare_cached(sql)?
            .execute(named_params! {":feed": feed.as_bytes(), ":record": row.record.as_bytes()})?;
        return Ok(());
    }
    let sql = "INSERT INTO staged_row (feed, record, row) VALUES (:feed, :record, :row)
        ON CONFLICT (feed, record) DO UPDATE SET row = excluded.row";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":feed": feed.as_bytes(), ":record": row.record.as_bytes(), ":row": row_text(row)?,
    })?;
    Ok(())
}

/// Passes the staged rows of a feed to `take`.
pub(crate) fn each_staged_row(
    conn: &Connection,
    feed: FeedId,
    mut take: impl FnMut(WireRow) -> Result<()>,
) -> Result<()> {
    let sql = "SELECT row FROM staged_row WHERE feed = :feed ORDER BY record";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":feed": feed.as_bytes()})?;
    while let Some(row) = rows.next()? {
        let text: String = row.get("row")?;
        take(row_from(&text)?)?;
    }
    Ok(())
}

/// Returns whether a record is among the staged rows of a feed.
pub(crate) fn is_row_staged(conn: &Connection, feed: FeedId, record: RecordId) -> Result<bool> {
    let sql = "SELECT EXISTS (
        SELECT 1 FROM staged_row WHERE feed = :feed AND record = :record) AS found";
    let mut statement = conn.prepare_cached(sql)?;
    let named = named_params! {":feed": feed.as_bytes(), ":record": record.as_bytes()};
    Ok(statement.query_row(named, |row| row.get("found"))?)
}

/// Removes the staged rows of a feed.
pub(crate) fn clear_staged_rows(tx: &WriteTx<'_>, feed: FeedId) -> Result<()> {
    let sql = "DELETE FROM staged_row WHERE feed = :feed";
    tx.prepare_cached(sql)?.execute(named_params! {":feed": feed.as_bytes()})?;
    Ok(())
}
