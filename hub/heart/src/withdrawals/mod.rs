//! Withdrawals: what takes access away from a device or an account. They are kept in a list of
//! their own beside the database, outside the backups, so that a restored hub gives nobody back
//! what was taken from them: it applies the list when it opens, before anything is answered.

mod apply;
mod list;

pub(crate) use apply::{apply, gather, lacks_any};
pub(crate) use list::WithdrawalList;

use gridbook_domain::encoding::{Hash, PublicKey};
use gridbook_domain::id::{AccountId, AreaId, InstallId};
use gridbook_domain::role::FeedKind;
use gridbook_store::{GrantRow, Install, InvitationRow, Login};
use serde::{Deserialize, Serialize};

/// A withdrawal, as the list keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Withdrawal {
    /// An install was revoked.
    Install {
        /// Its home.
        community: AreaId,
        /// The install.
        install: InstallId,
        /// When, in milliseconds since 1970.
        revoked: i64,
        /// Whether it was reported lost and wipes its data.
        lost: bool,
    },
    /// A grant was ended.
    Grant {
        /// The account's home.
        community: AreaId,
        /// The account.
        account: AccountId,
        /// The area.
        area: AreaId,
        /// The kind of records.
        records: FeedKind,
        /// The version of the grants that added it.
        from_ver: u64,
        /// The version of the grants that ended it.
        until_ver: u64,
    },
    /// An invitation was used, or is void.
    Invitation {
        /// The account's home.
        community: AreaId,
        /// The hash of its code.
        code: Hash,
        /// The key it was used with.
        key: Option<PublicKey>,
        /// The install that it created.
        install: Option<InstallId>,
    },
    /// A password was replaced, or the login removed.
    Login {
        /// The account.
        account: AccountId,
        /// The login name.
        login: String,
        /// The hash of the new password; none if the account cannot sign in any more.
        password: Option<String>,
        /// When; later than the change before, whatever the clock says.
        changed: i64,
    },
    /// A kind of a newer version.
    #[serde(other)]
    Unknown,
}

impl Withdrawal {
    /// Returns whether it revokes an install.
    pub fn revokes(&self, which: InstallId) -> bool {
        matches!(self, Self::Install { install, .. } if *install == which)
    }

    /// Returns the withdrawal of a revoked install; `None` for one in use.
    pub fn of_install(install: &Install) -> Option<Self> {
        let revoked = install.revoked?;
        let (community, lost) = (install.community, install.lost);
        Some(Self::Install { community, install: install.install, revoked, lost })
    }

    /// Returns the withdrawal of an ended grant; `None` for a present one.
    pub fn of_grant(grant: &GrantRow) -> Option<Self> {
        Some(Self::Grant {
            community: grant.community,
            account: grant.account,
            area: grant.area,
            records: grant.kind.clone(),
            from_ver: grant.from_ver,
            until_ver: grant.until_ver?,
        })
    }

    /// Returns the withdrawal of an invitation that can no longer be used.
    pub fn of_invitation(invitation: &InvitationRow) -> Self {
        Self::Invitation {
            community: invitation.community,
            code: invitation.code,
            key: invitation.key,
            install: invitation.install,
        }
    }

    /// Returns the withdrawal of the password that this login replaced.
    pub fn of_login(login: &Login) -> Self {
        Self::Login {
            account: login.account,
            login: login.login.clone(),
            password: Some(login.password.clone()),
            changed: login.changed,
        }
    }
}
