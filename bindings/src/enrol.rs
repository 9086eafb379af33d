//! Enrolment: a one-time invitation makes a book an install of one worker.

use crate::book::Book;
use crate::error::BookError;
use crate::transport::hub_of_invitation;
use gridbook_core::Enrolment;

#[uniffi::export]
impl Book {
    /// Enrols this phone by the line of an invitation; `device` is its model, for the operator's
    /// list. May be called again with the same invitation when the answer was lost.
    pub fn enrol(&self, invitation: String, device: String) -> Result<Enrolment, BookError> {
        let way = self.way(&hub_of_invitation(invitation.clone())?);
        Ok(self.core.enrol(&invitation, &device, way.as_ref())?)
    }
}
