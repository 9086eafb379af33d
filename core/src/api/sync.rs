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
    ///
    /// # Examples
    /// ```
    /// # use gridbook_core::{Book, Options, host::Host};
    /// # use gridbook_testkit::{Dice, Enroller, FakeClock, MORNING, invitation};
    /// # use std::sync::Arc;
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let options = Options { folder: folder.path().to_owned(), key: None };
    /// # let host = Host::new(Arc::new(FakeClock::new(MORNING)), Arc::new(Dice::new(1)));
    /// # let book = Book::open(options, host)?;
    /// # let network = Enroller;
    /// // A text that is not an invitation does not reach the network.
    /// let error = book.enrol("https://example.org", "Example P1", &network).unwrap_err();
    /// assert_eq!(error.code(), "invitation_unreadable");
    ///
    /// let enrolment = book.enrol(&invitation(), "Example P1", &network)?;
    /// assert_eq!(enrolment.name, "王芳");
    /// # Ok::<(), gridbook_core::BookError>(())
    /// ```
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
    ///
    /// # Examples
    /// ```
    /// use gridbook_core::sync::{PhotoMode, Progress, SyncOptions, SyncProgress};
    ///
    /// struct Bar;
    ///
    /// impl Progress for Bar {
    ///     fn report(&self, progress: SyncProgress) -> bool {
    ///         println!("{} of {}", progress.received, progress.total);
    ///         true // `false` cancels
    ///     }
    /// }
    ///
    /// # let book = gridbook_testkit::EnrolledBook::new();
    /// # let network = gridbook_testkit::Enroller; // has no connection
    /// let options = SyncOptions { photos: PhotoMode::All };
    /// match book.sync(&network, options, &Bar) {
    ///     Ok(report) => println!("sent {} saves", report.pushed),
    ///     Err(error) if error.can_retry() => println!("{}", error.message()), // 网络不通或平台忙，…
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok::<(), gridbook_core::BookError>(())
    /// ```
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
