//! The primitives of a deployment: areas, accounts, grants, invitations; photos; and the rows that
//! imports remember.

use super::{Partition, Result};
use gridbook_domain::area::Level;
use gridbook_domain::encoding::{Hash, PublicKey};
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId, RecordId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{Fields, Version};
use std::collections::BTreeSet;

/// The singletons of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// The feed of areas, code tables and settings.
    pub feed: FeedId,
    /// The account the hub itself acts under.
    pub account: AccountId,
    /// The public half of the key it signs receipts with.
    pub hub_key: PublicKey,
    /// The public half of the recovery key.
    pub recovery_key: PublicKey,
}

/// A node of the area tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaRow {
    /// Its id.
    pub area: AreaId,
    /// The area it is part of.
    pub parent: Option<AreaId>,
    /// Its level.
    pub level: Level,
    /// Its name.
    pub name: String,
    /// The community that contains it, or itself if it is one.
    pub community: Option<AreaId>,
}

/// A person who enrols devices or signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub account: AccountId,
    /// The home community.
    pub community: AreaId,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The version of its grants.
    pub grant_ver: u64,
    /// When it was created.
    pub created: i64,
}

/// A grant as given: an area and everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// The account's home.
    pub community: AreaId,
    /// The account.
    pub account: AccountId,
    /// The area.
    pub area: AreaId,
    /// `grid`, or `restricted` for accounts whose duty requires it.
    pub kind: FeedKind,
    /// The version of the grants that added it.
    pub from_ver: u64,
    /// The version of the grants that ended it.
    pub until_ver: Option<u64>,
}

/// One feed that follows from a grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedGrantRow {
    /// The account's home.
    pub community: AreaId,
    /// The account.
    pub account: AccountId,
    /// The feed.
    pub feed: FeedId,
    /// The community of the feed.
    pub feed_community: AreaId,
    /// The feed's kind.
    pub kind: FeedKind,
    /// The feed's area.
    pub area: AreaId,
    /// The version of the grants that added it.
    pub from_ver: u64,
    /// The version of the grants that ended it.
    pub until_ver: Option<u64>,
}

impl FeedGrantRow {
    /// Returns whether it was valid at a version of the grants.
    pub fn holds_at(&self, grant_ver: u64) -> bool {
        self.from_ver <= grant_ver && self.until_ver.is_none_or(|until| grant_ver < until)
    }
}

/// An invitation; its code is stored as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// The account's home.
    pub community: AreaId,
    /// The SHA-256 of the code.
    pub code: Hash,
    /// The invited account.
    pub account: AccountId,
    /// When the code expires.
    pub expires: i64,
    /// The key it was used with.
    pub key: Option<PublicKey>,
    /// The install that it created.
    pub install: Option<InstallId>,
}

/// The state of a photo's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRow {
    /// The community.
    pub community: AreaId,
    /// The hash of the bytes.
    pub sha256: Hash,
    /// How many bytes were announced.
    pub size: u64,
    /// Since when all bytes are on disk.
    pub durable: Option<i64>,
    /// The install that announced it or sent it last; unknown for photos of earlier versions.
    pub install: Option<InstallId>,
}

/// A row as an import remembers it.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedRow {
    /// The community.
    pub community: AreaId,
    /// The import's own key of the row.
    pub key: String,
    /// The record it became.
    pub record: RecordId,
    /// The version of the record after it.
    pub version: Option<Version>,
    /// The fields as the file had them.
    pub fields: Fields,
}

/// Areas, accounts, grants, invitations, epochs.
pub trait People {
    /// Reads the deployment; `None` in an empty store.
    fn deployment(&mut self) -> Result<Option<Deployment>>;
    /// Writes the deployment, once.
    fn add_deployment(&mut self, deployment: &Deployment) -> Result<()>;
    /// Reads the present epoch.
    fn epoch(&mut self) -> Result<Option<EpochId>>;
    /// Reads when the present epoch began.
    fn epoch_began(&mut self) -> Result<Option<i64>>;
    /// Begins a new epoch; the earlier ones stay as its lineage.
    fn add_epoch(&mut self, epoch: EpochId, began: i64) -> Result<()>;
    /// Reads all epochs, oldest first.
    fn epochs(&mut self) -> Result<Vec<EpochId>>;
    /// Adds an area.
    fn add_area(&mut self, area: &AreaRow) -> Result<()>;
    /// Reads an area.
    fn area(&mut self, area: AreaId) -> Result<Option<AreaRow>>;
    /// Reads all areas.
    fn areas(&mut self) -> Result<Vec<AreaRow>>;
    /// Reads communities with the areas in them.
    fn areas_of(&mut self, communities: &BTreeSet<AreaId>) -> Result<Vec<AreaRow>>;
    /// Adds an account.
    fn add_account(&mut self, account: &Account) -> Result<()>;
    /// Reads an account.
    fn account(&mut self, account: AccountId) -> Result<Option<Account>>;
    /// Reads all accounts.
    fn accounts(&mut self) -> Result<Vec<Account>>;
    /// Reads the accounts of a role that work in some partitions. A whole community has all
    /// accounts at home there, also those that have no grid any more; a grid has the accounts with
    /// a grant for it, wherever they are at home.
    fn accounts_working(&mut self, partitions: &[Partition], role: &Role) -> Result<Vec<Account>>;
    /// Increments the version of an account's grants, and returns the new one.
    fn next_grant_ver(&mut self, account: AccountId) -> Result<u64>;
    /// Writes a grant.
    fn put_grant(&mut self, grant: &GrantRow) -> Result<()>;
    /// Reads the grants of an account, including ended ones.
    fn grants(&mut self, community: AreaId, account: AccountId) -> Result<Vec<GrantRow>>;
    /// Writes one feed of a grant.
    fn put_feed_grant(&mut self, grant: &FeedGrantRow) -> Result<()>;
    /// Reads the feeds of an account, including ended ones, in the order they were granted.
    fn feed_grants(&mut self, community: AreaId, account: AccountId) -> Result<Vec<FeedGrantRow>>;
    /// Reads the present feeds of an account.
    fn present_feed_grants(
        &mut self,
        community: AreaId,
        account: AccountId,
    ) -> Result<Vec<FeedGrantRow>>;
    /// Adds an invitation.
    fn add_invitation(&mut self, invitation: &InvitationRow) -> Result<()>;
    /// Reads an invitation and locks it until the transaction ends.
    fn lock_invitation(&mut self, community: AreaId, code: Hash) -> Result<Option<InvitationRow>>;
    /// Writes the key and the install that an invitation was used for, and when it expires.
    fn put_invitation(&mut self, invitation: &InvitationRow) -> Result<()>;
    /// Reads the used and void invitations of all communities.
    fn used_invitations(&mut self) -> Result<Vec<InvitationRow>>;
    /// Reads the unused invitations of an account.
    fn open_invitations(
        &mut self,
        community: AreaId,
        account: AccountId,
    ) -> Result<Vec<InvitationRow>>;
}

/// Photos.
pub trait Photos {
    /// Reads the state of a photo's bytes.
    fn photo(&mut self, community: AreaId, sha256: Hash) -> Result<Option<PhotoRow>>;
    /// Writes the state of a photo's bytes, replacing an earlier one. A known install stays known.
    fn put_photo(&mut self, photo: &PhotoRow) -> Result<()>;
    /// Reads at most `limit` photos of all communities, ordered by community and hash, after a key.
    fn photos_after(&mut self, after: Option<(AreaId, Hash)>, limit: u64) -> Result<Vec<PhotoRow>>;
    /// Reads the hashes of at most `limit` photos of an install that are not durable.
    fn missing_photos(
        &mut self,
        community: AreaId,
        install: InstallId,
        limit: u64,
    ) -> Result<Vec<Hash>>;
    /// Returns how many photos of a community were announced, and how many of them are durable.
    fn photo_count(&mut self, community: AreaId) -> Result<(u64, u64)>;
}

/// The rows that imports remember.
pub trait Imports {
    /// Reads all remembered rows of a community.
    fn imported(&mut self, community: AreaId) -> Result<Vec<ImportedRow>>;
    /// Writes a remembered row, replacing an earlier one.
    fn put_imported(&mut self, row: &ImportedRow) -> Result<()>;
}
