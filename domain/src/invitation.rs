//! An invitation: one line of text, typed, sent or photographed as a QR code, that enrols one
//! handheld once.

use crate::encoding::{PublicKey, from_text, to_text};
use serde::{Deserialize, Serialize};

const PREFIX: &str = "gridbook:1:";

/// What a handheld needs to enrol. It brings the hub's keys, so that a false hub is noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Where the hub is, such as `http://127.0.0.1:8080`.
    pub url: String,
    /// The one-time code.
    pub code: String,
    /// The key the hub signs its receipts with.
    pub hub_key: PublicKey,
    /// The key the device wraps its database key to, so that the operator can recover a terminal.
    pub recovery_key: PublicKey,
    /// When the code ends to be valid, in milliseconds since 1970.
    pub expires: i64,
}

/// Text that is no invitation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnInvitation {
    /// It does not begin as one: another QR code was photographed.
    #[error("not a Gridbook invitation")]
    Other,
    /// It begins as one but is cut off or changed.
    #[error("the invitation is damaged or incomplete")]
    Damaged,
}

impl Invitation {
    /// The one line of text.
    ///
    /// # Errors
    /// When it does not serialise, which is a fault of this crate.
    pub fn to_line(&self) -> Result<String, serde_json::Error> {
        Ok(format!("{PREFIX}{}", to_text(serde_json::to_string(self)?.as_bytes())))
    }

    /// Reads the line; blanks and line breaks inside it, as messengers add them, are forgiven.
    ///
    /// # Errors
    /// [`NotAnInvitation`].
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
