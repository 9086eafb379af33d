//! The one error that crosses: the core's, and one that arises only here.

use gridbook_core::BookError as CoreError;

pub use crate::mirror::error::BookError;

#[uniffi::export]
impl BookError {
    /// Whether the same call can succeed later without anybody changing anything.
    pub fn can_retry(&self) -> bool {
        self.core().is_some_and(|core| core.can_retry())
    }

    /// After how many milliseconds to try again; absent where no time is advised.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.core()?.retry_after_ms()
    }

    /// The error in one word that never changes, for logs and the small type under a message.
    pub fn code(&self) -> String {
        self.core().map_or("malformed_id", |core| core.code()).to_owned()
    }

    /// A sentence for the worker, in Chinese: what happened, what it means, what to do.
    pub fn words(&self) -> String {
        let core = self.core().unwrap_or(CoreError::Bug { trace: String::new() });
        core.words()
    }
}
