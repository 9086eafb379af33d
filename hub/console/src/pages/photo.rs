//! The bytes of one photo, for the accounts that may see its record.

use crate::kit::console::Answer;
use crate::kit::page::PageContext;
use crate::kit::photos::best;
use crate::kit::refusal::Refusal;
use crate::kit::request::PageResponse;
use gridbook_domain::Class;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::photo::Photo;

/// Answers with the bytes.
pub(crate) fn show(context: &PageContext<'_>) -> Answer {
    let small = context.query.get("size") == Some("thumb");
    let (community, photo) = context.ids()?;
    let hash = context.read(|tx, viewer| {
        let record = tx.record(community, photo)?.ok_or(Refusal::NotFound)?;
        let seen = viewer.sees_feed(tx, community, record.feed)?;
        if !seen || record.class != Class::Photo {
            return Err(Refusal::NotFound);
        }
        let known = Photo::from_fields(record.fields).map_err(|_| Refusal::NotFound)?;
        best(tx, community, &known, small)?.ok_or(Refusal::NoPhoto)
    })?;
    let body = context.console.hub.photo_bytes(community, hash)?.ok_or(Refusal::NoPhoto)?;
    // A home's inside is not left on the disk of an office's computer.
    let headers = vec![("cache-control", "no-store".to_owned())];
    Ok(PageResponse { status: 200, media: media(&body), headers, body })
}

/// Returns the media type that the bytes themselves show, whatever their record says. Only a
/// picture that browsers display is called one.
fn media(bytes: &[u8]) -> &'static str {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "application/octet-stream",
    }
}
