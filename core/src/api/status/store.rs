//! The SQL of the status.

use super::Status;
use crate::error::Result;
use crate::replica::{photos, waiting};
use rusqlite::{Connection, OptionalExtension as _};

fn objections(conn: &Connection) -> Result<u64> {
    let sql = "SELECT count(DISTINCT saved) AS objections FROM part
        WHERE effect IN ('refused', 'held', 'quarantined')";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| row.get("objections"))?)
}

/// Returns the status.
pub(in crate::api) fn status(conn: &Connection) -> Result<Status> {
    let counted = Status {
        drafts: waiting::drafts(conn)?,
        waiting: waiting::ops(conn)?,
        objections: objections(conn)?,
        photos_waiting: photos::store::count_waiting(conn)?,
        photos_lost: photos::store::count_lost(conn)?,
        ..Status::default()
    };
    let mut statement = conn.prepare_cached(include_str!("status.sql"))?;
    let found = statement.query_row([], |row| {
        let (durable, safe): (u64, u64) = (row.get("durable")?, row.get("safe")?);
        let stopped: u64 = row.get("stopped")?;
        let alarms: u64 = row.get("alarms")?;
        Ok(Status {
            enrolled: true,
            delivered: durable.saturating_sub(safe),
            archived: safe,
            lost_at_hub: row.get::<_, u64>("acknowledged")?.saturating_sub(durable),
            last_contact: row.get("mark_hub")?,
            failures: row.get("failures")?,
            revoked: row.get("revoked")?,
            fork: row.get("fork")?,
            stopped_feeds: stopped + row.get::<_, u64>("stopped_feeds")?,
            restarts: row.get("restarts")?,
            alarm: alarms > 0,
            ..counted.clone()
        })
    });
    Ok(found.optional()?.unwrap_or(counted))
}
