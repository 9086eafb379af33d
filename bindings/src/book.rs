//! The book: the one object through which an app uses the core. Its methods are in the files of
//! their features.

use crate::faults::Faults;
use crate::transport::Transport;
use gridbook_core::Book as Core;
use std::sync::Arc;

/// The ledger of a worker's grids on this device, with the changes made here and their way to the
/// hub.
///
/// Every call blocks until its work is done, so call it off the main thread (`Dispatchers.IO`). A
/// book can be shared between threads: one writes at a time, and readers never wait.
#[derive(uniffi::Object)]
pub struct Book {
    /// The core's book.
    pub(crate) core: Core,
    /// The app's transport to the hub, if it has one.
    pub(crate) transport: Option<Arc<dyn Transport>>,
    /// The errors thrown by the app's own code.
    pub(crate) faults: Arc<Faults>,
}
