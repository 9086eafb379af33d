//! The book: the one handle an app holds. What it can do is in the files of its features.

use crate::faults::Faults;
use crate::transport::Transport;
use gridbook_core::Book as Core;
use std::sync::Arc;

/// A grid's ledger on this device: what the hub said, what was saved here, what is on its way.
///
/// Every call waits until its work is done, so call it off the main thread (`Dispatchers.IO`). One
/// book may be used by several threads at once: one writes at a time, readers do not wait for it.
#[derive(uniffi::Object)]
pub struct Book {
    /// The core's book.
    pub(crate) core: Core,
    /// The app's way to the hub, where it brings one.
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// What went wrong in the app's own code.
    pub(crate) faults: Arc<Faults>,
}
