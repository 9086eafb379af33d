//! The enrolment of an install.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::Enrolment;
use gridbook_core::domain::encoding::PublicKey;
use gridbook_core::domain::role::Role;
use gridbook_core::domain::{AccountId, AreaId, InstallId};

crate::cross::codes! {
/// The role of an account.
roles, Role of gridbook_core::domain::role::Role {
    /// Looks after the households of a grid.
    Worker,
    /// Manages the workers of a community.
    Leader,
    /// Reviews visits and spot-checks them.
    Supervisor,
    /// Accepts, dispatches, verifies and closes matters.
    Dispatcher,
    /// Handles the matters assigned to a department.
    Handler,
    /// Sets the deployment up.
    Admin,
}
}

/// The enrolment of this install: its account, its hub and its keys.
#[uniffi::remote(Record)]
pub struct Enrolment {
    /// The install's id, for the life of its database.
    pub install: InstallId,
    /// The worker.
    pub account: AccountId,
    /// The worker's name.
    pub name: String,
    /// The home community.
    pub community: AreaId,
    /// The worker's role.
    pub role: Role,
    /// The number of changes of the worker's grants.
    pub grant_ver: u64,
    /// The hub's address.
    pub url: String,
    /// The key with which the hub signs its receipts.
    pub hub_key: PublicKey,
    /// The key for which the database key can be wrapped, so that the operator can recover a
    /// device.
    pub recovery_key: PublicKey,
}

#[uniffi::export]
impl Book {
    /// Returns the account that this install is enrolled for; `None` before enrolment.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` if the file cannot be read.
    pub fn identity(&self) -> Result<Option<Enrolment>, BookError> {
        Ok(self.core.identity()?)
    }
}
