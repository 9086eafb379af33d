//! The SQL of the sync state, the hub's histories and its receipts.

use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::feeds::SyncState;
use gridbook_domain::wire::{ChainHead, Receipt};
use gridbook_domain::{EpochId, InstallId, chain, clock};
use gridbook_sqlite::{Columns, ReadColumn as _};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

/// Stores the initial state of a new install.
pub(crate) fn begin(tx: &WriteTx<'_>, install: InstallId) -> Result<()> {
    let sql = "INSERT INTO sync_state (id, staged_chain, safe_chain) VALUES (1, :start, :start)
        ON CONFLICT (id) DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {":start": chain::start(install).0})?;
    Ok(())
}

/// Returns the sync state; [`Error::NotEnrolled`] before enrolment.
pub(crate) fn state(conn: &Connection) -> Result<SyncState> {
    let sql = "SELECT staged_mseq, staged_chain, durable_mseq, safe_mseq, safe_chain, need, fork,
            revoked, stopped, batch, failures, mark_hub, mark_wall, mark_mono, mark_boot, mark_trip
        FROM sync_state WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    statement.query_row([], state_of).optional()?.ok_or(Error::NotEnrolled)
}

fn state_of(row: &Row<'_>) -> rusqlite::Result<SyncState> {
    let row = &Columns::of(row);
    Ok(SyncState {
        staged: ChainHead { mseq: row.get("staged_mseq")?, chain: row.read("staged_chain")? },
        durable: row.get("durable_mseq")?,
        safe: ChainHead { mseq: row.get("safe_mseq")?, chain: row.read("safe_chain")? },
        need: row.get("need")?,
        fork: row.get("fork")?,
        revoked: row.get("revoked")?,
        stopped: row.get("stopped")?,
        batch: row.get("batch")?,
        failures: row.get("failures")?,
        mark: mark_of(row)?,
    })
}

/// Reads the hub's clock at the last contact.
pub(crate) fn mark_of(row: &Columns<'_, '_>) -> rusqlite::Result<Option<clock::ClockSync>> {
    let Some(hub) = row.get("mark_hub")? else { return Ok(None) };
    let at = clock::Reading {
        wall: row.get("mark_wall")?,
        mono: row.get("mark_mono")?,
        boot: row.get("mark_boot")?,
    };
    Ok(Some(clock::ClockSync { hub, at, trip: row.get("mark_trip")? }))
}

/// Stores the whole state.
pub(crate) fn set_state(tx: &WriteTx<'_>, state: &SyncState) -> Result<()> {
    let sql = include_str!("set_state.sql");
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

/// Returns the last staged op.
pub(crate) fn staged(conn: &Connection) -> Result<ChainHead> {
    Ok(state(conn)?.staged)
}

/// Stores the last staged op.
pub(crate) fn set_staged(tx: &WriteTx<'_>, mark: ChainHead) -> Result<()> {
    let sql = "UPDATE sync_state SET staged_mseq = :mseq, staged_chain = :chain WHERE id = 1";
    tx.prepare_cached(sql)?.execute(named_params! {":mseq": mark.mseq, ":chain": mark.chain.0})?;
    Ok(())
}

/// Returns the numbers up to which ops are durable and safe; zeros before enrolment.
pub(crate) fn acknowledged(conn: &Connection) -> Result<(u64, u64)> {
    let sql = "SELECT durable_mseq, safe_mseq FROM sync_state WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row([], |row| Ok((row.get("durable_mseq")?, row.get("safe_mseq")?)))
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Stores a receipt of the hub.
pub(crate) fn put_receipt(tx: &WriteTx<'_>, receipt: &Receipt) -> Result<()> {
    let sql = include_str!("put_receipt.sql");
    tx.prepare_cached(sql)?.execute(named_params! {
        ":mseq": receipt.mseq,
        ":chain": receipt.chain.0,
        ":received_at": receipt.received_at,
        ":sig": receipt.sig.0,
    })?;
    Ok(())
}

/// Returns the stored receipts, oldest first.
pub(crate) fn receipts(conn: &Connection) -> Result<Vec<Receipt>> {
    let sql = "SELECT mseq, chain, received_at, sig FROM receipt ORDER BY mseq";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], receipt_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the receipt of the most ops.
pub(crate) fn last_receipt(conn: &Connection) -> Result<Option<Receipt>> {
    let sql = "SELECT mseq, chain, received_at, sig FROM receipt ORDER BY mseq DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], receipt_of).optional()?)
}

fn receipt_of(row: &Row<'_>) -> rusqlite::Result<Receipt> {
    Ok(Receipt {
        mseq: row.get("mseq")?,
        chain: row.read("chain")?,
        received_at: row.get("received_at")?,
        sig: row.read("sig")?,
    })
}

/// Returns the id of the hub's current history.
pub(crate) fn epoch(conn: &Connection) -> Result<EpochId> {
    let sql = "SELECT epoch FROM epoch ORDER BY position DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row([], |row| row.read("epoch"));
    found.optional()?.ok_or(Error::NotEnrolled)
}

/// Makes a history the current one; the earlier ones are kept.
pub(crate) fn put_epoch(tx: &WriteTx<'_>, epoch: EpochId) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO epoch (position, epoch)
        SELECT coalesce(max(position), 0) + 1, :epoch FROM epoch";
    tx.prepare_cached(sql)?.execute(named_params! {":epoch": epoch.as_bytes()})?;
    Ok(())
}

/// Removes all stops set by directives: a newer build may understand them, and the hub repeats
/// them.
pub(crate) fn clear_stops(tx: &WriteTx<'_>) -> Result<()> {
    tx.execute("UPDATE feed SET stopped = NULL", [])?;
    tx.execute("UPDATE sync_state SET stopped = NULL", [])?;
    Ok(())
}
