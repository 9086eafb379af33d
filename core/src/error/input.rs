//! What can be wrong with what the app hands in.

/// What is wrong with a photo that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// The file is not there or cannot be read.
    #[error("the file cannot be read")]
    Unreadable,
    /// It is none of the image formats the core knows.
    #[error("the file is not a JPEG, PNG, WebP or HEIC image")]
    NotAnImage,
    /// It has more than 20 MiB.
    #[error("the file is too large")]
    TooLarge,
}

/// How a date is written.
pub(crate) const DATE_FORM: &str = "YYYY-MM-DD, from 0001-01-01 to 9999-12-31";
