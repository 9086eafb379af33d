//! The SQL of notices.

use super::NoticeLine;
use crate::db::{WriteTx, text};
use crate::error::Result;
use gridbook_domain::RecordId;
use gridbook_domain::outcome::NoticeKind;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, Row, named_params};

/// Returns the notices, newest first.
pub(crate) fn newest(conn: &Connection, limit: u32) -> Result<Vec<NoticeLine>> {
    let sql = include_str!("newest.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":limit": limit}, line)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn line(row: &Row<'_>) -> rusqlite::Result<NoticeLine> {
    Ok(NoticeLine {
        notice: row.read("record")?,
        kind: NoticeKind::from_code(&text(row, "kind")?),
        about: row.read("about")?,
        words: text(row, "words")?,
        by: text(row, "by")?,
        time: row.get::<_, Option<i64>>("time")?.unwrap_or_default(),
        read: row.get("read")?,
    })
}

/// Counts the notices not opened yet.
pub(crate) fn unread(conn: &Connection) -> Result<u64> {
    let sql = "SELECT count(*) AS n FROM notice WHERE NOT EXISTS (
        SELECT 1 FROM notice_read WHERE notice_read.record = notice.record)";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get("n"))?)
}

/// Marks a notice as opened.
pub(super) fn mark_read(tx: &WriteTx<'_>, notice: RecordId, at: i64) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO notice_read (record, read_at) VALUES (:record, :at)";
    let mut statement = tx.prepare_cached(sql)?;
    statement.execute(named_params! {":record": notice.as_bytes(), ":at": at})?;
    Ok(())
}
