//! Roles and grants: what an account may see and do, and in which areas.
//!
//! # Permissions
//! [`PERMISSIONS`] lists which role may take which action on which resource, and how far the
//! permission reaches; [`PAGES`] lists who may open which page of the console. [`Role::may`] looks
//! both up. [`crate::matter::STEPS`] lists the roles of each step of a matter. The command line
//! acts for the operator, who has no role and may do everything.
//!
//! ```
//! use gridbook_domain::role::{Action, Page, Reach, Resource, Role};
//!
//! assert!(Role::Supervisor.may(Action::Review, Resource::Visit));
//! assert!(!Role::Handler.may(Action::Open, Resource::Page(Page::Visits)));
//! assert_eq!(Role::Worker.reach(Action::Pull, Resource::GridFeed), Some(Reach::Granted));
//! ```

mod page;
mod permissions;
mod who;

pub use page::{PAGES, Page, PageSpec};
pub use permissions::{Action, PERMISSIONS, Permission, Reach, Resource};
pub use who::Who;

use crate::area::Level;
use crate::code::codes;
use crate::id::{AreaId, FeedId};
use serde::{Deserialize, Serialize};

codes! {
    /// The role of an account.
    Role {
        /// Looks after the households of a grid.
        Worker = "worker" "网格员",
        /// Manages the workers of a community.
        Leader = "leader" "网格长",
        /// Reviews visits and spot-checks them.
        Supervisor = "supervisor" "督导员",
        /// Accepts, dispatches, verifies and closes matters.
        Dispatcher = "dispatcher" "网格管理中心",
        /// Handles the matters assigned to a department.
        Handler = "handler" "承办人",
        /// Sets the deployment up.
        Admin = "admin" "管理员",
    }
}

codes! {
    /// The kind of a feed.
    FeedKind {
        /// Records that everyone with a grant for the grid may see.
        Grid = "grid" "网格",
        /// Records that only those see whose duty it is; every access is recorded.
        Restricted = "restricted" "受限",
        /// Outcomes and notices for one install.
        Install = "install" "本机",
        /// Code tables, areas and settings of the deployment.
        Deployment = "deployment" "部署",
    }
}

impl FeedKind {
    /// Returns the resource of this kind of feed in the table of permissions; `None` for an unknown
    /// kind, which nobody may read or write.
    pub fn resource(&self) -> Option<Resource> {
        match self {
            Self::Grid => Some(Resource::GridFeed),
            Self::Restricted => Some(Resource::RestrictedFeed),
            Self::Install => Some(Resource::InstallFeed),
            Self::Deployment => Some(Resource::DeploymentFeed),
            Self::Other(_) => None,
        }
    }
}

/// A feed that an install may read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedGrant {
    /// The feed.
    pub feed: FeedId,
    /// Its kind.
    pub kind: FeedKind,
    /// The area it belongs to, if it is `grid` or `restricted`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// The name of the area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The level of the area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
}

/// The feeds that an install may read at one version of its owner's grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The version: the number of changes of the grants.
    pub grant_ver: u64,
    /// The owner's role.
    pub role: Role,
    /// The feeds, in the order they are pulled.
    pub feeds: Vec<FeedGrant>,
}
