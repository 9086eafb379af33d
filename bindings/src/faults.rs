//! What goes wrong in the app's own code while the core calls it.

use std::sync::{Mutex, PoisonError};

/// The app's own code could not do what it was asked.
#[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
pub enum HostError {
    /// It said so.
    #[error("the host failed: {detail}")]
    Failed {
        /// Why, without personal data.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

/// The last thing that went wrong in the app's own code, for its developer.
#[derive(Default)]
pub struct Faults(Mutex<Option<String>>);

impl Faults {
    /// Keeps a fault; gives what succeeded.
    pub fn note<T>(&self, result: Result<T, HostError>) -> Option<T> {
        result.map_err(|HostError::Failed { detail }| self.keep(detail)).ok()
    }

    /// Keeps a fault.
    pub fn keep(&self, detail: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(detail);
    }

    /// The last fault.
    pub fn last(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
