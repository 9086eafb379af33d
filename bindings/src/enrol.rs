//! Enrolment: a one-time invitation makes a book an install of one worker.

use crate::book::Book;
use crate::error::BookError;
use gridbook_core::Enrolment;
use gridbook_core::domain::invitation::Invitation;

#[uniffi::export]
impl Book {
    /// Enrols this install with the line of an invitation; `device` is the device's model, for the
    /// operator's list. Calling it again with the same invitation is safe if the response was lost.
    pub fn enrol(&self, invitation: String, device: String) -> Result<Enrolment, BookError> {
        let way = self.way(&hub_of_invitation(invitation.clone())?);
        Ok(self.core.enrol(&invitation, &device, way.as_ref())?)
    }
}

/// Returns the address of the hub that issued an invitation, for an app that asks before it enrols.
#[uniffi::export]
pub fn hub_of_invitation(invitation: String) -> Result<String, BookError> {
    let read = Invitation::read(&invitation);
    Ok(read.map_err(|_| BookError::Invitation { refused: false })?.url)
}
