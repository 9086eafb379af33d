//! Tokens and invitation codes: random, and stored only as hashes. Both begin with the community,
//! so that a lookup queries one partition.

use crate::host::{NoRandomness, Random, draw};
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::{Hash, from_text, to_text};
use gridbook_domain::id::{AreaId, InstallId};

/// A parsed bearer token.
pub(crate) struct Token {
    /// The install's home community.
    pub community: AreaId,
    /// The install.
    pub install: InstallId,
    /// The hash of the secret.
    pub hash: Hash,
}

impl Token {
    /// Parses a bearer token. Returns `None` for text that this hub cannot have issued.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let community = AreaId::parse(parts.next()?).ok()?;
        let install = InstallId::parse(parts.next()?).ok()?;
        let secret = from_text(parts.next()?).filter(|secret| secret.len() == 32)?;
        parts.next().is_none().then(|| Self { community, install, hash: body_hash(&secret) })
    }
}

/// Creates a token. Returns it with the hash to store.
pub(crate) fn new_token(
    random: &dyn Random,
    community: AreaId,
    install: InstallId,
) -> Result<(String, Hash), NoRandomness> {
    let secret: [u8; 32] = draw(random)?;
    Ok((format!("{community}.{install}.{}", to_text(&secret)), body_hash(&secret)))
}

/// Creates an invitation code. Returns it with the hash to store.
pub(crate) fn new_code(
    random: &dyn Random,
    community: AreaId,
) -> Result<(String, Hash), NoRandomness> {
    let secret: [u8; 16] = draw(random)?;
    let code = format!("{community}.{}", to_text(&secret));
    let hash = body_hash(code.as_bytes());
    Ok((code, hash))
}

/// Returns the community of an invitation code and the code's hash.
pub(crate) fn read_code(code: &str) -> Option<(AreaId, Hash)> {
    let (community, _) = code.split_once('.')?;
    Some((AreaId::parse(community).ok()?, body_hash(code.as_bytes())))
}
