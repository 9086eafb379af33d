//! The SQL of photos: what was added, where the bytes are, which saves refer to them.

use super::{Lost, PhotoState, Waiting};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::replica::rows::store::fields_text;
use gridbook_domain::encoding::Hash;
use gridbook_domain::{Fields, RecordId};
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, named_params};
use std::collections::HashSet;

/// Records that a file is in the folder. A lost file that is added again is available again.
pub(crate) fn put_file(tx: &WriteTx<'_>, sha256: Hash, size: u64, small: bool) -> Result<()> {
    let sql = "INSERT INTO photo_file (sha256, size, thumbnail, state)
        VALUES (:sha256, :size, :thumbnail, 'local')
        ON CONFLICT (sha256) DO UPDATE SET state = 'local', reason = NULL WHERE state = 'lost'";
    tx.prepare_cached(sql)?
        .execute(named_params! {":sha256": sha256.0, ":size": size, ":thumbnail": small})?;
    Ok(())
}

/// Records a photo that no save refers to yet.
pub(crate) fn put_taken(tx: &WriteTx<'_>, photo: RecordId, fields: &Fields) -> Result<()> {
    let sql = "INSERT INTO taken_photo (record, fields) VALUES (:record, :fields)
        ON CONFLICT (record) DO NOTHING";
    tx.prepare_cached(sql)?
        .execute(named_params! {":record": photo.as_bytes(), ":fields": fields_text(fields)?})?;
    Ok(())
}

/// Returns the fields of a photo that no save refers to yet.
pub(crate) fn taken(conn: &Connection, photo: RecordId) -> Result<Option<Fields>> {
    let sql = "SELECT fields FROM taken_photo WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":record": photo.as_bytes()};
    Ok(statement.query_row(key, |row| row.read("fields")).optional()?)
}

/// Removes the record of an unsubmitted photo, because a save refers to it now or it was discarded.
pub(crate) fn remove_taken(tx: &WriteTx<'_>, photo: RecordId) -> Result<()> {
    let sql = "DELETE FROM taken_photo WHERE record = :record";
    tx.prepare_cached(sql)?.execute(named_params! {":record": photo.as_bytes()})?;
    Ok(())
}

/// Records that a save refers to a file.
pub(crate) fn put_use(tx: &WriteTx<'_>, sha256: Hash, saved: i64) -> Result<()> {
    let sql = "INSERT INTO photo_use (sha256, saved) VALUES (:sha256, :saved)
        ON CONFLICT (sha256, saved) DO NOTHING";
    tx.prepare_cached(sql)?.execute(named_params! {":sha256": sha256.0, ":saved": saved})?;
    Ok(())
}

/// Removes the references of a save that was undone.
pub(crate) fn remove_uses(tx: &WriteTx<'_>, saved: i64) -> Result<()> {
    let sql = "DELETE FROM photo_use WHERE saved = :saved";
    tx.prepare_cached(sql)?.execute(named_params! {":saved": saved})?;
    Ok(())
}

/// Removes the files to which neither a save nor an unsubmitted photo refers. The fields of an
/// unsubmitted photo are read from their JSON, which contains a hash as text.
pub(crate) fn remove_unused_files(tx: &WriteTx<'_>) -> Result<()> {
    let mut kept = HashSet::new();
    let mut statement = tx.prepare_cached("SELECT fields FROM taken_photo")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let fields: Fields = row.read("fields")?;
        for name in ["sha256", "thumb_sha256"] {
            let hash = fields.get(name).and_then(|hash| Hash::parse(hash.as_str()?).ok());
            kept.extend(hash);
        }
    }
    let sql = "SELECT sha256 FROM photo_file
        WHERE NOT EXISTS (SELECT 1 FROM photo_use WHERE photo_use.sha256 = photo_file.sha256)";
    let mut statement = tx.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| row.read("sha256"))?;
    let unused = rows.collect::<Result<Vec<Hash>, _>>()?;
    let mut delete = tx.prepare_cached("DELETE FROM photo_file WHERE sha256 = :sha256")?;
    for hash in unused.into_iter().filter(|hash| !kept.contains(hash)) {
        delete.execute(named_params! {":sha256": hash.0})?;
    }
    Ok(())
}

/// Returns the files to be sent, thumbnails first, then in the order of saving: those of durable
/// ops.
pub(crate) fn waiting(conn: &Connection, originals: bool) -> Result<Vec<Waiting>> {
    // An op that is no longer stored was removed because it is safe.
    let sql = include_str!("waiting.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":originals": originals}, |row| {
        Ok(Waiting { sha256: row.read("sha256")?, size: row.get("size")? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Counts the photos that wait to be sent, not counting thumbnails.
pub(crate) fn count_waiting(conn: &Connection) -> Result<u64> {
    let sql = "SELECT count(*) AS waiting FROM photo_file
        WHERE state IN ('local', 'partial') AND thumbnail = 0
            AND EXISTS (SELECT 1 FROM photo_use WHERE photo_use.sha256 = photo_file.sha256)";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| row.get("waiting"))?)
}

/// Counts the lost photos.
pub(crate) fn count_lost(conn: &Connection) -> Result<u64> {
    let sql = "SELECT count(*) AS lost FROM photo_file WHERE state = 'lost' AND thumbnail = 0";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row([], |row| row.get("lost"))?)
}

/// Returns where the bytes of a file are.
pub(crate) fn state(conn: &Connection, sha256: Hash) -> Result<Option<PhotoState>> {
    let sql = "SELECT state, sent, reason FROM photo_file WHERE sha256 = :sha256";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(named_params! {":sha256": sha256.0}, |row| {
            let (state, reason): (String, Option<String>) = (row.get("state")?, row.get("reason")?);
            Ok((state, row.get("sent")?, reason))
        })
        .optional()?;
    let Some((state, sent, reason)) = found else { return Ok(None) };
    Ok(Some(match state.as_str() {
        "local" => PhotoState::Local,
        "partial" => PhotoState::Partial { sent },
        "durable" => PhotoState::Durable,
        "safe" => PhotoState::Safe,
        "lost" if reason.as_deref() == Some("changed") => {
            PhotoState::Lost { reason: Lost::Changed }
        }
        "lost" => PhotoState::Lost { reason: Lost::Missing },
        _ => return Err(Error::Stored("photo state")),
    }))
}

/// Stores where the bytes of a file are.
pub(crate) fn set_state(tx: &WriteTx<'_>, sha256: Hash, state: PhotoState) -> Result<()> {
    let (state, sent, reason) = match state {
        PhotoState::Local => ("local", 0, None),
        PhotoState::Partial { sent } => ("partial", sent, None),
        PhotoState::Durable => ("durable", 0, None),
        PhotoState::Safe => ("safe", 0, None),
        PhotoState::Lost { reason: Lost::Missing } => ("lost", 0, Some("missing")),
        PhotoState::Lost { reason: Lost::Changed } => ("lost", 0, Some("changed")),
    };
    let sql = "UPDATE photo_file SET state = :state, sent = :sent, reason = :reason
        WHERE sha256 = :sha256";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":state": state, ":sent": sent, ":reason": reason, ":sha256": sha256.0,
    })?;
    Ok(())
}

/// Offers the photos of the ops after `mseq` again, because the hub no longer has these ops.
pub(crate) fn offer_after(tx: &WriteTx<'_>, mseq: u64) -> Result<()> {
    let sql = include_str!("offer_after.sql");
    tx.prepare_cached(sql)?.execute(named_params! {":mseq": mseq})?;
    Ok(())
}

/// Offers files again that the hub says it does not have.
pub(crate) fn offer(tx: &WriteTx<'_>, photos: &[Hash]) -> Result<()> {
    let sql = "UPDATE photo_file SET state = 'local', sent = 0
        WHERE sha256 = :sha256 AND state IN ('durable', 'safe')";
    let mut statement = tx.prepare_cached(sql)?;
    for sha256 in photos {
        statement.execute(named_params! {":sha256": sha256.0})?;
    }
    Ok(())
}

/// Returns the names of the files that have a row.
pub(crate) fn names(conn: &Connection) -> Result<HashSet<String>> {
    let mut statement = conn.prepare_cached("SELECT sha256 FROM photo_file")?;
    let rows = statement.query_map([], |row| Ok(row.read::<Hash>("sha256")?.to_string()))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the files that had no row when the last session began.
pub(crate) fn leftovers(conn: &Connection) -> Result<HashSet<String>> {
    let mut statement = conn.prepare_cached("SELECT name FROM leftover")?;
    let rows = statement.query_map([], |row| row.get("name"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stores the files that have no row now.
pub(crate) fn set_leftovers(tx: &WriteTx<'_>, names: &[String]) -> Result<()> {
    tx.prepare_cached("DELETE FROM leftover")?.execute([])?;
    let mut statement = tx.prepare_cached("INSERT INTO leftover (name) VALUES (:name)")?;
    for name in names {
        statement.execute(named_params! {":name": name})?;
    }
    Ok(())
}
