//! Ids that are derived from content.

use gridbook_domain::chain::body_hash;
use gridbook_domain::id::RecordId;

/// Derives an id from a hash of bytes, the same wherever it is computed.
pub(crate) fn derived_id(bytes: &[u8]) -> RecordId {
    let mut id = [0; 16];
    id.iter_mut().zip(body_hash(bytes).0).for_each(|(to, from)| *to = from);
    RecordId::from_random(id)
}
