//! Photos: an append-only record describes the bytes, which are uploaded in a lane of their own.

use crate::class::{Class, WritePolicy};
use crate::encoding::Hash;
use crate::field::Field;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule, untitled};

/// The maximum size of a photo in bytes.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// The size in bytes of one step of an upload, from the offset the hub names.
pub const STEP: usize = 64 * 1024;
/// [`MAX_BYTES`] as the type that a field's range has.
const MOST: i64 = 20 * 1024 * 1024;

record! {
    /// The description of a photo's bytes. Its record id is the photo's id.
    Photo {
        /// The SHA-256 of the bytes, which is their address.
        sha256: Hash = Field::hash("校验值").required(),
        /// The size in bytes, at most [`MAX_BYTES`].
        size: u64 = Field::integer("大小", 0, MOST).required(),
        /// The media type, such as `image/jpeg`.
        media as "type": String = Field::text("格式", 60).required(),
        /// The SHA-256 of a thumbnail, which is sent first, if the app made one.
        thumb_sha256: Option<Hash> = Field::hash("缩略图校验值"),
        /// The size of the thumbnail in bytes.
        thumb_size: Option<u64> = Field::integer("缩略图大小", 0, MOST),
    }
}

/// The class of photos.
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
