//! Enrolment: who this phone is enrolled for.
//!
//! Written by `cargo xtask mirror` from the source of the core; the list of what crosses is
//! `bindings/crossing.txt`.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::Enrolment;
use gridbook_core::domain::encoding::PublicKey;
use gridbook_core::domain::role::Role;
use gridbook_core::domain::{AccountId, AreaId, InstallId};

crate::cross::codes! {
/// What somebody is in the service.
roles, Role of gridbook_core::domain::role::Role {
    /// Looks after the households of a grid.
    Worker,
    /// Manages the workers of a community.
    Leader,
    /// Reviews logs and spot-checks.
    Supervisor,
    /// Accepts, dispatches, verifies and closes matters.
    Dispatcher,
    /// Handles what is dispatched to a department.
    Handler,
    /// Sets the deployment up.
    Admin,
}
}

/// Who this phone is enrolled for.
#[uniffi::remote(Record)]
pub struct Enrolment {
    /// This database file, for life.
    pub install: InstallId,
    /// The worker.
    pub account: AccountId,
    /// The worker's name.
    pub name: String,
    /// The home community.
    pub community: AreaId,
    /// What the worker is.
    pub role: Role,
    /// Counts the changes of the worker's grants.
    pub grant_ver: u64,
    /// Where the hub is.
    pub url: String,
    /// The key the hub signs its receipts with.
    pub hub_key: PublicKey,
    /// The key the database key can be wrapped to, so that the operator can recover a terminal.
    pub recovery_key: PublicKey,
}

#[uniffi::export]
impl Book {
    /// Who this phone is enrolled for; `None` before enrolment.
    ///
    /// # Errors
    /// `BookError::Damaged` or `BookError::Bug` when the file cannot be read.
    pub fn identity(&self) -> Result<Option<Enrolment>, BookError> {
        Ok(self.core.identity()?)
    }
}
