//! Bytes as text: all binary data on the wire is base64url without padding.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use std::fmt;

/// The text was not base64url of the expected number of bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected base64url of {expected} bytes")]
pub struct NotBytes {
    /// The expected number of bytes.
    pub expected: usize,
}

/// Encodes bytes as base64url without padding.
pub fn to_text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes base64url text of any length; `None` if the text is not base64url.
pub fn from_text(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Exactly `N` bytes, written as base64url: hashes, keys, signatures.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes<const N: usize>(pub [u8; N]);

/// A SHA-256 hash: 32 bytes, 43 characters on the wire.
pub type Hash = Bytes<32>;
/// A P-256 signature, `r ‖ s`: 64 bytes, 86 characters on the wire.
pub type Signature = Bytes<64>;
/// A P-256 public key, compressed: 33 bytes, 44 characters on the wire.
pub type PublicKey = Bytes<33>;
/// A random salt: 16 bytes, 22 characters on the wire.
pub type Salt = Bytes<16>;

impl<const N: usize> Bytes<N> {
    /// Reads base64url text of exactly `N` bytes.
    ///
    /// # Errors
    /// [`NotBytes`] for any other text.
    pub fn parse(text: &str) -> Result<Self, NotBytes> {
        let bytes = from_text(text).ok_or(NotBytes { expected: N })?;
        Ok(Self(bytes.try_into().map_err(|_| NotBytes { expected: N })?))
    }

    /// Copies a slice of exactly `N` bytes.
    ///
    /// # Errors
    /// [`NotBytes`] for any other length.
    pub fn from_slice(bytes: &[u8]) -> Result<Self, NotBytes> {
        Ok(Self(bytes.try_into().map_err(|_| NotBytes { expected: N })?))
    }

    /// Returns the bytes.
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

impl<const N: usize> fmt::Display for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_text(&self.0))
    }
}

impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}
