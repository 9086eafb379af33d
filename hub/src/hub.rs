//! The hub as one handle.

use crate::HubError;
use crate::host::{Clock, Random};
use std::path::PathBuf;
use std::sync::Arc;

/// What a hub is opened with.
pub struct HubOptions {
    /// The data folder: database, keys and photos. It is made if it is missing, and locked.
    pub folder: PathBuf,
    /// The hub's clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness for keys, tokens and ids.
    pub random: Arc<dyn Random>,
}

/// An open hub. It keeps nothing in memory that another process would have to know.
pub struct Hub {}

impl Hub {
    /// Opens the data folder, or makes a new one.
    ///
    /// # Errors
    /// [`HubError::InUse`], [`HubError::Folder`], [`HubError::Newer`], [`HubError::Keys`].
    pub fn open(_options: HubOptions) -> Result<Self, HubError> {
        Err(HubError::Keys)
    }
}
