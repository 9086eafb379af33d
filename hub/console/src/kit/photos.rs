//! Photos as pages show them.

use gridbook_domain::Class;
use gridbook_domain::encoding::Hash;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::id::{AreaId, RecordId};
use gridbook_domain::photo::Photo;
use gridbook_store::{Result, Tx};

/// A photo as a page shows it.
pub(crate) struct PhotoThumb {
    /// Where the whole picture is.
    pub href: String,
    /// Where the small one is.
    pub thumb: String,
    /// Whether its bytes, or those of its small version, are on the hub's disk.
    pub here: bool,
}

/// The photos a record names, in its order.
pub(crate) fn photo_thumbs(
    tx: &mut dyn Tx,
    community: AreaId,
    photos: &[RecordId],
) -> Result<Vec<PhotoThumb>> {
    let mut all = Vec::with_capacity(photos.len());
    for photo in photos {
        let record = tx.record(community, *photo)?.filter(|record| record.class == Class::Photo);
        let known = record.and_then(|record| Photo::from_fields(record.fields).ok());
        let here = match &known {
            Some(known) => best(tx, community, known, true)?.is_some(),
            None => false,
        };
        let href = format!("/photos/{community}/{photo}");
        all.push(PhotoThumb { thumb: format!("{href}?size=thumb"), href, here });
    }
    Ok(all)
}

/// The bytes to show: the small ones where they are wanted and there, otherwise the whole ones,
/// otherwise the small ones after all.
pub(crate) fn best(
    tx: &mut dyn Tx,
    community: AreaId,
    photo: &Photo,
    small: bool,
) -> Result<Option<Hash>> {
    let whole = Some(photo.sha256);
    let order = if small { [photo.thumb_sha256, whole] } else { [whole, photo.thumb_sha256] };
    for hash in order.into_iter().flatten() {
        if tx.photo(community, hash)?.is_some_and(|row| row.durable.is_some()) {
            return Ok(Some(hash));
        }
    }
    Ok(None)
}
