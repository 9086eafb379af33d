//! Opening a book with the app's host.

use crate::book::Book;
use crate::error::BookError;
use crate::faults::Faults;
use crate::host::Host;
use crate::transport::way;
use gridbook_core::domain::outcome::Why;
use gridbook_core::sync::transport;
use gridbook_core::{Book as Core, DatabaseKey, Options};
use std::sync::Arc;

#[uniffi::export]
impl Book {
    /// Opens the book in a folder of its own (one worker, one folder), creating or migrating its
    /// database. A `key` of 32 bytes encrypts the file; this build refuses one. Open a folder once
    /// and hold the book: two books on one folder see the same records, but an observer is notified
    /// only of changes made through its own.
    #[uniffi::constructor(default(key = None, host = None))]
    pub fn open(
        folder: String,
        key: Option<Vec<u8>>,
        host: Option<Host>,
    ) -> Result<Arc<Self>, BookError> {
        // Absolute, so that it remains the same folder if the process changes its directory.
        let folder = std::path::absolute(folder).map_err(|_| invalid("folder"))?;
        let host = host.unwrap_or_default();
        let key = key.map(database_key).transpose()?;
        let faults = Arc::new(Faults::default());
        let clocks = host.for_core(&folder, &faults);
        let core = Core::open(Options { folder, key }, clocks)?;
        Ok(Arc::new(Self { core, transport: host.transport, faults }))
    }

    /// Returns the last exception that the app's own code (transport, clock, observer …) threw into
    /// a call of the book, for its developer, never for the screen. Absent if there was none.
    pub fn last_host_fault(&self) -> Option<String> {
        self.faults.last()
    }
}

impl Book {
    /// Returns the transport to the hub at an address.
    pub(crate) fn way(&self, base: &str) -> Box<dyn transport::Transport> {
        way(self.transport.as_ref(), base, &self.faults)
    }
}

fn database_key(bytes: Vec<u8>) -> Result<DatabaseKey, BookError> {
    Ok(DatabaseKey(bytes.try_into().map_err(|_| invalid("key"))?))
}

/// Returns the error for an invalid argument of this name.
pub(crate) fn invalid(field: &str) -> BookError {
    BookError::Invalid { field: field.to_owned(), why: Why::BadField }
}
