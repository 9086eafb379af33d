//! A record's version, `n.tag`: the number of its changes, and a hash of them.
//!
//! `tag` is a hash over the whole history, so equal histories have equal versions, and a version
//! from a history that a restore of the hub has lost is recognised as unknown.

use crate::encoding::Bytes;
use crate::id::OpId;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};
use std::{fmt, str::FromStr};

/// The version of a record, counted by the hub.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The number of changes of the record; the first is 1.
    pub n: u64,
    /// The shortened hash of the record's history.
    pub tag: Bytes<6>,
}

/// The text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a version like 3.AbCdEfGh")]
pub struct NotAVersion;

impl Version {
    /// Returns the version after part number `part` (from 0) of `op` changed a record at version
    /// `before`.
    pub fn next(before: Option<Version>, op: OpId, part: usize) -> Self {
        let mut hash = Sha256::new();
        let (n, tag) = before.map_or((0, [0; 6]), |v| (v.n, v.tag.0));
        hash.update(b"gridbook version 1");
        hash.update(tag);
        hash.update(op.as_bytes());
        hash.update((part as u64).to_be_bytes());
        let [a, b, c, d, e, f, ..]: [u8; 32] = hash.finalize().into();
        Self { n: n + 1, tag: Bytes([a, b, c, d, e, f]) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.n, self.tag)
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Version {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        let (n, tag) = text.split_once('.').ok_or(NotAVersion)?;
        Ok(Self {
            n: n.parse().ok().filter(|n| *n > 0).ok_or(NotAVersion)?,
            tag: Bytes::parse(tag).map_err(|_| NotAVersion)?,
        })
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_histories_have_equal_versions_and_different_ones_do_not() {
        let (a, b) = (OpId::from_random([1; 16]), OpId::from_random([2; 16]));
        let ab = Version::next(Some(Version::next(None, a, 0)), b, 0);
        let ba = Version::next(Some(Version::next(None, b, 0)), a, 0);
        assert_eq!(ab, Version::next(Some(Version::next(None, a, 0)), b, 0));
        assert_eq!(ab.n, 2);
        assert_ne!(ab, ba);
    }

    #[test]
    fn a_version_reads_back_and_zero_is_none() {
        let version = Version::next(None, OpId::from_random([1; 16]), 3);
        assert_eq!(version.to_string().parse(), Ok(version));
        assert!("0.AAAAAAAA".parse::<Version>().is_err());
        assert!("1".parse::<Version>().is_err());
    }
}
