//! Tokens and invitation codes: random, kept as hashes only. Both begin with the community, so that
//! looking one up asks one place.

use crate::host::{NoRandomness, Random, draw};
use gridbook_domain::chain::body_hash;
use gridbook_domain::encoding::{Hash, from_text, to_text};
use gridbook_domain::id::{AreaId, InstallId};

/// A bearer token as the phone shows it, taken apart.
pub(crate) struct Token {
    /// The install's home community.
    pub community: AreaId,
    /// The install.
    pub install: InstallId,
    /// The hash of the secret.
    pub hash: Hash,
}

impl Token {
    /// Reads what a phone shows. `None` for anything that is no token of this hub's making.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        let community = AreaId::parse(parts.next()?).ok()?;
        let install = InstallId::parse(parts.next()?).ok()?;
        let secret = from_text(parts.next()?).filter(|secret| secret.len() == 32)?;
        parts.next().is_none().then(|| Self { community, install, hash: body_hash(&secret) })
    }
}

/// A new token, and the hash to be kept.
pub(crate) fn new_token(
    random: &dyn Random,
    community: AreaId,
    install: InstallId,
) -> Result<(String, Hash), NoRandomness> {
    let secret: [u8; 32] = draw(random)?;
    Ok((format!("{community}.{install}.{}", to_text(&secret)), body_hash(&secret)))
}

/// A new invitation code, and the hash to be kept.
pub(crate) fn new_code(
    random: &dyn Random,
    community: AreaId,
) -> Result<(String, Hash), NoRandomness> {
    let secret: [u8; 16] = draw(random)?;
    let code = format!("{community}.{}", to_text(&secret));
    let hash = body_hash(code.as_bytes());
    Ok((code, hash))
}

/// The community a code is for, and its hash.
pub(crate) fn read_code(code: &str) -> Option<(AreaId, Hash)> {
    let (community, _) = code.split_once('.')?;
    Some((AreaId::parse(community).ok()?, body_hash(code.as_bytes())))
}
