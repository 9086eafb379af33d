//! Enrolment: a one-time invitation makes a book an install of one worker.

use crate::book::Book;
use crate::error::BookError;
use crate::transport::hub_of_invitation;
use gridbook_core::Enrolment;
use gridbook_core::domain::encoding::PublicKey;
use gridbook_core::domain::role::Role;
use gridbook_core::domain::{AccountId, AreaId, InstallId};

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
    /// Enrols this phone by the line of an invitation; `device` is its model, for the operator's
    /// list. May be called again with the same invitation when the answer was lost.
    pub fn enrol(&self, invitation: String, device: String) -> Result<Enrolment, BookError> {
        let way = self.way(&hub_of_invitation(invitation.clone())?);
        Ok(self.core.enrol(&invitation, &device, way.as_ref())?)
    }

    /// Who this phone is enrolled for; absent before enrolment.
    pub fn identity(&self) -> Result<Option<Enrolment>, BookError> {
        Ok(self.core.identity()?)
    }
}
