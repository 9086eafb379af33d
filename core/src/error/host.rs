//! Errors returned by implementations of the host.

/// The host's hardware did not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the device key cannot be used now: {detail}")]
pub struct SignerError {
    /// The hardware's error, without personal data.
    pub detail: String,
}

/// There was no complete response. A redirect is a response.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection.
    #[error("no connection")]
    Unreachable,
    /// Nothing moved for too long; smaller batches may succeed.
    #[error("the connection stalled")]
    Stalled,
    /// The response was truncated or is not HTTP.
    #[error("the answer broke off")]
    Broken,
    /// It is larger than any response of the hub.
    #[error("the answer is too large")]
    TooLarge,
}
