//! Photos: a record that describes the image, and the bytes in a folder of the core.
//!
//! The file an app hands in is copied, synced to disk and named by its hash before a save can refer
//! to it, so that no submitted record points to bytes that a power cut has taken. Files are
//! uploaded in a lane of their own ([`crate::sync`]); records never wait for them.

#[cfg(test)]
mod tests;

use crate::db::{Layout, ReadTx, Table, WriteTx};
use crate::error::{Error, Result};
use crate::replica::outbox::NewPart;
pub use crate::replica::photos::{Lost, PhotoState};
use crate::replica::photos::{files, store};
use crate::replica::{Replica, rows};
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::photo::Photo;
use gridbook_domain::{Class, FeedId, Fields, RecordId};
use std::path::{Path, PathBuf};

/// Photo records, whose files are uploaded once a save refers to them.
struct Photos;

pub(super) const TABLES: &[&dyn Table] = &[&Photos];

impl Table for Photos {
    fn layout(&self) -> Layout {
        Layout::plain(Class::Photo, "photo")
    }

    /// Queues the photo's files; they are uploaded once the op is durable.
    fn saved(&self, tx: &WriteTx<'_>, saved: i64, photo: RecordId) -> Result<()> {
        let Some(fields) = store::taken(tx, photo)? else { return Ok(()) };
        let named = Photo::from_fields(fields).map_err(|_| Error::Stored("photo"))?;
        for hash in [Some(named.sha256), named.thumb_sha256].into_iter().flatten() {
            store::put_use(tx, hash, saved)?;
        }
        store::remove_taken(tx, photo)
    }

    /// Restores the state before the save: the photo can be referred to again.
    fn undone(&self, tx: &WriteTx<'_>, saved: i64, photo: RecordId) -> Result<()> {
        if let Some(row) = rows::get(tx, &Class::Photo, photo)? {
            store::put_taken(tx, photo, &row.fields)?;
        }
        store::remove_uses(tx, saved)
    }
}

pub(crate) fn ingest(replica: &Replica, file: &Path, thumbnail: Option<&Path>) -> Result<RecordId> {
    let original = files::ingest(replica.folder(), file, replica.host().draw_number()?)?;
    let small = thumbnail
        .map(|file| files::ingest(replica.folder(), file, replica.host().draw_number()?))
        .transpose()?;
    let photo = Photo {
        sha256: original.sha256,
        size: original.size,
        media: original.media.to_owned(),
        thumb_sha256: small.as_ref().map(|small| small.sha256),
        thumb_size: small.as_ref().map(|small| small.size),
        rest: Fields::new(),
    };
    let fields = photo.to_fields().map_err(|_| Error::Stored("photo"))?;
    let record = replica.host().record()?;
    replica.write(|w| {
        store::put_file(w, original.sha256, original.size, false)?;
        if let Some(small) = &small {
            store::put_file(w, small.sha256, small.size, true)?;
        }
        store::put_taken(w, record, &fields)
    })?;
    Ok(record)
}

pub(crate) fn discard(w: &WriteTx<'_>, photo: RecordId) -> Result<()> {
    if rows::get(w, &Class::Photo, photo)?.is_some() {
        return Err(Error::PhotoInUse);
    }
    // A later session deletes the file itself, once nothing refers to it.
    store::remove_taken(w, photo)?;
    store::remove_unused_files(w)
}

/// Describes a photo, submitted or not.
fn described(conn: &ReadTx<'_>, photo: RecordId) -> Result<Photo> {
    let fields = match store::taken(conn, photo)? {
        Some(fields) => fields,
        None => rows::get(conn, &Class::Photo, photo)?.ok_or(Error::NotFound)?.fields,
    };
    Photo::from_fields(fields).map_err(|_| Error::Stored("photo"))
}

/// Returns the part that submits a photo; `None` if an earlier save has submitted it (or another
/// install has).
fn part(w: &WriteTx<'_>, photo: RecordId, feed: FeedId) -> Result<Option<NewPart>> {
    let Some(patch) = store::taken(w, photo)? else {
        return rows::get(w, &Class::Photo, photo)?.map(|_| None).ok_or(Error::NotFound);
    };
    Ok(Some(NewPart { class: Class::Photo, record: photo, feed: Some(feed), patch }))
}

/// Returns the parts for those of the photos that no save has submitted yet.
pub(crate) fn parts(w: &WriteTx<'_>, photos: &[RecordId], feed: FeedId) -> Result<Vec<NewPart>> {
    let parts = photos.iter().map(|photo| part(w, *photo, feed));
    parts.filter_map(Result::transpose).collect()
}

/// Returns where the bytes of a photo are; `None` if it is unknown or was never on this device.
pub(crate) fn state_of(conn: &ReadTx<'_>, photo: RecordId) -> Result<Option<PhotoState>> {
    match described(conn, photo) {
        Ok(photo) => store::state(conn, photo.sha256),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Deletes files that nothing refers to, such as a copy whose save a crash has prevented. A file is
/// deleted only if an earlier session found it unused too, so that none is taken from a save in
/// progress.
pub(crate) fn sweep(replica: &Replica) -> Result<()> {
    let found = files::list(replica.folder())?;
    let swept = replica.write(|w| {
        let known = store::names(w)?;
        let left: Vec<String> = found.into_iter().filter(|name| !known.contains(name)).collect();
        let before = store::leftovers(w)?;
        store::set_leftovers(w, &left)?;
        Ok(left.into_iter().filter(|name| before.contains(name)).collect::<Vec<_>>())
    })?;
    for name in swept {
        files::remove(replica.folder(), &name)?;
    }
    Ok(())
}

/// Returns where the bytes of a photo are; [`Error::NotFound`] for an unknown photo.
pub(crate) fn state(conn: &ReadTx<'_>, photo: RecordId) -> Result<Option<PhotoState>> {
    store::state(conn, described(conn, photo)?.sha256)
}

/// Returns the file of a photo, or of its thumbnail, if it is on this device.
pub(crate) fn file(replica: &Replica, photo: RecordId, thumbnail: bool) -> Result<Option<PathBuf>> {
    let found = replica.read(|tx| described(tx, photo))?;
    let hash = if thumbnail { found.thumb_sha256 } else { Some(found.sha256) };
    Ok(hash.map(|hash| files::path(replica.folder(), hash)).filter(|path| path.exists()))
}
