//! What the host's own parts return when they fail.

/// The host's hardware did not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the device key cannot be used now: {detail}")]
pub struct SignerError {
    /// What the hardware said, without personal data.
    pub detail: String,
}

/// The request got no answer, or not a whole one. Redirects are answers.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection.
    #[error("no connection")]
    Unreachable,
    /// It stalled: smaller batches may get through.
    #[error("the connection stalled")]
    Stalled,
    /// The answer broke off or was no HTTP.
    #[error("the answer broke off")]
    Broken,
    /// It has more bytes than any answer of the hub.
    #[error("the answer is too large")]
    TooLarge,
}
