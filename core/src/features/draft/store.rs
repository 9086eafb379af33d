//! The SQL of drafts.

use super::Draft;
use crate::db::WriteTx;
use crate::error::Result;
use gridbook_domain::RecordId;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

/// Stores a new draft.
pub(super) fn insert(tx: &WriteTx<'_>, draft: &Draft) -> Result<()> {
    let sql = "INSERT INTO draft (draft, kind, about, form, photos, created_at, updated_at)
        VALUES (:draft, :kind, :about, :form, :photos, :created_at, :updated_at)";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":draft": draft.draft.as_bytes(),
        ":kind": draft.kind,
        ":about": draft.about.as_ref().map(RecordId::as_bytes),
        ":form": draft.form,
        ":photos": photos_text(&draft.photos),
        ":created_at": draft.created_at,
        ":updated_at": draft.updated_at,
    })?;
    Ok(())
}

/// Replaces the form of a draft and returns the number of changed rows.
pub(super) fn set_form(tx: &WriteTx<'_>, draft: RecordId, form: &str, now: i64) -> Result<usize> {
    let sql = "UPDATE draft SET form = :form, updated_at = :now WHERE draft = :draft";
    let key = named_params! {":form": form, ":now": now, ":draft": draft.as_bytes()};
    Ok(tx.prepare_cached(sql)?.execute(key)?)
}

/// Replaces the photos of a draft and returns the number of changed rows.
pub(super) fn set_photos(
    tx: &WriteTx<'_>,
    draft: RecordId,
    photos: &[RecordId],
    now: i64,
) -> Result<usize> {
    let sql = "UPDATE draft SET photos = :photos, updated_at = :now WHERE draft = :draft";
    let photos = photos_text(photos);
    let key = named_params! {":photos": photos, ":now": now, ":draft": draft.as_bytes()};
    Ok(tx.prepare_cached(sql)?.execute(key)?)
}

/// Deletes a draft and returns the number of deleted rows.
pub(super) fn delete(tx: &WriteTx<'_>, draft: RecordId) -> Result<usize> {
    let sql = "DELETE FROM draft WHERE draft = :draft";
    Ok(tx.prepare_cached(sql)?.execute(named_params! {":draft": draft.as_bytes()})?)
}

/// Returns a draft.
pub(super) fn get(conn: &Connection, draft: RecordId) -> Result<Option<Draft>> {
    let sql = "SELECT draft, kind, about, form, photos, created_at, updated_at
        FROM draft WHERE draft = :draft";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":draft": draft.as_bytes()}, from_row).optional()?)
}

/// Returns all drafts, the last changed first.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Draft>> {
    let sql = "SELECT draft, kind, about, form, photos, created_at, updated_at
        FROM draft ORDER BY updated_at DESC, draft";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Draft> {
    let photos: String = row.get("photos")?;
    let photos = photos.split(' ').filter_map(|id| RecordId::parse(id).ok()).collect();
    Ok(Draft {
        draft: row.read("draft")?,
        kind: row.get("kind")?,
        about: row.read("about")?,
        form: row.get("form")?,
        photos,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
    })
}

fn photos_text(photos: &[RecordId]) -> String {
    photos.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
