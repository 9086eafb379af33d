//! The SQL of ops and their parts.

use super::{Answered, DeliveryState, LocalChange, OwnChange, SavedOp, SavedPart};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::feeds::store::acknowledged;
use gridbook_domain::encoding::Hash;
use gridbook_domain::outcome::{Effect, FeedSeq, PartOutcome, Why};
use gridbook_domain::wire::{ChainHead, Envelope};
use gridbook_domain::{Body, Class, FeedId, OpId, RecordId};
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

/// Stores a new op and its parts, and returns its row id, which orders ops by saving.
pub(crate) fn insert(tx: &WriteTx<'_>, body: &Body, at: i64) -> Result<i64> {
    let sql = "INSERT INTO op (op, body, at) VALUES (:op, :body, :at)";
    let bytes = body.to_bytes()?;
    tx.prepare_cached(sql)?.execute(named_params! {
        ":op": body.op.as_bytes(), ":body": bytes, ":at": at,
    })?;
    let saved = tx.last_insert_rowid();
    let sql = "INSERT INTO part (saved, part, class, record, feed)
        VALUES (:saved, :part, :class, :record, :feed)";
    let mut statement = tx.prepare_cached(sql)?;
    for (place, part) in (0i64..).zip(&body.parts) {
        statement.execute(named_params! {
            ":saved": saved,
            ":part": place,
            ":class": part.class.as_str(),
            ":record": part.record.as_bytes(),
            ":feed": part.feed.as_bytes(),
        })?;
    }
    Ok(saved)
}

/// Returns whether an op is stored.
pub(crate) fn exists(conn: &Connection, op: OpId) -> Result<bool> {
    Ok(find(conn, op)?.is_some())
}

/// Returns an op's row id, and its number once it is staged.
pub(crate) fn find(conn: &Connection, op: OpId) -> Result<Option<(i64, Option<u64>)>> {
    let sql = "SELECT saved, mseq FROM op WHERE op = :op";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row(named_params! {":op": op.as_bytes()}, |row| {
        Ok((row.get("saved")?, row.get("mseq")?))
    });
    Ok(found.optional()?)
}

/// Returns the row id of the op with this number.
pub(crate) fn find_number(conn: &Connection, mseq: u64) -> Result<Option<i64>> {
    let sql = "SELECT saved FROM op WHERE mseq = :mseq";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row(named_params! {":mseq": mseq}, |row| row.get("saved"));
    Ok(found.optional()?)
}

/// Returns the chain at an op that is still stored.
pub(crate) fn chain_at(conn: &Connection, mseq: u64) -> Result<Option<Hash>> {
    let sql = "SELECT chain FROM op WHERE mseq = :mseq";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement.query_row(named_params! {":mseq": mseq}, |row| row.read("chain"));
    Ok(found.optional()?)
}

/// Returns whether a later unsettled part changes a record of this op.
pub(crate) fn has_dependents(conn: &Connection, saved: i64) -> Result<bool> {
    let sql = include_str!("has_dependents.sql");
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":saved": saved}, |row| row.get("found"))?)
}

/// Returns the records that an op changes.
pub(crate) fn records_of(conn: &Connection, saved: i64) -> Result<Vec<(Class, RecordId)>> {
    let sql = "SELECT class, record FROM part WHERE saved = :saved ORDER BY part";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":saved": saved}, class_and_record)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes an op with its parts.
pub(crate) fn delete(tx: &WriteTx<'_>, saved: i64) -> Result<()> {
    let sql = "DELETE FROM op WHERE saved = :saved";
    tx.prepare_cached(sql)?.execute(named_params! {":saved": saved})?;
    Ok(())
}

/// Returns the own op on which a new part for this record builds.
pub(crate) fn last_unsettled(conn: &Connection, record: RecordId) -> Result<Option<OpId>> {
    let sql = "SELECT op.op AS op FROM part JOIN op ON op.saved = part.saved
        WHERE part.record = :record AND part.settled = 0
        ORDER BY part.saved DESC, part.part DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":record": record.as_bytes()};
    let found = statement.query_row(key, |row| row.read("op"));
    Ok(found.optional()?)
}

/// Returns the own parts applied to a record, in the order of saving.
pub(crate) fn unsettled(conn: &Connection, record: RecordId) -> Result<Vec<LocalChange>> {
    let sql = include_str!("unsettled.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":record": record.as_bytes()})?;
    let mut own = Vec::new();
    while let Some(row) = rows.next()? {
        own.push(own_part(row)?);
    }
    Ok(own)
}

fn own_part(row: &Row<'_>) -> Result<LocalChange> {
    let text: String = row.get("body")?;
    let place: usize = row.get("part")?;
    let body = Body::read(text.as_bytes())?;
    let part = body.parts.into_iter().nth(place).ok_or(Error::Stored("op"))?;
    Ok(LocalChange { feed: part.feed, by: body.author, at: row.get("at")?, patch: part.patch })
}

/// Returns the records to which own parts are applied.
pub(crate) fn covered(conn: &Connection) -> Result<std::collections::HashSet<RecordId>> {
    let mut statement = conn.prepare_cached("SELECT record FROM part WHERE settled = 0")?;
    let rows = statement.query_map([], |row| row.read("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Passes the staged ops after `from` to `take` until it returns `false`.
pub(crate) fn each_staged(
    conn: &Connection,
    from: u64,
    mut take: impl FnMut(Envelope) -> bool,
) -> Result<()> {
    let sql = "SELECT mseq, chain, body FROM op WHERE mseq > :from ORDER BY mseq";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":from": from})?;
    while let Some(row) = rows.next()? {
        let chain = row.read("chain")?;
        if !take(Envelope { mseq: row.get("mseq")?, chain, body: row.get("body")? }) {
            break;
        }
    }
    Ok(())
}

/// Passes the ops without a number to `take`, oldest first, until it returns `false`.
pub(crate) fn each_unstaged(
    conn: &Connection,
    mut take: impl FnMut(i64, String) -> bool,
) -> Result<()> {
    let sql = "SELECT saved, body FROM op
        WHERE mseq IS NULL ORDER BY saved";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        if !take(row.get("saved")?, row.get("body")?) {
            break;
        }
    }
    Ok(())
}

/// Stores an op's number and its place in the chain.
pub(crate) fn set_staged(tx: &WriteTx<'_>, saved: i64, mark: ChainHead) -> Result<()> {
    let sql = "UPDATE op SET mseq = :mseq, chain = :chain WHERE saved = :saved";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":mseq": mark.mseq, ":chain": mark.chain.0, ":saved": saved,
    })?;
    Ok(())
}

/// Stores the outcome of one part.
pub(crate) fn set_outcome(
    tx: &WriteTx<'_>,
    saved: i64,
    place: usize,
    outcome: &PartOutcome,
) -> Result<()> {
    let sql = "UPDATE part SET effect = :effect, why = :why, words = :words, version = :version,
            at_feed = :at_feed, at_seq = :at_seq
        WHERE saved = :saved AND part = :part";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":effect": outcome.effect.as_str(),
        ":why": outcome.why.as_ref().map(Why::as_str),
        ":words": outcome.message,
        ":version": outcome.version.map(|version| version.to_string()),
        ":at_feed": outcome.at.as_ref().map(|at| at.feed.as_bytes()),
        ":at_seq": outcome.at.as_ref().map(|at| at.seq),
        ":saved": saved,
        ":part": place,
    })?;
    Ok(())
}

/// Stores the time at which an op happened, as the hub decided.
pub(crate) fn set_time(tx: &WriteTx<'_>, saved: i64, at: i64) -> Result<()> {
    let sql = "UPDATE op SET at = :at WHERE saved = :saved";
    tx.prepare_cached(sql)?.execute(named_params! {":at": at, ":saved": saved})?;
    Ok(())
}

/// Returns the parts with a known outcome that are still applied to their records.
pub(crate) fn answered(conn: &Connection) -> Result<Vec<Answered>> {
    let sql = "SELECT saved, part, class, record, effect, at_feed, at_seq FROM part
        WHERE settled = 0 AND effect IS NOT NULL ORDER BY saved, part";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| {
        let (class, record) = class_and_record(row)?;
        let effect: String = row.get("effect")?;
        let (feed, seq): (Option<FeedId>, Option<u64>) = (row.read("at_feed")?, row.get("at_seq")?);
        let at = feed.zip(seq).map(|(feed, seq)| FeedSeq { feed, seq });
        Ok(Answered {
            saved: row.get("saved")?,
            part: row.get("part")?,
            class,
            record,
            effect: Effect::from_code(&effect),
            at,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes a part from the overlay.
pub(crate) fn settle(tx: &WriteTx<'_>, saved: i64, part: i64) -> Result<()> {
    let sql = "UPDATE part SET settled = 1 WHERE saved = :saved AND part = :part";
    tx.prepare_cached(sql)?.execute(named_params! {":saved": saved, ":part": part})?;
    Ok(())
}

/// Removes the outcomes that a lost history of the hub had given the ops after `mseq`, so that they
/// are applied again. Returns the records whose rows must be rebuilt.
pub(crate) fn unanswer(tx: &WriteTx<'_>, mseq: u64) -> Result<Vec<(Class, RecordId)>> {
    let sql = "SELECT part.class AS class, part.record AS record
        FROM part JOIN op ON op.saved = part.saved
        WHERE op.mseq > :mseq AND part.effect IS NOT NULL";
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":mseq": mseq}, class_and_record)?;
    let records = rows.collect::<Result<Vec<_>, _>>()?;
    let sql = "UPDATE part SET settled = 0, effect = NULL, why = NULL, words = NULL,
            version = NULL, at_feed = NULL, at_seq = NULL
        WHERE effect IS NOT NULL AND saved IN (SELECT saved FROM op WHERE mseq > :mseq)";
    tx.prepare_cached(sql)?.execute(named_params! {":mseq": mseq})?;
    Ok(records)
}

/// Returns the ids of the ops after `mseq`.
pub(crate) fn ids_after(conn: &Connection, mseq: u64) -> Result<Vec<OpId>> {
    let mut statement = conn.prepare_cached("SELECT op FROM op WHERE mseq > :mseq")?;
    let rows = statement.query_map(named_params! {":mseq": mseq}, |row| row.read("op"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the records of a feed to which own parts are applied.
pub(crate) fn covered_in(conn: &Connection, feed: FeedId) -> Result<Vec<(Class, RecordId)>> {
    let sql = "SELECT DISTINCT class, record FROM part WHERE feed = :feed AND settled = 0";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":feed": feed.as_bytes()}, class_and_record)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Removes the settled ops up to `mseq`, which are safe.
pub(crate) fn forget(tx: &WriteTx<'_>, mseq: u64) -> Result<()> {
    let sql = "DELETE FROM op WHERE mseq <= :mseq AND NOT EXISTS (
        SELECT 1 FROM part WHERE part.saved = op.saved AND part.settled = 0)";
    tx.prepare_cached(sql)?.execute(named_params! {":mseq": mseq})?;
    Ok(())
}

/// Returns every stored op, oldest first.
pub(crate) fn saved_ops(conn: &Connection) -> Result<Vec<SavedOp>> {
    let (durable, safe) = acknowledged(conn)?;
    let sql = include_str!("saved_ops.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut ops: Vec<SavedOp> = Vec::new();
    while let Some(row) = rows.next()? {
        let op = row.read("op")?;
        if ops.last().is_none_or(|last| last.op != op) {
            let mseq = row.get("mseq")?;
            let state = DeliveryState::of(mseq, durable, safe);
            ops.push(SavedOp { op, mseq, state, at: row.get("at")?, parts: Vec::new() });
        }
        if let Some(last) = ops.last_mut() {
            last.parts.push(saved_part(row)?);
        }
    }
    Ok(ops)
}

fn saved_part(row: &Row<'_>) -> Result<SavedPart> {
    let (record_class, record) = class_and_record(row)?;
    let effect: Option<String> = row.get("effect")?;
    let why: Option<String> = row.get("why")?;
    Ok(SavedPart {
        record_class,
        record,
        effect: effect.map(|word| Effect::from_code(&word)),
        why: why.map(|word| Why::from_code(&word)),
        message: row.get("words")?,
    })
}

fn class_and_record(row: &Row<'_>) -> rusqlite::Result<(Class, RecordId)> {
    Ok((row.read("class")?, row.read("record")?))
}

/// Returns the own changes of a record that this install still stores, oldest first.
pub(crate) fn changes_of(conn: &Connection, record: RecordId) -> Result<Vec<OwnChange>> {
    let (durable, safe) = acknowledged(conn)?;
    let sql = include_str!("changes_of.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":record": record.as_bytes()})?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let (effect, why): (Option<String>, Option<String>) = (row.get("effect")?, row.get("why")?);
        changes.push(OwnChange {
            op: row.read("op")?,
            at: row.get("at")?,
            state: DeliveryState::of(row.get("mseq")?, durable, safe),
            patch: own_part(row)?.patch,
            effect: effect.map(|word| Effect::from_code(&word)),
            why: why.map(|word| Why::from_code(&word)),
            message: row.get("words")?,
        });
    }
    Ok(changes)
}
