//! Enrolment: a one-time invitation makes this database the install of one worker, for life.
//!
//! The device's key is stored before the first request is sent, so that repeating it after a lost
//! response returns the same install.

use super::pull;
use super::transport::{self, Transport};
use crate::db::WriteTx;
use crate::error::{Error, Result};
use crate::host::Host;
use crate::replica::identity::{Enrolment, Identity, StoredKey, sign, store};
use crate::replica::{APP, Replica, feeds};
use gridbook_domain::invitation::Invitation;
use gridbook_domain::trust::enrol_message;
use gridbook_domain::wire::{ENROL_PATH, EnrolRequest, EnrolResponse, PROTOCOL};

/// Enrols this install with the line of an invitation.
pub(crate) fn enrol(
    replica: &Replica,
    line: &str,
    device: &str,
    hub: &dyn Transport,
) -> Result<Enrolment> {
    let invitation = Invitation::read(line)?;
    let key = replica.write(|w| device_key(w, w.host()))?;
    let request = EnrolRequest {
        v: PROTOCOL,
        code: invitation.code.clone(),
        key: key.public,
        sig: sign(replica.host(), &key, &enrol_message(&invitation.code, &key.public))?,
        app: APP.to_owned(),
        device: device.to_owned(),
    };
    let request = transport::post(ENROL_PATH, None, &request)?;
    let response = transport::exchange(replica.host(), hub, &request)?;
    let answer: EnrolResponse = transport::read(&response)?;
    replica.write(|w| keep(w, &invitation, &answer))
}

/// Returns the device's key, creating and storing it if necessary.
fn device_key(w: &WriteTx<'_>, host: &Host) -> Result<StoredKey> {
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

fn keep(w: &WriteTx<'_>, invitation: &Invitation, answer: &EnrolResponse) -> Result<Enrolment> {
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
    let before = store::identity(w)?;
    if before.is_some_and(|before| before.enrolment.install != answer.install) {
        return Err(Error::Enrolled);
    }
    store::put(w, &Identity { enrolment: enrolment.clone(), token: answer.token.clone() })?;
    feeds::store::begin(w, answer.install)?;
    pull::scope(w, &answer.scope)?;
    // A later enrolment leaves a change of history to the sync, which handles it.
    match feeds::store::epoch(w) {
        Err(Error::NotEnrolled) => feeds::store::put_epoch(w, answer.epoch)?,
        known => drop(known?),
    }
    Ok(enrolment)
}
