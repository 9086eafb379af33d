//! Photos: an append-only record tells of the bytes, which travel in a lane of their own.

use crate::class::{Class, WritePolicy};
use crate::encoding::Hash;
use crate::field::Field;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule, untitled};

/// The most bytes one photo may have.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// Uploads go in steps of this many bytes, from the offset the hub names.
pub const STEP: usize = 64 * 1024;
/// [`MAX_BYTES`] as a field counts.
const MOST: i64 = 20 * 1024 * 1024;

record! {
    /// What is known of a photo's bytes. Its record id is the photo's id.
    Photo {
        /// The SHA-256 of the bytes: their address.
        sha256: Hash = Field::hash("校验值").required(),
        /// How many bytes, at most [`MAX_BYTES`].
        size: u64 = Field::integer("大小", 0, MOST).required(),
        /// The media type, such as `image/jpeg`.
        media as "type": String = Field::text("格式", 60).required(),
        /// The SHA-256 of a small version, sent first, where the app made one.
        thumb_sha256: Option<Hash> = Field::hash("缩略图校验值"),
        /// How many bytes the small version has.
        thumb_size: Option<u64> = Field::integer("缩略图大小", 0, MOST),
    }
}

/// A photo.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Photo,
    write: WritePolicy::AppendOnly,
    fields: Photo::FIELDS,
    about: None,
    title: untitled,
    check: any_content,
    rules: &[rule("V3", "photos are named by the records they belong to")],
};

/// The fields of [`crate::Class::Photo`].
pub const FIELDS: &[Field] = Photo::FIELDS;
