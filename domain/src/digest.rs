//! A feed's digest: the number of its records and the sum of their hashes.
//!
//! Install and hub update both as records come and go, and compare them on the final page of a
//! pull.

use crate::id::RecordId;
use crate::version::Version;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};

/// Count and Σ H(record ‖ version) mod 2^64 of the records of a feed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The number of records.
    pub count: u64,
    /// The sum of their hashes mod 2^64; on the wire 16 hexadecimal digits (it exceeds 2^53).
    #[serde(serialize_with = "to_hex", deserialize_with = "from_hex")]
    pub sum: u64,
}

impl Digest {
    /// Adds a version of a record.
    pub fn add(&mut self, record: RecordId, version: Version) {
        self.count += 1;
        self.sum = self.sum.wrapping_add(row_hash(record, version));
    }

    /// Removes a version of a record; removing one that was never added makes the digest wrong.
    pub fn remove(&mut self, record: RecordId, version: Version) {
        self.count = self.count.saturating_sub(1);
        self.sum = self.sum.wrapping_sub(row_hash(record, version));
    }
}

/// Returns H(record ‖ version): the first 8 bytes of SHA-256, big-endian.
fn row_hash(record: RecordId, version: Version) -> u64 {
    let mut hash = Sha256::new();
    hash.update(record.as_bytes());
    hash.update(version.n.to_be_bytes());
    hash.update(version.tag.0);
    let [a, b, c, d, e, f, g, h, ..]: [u8; 32] = hash.finalize().into();
    u64::from_be_bytes([a, b, c, d, e, f, g, h])
}

fn to_hex<S: Serializer>(sum: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!("{sum:016x}"))
}

fn from_hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let text = String::deserialize(deserializer)?;
    u64::from_str_radix(&text, 16).map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::OpId;

    #[test]
    fn the_order_of_arrival_does_not_matter_and_removing_undoes_adding() {
        let (a, b) = (RecordId::from_random([1; 16]), RecordId::from_random([2; 16]));
        let v1 = Version::next(None, OpId::from_random([3; 16]), 0);
        let v2 = Version::next(Some(v1), OpId::from_random([4; 16]), 0);
        let (mut x, mut y) = (Digest::default(), Digest::default());
        x.add(a, v1);
        x.add(b, v1);
        x.remove(a, v1);
        x.add(a, v2);
        y.add(b, v1);
        y.add(a, v2);
        assert_eq!(x, y);
    }
}
