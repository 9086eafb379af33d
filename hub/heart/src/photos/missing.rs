//! Photos that are recorded as durable and whose files are gone, because the folder of photos was
//! lost or restored from an older backup. They are asked for again: a photo is durable only while
//! its file is there.

use super::blobs::BlobStore;
use super::uploads::{Uploads, installs_with_uploads};
use crate::access::folder_error;
use crate::{Hub, HubError};
use gridbook_domain::Class;
use gridbook_domain::encoding::Hash;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::id::{AreaId, InstallId};
use gridbook_domain::photo::Photo;
use gridbook_domain::wire::SyncRequest;
use gridbook_store::{Install, PhotoRow, Result, StoreError, Tx};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

/// The most photos that one answer asks an install for; the next answer asks for the rest.
const ASKED: u64 = 200;
/// The most photos of an install that are looked at for that.
const LOOKED_AT: u64 = 10_000;
/// How many rows one transaction reads when all photos are checked.
const BATCH: u64 = 2_000;

/// A complete photo and its file.
pub(crate) struct PhotoSource {
    /// Its community.
    pub community: AreaId,
    /// The hash of its bytes.
    pub hash: Hash,
    /// Its file.
    pub path: PathBuf,
    /// The number of its bytes.
    pub size: u64,
}

impl Hub {
    /// Returns the bytes of a durable photo; `None` if its file is gone, in which case its install
    /// is asked for it again.
    ///
    /// # Errors
    /// [`HubError::Folder`] when the file cannot be read.
    pub fn photo_bytes(&self, community: AreaId, hash: Hash) -> Result<Option<Vec<u8>>, HubError> {
        let bytes = BlobStore::new(&self.photos, community).read(hash).map_err(folder_error)?;
        if bytes.is_none() {
            self.photo_is_missing(community, hash)?;
        }
        Ok(bytes)
    }

    /// Records that the file of a photo is gone, so that its install is asked for it again.
    pub(crate) fn photo_is_missing(&self, community: AreaId, hash: Hash) -> Result<(), HubError> {
        Ok(self.store.write(|tx| mark_missing(tx, community, &[hash]))?)
    }

    /// Moves a file aside whose bytes have another hash, so that its install is asked for it again.
    pub(crate) fn photo_is_damaged(&self, community: AreaId, hash: Hash) -> Result<(), HubError> {
        BlobStore::new(&self.photos, community).set_aside(hash).map_err(folder_error)?;
        self.photo_is_missing(community, hash)
    }

    /// Passes every complete photo to `take`: those recorded as durable, and those that wait for
    /// the record that announces them.
    pub(crate) fn each_photo(
        &self,
        mut take: impl FnMut(PhotoSource) -> Result<(), HubError>,
    ) -> Result<(), HubError> {
        for (community, install) in installs_with_uploads(&self.photos).map_err(folder_error)? {
            let uploads = Uploads::new(&self.photos, community, install);
            for (hash, path, size) in uploads.whole().map_err(folder_error)? {
                take(PhotoSource { community, hash, path, size })?;
            }
        }
        let mut after = None;
        loop {
            let rows = self.store.read(|tx| tx.photos_after(after, BATCH))?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some((last.community, last.sha256));
            for row in rows.iter().filter(|row| row.durable.is_some()) {
                let path = BlobStore::new(&self.photos, row.community).path(row.sha256);
                let (community, hash, size) = (row.community, row.sha256, row.size);
                take(PhotoSource { community, hash, path, size })?;
            }
        }
    }

    /// Reads a photo's row, which says durable only if the file is there.
    pub(super) fn photo_row(
        &self,
        community: AreaId,
        hash: Hash,
    ) -> Result<Option<PhotoRow>, StoreError> {
        let Some(row) = self.store.read(|tx| tx.photo(community, hash))? else { return Ok(None) };
        let gone = row.durable.is_some()
            && !BlobStore::new(&self.photos, community).has(hash, row.size)?;
        if !gone {
            return Ok(Some(row));
        }
        self.store.write(|tx| {
            mark_missing(tx, community, &[hash])?;
            tx.photo(community, hash)
        })
    }

    /// Compares the photos that are recorded as durable with the files in the folder. Those without
    /// a file are asked for again. Returns how many there are. To be called before the hub answers
    /// requests: the folder may have been lost or restored while it did not run.
    ///
    /// # Errors
    /// [`HubError::Folder`], [`HubError::Internal`].
    pub fn check_photos(&self) -> Result<u64, HubError> {
        let mut files: HashMap<AreaId, HashSet<Hash>> = HashMap::new();
        let (mut after, mut missing) = (None, 0);
        loop {
            let rows = self.store.read(|tx| tx.photos_after(after, BATCH))?;
            let Some(last) = rows.last() else { return Ok(missing) };
            after = Some((last.community, last.sha256));
            for rows in rows.chunk_by(|a, b| a.community == b.community) {
                missing += self.check_rows(rows, &mut files)?;
            }
        }
    }

    /// Checks rows of one community. `files` keeps the files of the communities seen so far.
    fn check_rows(
        &self,
        rows: &[PhotoRow],
        files: &mut HashMap<AreaId, HashSet<Hash>>,
    ) -> Result<u64, HubError> {
        let Some(community) = rows.first().map(|row| row.community) else { return Ok(0) };
        let files = match files.entry(community) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let stored = BlobStore::new(&self.photos, community).all();
                new.insert(stored.map_err(folder_error)?)
            }
        };
        let durable = rows.iter().filter(|row| row.durable.is_some());
        let gone: Vec<Hash> =
            durable.map(|row| row.sha256).filter(|hash| !files.contains(hash)).collect();
        if !gone.is_empty() {
            self.store.write(|tx| mark_missing(tx, community, &gone))?;
        }
        Ok(gone.len() as u64)
    }

    /// Returns the photos that an install is asked for: those it announced that are not here,
    /// although it says that fewer wait on it.
    pub(crate) fn needed_photos(
        tx: &mut dyn Tx,
        install: &Install,
        request: &SyncRequest,
    ) -> Result<Vec<Hash>> {
        // It counted before it sent these ops, so their photos are not in its count.
        if !request.push.is_empty() {
            return Ok(Vec::new());
        }
        let waiting = request.waiting.photos;
        let limit = waiting.saturating_add(ASKED).min(LOOKED_AT);
        let mut missing = tx.missing_photos(install.community, install.install, limit)?;
        if missing.len() as u64 <= waiting {
            return Ok(Vec::new());
        }
        missing.truncate(usize::try_from(ASKED).unwrap_or(usize::MAX));
        Ok(missing)
    }
}

/// Records that photos of a community are not durable any more, and from which install to ask for
/// them.
fn mark_missing(tx: &mut dyn Tx, community: AreaId, gone: &[Hash]) -> Result<()> {
    let mut unknown = HashSet::new();
    for hash in gone {
        let Some(row) = tx.photo(community, *hash)?.filter(|row| row.durable.is_some()) else {
            continue;
        };
        tracing::warn!(%community, %hash, "the file of a photo is gone; it is asked for again");
        if row.install.is_none() {
            unknown.insert(*hash);
        }
        tx.put_photo(&PhotoRow { durable: None, ..row })?;
    }
    if unknown.is_empty() { Ok(()) } else { find_installs(tx, community, &unknown) }
}

/// Finds the installs that announced photos, for rows of earlier versions that do not name them.
/// Reads every record, which no answer waits for: it happens once after a loss.
fn find_installs(tx: &mut dyn Tx, community: AreaId, photos: &HashSet<Hash>) -> Result<()> {
    let mut after = 0;
    loop {
        let records = tx.records_after(after, BATCH)?;
        let Some((last, _)) = records.last() else { return Ok(()) };
        after = *last;
        let of_photos = records.iter().map(|(_, record)| record);
        for record in of_photos.filter(|r| r.community == community && r.class == Class::Photo) {
            let Ok(photo) = Photo::from_fields(record.fields.clone()) else { continue };
            let named = [Some(photo.sha256), photo.thumb_sha256].into_iter().flatten();
            for hash in named.filter(|hash| photos.contains(hash)) {
                let Some(first) = tx.change(community, record.record, 1)? else { continue };
                name_install(tx, community, hash, first.install)?;
            }
        }
    }
}

fn name_install(tx: &mut dyn Tx, community: AreaId, hash: Hash, install: InstallId) -> Result<()> {
    let Some(row) = tx.photo(community, hash)? else { return Ok(()) };
    tx.put_photo(&PhotoRow { install: Some(install), ..row })
}
