//! Enrolling and syncing.

use super::Book;
use crate::error::BookError;
use crate::features::search;
use crate::replica::feeds;
use crate::replica::identity::{self, Enrolment};
use crate::sync::transport::Transport;
use crate::sync::{self, Phone, Progress, SyncOptions, SyncReport};
use gridbook_domain::wire::Receipt;

impl Book {
    /// Enrols this phone by the line of an invitation; `device` is its model, for the operator's
    /// list. May be called again with the same invitation when the answer was lost.
    ///
    /// # Errors
    /// [`BookError::Invitation`], [`BookError::TryLater`] without a network,
    /// [`BookError::AlreadyEnrolled`] when the invitation is for another install,
    /// [`BookError::NotTheHub`], [`BookError::Signer`].
    pub fn enrol(
        &self,
        invitation: &str,
        device: &str,
        transport: &dyn Transport,
    ) -> Result<Enrolment, BookError> {
        Ok(sync::enrol::enrol(self.replica(), invitation, device, transport)?)
    }

    /// Who this phone is enrolled for; `None` before enrolment.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn identity(&self) -> Result<Option<Enrolment>, BookError> {
        let identity = self.read(|tx| identity::store::identity(tx))?;
        Ok(identity.map(|identity| identity.enrolment))
    }

    /// Syncs once, on this thread, until nothing is left to do. Everything that arrived before an
    /// error stays; what was saved here is never lost by one.
    ///
    /// # Errors
    /// [`BookError::TryLater`] says after how long; [`BookError::NotTheHub`] when somebody else
    /// answered; [`BookError::SignIn`], [`BookError::NotEnrolled`], [`BookError::Cancelled`],
    /// [`BookError::SyncRunning`], [`BookError::StorageFull`].
    pub fn sync(
        &self,
        transport: &dyn Transport,
        options: SyncOptions,
        progress: &dyn Progress,
    ) -> Result<SyncReport, BookError> {
        let mut proofs = self.begin_sync()?;
        let after_records = || search::catch_up(self.replica());
        let phone = Phone { replica: self.replica(), after_records: &after_records };
        Ok(sync::run(phone, &mut proofs, transport, options, progress)?)
    }

    /// The hub's signed receipts, oldest first; each covers everything before it.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn receipts(&self) -> Result<Vec<Receipt>, BookError> {
        Ok(self.read(|tx| feeds::store::receipts(tx))?)
    }
}
