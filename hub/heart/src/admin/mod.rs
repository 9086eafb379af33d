//! Setting a deployment up: areas, accounts, grants, invitations, handhelds, settings.

mod accounts;
mod areas;
mod grants;
mod handhelds;
mod settings;

use gridbook_domain::area::Level;
use gridbook_domain::id::{AccountId, AreaId, FeedId, InstallId};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::wire::Waiting;

/// An area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaInfo {
    /// Its id.
    pub area: AreaId,
    /// The area it is part of.
    pub parent: Option<AreaId>,
    /// Its level.
    pub level: Level,
    /// Its name.
    pub name: String,
    /// The community it lies in or is; `None` above communities.
    pub community: Option<AreaId>,
    /// The feed its records lie in; unit grids have one.
    pub feed: Option<FeedId>,
}

/// An account with its grants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountInfo {
    /// Its id.
    pub account: AccountId,
    /// The home community.
    pub community: AreaId,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The present grants.
    pub grants: Vec<GrantInfo>,
}

/// A present grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantInfo {
    /// The area, with everything below it.
    pub area: AreaId,
    /// `grid`, or `restricted` for those whose duty it is.
    pub kind: FeedKind,
}

/// A handheld.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstallInfo {
    /// Its id.
    pub install: InstallId,
    /// Its home community.
    pub community: AreaId,
    /// Its worker.
    pub account: AccountId,
    /// Its worker's name.
    pub name: String,
    /// The model of the device.
    pub device: String,
    /// The app and its version at the last contact.
    pub app: String,
    /// When it enrolled, in milliseconds since 1970.
    pub enrolled: i64,
    /// The last contact, in milliseconds since 1970.
    pub contact: i64,
    /// When it was revoked.
    pub revoked: Option<i64>,
    /// What waited on it at the last contact.
    pub waiting: Waiting,
    /// The last of its ops on the hub's disk.
    pub durable: u64,
    /// Up to which of its ops the hub has applied.
    pub applied: u64,
}
