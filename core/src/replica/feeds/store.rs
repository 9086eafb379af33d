//! The SQL of where the sync stands: marks, feeds, receipts, staged rows.

use crate::error::{Error, Result};
use gridbook_domain::clock;
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::role::{FeedGrant, Scope};
use gridbook_domain::wire::{Mark, Receipt, Row as WireRow};
use gridbook_domain::{EpochId, FeedId, InstallId, RecordId, Version, chain};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use std::collections::HashMap;

/// Where the sync of this install stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    pub staged: Mark,
    pub durable: u64,
    pub safe: Mark,
    pub need: Option<u64>,
    pub fork: Option<u64>,
    pub revoked: bool,
    pub stopped: Option<String>,
    pub batch: usize,
    pub failures: u32,
    pub mark: Option<clock::Mark>,
}

/// Where this phone stands in one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Feed {
    pub feed: FeedId,
    pub kind: String,
    pub cursor: Option<String>,
    pub seq: u64,
    pub head: u64,
    pub digest: Digest,
    /// Where a restart stands.
    pub staged: Option<(String, u64)>,
    pub restart: bool,
    pub mismatches: u32,
    pub restarts: u32,
    pub stopped: Option<String>,
    pub successors: Option<String>,
}

/// Makes the first state of a new install.
pub(crate) fn begin(tx: &Transaction<'_>, install: InstallId) -> Result<()> {
    let sql = "INSERT INTO sync_state (id, staged_chain, safe_chain) VALUES (1, :start, :start)
        ON CONFLICT (id) DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {":start": chain::start(install).0})?;
    Ok(())
}

/// Where the sync stands; [`Error::NotEnrolled`] before there is an install.
pub(crate) fn state(conn: &Connection) -> Result<State> {
    let sql = "SELECT staged_mseq, staged_chain, durable_mseq, safe_mseq, safe_chain, need, fork,
            revoked, stopped, batch, failures, mark_hub, mark_wall, mark_mono, mark_boot, mark_trip
        FROM sync_state WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    statement.query_row([], state_of).optional()?.ok_or(Error::NotEnrolled)
}

fn state_of(row: &Row<'_>) -> rusqlite::Result<State> {
    Ok(State {
        staged: Mark { mseq: row.get("staged_mseq")?, chain: Bytes(row.get("staged_chain")?) },
        durable: row.get("durable_mseq")?,
        safe: Mark { mseq: row.get("safe_mseq")?, chain: Bytes(row.get("safe_chain")?) },
        need: row.get("need")?,
        fork: row.get("fork")?,
        revoked: row.get("revoked")?,
        stopped: row.get("stopped")?,
        batch: row.get("batch")?,
        failures: row.get("failures")?,
        mark: mark_of(row)?,
    })
}

fn mark_of(row: &Row<'_>) -> rusqlite::Result<Option<clock::Mark>> {
    let Some(hub) = row.get("mark_hub")? else { return Ok(None) };
    let at = clock::Reading {
        wall: row.get("mark_wall")?,
        mono: row.get("mark_mono")?,
        boot: row.get("mark_boot")?,
    };
    Ok(Some(clock::Mark { hub, at, trip: row.get("mark_trip")? }))
}

/// Stores the whole state.
pub(crate) fn set_state(tx: &Transaction<'_>, state: &State) -> Result<()> {
    let sql = "UPDATE sync_state SET staged_mseq = :staged_mseq, staged_chain = :staged_chain,
            durable_mseq = :durable, safe_mseq = :safe_mseq, safe_chain = :safe_chain,
            need = :need, fork = :fork, revoked = :revoked, stopped = :stopped, batch = :batch,
            failures = :failures, mark_hub = :hub, mark_wall = :wall, mark_mono = :mono,
            mark_boot = :boot, mark_trip = :trip
        WHERE id = 1";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":staged_mseq": state.staged.mseq,
        ":staged_chain": state.staged.chain.0,
        ":durable": state.durable,
        ":safe_mseq": state.safe.mseq,
        ":safe_chain": state.safe.chain.0,
        ":need": state.need,
        ":fork": state.fork,
        ":revoked": state.revoked,
        ":stopped": state.stopped,
        ":batch": state.batch,
        ":failures": state.failures,
        ":hub": state.mark.map(|mark| mark.hub),
        ":wall": state.mark.map(|mark| mark.at.wall),
        ":mono": state.mark.map(|mark| mark.at.mono),
        ":boot": state.mark.map(|mark| mark.at.boot),
        ":trip": state.mark.map(|mark| mark.trip),
    })?;
    Ok(())
}

/// The last op staged.
pub(crate) fn staged(conn: &Connection) -> Result<Mark> {
    Ok(state(conn)?.staged)
}

/// Stores the last op staged.
pub(crate) fn set_staged(tx: &Transaction<'_>, mark: Mark) -> Result<()> {
    let sql = "UPDATE sync_state SET staged_mseq = :mseq, staged_chain = :chain WHERE id = 1";
    tx.prepare_cached(sql)?.execute(named_params! {":mseq": mark.mseq, ":chain": mark.chain.0})?;
    Ok(())
}

/// The numbers up to which ops are durable and safe; zeros before enrolment.
pub(crate) fn acknowledged(conn: &Connection) -> Result<(u64, u64)> {
    let sql = "SELECT durable_mseq, safe_mseq FROM sync_state WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row([], |row| Ok((row.get("durable_mseq")?, row.get("safe_mseq")?)))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// The hub's clock at the last contact.
pub(crate) fn mark(conn: &Connection) -> Result<Option<clock::Mark>> {
    let sql = "SELECT mark_hub, mark_wall, mark_mono, mark_boot, mark_trip
        FROM sync_state WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], mark_of).optional()?.flatten())
}

/// Keeps the hub's word for what it received.
pub(crate) fn put_receipt(tx: &Transaction<'_>, receipt: &Receipt) -> Result<()> {
    let sql = "INSERT INTO receipt (mseq, chain, received_at, sig)
        VALUES (:mseq, :chain, :received_at, :sig)
        ON CONFLICT (mseq) DO UPDATE SET chain = excluded.chain,
            received_at = excluded.received_at, sig = excluded.sig";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":mseq": receipt.mseq,
        ":chain": receipt.chain.0,
        ":received_at": receipt.received_at,
        ":sig": receipt.sig.0,
    })?;
    Ok(())
}

/// The receipts kept, oldest first.
pub(crate) fn receipts(conn: &Connection) -> Result<Vec<Receipt>> {
    let sql = "SELECT mseq, chain, received_at, sig FROM receipt ORDER BY mseq";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Receipt {
            mseq: row.get("mseq")?,
            chain: Bytes(row.get("chain")?),
            received_at: row.get("received_at")?,
            sig: Bytes(row.get("sig")?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The hub's present history.
pub(crate) fn epoch(conn: &Connection) -> Result<EpochId> {
    let sql = "SELECT epoch FROM epoch ORDER BY position DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row([], |row| Ok(EpochId::from_bytes(row.get("epoch")?)));
    found.optional()?.ok_or(Error::NotEnrolled)
}

/// A history becomes the present one; those before are kept.
pub(crate) fn put_epoch(tx: &Transaction<'_>, epoch: EpochId) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO epoch (position, epoch)
        SELECT coalesce(max(position), 0) + 1, :epoch FROM epoch";
    tx.prepare_cached(sql)?.execute(named_params! {":epoch": epoch.as_bytes()})?;
    Ok(())
}

/// Makes the granted feeds those of `scope`. Returns the feeds that are no longer granted; they
/// and what is known of their rows' places are forgotten, the rows themselves are the caller's.
pub(crate) fn put_scope(tx: &Transaction<'_>, scope: &Scope) -> Result<Vec<FeedId>> {
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

fn put_feed_grant(tx: &Transaction<'_>, position: i64, grant: &FeedGrant) -> Result<()> {
    let sql = "INSERT INTO feed (feed, position, kind, area, name, level)
        VALUES (:feed, :position, :kind, :area, :name, :level)
        ON CONFLICT (feed) DO UPDATE SET position = excluded.position, kind = excluded.kind,
            area = excluded.area, name = excluded.name, level = excluded.level";
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

/// Whether this phone may read a feed.
pub(crate) fn is_granted(conn: &Connection, feed: FeedId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM feed WHERE feed = :feed) AS found";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":feed": feed.as_bytes()}, |row| row.get("found"))?)
}

const FEED: &str = "SELECT feed, kind, cursor, seq, head, count, sum, staged_cursor, staged_seq,
    restart, mismatches, restarts, stopped, successors FROM feed";

/// Every feed this phone may read, in the order they are pulled.
pub(crate) fn feeds(conn: &Connection) -> Result<Vec<Feed>> {
    let mut statement = conn.prepare_cached(&format!("{FEED} ORDER BY position, feed"))?;
    let rows = statement.query_map([], feed_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One feed; `None` when it is not granted.
pub(crate) fn feed(conn: &Connection, feed: FeedId) -> Result<Option<Feed>> {
    let mut statement = conn.prepare_cached(&format!("{FEED} WHERE feed = :feed"))?;
    Ok(statement.query_row(named_params! {":feed": feed.as_bytes()}, feed_of).optional()?)
}

fn feed_of(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let sum: i64 = row.get("sum")?;
    let staged: Option<String> = row.get("staged_cursor")?;
    let staged_seq = row.get("staged_seq")?;
    Ok(Feed {
        feed: FeedId::from_bytes(row.get("feed")?),
        kind: row.get("kind")?,
        cursor: row.get("cursor")?,
        seq: row.get("seq")?,
        head: row.get("head")?,
        digest: Digest { count: row.get("count")?, sum: u64::from_ne_bytes(sum.to_ne_bytes()) },
        staged: staged.map(|cursor| (cursor, staged_seq)),
        restart: row.get("restart")?,
        mismatches: row.get("mismatches")?,
        restarts: row.get("restarts")?,
        stopped: row.get("stopped")?,
        successors: row.get("successors")?,
    })
}

/// Stores where the phone stands in a feed.
pub(crate) fn set_feed(tx: &Transaction<'_>, feed: &Feed) -> Result<()> {
    let sql = "UPDATE feed SET cursor = :cursor, seq = :seq, head = :head, count = :count,
            sum = :sum, staged_cursor = :staged_cursor, staged_seq = :staged_seq,
            restart = :restart, mismatches = :mismatches, restarts = :restarts,
            stopped = :stopped, successors = :successors
        WHERE feed = :feed";
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

/// The records that a feed still counts although another one has brought them.
pub(crate) fn moved(conn: &Connection, feed: FeedId) -> Result<HashMap<RecordId, Version>> {
    let sql = "SELECT record, version FROM moved WHERE feed = :feed";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":feed": feed.as_bytes()})?;
    let mut found = HashMap::new();
    while let Some(row) = rows.next()? {
        let version: String = row.get("version")?;
        let version = version.parse().map_err(|_| Error::Stored("version"))?;
        found.insert(RecordId::from_bytes(row.get("record")?), version);
    }
    Ok(found)
}

/// A feed counts a record whose row is another's. `row` is what it said of it, where that may be
/// needed once the other lets it go.
pub(crate) fn put_moved(
    tx: &Transaction<'_>,
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

/// Takes the row of a record that another feed had brought and that now is the one to be read.
pub(crate) fn take_moved(
    tx: &Transaction<'_>,
    record: RecordId,
) -> Result<Option<(FeedId, WireRow)>> {
    let sql = "SELECT feed, row FROM moved WHERE record = :record AND row IS NOT NULL";
    let mut statement = tx.prepare_cached(sql)?;
    let found: Option<([u8; 16], String)> = statement
        .query_row(named_params! {":record": record.as_bytes()}, |row| {
            Ok((row.get("feed")?, row.get("row")?))
        })
        .optional()?;
    let Some((feed, text)) = found else { return Ok(None) };
    let feed = FeedId::from_bytes(feed);
    remove_moved(tx, feed, record)?;
    Ok(Some((feed, row_of(&text)?)))
}

fn row_text(row: &WireRow) -> Result<String> {
    serde_json::to_string(row).map_err(|_| Error::Stored("row"))
}

fn row_of(text: &str) -> Result<WireRow> {
    serde_json::from_str(text).map_err(|_| Error::Stored("row"))
}

/// A feed no longer counts a record that another one has brought.
pub(crate) fn remove_moved(tx: &Transaction<'_>, feed: FeedId, record: RecordId) -> Result<()> {
    let sql = "DELETE FROM moved WHERE feed = :feed AND record = :record";
    tx.prepare_cached(sql)?
        .execute(named_params! {":feed": feed.as_bytes(), ":record": record.as_bytes()})?;
    Ok(())
}

/// Forgets all that a feed counted beside its rows.
pub(crate) fn clear_moved(tx: &Transaction<'_>, feed: FeedId) -> Result<()> {
    let sql = "DELETE FROM moved WHERE feed = :feed";
    tx.prepare_cached(sql)?.execute(named_params! {":feed": feed.as_bytes()})?;
    Ok(())
}

/// Lays a row of a restarting feed aside; one that left takes its staged row with it.
pub(crate) fn stage_row(tx: &Transaction<'_>, feed: FeedId, row: &WireRow) -> Result<()> {
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

/// Hands the rows laid aside for a feed to `take`.
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
        take(row_of(&text)?)?;
    }
    Ok(())
}

/// Whether a record is among the rows laid aside for a feed.
pub(crate) fn is_row_staged(conn: &Connection, feed: FeedId, record: RecordId) -> Result<bool> {
    let sql = "SELECT EXISTS (
        SELECT 1 FROM staged_row WHERE feed = :feed AND record = :record) AS found";
    let mut statement = conn.prepare_cached(sql)?;
    let named = named_params! {":feed": feed.as_bytes(), ":record": record.as_bytes()};
    Ok(statement.query_row(named, |row| row.get("found"))?)
}

/// Throws the rows laid aside for a feed away.
pub(crate) fn clear_staged_rows(tx: &Transaction<'_>, feed: FeedId) -> Result<()> {
    let sql = "DELETE FROM staged_row WHERE feed = :feed";
    tx.prepare_cached(sql)?.execute(named_params! {":feed": feed.as_bytes()})?;
    Ok(())
}

/// A newer build may know the directives that stopped the one before; the hub tells again.
pub(crate) fn clear_stops(tx: &Transaction<'_>) -> Result<()> {
    tx.execute("UPDATE feed SET stopped = NULL", [])?;
    tx.execute("UPDATE sync_state SET stopped = NULL", [])?;
    Ok(())
}
