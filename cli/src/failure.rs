//! Why a command could not do its work, in one clear sentence.

use std::fmt::{self, Display};

/// The message on standard error before the command ends with exit code 2.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure with this sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says what was being done when something went wrong.
pub trait While<T> {
    /// Turns the error into a [`Failure`]: `doing: what went wrong`.
    ///
    /// # Errors
    /// When there was an error.
    fn during(self, doing: impl Display) -> Result<T, Failure>;
}

impl<T, E: Display> While<T> for Result<T, E> {
    fn during(self, doing: impl Display) -> Result<T, Failure> {
        self.map_err(|error| Failure(format!("{doing}: {error}")))
    }
}
