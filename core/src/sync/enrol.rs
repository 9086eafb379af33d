//! Enrolment: a one-time invitation makes this database file an install of one worker, for life.
//!
//! The device's key is stored before the first request is sent, so that asking again after a lost
//! answer gives the same install.

pub(crate) mod store;
#[cfg(test)]
mod tests;

use crate::book::{Book, Write};
use crate::error::{BookError, Error, Result};
use crate::host::Host;
use crate::sync::{self, transport::Transport};
use gridbook_domain::encoding::{PublicKey, Signature};
use gridbook_domain::invitation::Invitation;
use gridbook_domain::role::Role;
use gridbook_domain::trust::{PrivateKey, enrol_message};
use gridbook_domain::wire::{ENROL_PATH, EnrolRequest, EnrolResponse, PROTOCOL};
use gridbook_domain::{AccountId, AreaId, InstallId};
use store::{Stored, StoredKey};

/// Who this phone is enrolled for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// This database file, for life.
    pub install: InstallId,
    /// The worker.
    pub account: AccountId,
    /// The worker's name.
    pub name: String,
    /// The home community.
    pub community: AreaId,
    /// What the worker is.
    pub role: Role,
    /// Counts the changes of the worker's grants.
    pub grant_ver: u64,
    /// Where the hub is.
    pub url: String,
    /// The key the hub signs its receipts with.
    pub hub_key: PublicKey,
    /// The key the database key can be wrapped to, so that the operator can recover a terminal.
    pub recovery_key: PublicKey,
}

impl Book {
    /// Enrols this phone by the line of an invitation; `device` is its model, for the operator's
    /// list. May be called again with the same invitation when the answer was lost.
    ///
    /// # Errors
    /// [`BookError::Invitation`], [`BookError::TryLater`] without a network,
    /// [`BookError::AlreadyEnrolled`] when the invitation is for another install,
    /// [`BookError::NotTheHub`], [`BookError::Signer`].
    pub fn enrol(
        &self,
        invitation: &str,
        device: &str,
        transport: &dyn Transport,
    ) -> Result<Enrolment, BookError> {
        Ok(enrol(self, invitation, device, transport)?)
    }

    /// Who this phone is enrolled for; `None` before enrolment.
    ///
    /// # Errors
    /// [`BookError::Damaged`] or [`BookError::Bug`] when the file cannot be read.
    pub fn identity(&self) -> Result<Option<Enrolment>, BookError> {
        Ok(self.read(|conn| Ok(store::stored(conn)?.map(|stored| stored.enrolment)))?)
    }
}

fn enrol(book: &Book, line: &str, device: &str, transport: &dyn Transport) -> Result<Enrolment> {
    let invitation = Invitation::read(line)?;
    let key = book.write(|w| device_key(w, w.host()))?;
    let request = EnrolRequest {
        v: PROTOCOL,
        code: invitation.code.clone(),
        key: key.public,
        sig: sign(book.host(), &key, &enrol_message(&invitation.code, &key.public))?,
        app: sync::APP.to_owned(),
        device: device.to_owned(),
    };
    let request = sync::transport::post(ENROL_PATH, None, &request)?;
    let response = sync::transport::exchange(transport, &request)?;
    let answer: EnrolResponse = sync::transport::read(&response)?;
    book.write(|w| keep(w, &invitation, &answer))
}

/// The device's key; made and stored when there is none yet.
fn device_key(w: &Write<'_>, host: &Host) -> Result<StoredKey> {
    if let Some(key) = store::key(w)? {
        return Ok(key);
    }
    let key = match &host.signer {
        Some(signer) => StoredKey { public: signer.public_key()?, secret: None },
        None => {
            let secret = host.draw_key()?;
            StoredKey { public: secret.public(), secret: Some(secret.to_bytes()) }
        }
    };
    store::put_key(w, &key)?;
    Ok(key)
}

/// Signs with the device's key, wherever it is.
pub(crate) fn sign(host: &Host, key: &StoredKey, message: &[u8]) -> Result<Signature> {
    match (&key.secret, &host.signer) {
        (Some(secret), _) => {
            let key = PrivateKey::from_bytes(secret).ok_or(Error::Stored("device key"))?;
            Ok(key.sign(message))
        }
        (None, Some(signer)) => Ok(signer.sign(message)?),
        (None, None) => Err(Error::Stored("device key")),
    }
}

fn keep(w: &Write<'_>, invitation: &Invitation, answer: &EnrolResponse) -> Result<Enrolment> {
    if answer.v != PROTOCOL {
        return Err(Error::NewerHub);
    }
    let enrolment = Enrolment {
        install: answer.install,
        account: answer.account,
        name: answer.name.clone(),
        community: answer.community,
        role: answer.scope.role.clone(),
        grant_ver: answer.scope.grant_ver,
        url: invitation.url.clone(),
        hub_key: invitation.hub_key,
        recovery_key: invitation.recovery_key,
    };
    let before = store::stored(w)?;
    if before.is_some_and(|before| before.enrolment.install != answer.install) {
        return Err(Error::Enrolled);
    }
    store::put(w, &Stored { enrolment: enrolment.clone(), token: answer.token.clone() })?;
    sync::store::begin(w, answer.install)?;
    sync::pull::scope(w, &answer.scope)?;
    // A later enrolment leaves a change of history to the sync, which knows what it means.
    match sync::store::epoch(w) {
        Err(Error::NotEnrolled) => sync::store::put_epoch(w, answer.epoch)?,
        known => drop(known?),
    }
    Ok(enrolment)
}
