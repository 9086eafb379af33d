//! Enrolling and syncing.

use super::Book;
use crate::error::{BookError, Result};
use crate::features::search;
use crate::host::{RequestKind, TraceEvent};
use crate::replica::feeds;
use crate::replica::identity::{self, Enrolment};
use crate::sync::transport::Transport;
use crate::sync::{self, Phone, Progress, SyncOptions, SyncReport};
use gridbook_domain::wire::Receipt;

impl Book {
    /// Enrols this install with the line of an invitation; `device` is the device's model, for the
    /// operator's list. Calling it again with the same invitation is safe if the response was lost.
    ///
    /// # Errors
    /// [`BookError::Invitation`]; [`BookError::TryLater`] without a network;
    /// [`BookError::AlreadyEnrolled`] if the invitation is for another install;
    /// [`BookError::NotTheHub`]; [`BookError::Signer`].
    pub fn enrol(
        &self,
        invitation: &str,
        device: &str,
        transport: &dyn Transport,
    ) -> Result<Enrolment, BookError> {
        let enrolled = sync::enrol::enrol(self.replica(), invitation, device, transport);
        self.traced(RequestKind::Enrol, enrolled, |_| TraceEvent::Enrolled)
    }

    /// Returns the account that this install is enrolled for; `None` before enrolment.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn identity(&self) -> Result<Option<Enrolment>, BookError> {
        let identity = self.read(|tx| identity::store::identity(tx))?;
        Ok(identity.map(|identity| identity.enrolment))
    }

    /// Syncs once, on this thread, until nothing is left to do. An error keeps everything that
    /// arrived before it, and never loses anything saved here.
    ///
    /// # Errors
    /// [`BookError::TryLater`] with the time to wait; [`BookError::NotTheHub`] if another server
    /// answered; [`BookError::SignIn`], [`BookError::NotEnrolled`], [`BookError::Cancelled`],
    /// [`BookError::SyncRunning`], [`BookError::StorageFull`].
    pub fn sync(
        &self,
        transport: &dyn Transport,
        options: SyncOptions,
        progress: &dyn Progress,
    ) -> Result<SyncReport, BookError> {
        let synced = self.sync_once(transport, options, progress);
        self.traced(RequestKind::Sync, synced, |report| TraceEvent::SyncFinished {
            pushed: report.pushed,
            pulled: report.pulled,
            photos: report.photos,
            requests: report.requests,
        })
    }

    fn sync_once(
        &self,
        transport: &dyn Transport,
        options: SyncOptions,
        progress: &dyn Progress,
    ) -> Result<SyncReport> {
        let mut proofs = self.begin_sync()?;
        let after_records = || search::catch_up(self.replica());
        let phone = Phone { replica: self.replica(), after_records: &after_records };
        sync::run(phone, &mut proofs, transport, options, progress)
    }

    /// Traces the failure of a call, or `event` for its success.
    fn traced<T>(
        &self,
        kind: RequestKind,
        ended: Result<T>,
        done: impl FnOnce(&T) -> TraceEvent,
    ) -> Result<T, BookError> {
        let ended = ended.map_err(BookError::from);
        self.replica().host().trace(&match &ended {
            Ok(value) => done(value),
            Err(error) => {
                let (code, retry_after_ms) = (error.code(), error.retry_after_ms());
                TraceEvent::Failed { kind, code, retry_after_ms }
            }
        });
        ended
    }

    /// Returns the hub's signed receipts, oldest first; each covers everything before it.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] if the file cannot be read.
    pub fn receipts(&self) -> Result<Vec<Receipt>, BookError> {
        Ok(self.read(|tx| feeds::store::receipts(tx))?)
    }
}
