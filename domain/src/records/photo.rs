//! Photos: an append-only record tells of the bytes, which travel in a lane of their own.

use crate::encoding::Hash;
use crate::field::{Field, Fields, Kind};
use serde::{Deserialize, Serialize};

/// The most bytes one photo may have.
pub const MAX_BYTES: u64 = 20 * 1024 * 1024;
/// Uploads go in steps of this many bytes, from the offset the hub names.
pub const STEP: usize = 64 * 1024;

/// What is known of a photo's bytes. Its record id is the photo's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// The SHA-256 of the bytes: their address.
    pub sha256: Hash,
    /// How many bytes, at most [`MAX_BYTES`].
    pub size: u64,
    /// The media type, such as `image/jpeg`.
    #[serde(rename = "type")]
    pub media: String,
    /// The SHA-256 of a small version, sent first, where the app made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumb_sha256: Option<Hash>,
    /// How many bytes the small version has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumb_size: Option<u64>,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Photo`].
pub const FIELDS: &[Field] = &[
    Field::new("sha256", "校验值", Kind::Text(43)),
    Field::new("size", "大小", Kind::Integer(0, 20 * 1024 * 1024)),
    Field::new("type", "格式", Kind::Text(60)),
    Field::new("thumb_sha256", "缩略图校验值", Kind::Text(43)),
    Field::new("thumb_size", "缩略图大小", Kind::Integer(0, 20 * 1024 * 1024)),
];
