//! The SQL of grants, and of the position in each feed.

use crate::db::WriteTx;
use crate::error::Result;
use crate::replica::feeds::Feed;
use gridbook_domain::FeedId;
use gridbook_domain::digest::Digest;
use gridbook_domain::role::{FeedGrant, Scope};
use gridbook_sqlite::Columns;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

/// Replaces the granted feeds by those of `scope` and returns the feeds no longer granted. Their
/// positions are removed; the caller removes their rows.
pub(crate) fn put_scope(tx: &WriteTx<'_>, scope: &Scope) -> Result<Vec<FeedId>> {
    let before = feeds(tx)?;
    let sql = "UPDATE enrolment SET grant_ver = :grant_ver, role = :role WHERE id = 1";
    tx.prepare_cached(sql)?
        .execute(named_params! {":grant_ver": scope.grant_ver, ":role": scope.role.as_str()})?;
    for (position, grant) in (0i64..).zip(&scope.feeds) {
        put_feed_grant(tx, position, grant)?;
    }
    let granted = |feed: &FeedId| scope.feeds.iter().any(|grant| grant.feed == *feed);
    let gone: Vec<FeedId> =
        before.into_iter().map(|feed| feed.feed).filter(|feed| !granted(feed)).collect();
    for feed in &gone {
        let sql = "DELETE FROM feed WHERE feed = :feed";
        tx.prepare_cached(sql)?.execute(named_params! {":feed": feed.as_bytes()})?;
    }
    Ok(gone)
}

fn put_feed_grant(tx: &WriteTx<'_>, position: i64, grant: &FeedGrant) -> Result<()> {
    let sql = include_str!("put_grant.sql");
    tx.prepare_cached(sql)?.execute(named_params! {
        ":feed": grant.feed.as_bytes(),
        ":position": position,
        ":kind": grant.kind.as_str(),
        ":area": grant.area.as_ref().map(|area| area.as_bytes()),
        ":name": grant.name,
        ":level": grant.level.as_ref().map(|level| level.as_str()),
    })?;
    Ok(())
}

/// Returns whether this install may read a feed.
pub(crate) fn is_granted(conn: &Connection, feed: FeedId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM feed WHERE feed = :feed) AS found";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":feed": feed.as_bytes()}, |row| row.get("found"))?)
}

const FEED: &str = "SELECT feed, kind, cursor, seq, head, count, sum, staged_cursor, staged_seq,
    restart, mismatches, restarts, stopped, successors FROM feed";

/// Returns every feed this install may read, in the order they are pulled.
pub(crate) fn feeds(conn: &Connection) -> Result<Vec<Feed>> {
    let mut statement = conn.prepare_cached(&format!("{FEED} ORDER BY position, feed"))?;
    let rows = statement.query_map([], feed_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns one feed; `None` if it is not granted.
pub(crate) fn feed(conn: &Connection, feed: FeedId) -> Result<Option<Feed>> {
    let mut statement = conn.prepare_cached(&format!("{FEED} WHERE feed = :feed"))?;
    Ok(statement.query_row(named_params! {":feed": feed.as_bytes()}, feed_of).optional()?)
}

fn feed_of(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let row = Columns::of(row);
    Ok(Feed {
        feed: row.read("feed")?,
        kind: row.get("kind")?,
        cursor: row.get("cursor")?,
        seq: row.get("seq")?,
        head: row.get("head")?,
        digest: Digest { count: row.get("count")?, sum: row.get::<i64>("sum")?.cast_unsigned() },
        staged: row.get::<Option<String>>("staged_cursor")?.zip(row.get("staged_seq")?),
        restart: row.get("restart")?,
        mismatches: row.get("mismatches")?,
        restarts: row.get("restarts")?,
        stopped: row.get("stopped")?,
        successors: row.get("successors")?,
    })
}

/// Stores the position in a feed.
pub(crate) fn set_feed(tx: &WriteTx<'_>, feed: &Feed) -> Result<()> {
    let sql = include_str!("set_feed.sql");
    tx.prepare_cached(sql)?.execute(named_params! {
        ":cursor": feed.cursor,
        ":seq": feed.seq,
        ":head": feed.head,
        ":count": feed.digest.count,
        ":sum": i64::from_ne_bytes(feed.digest.sum.to_ne_bytes()),
        ":staged_cursor": feed.staged.as_ref().map(|(cursor, _)| cursor),
        ":staged_seq": feed.staged.as_ref().map_or(0, |(_, seq)| *seq),
        ":restart": feed.restart,
        ":mismatches": feed.mismatches,
        ":restarts": feed.restarts,
        ":stopped": feed.stopped,
        ":successors": feed.successors,
        ":feed": feed.feed.as_bytes(),
    })?;
    Ok(())
}
