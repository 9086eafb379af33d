//! Photos: a record that tells of the bytes, and the bytes themselves in a folder of the core.
//!
//! The file an app hands in is copied, synced and named by its hash before a save can name it, so
//! that no submitted record points to bytes a power cut has taken. Files travel in a lane of their
//! own ([`crate::sync`]); records never wait for them.

pub(crate) mod files;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::book::{Book, Write};
use crate::error::{BookError, Error, Result};
use crate::outbox::{self, NewPart};
use crate::record;
use gridbook_domain::encoding::Hash;
use gridbook_domain::field::{from_fields, to_fields};
use gridbook_domain::photo::Photo;
use gridbook_domain::{Class, FeedId, Fields, RecordId};
use std::path::{Path, PathBuf};

/// Where the bytes of a photo are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhotoState {
    /// On this device only.
    Local,
    /// The hub has this many bytes of them.
    Partial {
        /// How many.
        sent: u64,
    },
    /// On the hub's disk, whole.
    Durable,
    /// In the hub's backup too.
    Safe,
    /// No longer here, and never arrived.
    Lost {
        /// Why.
        reason: Lost,
    },
}

/// Why a photo is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The file is gone from the folder.
    Missing,
    /// The file has other bytes than were taken in.
    Changed,
}

impl PhotoState {
    /// The word on the screen, in Chinese.
    pub fn label(self) -> &'static str {
        match self {
            Self::Local => "待发送",
            Self::Partial { .. } => "待发送，已传一部分",
            Self::Durable => "已送达",
            Self::Safe => "已归档",
            Self::Lost { reason: Lost::Missing } => "照片文件丢失",
            Self::Lost { reason: Lost::Changed } => "照片文件已被改动",
        }
    }
}

/// A file that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub sha256: Hash,
    pub size: u64,
}

impl Book {
    /// Takes a photo in: copies `file` (and the small version, where the app made one) into the
    /// book's folder and gives the id by which drafts and forms name it. The originals may be
    /// deleted afterwards. At most 20 MiB each.
    ///
    /// # Errors
    /// [`BookError::Photo`] when it is no image or too large, [`BookError::StorageFull`].
    pub fn add_photo(&self, file: &Path, thumbnail: Option<&Path>) -> Result<RecordId, BookError> {
        Ok(take_in(self, file, thumbnail)?)
    }

    /// Lets a photo go that no save has named: its draft was thrown away.
    ///
    /// # Errors
    /// [`BookError::TooLate`] when a save has named it already.
    pub fn discard_photo(&self, photo: RecordId) -> Result<(), BookError> {
        Ok(self.write(|w| discard(w, photo))?)
    }

    /// Where the bytes of a photo are; `None` for one whose bytes were never on this device.
    ///
    /// # Errors
    /// [`BookError::NotFound`] for an unknown photo.
    pub fn photo_state(&self, photo: RecordId) -> Result<Option<PhotoState>, BookError> {
        Ok(self.read(|conn| store::state(conn, described(conn, photo)?.sha256))?)
    }

    /// The file of a photo, or of its small version, where it is on this device.
    ///
    /// # Errors
    /// [`BookError::NotFound`] for an unknown photo.
    pub fn photo_file(
        &self,
        photo: RecordId,
        thumbnail: bool,
    ) -> Result<Option<PathBuf>, BookError> {
        let found = self.read(|conn| described(conn, photo))?;
        let hash = if thumbnail { found.thumb_sha256 } else { Some(found.sha256) };
        Ok(hash.map(|hash| files::path(self.folder(), hash)).filter(|path| path.exists()))
    }
}

pub(crate) fn take_in(book: &Book, file: &Path, thumbnail: Option<&Path>) -> Result<RecordId> {
    let original = files::take_in(book.folder(), file, book.host().dice()?)?;
    let small = thumbnail
        .map(|file| files::take_in(book.folder(), file, book.host().dice()?))
        .transpose()?;
    let photo = Photo {
        sha256: original.sha256,
        size: original.size,
        media: original.media.to_owned(),
        thumb_sha256: small.as_ref().map(|small| small.sha256),
        thumb_size: small.as_ref().map(|small| small.size),
        rest: Fields::new(),
    };
    let fields = to_fields(&photo).map_err(|_| Error::Stored("photo"))?;
    let record = book.host().record()?;
    book.write(|w| {
        store::put_file(w, original.sha256, original.size, false)?;
        if let Some(small) = &small {
            store::put_file(w, small.sha256, small.size, true)?;
        }
        store::put_taken(w, record, &fields)
    })?;
    Ok(record)
}

pub(crate) fn discard(w: &Write<'_>, photo: RecordId) -> Result<()> {
    if record::get(w, &Class::Photo, photo)?.is_some() {
        return Err(Error::Staged);
    }
    // The file itself is swept by a later session, once nothing names it.
    store::remove_taken(w, photo)?;
    store::remove_unused_files(w)
}

/// What is known of a photo, submitted or not.
fn described(conn: &rusqlite::Connection, photo: RecordId) -> Result<Photo> {
    let fields = match store::taken(conn, photo)? {
        Some(fields) => fields,
        None => record::get(conn, &Class::Photo, photo)?.ok_or(Error::NotFound)?.fields,
    };
    from_fields(fields).map_err(|_| Error::Stored("photo"))
}

/// The part by which a save names a photo that was taken in; `None` when a save has done so before
/// (or the photo is another phone's).
fn part(w: &Write<'_>, photo: RecordId, feed: FeedId) -> Result<Option<NewPart>> {
    let Some(patch) = store::taken(w, photo)? else {
        return record::get(w, &Class::Photo, photo)?.map(|_| None).ok_or(Error::NotFound);
    };
    Ok(Some(NewPart { class: Class::Photo, record: photo, feed: Some(feed), patch }))
}

/// The parts for those of the photos that no save has named yet.
pub(crate) fn parts(w: &Write<'_>, photos: &[RecordId], feed: FeedId) -> Result<Vec<NewPart>> {
    let parts = photos.iter().map(|photo| part(w, *photo, feed));
    parts.filter_map(Result::transpose).collect()
}

/// Where the bytes of a photo are; `None` for one that is unknown or was never on this device.
pub(crate) fn state_of(conn: &rusqlite::Connection, photo: RecordId) -> Result<Option<PhotoState>> {
    match described(conn, photo) {
        Ok(photo) => store::state(conn, photo.sha256),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// A save has named this photo: its files may be sent once the op is durable.
pub(crate) fn named(w: &Write<'_>, saved: i64, photo: RecordId) -> Result<()> {
    let Some(fields) = store::taken(w, photo)? else { return Ok(()) };
    let photo_fields: Photo = from_fields(fields).map_err(|_| Error::Stored("photo"))?;
    for hash in [Some(photo_fields.sha256), photo_fields.thumb_sha256].into_iter().flatten() {
        store::put_use(w, hash, saved)?;
    }
    store::remove_taken(w, photo)
}

/// The save is undone: its photos are as they were before it, free to be named again.
pub(crate) fn unnamed(w: &Write<'_>, saved: i64) -> Result<()> {
    for (class, record) in outbox::store::records_of(w, saved)? {
        if class == Class::Photo
            && let Some(row) = record::get(w, &class, record)?
        {
            store::put_taken(w, record, &row.fields)?;
        }
    }
    store::remove_uses(w, saved)
}

/// Sweeps files that nothing names: a copy that a crash cut off from its save. A file goes only
/// when an earlier session found it too, so that none is taken from a save under way.
pub(crate) fn sweep(book: &Book) -> Result<()> {
    let found = files::list(book.folder())?;
    let swept = book.write(|w| {
        let known = store::names(w)?;
        let left: Vec<String> = found.into_iter().filter(|name| !known.contains(name)).collect();
        let before = store::leftovers(w)?;
        store::set_leftovers(w, &left)?;
        Ok(left.into_iter().filter(|name| before.contains(name)).collect::<Vec<_>>())
    })?;
    for name in swept {
        files::remove(book.folder(), &name)?;
    }
    Ok(())
}
