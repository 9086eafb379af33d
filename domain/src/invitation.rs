//! An invitation: one line of text, typed, sent or photographed as a QR code, that enrols one
//! install once.

use crate::encoding::{PublicKey, from_text, to_text};
use serde::{Deserialize, Serialize};

const PREFIX: &str = "gridbook:1:";

/// The data an install needs to enrol. It contains the hub's keys, so that a false hub is detected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The hub's address, such as `http://127.0.0.1:8080`.
    pub url: String,
    /// The one-time code.
    pub code: String,
    /// The key with which the hub signs its receipts.
    pub hub_key: PublicKey,
    /// The key for which the device wraps its database key, so that the operator can recover a
    /// device.
    pub recovery_key: PublicKey,
    /// When the code expires, in milliseconds since 1970.
    pub expires: i64,
}

/// Why a text is not an invitation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnInvitation {
    /// It does not begin as an invitation does, for example because another QR code was
    /// photographed.
    #[error("not a Gridbook invitation")]
    Other,
    /// It begins as an invitation but is truncated or altered.
    #[error("the invitation is damaged or incomplete")]
    Damaged,
}

impl Invitation {
    /// Formats the invitation as one line of text.
    ///
    /// # Errors
    /// If it does not serialise, which is a bug of this crate.
    pub fn to_line(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{PREFIX}{}", to_text(serde_json::to_string(self)?.as_bytes())))
    }

    /// Parses the line. Accepts blanks and line breaks inside it, as messengers add them.
    ///
    /// # Errors
    /// A [`NotAnInvitation`] with what is wrong.
    pub fn read(line: &str) -> Result<Self, NotAnInvitation> {
        let line: String = line.split_whitespace().collect();
        let text = line.strip_prefix(PREFIX).ok_or(NotAnInvitation::Other)?;
        let bytes = from_text(text).ok_or(NotAnInvitation::Damaged)?;
        serde_json::from_slice(&bytes).map_err(|_| NotAnInvitation::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoding::Bytes;

    #[test]
    fn an_invitation_broken_over_lines_reads_back_and_a_cut_one_is_damaged() {
        let made = Invitation {
            url: "http://127.0.0.1:8080".to_owned(),
            code: "abc".to_owned(),
            hub_key: Bytes([1; 33]),
            recovery_key: Bytes([2; 33]),
            expires: 1,
        };
        let line = made.to_line().unwrap();
        let (head, tail) = line.split_at(50);
        assert_eq!(Invitation::read(&format!("{head}\n  {tail}\n")), Ok(made));
        assert_eq!(Invitation::read(head), Err(NotAnInvitation::Damaged));
        assert_eq!(Invitation::read("https://example.com"), Err(NotAnInvitation::Other));
    }
}
