//! Errors in the app's input.

/// Why a photo was not added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// The file does not exist or cannot be read.
    #[error("the file cannot be read")]
    Unreadable,
    /// The file is not in a supported image format (JPEG, PNG, WebP, HEIC).
    #[error("the file is not a JPEG, PNG, WebP or HEIC image")]
    NotAnImage,
    /// The file is larger than 20 MiB.
    #[error("the file is too large")]
    TooLarge,
}

/// The format of a date.
pub(crate) const DATE_FORM: &str = "YYYY-MM-DD, from 0001-01-01 to 9999-12-31";
