//! Administration of a deployment: areas, accounts, grants, invitations, installs, settings.

mod accounts;
mod areas;
mod grants;
mod installs;
mod logins;
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
    /// The community that contains it, or itself if it is one; `None` above communities.
    pub community: Option<AreaId>,
    /// The feed of its records; only grids have one.
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

/// An enrolled install.
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
    /// The number of pending items on it at the last contact.
    pub waiting: Waiting,
    /// The number of its last op on the hub's disk.
    pub durable: u64,
    /// The number of its last op that the hub has applied.
    pub applied: u64,
}
