//! The primitives of what a deployment is made of: areas, accounts, grants, invitations; photos;
//! and what an import remembers.

use super::{Partition, Result};
use gridbook_domain::area::Level;
use gridbook_domain::encoding::{Hash, PublicKey};
use gridbook_domain::id::{AccountId, AreaId, EpochId, FeedId, InstallId, RecordId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::{Fields, Version};
use std::collections::BTreeSet;

/// What there is one of.
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
    /// The community it lies in or is.
    pub community: Option<AreaId>,
}

/// Somebody who enrols handhelds or signs in.
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
    /// Counts the changes of the grants.
    pub grant_ver: u64,
    /// When it was made.
    pub created: i64,
}

/// A grant as it was given: an area and everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    /// The account's home.
    pub community: AreaId,
    /// The account.
    pub account: AccountId,
    /// The area.
    pub area: AreaId,
    /// `grid`, or `restricted` for those whose duty it is.
    pub kind: FeedKind,
    /// The version of the grants that brought it.
    pub from_ver: u64,
    /// The version that took it away.
    pub until_ver: Option<u64>,
}

/// What a grant comes to: one feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedGrantRow {
    /// The account's home.
    pub community: AreaId,
    /// The account.
    pub account: AccountId,
    /// The feed.
    pub feed: FeedId,
    /// The community the feed lies in.
    pub feed_community: AreaId,
    /// The feed's kind.
    pub kind: FeedKind,
    /// The feed's area.
    pub area: AreaId,
    /// The version of the grants that brought it.
    pub from_ver: u64,
    /// The version that took it away.
    pub until_ver: Option<u64>,
}

impl FeedGrantRow {
    /// Whether it held at that version of the grants.
    pub fn holds_at(&self, grant_ver: u64) -> bool {
        self.from_ver <= grant_ver && self.until_ver.is_none_or(|until| grant_ver < until)
    }
}

/// An invitation; its code is kept as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// The account's home.
    pub community: AreaId,
    /// The SHA-256 of the code.
    pub code: Hash,
    /// Who is invited.
    pub account: AccountId,
    /// When the code ends to be valid.
    pub expires: i64,
    /// The key it was used with.
    pub key: Option<PublicKey>,
    /// The install it made.
    pub install: Option<InstallId>,
}

/// What is known of a photo's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoRow {
    /// The community.
    pub community: AreaId,
    /// The hash of the bytes.
    pub sha256: Hash,
    /// How many bytes were announced.
    pub size: u64,
    /// Since when all of them are on disk.
    pub durable: Option<i64>,
}

/// What an import remembers of a row it has taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedRow {
    /// The community.
    pub community: AreaId,
    /// What identifies the row, in the import's own words.
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
    /// What there is one of; `None` in a fresh store.
    fn deployment(&mut self) -> Result<Option<Deployment>>;
    /// Writes it, once.
    fn add_deployment(&mut self, deployment: &Deployment) -> Result<()>;
    /// The present history's id.
    fn epoch(&mut self) -> Result<Option<EpochId>>;
    /// Begins another history; the earlier ones stay as its lineage.
    fn add_epoch(&mut self, epoch: EpochId, began: i64) -> Result<()>;
    /// All epochs, oldest first.
    fn epochs(&mut self) -> Result<Vec<EpochId>>;
    /// Adds an area.
    fn add_area(&mut self, area: &AreaRow) -> Result<()>;
    /// One area.
    fn area(&mut self, area: AreaId) -> Result<Option<AreaRow>>;
    /// All areas.
    fn areas(&mut self) -> Result<Vec<AreaRow>>;
    /// Some communities and the areas in them.
    fn areas_of(&mut self, communities: &BTreeSet<AreaId>) -> Result<Vec<AreaRow>>;
    /// Adds an account.
    fn add_account(&mut self, account: &Account) -> Result<()>;
    /// One account.
    fn account(&mut self, account: AccountId) -> Result<Option<Account>>;
    /// All accounts.
    fn accounts(&mut self) -> Result<Vec<Account>>;
    /// The accounts of a role that work in some partitions: of a whole community all who are at
    /// home there, also who has no grid any more, and of a grid those who have it, wherever they
    /// are at home.
    fn accounts_working(&mut self, partitions: &[Partition], role: &Role) -> Result<Vec<Account>>;
    /// Counts a change of an account's grants, and gives the new version.
    fn next_grant_ver(&mut self, account: AccountId) -> Result<u64>;
    /// Writes a grant.
    fn put_grant(&mut self, grant: &GrantRow) -> Result<()>;
    /// The grants of an account, past ones too.
    fn grants(&mut self, community: AreaId, account: AccountId) -> Result<Vec<GrantRow>>;
    /// Writes what a grant comes to.
    fn put_feed_grant(&mut self, grant: &FeedGrantRow) -> Result<()>;
    /// The feeds of an account, past ones too, in the order they were given.
    fn feed_grants(&mut self, community: AreaId, account: AccountId) -> Result<Vec<FeedGrantRow>>;
    /// The feeds an account has now.
    fn present_feed_grants(
        &mut self,
        community: AreaId,
        account: AccountId,
    ) -> Result<Vec<FeedGrantRow>>;
    /// Adds an invitation.
    fn add_invitation(&mut self, invitation: &InvitationRow) -> Result<()>;
    /// Reads an invitation and locks it until the transaction ends.
    fn lock_invitation(&mut self, community: AreaId, code: Hash) -> Result<Option<InvitationRow>>;
    /// Writes what an invitation was used for.
    fn put_invitation(&mut self, invitation: &InvitationRow) -> Result<()>;
}

/// Photos.
pub trait Photos {
    /// What is known of a photo's bytes.
    fn photo(&mut self, community: AreaId, sha256: Hash) -> Result<Option<PhotoRow>>;
    /// Writes it, in place of what was written before.
    fn put_photo(&mut self, photo: &PhotoRow) -> Result<()>;
    /// How many photos of a community were announced, and how many of them are durable.
    fn photo_count(&mut self, community: AreaId) -> Result<(u64, u64)>;
}

/// What imports remember.
pub trait Imports {
    /// Everything remembered of a community.
    fn imported(&mut self, community: AreaId) -> Result<Vec<ImportedRow>>;
    /// Remembers a row, in place of what was remembered before.
    fn put_imported(&mut self, row: &ImportedRow) -> Result<()>;
}
