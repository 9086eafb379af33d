//! The SQL of the status.

use super::Status;
use crate::error::Result;
use crate::{photo, sync};
use gridbook_domain::wire::Waiting;
use rusqlite::{Connection, OptionalExtension as _};

/// Ops that are not durable on the hub.
pub(crate) fn waiting_ops(conn: &Connection) -> Result<u64> {
    let (durable, _) = sync::store::acknowledged(conn)?;
    let sql = "SELECT (SELECT count(*) FROM op WHERE mseq IS NULL)
        + (SELECT count(*) FROM op WHERE mseq > :durable) AS waiting";
    let mut statement = conn.prepare_cached(sql)?;
    let named = rusqlite::named_params! {":durable": durable};
    Ok(statement.query_row(named, |row| row.get("waiting"))?)
}

/// What waits, for the console.
pub(crate) fn waiting(conn: &Connection) -> Result<Waiting> {
    Ok(Waiting {
        ops: waiting_ops(conn)?,
        photos: photo::store::count_waiting(conn)?,
        drafts: drafts(conn)?,
    })
}

fn drafts(conn: &Connection) -> Result<u64> {
    let mut statement = conn.prepare_cached("SELECT count(*) AS drafts FROM draft")?;
    Ok(statement.query_row([], |row| row.get("drafts"))?)
}

fn objections(conn: &Connection) -> Result<u64> {
    let sql = "SELECT count(DISTINCT saved) AS objections FROM part
        WHERE effect IN ('refused', 'held', 'quarantined')";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| row.get("objections"))?)
}

/// How things stand.
pub(crate) fn status(conn: &Connection) -> Result<Status> {
    let counted = Status {
        drafts: drafts(conn)?,
        waiting: waiting_ops(conn)?,
        objections: objections(conn)?,
        photos_waiting: photo::store::count_waiting(conn)?,
        photos_lost: photo::store::count_lost(conn)?,
        ..Status::default()
    };
    let sql = "SELECT sync_state.durable_mseq AS durable, sync_state.safe_mseq AS safe,
            sync_state.mark_hub AS mark_hub, sync_state.failures AS failures,
            sync_state.revoked AS revoked, sync_state.fork AS fork,
            sync_state.stopped IS NOT NULL AS stopped,
            (SELECT count(*) FROM feed WHERE stopped IS NOT NULL) AS stopped_feeds,
            (SELECT coalesce(sum(restarts), 0) FROM feed) AS restarts,
            (SELECT count(*) FROM feed WHERE mismatches > 1) AS alarms
        FROM sync_state";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row([], |row| {
        let (durable, safe): (u64, u64) = (row.get("durable")?, row.get("safe")?);
        let stopped: u64 = row.get("stopped")?;
        let alarms: u64 = row.get("alarms")?;
        Ok(Status {
            enrolled: true,
            delivered: durable.saturating_sub(safe),
            archived: safe,
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
