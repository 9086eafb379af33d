//! The SQL of notices.

use super::NoticeLine;
use crate::database::typed::{Typed, plain_table, pointer, text, typed_table};
use crate::error::Result;
use gridbook_domain::outcome::{NOTICE_FIELDS, NoticeKind};
use gridbook_domain::{Class, RecordId};
use rusqlite::{Connection, Row, Transaction, named_params};

pub(crate) static NOTICE: Typed =
    typed_table!(Class::Notice, NOTICE_FIELDS, "notice", [kind about words by time]);

plain_table! {
    /// Notices to the owner of this install.
    Notices = NOTICE
}

/// The notices, newest first.
pub(super) fn newest(conn: &Connection, limit: u32) -> Result<Vec<NoticeLine>> {
    let sql = "
        SELECT record, kind, about, words, by, time,
            EXISTS (SELECT 1 FROM notice_read WHERE notice_read.record = notice.record) AS read
        FROM notice ORDER BY time DESC, record LIMIT :limit";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":limit": limit}, line)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn line(row: &Row<'_>) -> rusqlite::Result<NoticeLine> {
    Ok(NoticeLine {
        notice: RecordId::from_bytes(row.get("record")?),
        kind: NoticeKind::of(&text(row, "kind")?),
        about: pointer(row, "about")?,
        words: text(row, "words")?,
        by: text(row, "by")?,
        time: row.get::<_, Option<i64>>("time")?.unwrap_or_default(),
        read: row.get("read")?,
    })
}

/// How many were not opened yet.
pub(super) fn unread(conn: &Connection) -> Result<u64> {
    let sql = "SELECT count(*) AS n FROM notice WHERE NOT EXISTS (
        SELECT 1 FROM notice_read WHERE notice_read.record = notice.record)";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get("n"))?)
}

/// Remembers that one was opened.
pub(super) fn mark_read(tx: &Transaction<'_>, notice: RecordId, at: i64) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO notice_read (record, read_at) VALUES (:record, :at)";
    let mut statement = tx.prepare_cached(sql)?;
    statement.execute(named_params! {":record": notice.as_bytes(), ":at": at})?;
    Ok(())
}
