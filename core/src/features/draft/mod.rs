//! Drafts 草稿: forms that are not submitted yet. An app saves one at every change, so that it
//! survives the app being killed at any moment (V6).
//!
//! A draft's id becomes the id of the record it is submitted as. Submitting it twice, by two taps
//! or after a crash, therefore never makes two records: the second attempt fails with an error. Its
//! photos are copied into the core's own folder as they are added.

mod store;
#[cfg(test)]
mod tests;

use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::features::photo;
use crate::replica::{Replica, rows};
use gridbook_domain::outcome::Why;
use gridbook_domain::{Class, RecordId};
use rusqlite::Connection;
use std::path::Path;
pub(crate) use store::all;

/// The largest form of a draft in bytes; more than an op could carry.
pub const MAX_FORM: usize = 256 * 1024;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The draft's id, which becomes the id of the record it is submitted as.
    pub draft: RecordId,
    /// The kind of record it will become, in the app's words: `visit`, `matter`, `person` …
    pub kind: String,
    /// The record it is about, such as the household visited.
    pub about: Option<RecordId>,
    /// The form as one JSON object; the app decides its shape.
    pub form: String,
    /// The photos in the order they were added.
    pub photos: Vec<RecordId>,
    /// When the draft was begun, in milliseconds since 1970 by the device's clock.
    pub created_at: i64,
    /// When the draft was last changed, in milliseconds since 1970 by the device's clock.
    pub updated_at: i64,
}

/// Begins a draft; `form` is one JSON object.
pub(crate) fn begin(
    w: &WriteTx<'_>,
    kind: String,
    about: Option<RecordId>,
    form: String,
) -> Result<Draft> {
    check_form(&form)?;
    let now = w.host().clock.reading().wall;
    let draft = Draft {
        draft: w.host().record()?,
        kind,
        about,
        form,
        photos: Vec::new(),
        created_at: now,
        updated_at: now,
    };
    store::insert(w, &draft)?;
    w.touch_drafts();
    Ok(draft)
}

/// Replaces the form of a draft.
pub(crate) fn save_form(w: &WriteTx<'_>, draft: RecordId, form: &str) -> Result<()> {
    check_form(form)?;
    w.touch_drafts();
    changed(store::set_form(w, draft, form, w.host().clock.reading().wall)?)
}

/// Reads a draft.
pub(crate) fn get(conn: &Connection, draft: RecordId) -> Result<Draft> {
    store::get(conn, draft)?.ok_or(Error::NotFound)
}

/// Copies a photo into the core's folder and adds it to a draft.
pub(crate) fn add_photo(
    replica: &Replica,
    draft: RecordId,
    file: &Path,
    thumbnail: Option<&Path>,
) -> Result<RecordId> {
    replica.read(|tx| get(tx, draft))?;
    let photo = photo::ingest(replica, file, thumbnail)?;
    replica.write(|w| change_photos(w, draft, |photos| photos.push(photo)))?;
    Ok(photo)
}

/// Removes a photo from a draft and discards it.
pub(crate) fn remove_photo(w: &WriteTx<'_>, draft: RecordId, photo: RecordId) -> Result<()> {
    change_photos(w, draft, |photos| photos.retain(|kept| *kept != photo))
}

fn change_photos(
    w: &WriteTx<'_>,
    draft: RecordId,
    change: impl FnOnce(&mut Vec<RecordId>),
) -> Result<()> {
    let before = get(w, draft)?.photos;
    let mut photos = before.clone();
    change(&mut photos);
    let gone: Vec<_> = before.into_iter().filter(|old| !photos.contains(old)).collect();
    discard(w, &gone)?;
    w.touch_drafts();
    changed(store::set_photos(w, draft, &photos, w.host().clock.reading().wall)?)
}

/// Checks that a draft can be submitted as a record of a class. Fails if it is unknown, or if it
/// was submitted before.
pub(crate) fn submittable(w: &WriteTx<'_>, class: &Class, draft: Option<RecordId>) -> Result<()> {
    let Some(draft) = draft else { return Ok(()) };
    if store::get(w, draft)?.is_some() {
        return Ok(());
    }
    Err(rows::get(w, class, draft)?.map_or(Error::NotFound, |_| Error::Submitted))
}

/// Removes a draft that this transaction has submitted, and the photos that its form left out.
pub(crate) fn submitted(w: &WriteTx<'_>, draft: Option<RecordId>) -> Result<()> {
    draft.map_or(Ok(()), |draft| remove(w, draft))
}

/// Discards a draft with its photos.
pub(crate) fn remove(w: &WriteTx<'_>, draft: RecordId) -> Result<()> {
    let photos = get(w, draft)?.photos;
    discard(w, &photos)?;
    w.touch_drafts();
    changed(store::delete(w, draft)?)
}

/// Discards those of the photos that no op refers to.
fn discard(w: &WriteTx<'_>, photos: &[RecordId]) -> Result<()> {
    for photo in photos {
        if rows::get(w, &Class::Photo, *photo)?.is_none() {
            photo::discard(w, *photo)?;
        }
    }
    Ok(())
}

/// Returns [`Error::NotFound`] if a statement changed no row.
fn changed(rows: usize) -> Result<()> {
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn check_form(form: &str) -> Result<()> {
    let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(form);
    if object.is_err() || form.len() > MAX_FORM {
        return Err(Error::Invalid { field: "form".to_owned(), why: Why::BadField });
    }
    Ok(())
}
