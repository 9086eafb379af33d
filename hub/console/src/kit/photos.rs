//! Photos for a screen: served by the same grants as the records that name them.

use super::refusal::Refusal;
use super::request::{PageResponse, Values};
use super::session::SignedIn;
use crate::kit::console::{Answer, Console};
use gridbook_domain::Class;
use gridbook_domain::encoding::Hash;
use gridbook_domain::fields::from_fields;
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
        let known = record.and_then(|record| from_fields::<Photo>(record.fields).ok());
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
fn best(tx: &mut dyn Tx, community: AreaId, photo: &Photo, small: bool) -> Result<Option<Hash>> {
    let whole = Some(photo.sha256);
    let order = if small { [photo.thumb_sha256, whole] } else { [whole, photo.thumb_sha256] };
    for hash in order.into_iter().flatten() {
        if tx.photo(community, hash)?.is_some_and(|row| row.durable.is_some()) {
            return Ok(Some(hash));
        }
    }
    Ok(None)
}

impl Console {
    /// The bytes of a photo.
    pub(crate) fn photo(
        &self,
        who: &SignedIn,
        (community, photo): (AreaId, RecordId),
        query: &Values,
    ) -> Answer {
        let small = query.get("size") == Some("thumb");
        let hash = self.read(|tx| {
            let viewer = self.viewer(tx, who)?;
            let record = tx.record(community, photo)?.ok_or(Refusal::NotFound)?;
            let seen = viewer.sees_feed(tx, community, record.feed)?;
            if !seen || record.class != Class::Photo {
                return Err(Refusal::NotFound);
            }
            let known = from_fields::<Photo>(record.fields).map_err(|_| Refusal::NotFound)?;
            best(tx, community, &known, small)?.ok_or(Refusal::NotFound)
        })?;
        let body = self.hub.photo_bytes(community, hash)?;
        // A home's inside is not left on the disk of an office's computer.
        let headers = vec![("cache-control", "no-store".to_owned())];
        Ok(PageResponse { status: 200, media: media(&body), headers, body })
    }
}

/// What the bytes are. Only what a browser shows as a picture is called one, by what the bytes say
/// and not by what a record says of them.
fn media(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}
