//! The primitives of the journal: installs, their ops, forks, and the outcome of each part.

use super::Result;
use gridbook_domain::encoding::{Hash, PublicKey, Signature};
use gridbook_domain::id::{AccountId, AreaId, FeedId, InstallId, OpId, RecordId};
use gridbook_domain::outcome::{Effect, Why};
use gridbook_domain::wire::{ChainHead, Waiting};

/// An install: one database file on one device, or the hub itself, once per community.
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
    /// Whether it was reported lost: it wipes its data at its next contact.
    pub lost: bool,
    /// The number and chain of the last op in the journal.
    pub mark: ChainHead,
    /// When that op was received.
    pub received: i64,
    /// The hub's signature under the mark.
    pub receipt: Option<Signature>,
    /// The number of the last op that was applied.
    pub applied: u64,
    /// When it last contacted the hub.
    pub contact: i64,
    /// The number of pending items on it at that contact.
    pub waiting: Waiting,
    /// The last chain head that it signed.
    pub head: ChainHead,
    /// Its signature under that head.
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
    /// The op's id, if the body can be read and the id is new.
    pub op: Option<OpId>,
    /// The id of the op that this one repeats under another number.
    pub repeats: Option<OpId>,
    /// When it was received.
    pub received: i64,
}

/// The first op with an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOp {
    /// The install.
    pub install: InstallId,
    /// The op's number there.
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
    /// The bytes sent; empty for a body over the limit, or for a head.
    pub body: Vec<u8>,
    /// When it was received.
    pub received: i64,
}

/// The outcome of one part; the key `(community, op, part)` makes it take effect at most once.
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
    /// The effect.
    pub effect: Effect,
    /// The reason for the effect.
    pub why: Option<Why>,
    /// The record that a held part is blocked on, or whose order holds it.
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
    /// Reads the id of the hub's own install of a community.
    fn own_install(&mut self, community: AreaId) -> Result<Option<InstallId>>;
    /// Writes all columns of an install that may change.
    fn put_install(&mut self, install: &Install) -> Result<()>;
    /// Reads all installs of all communities, except the hub's own.
    fn installs(&mut self) -> Result<Vec<Install>>;
    /// Reads at most `limit` installs with ops that are not applied, ordered by id, starting at
    /// `from` and wrapping around.
    fn unapplied(&mut self, from: InstallId, limit: u64) -> Result<Vec<(AreaId, InstallId)>>;
    /// Appends an op.
    ///
    /// # Errors
    /// When the database fails, or the number is taken.
    fn append(&mut self, op: &JournalOp) -> Result<()>;
    /// Reads the op with a number.
    fn op_at(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
    ) -> Result<Option<JournalOp>>;
    /// Reads the chain and body hash of the op with a number.
    fn links_at(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
    ) -> Result<Option<(Hash, Hash)>>;
    /// Reads the first op with an id.
    fn known(&mut self, community: AreaId, op: OpId) -> Result<Option<KnownOp>>;
    /// Reads the ops after a number, in order, at most `limit`.
    fn ops_after(
        &mut self,
        community: AreaId,
        install: InstallId,
        mseq: u64,
        limit: u64,
    ) -> Result<Vec<JournalOp>>;
    /// Stores a fork, each only once. Returns whether it is new.
    fn add_fork(&mut self, fork: &Fork) -> Result<bool>;
    /// Reads the forks of an install, ordered by number.
    fn forks(&mut self, community: AreaId, install: InstallId) -> Result<Vec<Fork>>;
}

/// The outcomes of parts.
pub trait PartRows {
    /// Writes the outcome of a part, replacing an earlier one.
    fn put_part(&mut self, part: &PartRow) -> Result<()>;
    /// Reads the outcome of a part.
    fn part(&mut self, community: AreaId, op: OpId, part: u64) -> Result<Option<PartRow>>;
    /// Reads the parts that are blocked on a record or held by its order: in the order they were
    /// received, and those of one install always in the order of their numbers.
    fn blocked_on(&mut self, community: AreaId, record: RecordId) -> Result<Vec<PartRow>>;
    /// Returns whether any part of a community is blocked, so that an ordinary op need not call
    /// [`Self::blocked_on`].
    fn any_blocked(&mut self, community: AreaId) -> Result<bool>;
    /// Reads at most `limit` parts of all communities whose applying failed for now, ordered by op
    /// id, starting at `from` and wrapping around. Callers pass a random `from`, so that parts that
    /// always fail cannot starve the rest.
    fn to_retry(&mut self, from: OpId, limit: u64) -> Result<Vec<PartRow>>;
    /// Returns how many parts of an install have each effect.
    fn effects(&mut self, community: AreaId, install: InstallId) -> Result<Vec<(Effect, u64)>>;
}
