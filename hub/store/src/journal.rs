//! The primitives of the journal: installs, their ops, forks, and what became of each part.

use super::Result;
use gridbook_domain::encoding::{Hash, PublicKey, Signature};
use gridbook_domain::id::{AccountId, AreaId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::wire::{ChainHead, Waiting};

/// One database file on one handheld; or the hub itself, once a community.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Install {
    /// The home community, for life.
    pub community: AreaId,
    /// Its id.
    pub install: InstallId,
    /// The worker it belongs to.
    pub account: AccountId,
    /// Its feed of outcomes and notices; the hub's own installs have none.
    pub feed: Option<FeedId>,
    /// The device's public key; the hub's own installs have none.
    pub key: Option<PublicKey>,
    /// The SHA-256 of the token's secret.
    pub token: Option<Hash>,
    /// The model of the device.
    pub device: String,
    /// The app and its version at the last contact.
    pub app: String,
    /// When it enrolled.
    pub enrolled: i64,
    /// When it was revoked.
    pub revoked: Option<i64>,
    /// It was reported lost: it wipes at its next contact.
    pub lost: bool,
    /// The last op in the journal.
    pub mark: ChainHead,
    /// When that op was received.
    pub received: i64,
    /// The hub's signature under the mark.
    pub receipt: Option<Signature>,
    /// Up to which op the journal was applied.
    pub applied: u64,
    /// The last contact.
    pub contact: i64,
    /// What waited on it then.
    pub waiting: Waiting,
    /// The last chain head it signed.
    pub head: ChainHead,
    /// Its signature under that.
    pub head_sig: Option<Signature>,
}

/// An op as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalOp {
    /// The install's home.
    pub community: AreaId,
    /// The install.
    pub install: InstallId,
    /// Its number there.
    pub mseq: u64,
    /// The chain after it.
    pub chain: Hash,
    /// The hash of the body.
    pub hash: Hash,
    /// Exactly the bytes sent; empty once lawfully erased.
    pub body: Vec<u8>,
    /// The op's id, where the body can be read and the id was not known before.
    pub op: Option<OpId>,
    /// The op of which this is a repetition under another number.
    pub repeats: Option<OpId>,
    /// When it was received.
    pub received: i64,
}

/// Where an op's id was met first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The install.
    pub install: InstallId,
    /// Its number there.
    pub mseq: u64,
    /// The hash of the body.
    pub hash: Hash,
}

/// An op that contradicts the journal, kept as evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    /// The install's home.
    pub community: AreaId,
    /// The install that sent it.
    pub install: InstallId,
    /// The number it claims.
    pub mseq: u64,
    /// The chain it claims.
    pub chain: Hash,
    /// The hash of the body; all zeros for a head that contradicts the journal.
    pub hash: Hash,
    /// The bytes sent; none of a body over the limit, or of a head.
    pub body: Vec<u8>,
    /// When it was received.
    pub received: i64,
}

/// What became of one part; `(community, op, part)` is what makes it take effect once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartRow {
    /// The community it was applied in.
    pub community: AreaId,
    /// The op.
    pub op: OpId,
    /// The number of the part in the body, from 0.
    pub part: u64,
    /// The install that sent the op.
    pub install: InstallId,
    /// The op's number there.
    pub mseq: u64,
    /// What became of it.
    pub effect: Effect,
    /// Why.
    pub why: Option<Why>,
    /// The record it waits for, or for its turn on, while it is held.
    pub blocked_on: Option<RecordId>,
}

/// Installs and their ops.
pub trait Journal {
    /// Adds an install.
    fn add_install(&mut self, install: &Install) -> Result<()>;
    /// Reads an install.
    fn install(&mut self, community: AreaId, install: InstallId) -> Result<Option<Install>>;
    /// Reads an install and locks it until the transaction ends.
    fn lock_install(&mut self, community: AreaId, install: InstallId) -> Result<Option<Install>>;
    /// The hub's own install of a community.
    fn own_install(&mut self, community: AreaId) -> Result<Option<InstallId>>;
    /// Replaces everything of an install that may change.
    fn put_install(&mut self, install: &Install) -> Result<()>;
    /// All installs of all communities, the hub's own left out.
    fn installs(&mut self) -> Result<Vec<Install>>;
    /// Installs whose journal is not applied to its end, at most `limit`: in the order of their
    /// ids, from `from` on and then around.
    fn unapplied(&mut self, from: InstallId, limit: u64) -> Result<Vec<(AreaId, InstallId)>>;
    /// Appends an op.
    ///
    /// # Errors
    /// When the database fails, or the number is taken.
    fn append(&mut self, op: &JournalOp) -> Result<()>;
    /// The op of that number.
    fn op_at(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
    ) -> Result<Option<JournalOp>>;
    /// Chain and body hash of the op of that number.
    fn links_at(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
    ) -> Result<Option<(Hash, Hash)>>;
    /// Where an op's id was met first.
    fn known(&mut self, community: AreaId, op: OpId) -> Result<Option<Known>>;
    /// The ops after that number, in order, at most `limit`.
    fn ops_after(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
        limit: u64,
    ) -> Result<Vec<JournalOp>>;
    /// Keeps a fork; the same one is kept once. Tells whether it is new.
    fn add_fork(&mut self, fork: &Fork) -> Result<bool>;
    /// The forks of an install, in order of their numbers.
    fn forks(&mut self, community: AreaId, install: InstallId) -> Result<Vec<Fork>>;
}

/// What became of parts.
pub trait PartRows {
    /// Writes what became of a part, in place of what was written before.
    fn put_part(&mut self, part: &PartRow) -> Result<()>;
    /// What became of a part.
    fn part(&mut self, community: AreaId, op: OpId, part: u64) -> Result<Option<PartRow>>;
    /// The parts held until a record arrives, or until their turn on it: in the order they were
    /// received, and those of one install always in the order of their numbers.
    fn blocked_on(&mut self, community: AreaId, record: RecordId) -> Result<Vec<PartRow>>;
    /// Whether anything at all waits so in a community: keeps [`Self::waiting`] off the
    /// path of an ordinary op.
    fn any_blocked(&mut self, community: AreaId) -> Result<bool>;
    /// The parts whose applying failed for now, of all communities, at most `limit`: in the order
    /// of their ops' ids, from `from` on and then around. Who asks from an id drawn at random each
    /// time passes over none for ever, however many always fail.
    fn to_retry(&mut self, from: OpId, limit: u64) -> Result<Vec<PartRow>>;
    /// How many parts of an install came to each effect.
    fn effects(&mut self, community: AreaId, install: InstallId) -> Result<Vec<(Effect, u64)>>;
}
