//! The hash chain over an install's ops.
//!
//! `chain(n) = SHA-256(chain(n-1) ‖ n ‖ SHA-256(body))`; `chain(0)` is derived from the install's
//! id. The chain at `n` is a commitment to every body from 1 to `n`. A body may later be lawfully
//! erased together with its salt; its hash remains.

use crate::encoding::{Bytes, Hash};
use crate::id::{FeedId, InstallId, RecordId};
use crate::version::Version;
use sha2::{Digest as _, Sha256};

/// Returns the hash of an op's body: SHA-256 of exactly the bytes sent.
pub fn body_hash(body: &[u8]) -> Hash {
    Bytes(Sha256::digest(body).into())
}

/// Returns the chain of an install before its first op.
pub fn start(install: InstallId) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"gridbook chain 1");
    hash.update(install.as_bytes());
    Bytes(hash.finalize().into())
}

/// Returns the chain after op number `mseq`.
pub fn link(before: Hash, mseq: u64, body: Hash) -> Hash {
    let mut hash = Sha256::new();
    hash.update(before.0);
    hash.update(mseq.to_be_bytes());
    hash.update(body.0);
    Bytes(hash.finalize().into())
}

/// Returns the chain of a feed before its first change.
pub fn feed_start(feed: FeedId) -> Hash {
    let mut hash = Sha256::new();
    hash.update(b"gridbook feed 1");
    hash.update(feed.as_bytes());
    Bytes(hash.finalize().into())
}

/// Returns the chain of a feed after change number `seq` put `record` at `version`.
pub fn feed_link(before: Hash, seq: u64, record: RecordId, version: Version) -> Hash {
    let mut hash = Sha256::new();
    hash.update(before.0);
    hash.update(seq.to_be_bytes());
    hash.update(record.as_bytes());
    hash.update(version.n.to_be_bytes());
    hash.update(version.tag.0);
    Bytes(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_depends_on_order_number_and_install() {
        let install = InstallId::from_random([1; 16]);
        let (a, b) = (body_hash(b"a"), body_hash(b"b"));
        let ab = link(link(start(install), 1, a), 2, b);
        let ba = link(link(start(install), 1, b), 2, a);
        assert_ne!(ab, ba);
        assert_ne!(link(start(install), 1, a), link(start(install), 2, a));
        assert_ne!(start(install), start(InstallId::from_random([2; 16])));
    }
}
