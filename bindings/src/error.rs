//! The one exported error: the core's, with one variant of its own.

use gridbook_core::BookError as CoreError;

pub use crate::mirror::error::BookError;

#[uniffi::export]
impl BookError {
    /// Returns whether the same call can succeed later although nobody changes anything.
    pub fn can_retry(&self) -> bool {
        self.core().is_some_and(|core| core.can_retry())
    }

    /// Returns the time in milliseconds after which to retry; absent if the error suggests none.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.core()?.retry_after_ms()
    }

    /// Returns the error's code, one word that never changes, for traces and for small print below
    /// a message.
    pub fn code(&self) -> String {
        self.core().map_or("malformed_id", |core| core.code()).to_owned()
    }

    /// Returns a message for the worker, in Chinese: what happened, what it means, what to do.
    pub fn words(&self) -> String {
        let core = self.core().unwrap_or(CoreError::Bug { trace: String::new() });
        core.words()
    }
}
