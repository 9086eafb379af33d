//! Bodies compressed with zstd. Decompression is bounded in time and memory, whatever the frame
//! claims.

use gridbook_domain::wire::{MAX_MESSAGE, MAX_PACKED};
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::Read;
use zstd::bulk::{Compressor, Decompressor};

/// The largest window a frame may need: 8 MiB, more than any level up to 19 uses.
const WINDOW_LOG: u32 = 23;
/// Smaller bodies are sent uncompressed: a frame would not make them smaller.
const WORTH_IT: usize = 200;

thread_local! {
    // Each thread keeps its contexts: a new one costs more than packing a small answer.
    static PACKER: RefCell<Compressor<'static>> = RefCell::default();
    static UNPACKER: RefCell<Decompressor<'static>> = RefCell::default();
}

/// Why a body could not be decompressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unpackable {
    /// It is too large, compressed or not.
    TooLarge,
    /// It is not a zstd frame, is cut off, or needs too large a window.
    Damaged,
}

/// Returns the decompressed body of a request.
pub(crate) fn unpack(body: &[u8], zstd: bool) -> Result<Cow<'_, [u8]>, Unpackable> {
    if body.len() > MAX_PACKED {
        return Err(Unpackable::TooLarge);
    }
    if !zstd {
        return Ok(Cow::Borrowed(body));
    }
    let bytes = told_size(body)
        .and_then(|size| UNPACKER.with_borrow_mut(|unpacker| unpacker.decompress(body, size)).ok());
    bytes.map_or_else(|| unpack_stream(body), Ok).map(Cow::Owned)
}

/// Returns the size of the content that a frame declares, if it is within the limit.
fn told_size(frame: &[u8]) -> Option<usize> {
    let size = usize::try_from(zstd::decompressed_size(frame)?).ok()?;
    (size <= MAX_MESSAGE).then_some(size)
}

fn unpack_stream(frame: &[u8]) -> Result<Vec<u8>, Unpackable> {
    let mut decoder = zstd::stream::read::Decoder::new(frame).map_err(|_| Unpackable::Damaged)?;
    decoder.window_log_max(WINDOW_LOG).map_err(|_| Unpackable::Damaged)?;
    let most = u64::try_from(MAX_MESSAGE).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    decoder.take(most + 1).read_to_end(&mut bytes).map_err(|_| Unpackable::Damaged)?;
    if bytes.len() > MAX_MESSAGE { Err(Unpackable::TooLarge) } else { Ok(bytes) }
}

/// Compresses a response if that makes it smaller. Returns whether it did.
pub(crate) fn pack(bytes: Vec<u8>) -> (Vec<u8>, bool) {
    if bytes.len() < WORTH_IT {
        return (bytes, false);
    }
    match PACKER.with_borrow_mut(|packer| packer.compress(&bytes)) {
        Ok(packed) if packed.len() < bytes.len() => (packed, true),
        _ => (bytes, false),
    }
}
