//! Errors of the app's own code while the core calls it.

use std::sync::{Mutex, PoisonError};

/// An error of the app's own code.
#[derive(Debug, Clone, thiserror::Error, uniffi::Error)]
pub enum HostError {
    /// The app's code reported a failure.
    #[error("the host failed: {detail}")]
    Failed {
        /// The reason, without personal data.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for HostError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { detail: error.reason }
    }
}

/// The last error of the app's own code, for its developer.
#[derive(Default)]
pub struct Faults(Mutex<Option<String>>);

impl Faults {
    /// Stores an error; returns the value of a success.
    pub fn note<T>(&self, result: Result<T, HostError>) -> Option<T> {
        result.map_err(|HostError::Failed { detail }| self.keep(detail)).ok()
    }

    /// Stores an error.
    pub fn keep(&self, detail: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(detail);
    }

    /// Returns the last error.
    pub fn last(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
