//! Drafts 草稿: a form that is not submitted yet, saved at every change, so that it survives the app
//! being killed at any moment (V6).
//!
//! A draft's id becomes the id of the record it is submitted as; so submitting it twice, by two
//! taps or after a crash, can never make two records: the second is told so. Its photos are taken
//! into the core's own folder at the moment they are added.

pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::book::{Book, Write};
use crate::error::{BookError, Error, Result};
use crate::{photo, record};
use gridbook_domain::outcome::Why;
use gridbook_domain::{Class, RecordId};
use std::path::PathBuf;

/// The most bytes the form of a draft may have: more than could ever be submitted.
pub const MAX_FORM: usize = 256 * 1024;

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id, which becomes the id of the record it is submitted as.
    pub draft: RecordId,
    /// What it will be, in the app's words: `visit`, `matter`, `person` …
    pub kind: String,
    /// The record it is about, such as the household visited.
    pub about: Option<RecordId>,
    /// The form as one JSON object; its shape is the app's.
    pub form: String,
    /// The photos added, in their order.
    pub photos: Vec<RecordId>,
    /// When it was begun, in milliseconds since 1970 by the device's clock.
    pub created_at: i64,
    /// When it was changed last, in milliseconds since 1970 by the device's clock.
    pub updated_at: i64,
}

impl Book {
    /// Begins a draft; `form` is one JSON object.
    ///
    /// # Errors
    /// [`BookError::Invalid`] when the form is no JSON object or larger than [`MAX_FORM`];
    /// [`BookError::StorageFull`].
    pub fn begin_draft(
        &self,
        kind: String,
        about: Option<RecordId>,
        form: String,
    ) -> Result<Draft, BookError> {
        check_form(&form)?;
        Ok(self.write(|w| {
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
        })?)
    }

    /// Saves the form of a draft as it is now; on the disk when this returns.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Invalid`] as for [`Book::begin_draft`];
    /// [`BookError::StorageFull`].
    pub fn save_draft(&self, draft: RecordId, form: String) -> Result<(), BookError> {
        check_form(&form)?;
        Ok(self.write(|w| {
            let now = w.host().clock.reading().wall;
            w.touch_drafts();
            found(store::set_form(w, draft, &form, now)?)
        })?)
    }

    /// Takes a photo into the core's folder and adds it to a draft. The file handed in may go
    /// afterwards.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::Photo`] for a file that cannot be read or is no image;
    /// [`BookError::StorageFull`].
    pub fn add_draft_photo(
        &self,
        draft: RecordId,
        file: PathBuf,
        thumbnail: Option<PathBuf>,
    ) -> Result<RecordId, BookError> {
        self.draft(draft)?;
        let photo = photo::take_in(self, &file, thumbnail.as_deref())?;
        self.change_photos(draft, |photos| photos.push(photo))?;
        Ok(photo)
    }

    /// Takes a photo out of a draft again, and lets it go.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn remove_draft_photo(&self, draft: RecordId, photo: RecordId) -> Result<(), BookError> {
        self.change_photos(draft, |photos| photos.retain(|kept| *kept != photo))
    }

    fn change_photos(
        &self,
        draft: RecordId,
        change: impl FnOnce(&mut Vec<RecordId>),
    ) -> Result<(), BookError> {
        Ok(self.write(|w| {
            let before = store::get(w, draft)?.ok_or(Error::NotFound)?.photos;
            let mut photos = before.clone();
            change(&mut photos);
            let gone: Vec<_> = before.into_iter().filter(|old| !photos.contains(old)).collect();
            let_go(w, &gone)?;
            w.touch_drafts();
            found(store::set_photos(w, draft, &photos, w.host().clock.reading().wall)?)
        })?)
    }

    /// All drafts, changed last first.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, BookError> {
        Ok(self.read(store::all)?)
    }

    /// A draft.
    ///
    /// # Errors
    /// [`BookError::NotFound`].
    pub fn draft(&self, draft: RecordId) -> Result<Draft, BookError> {
        Ok(self.read(|conn| store::get(conn, draft)?.ok_or(Error::NotFound))?)
    }

    /// Throws a draft away, with its photos.
    ///
    /// # Errors
    /// [`BookError::NotFound`]; [`BookError::StorageFull`].
    pub fn delete_draft(&self, draft: RecordId) -> Result<(), BookError> {
        Ok(self.write(|w| remove(w, draft))?)
    }
}

/// Whether a draft may be submitted as a record of a class: it is there, or the record that it
/// became is, and then once was enough.
pub(crate) fn submittable(w: &Write<'_>, class: &Class, draft: Option<RecordId>) -> Result<()> {
    let Some(draft) = draft else { return Ok(()) };
    if store::get(w, draft)?.is_some() {
        return Ok(());
    }
    Err(record::get(w, class, draft)?.map_or(Error::NotFound, |_| Error::Submitted))
}

/// The draft was submitted in this transaction: it goes, and so do the photos the form left out.
pub(crate) fn submitted(w: &Write<'_>, draft: Option<RecordId>) -> Result<()> {
    draft.map_or(Ok(()), |draft| remove(w, draft))
}

fn remove(w: &Write<'_>, draft: RecordId) -> Result<()> {
    let photos = store::get(w, draft)?.ok_or(Error::NotFound)?.photos;
    let_go(w, &photos)?;
    w.touch_drafts();
    found(store::delete(w, draft)?)
}

/// Lets those of the photos go that no save has named.
fn let_go(w: &Write<'_>, photos: &[RecordId]) -> Result<()> {
    for photo in photos {
        if record::get(w, &Class::Photo, *photo)?.is_none() {
            photo::discard(w, *photo)?;
        }
    }
    Ok(())
}

fn found(rows: usize) -> Result<()> {
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn check_form(form: &str) -> Result<()> {
    let object = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(form);
    if object.is_err() || form.len() > MAX_FORM {
        return Err(Error::Invalid { field: "form".to_owned(), why: Why::BadField });
    }
    Ok(())
}
