//! Enrols a device by a one-time invitation.

use super::exchange::shortened;
use crate::access::ReadableFeeds;
use crate::access::{new_token, read_code};
use crate::feeds::empty_feed;
use crate::host::draw;
use crate::request::Refusal;
use crate::withdrawals::Withdrawal;
use crate::{Hub, HubError};
use gridbook_domain::chain::start;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{FeedId, InstallId};
use gridbook_domain::role::FeedKind;
use gridbook_domain::trust::{enrol_message, verify};
use gridbook_domain::wire::{
    ChainHead, EnrolRequest, EnrolResponse, FailureCode, PROTOCOL, Waiting,
};
use gridbook_store::{Install, InvitationRow, Result, StoreError, Tx};

/// The random values that enrolling draws before its transaction.
struct Drawn {
    install: InstallId,
    feed: FeedId,
}

impl Hub {
    /// Enrols a device. The same code and key again give the same install and a new token, as long
    /// as the install has not synced.
    pub(crate) fn enrol(&self, body: &[u8]) -> std::result::Result<EnrolResponse, Refusal> {
        let request: EnrolRequest = serde_json::from_slice(body)?;
        let message = enrol_message(&request.code, &request.key);
        if !verify(&request.key, &message, &request.sig) {
            return Err(FailureCode::Signature.into());
        }
        let (community, code) = read_code(&request.code).ok_or(FailureCode::Invitation)?;
        let random = self.random.as_ref();
        let drawn = Drawn {
            install: InstallId::from_random(draw(random).map_err(HubError::from)?),
            feed: FeedId::from_random(draw(random).map_err(HubError::from)?),
        };
        let now = self.clock.now();
        let enrolled = self.store.write(|tx| {
            let Some(invitation) = tx.lock_invitation(community, code)? else { return Ok(None) };
            self.admit(tx, invitation, &request, &drawn, now)
        })?;
        enrolled.ok_or(FailureCode::Invitation.into())
    }

    fn admit(
        &self,
        tx: &mut dyn Tx,
        mut invitation: InvitationRow,
        request: &EnrolRequest,
        drawn: &Drawn,
        now: i64,
    ) -> Result<Option<EnrolResponse>> {
        let known = match (invitation.key, invitation.install) {
            (Some(key), Some(install)) if key == request.key => {
                tx.lock_install(invitation.community, install)?
            }
            (None, None) if now < invitation.expires => None,
            _ => return Ok(None),
        };
        // Once it has synced, the answer was not lost: the same request again is a late copy of
        // it, or somebody else's, and must not take the token away from the handheld.
        let settled = |install: &Install| install.revoked.is_some() || install.head_sig.is_some();
        if known.as_ref().is_some_and(settled) {
            return Ok(None);
        }
        let id = known.as_ref().map_or(drawn.install, |install| install.install);
        let (token, hash) = new_token(self.random.as_ref(), invitation.community, id)
            .map_err(|_| StoreError::Stored { what: "randomness" })?;
        let install = match known {
            Some(install) => {
                let install = Install { token: Some(hash), contact: now, ..install };
                tx.put_install(&install)?;
                install
            }
            None => self.add_handheld(tx, &invitation, request, drawn, hash, now)?,
        };
        invitation.key = Some(request.key);
        invitation.install = Some(install.install);
        tx.put_invitation(&invitation)?;
        let welcome = self.welcome(tx, &install, token, now)?;
        self.withdrawals.append(&[Withdrawal::of_invitation(&invitation)])?;
        Ok(Some(welcome))
    }

    fn add_handheld(
        &self,
        tx: &mut dyn Tx,
        invitation: &InvitationRow,
        request: &EnrolRequest,
        drawn: &Drawn,
        token: Hash,
        now: i64,
    ) -> Result<Install> {
        let community = invitation.community;
        tx.add_feed(&empty_feed(community, drawn.feed, FeedKind::Install, None))?;
        let mark = ChainHead { mseq: 0, chain: start(drawn.install) };
        let mut install = Install {
            community,
            install: drawn.install,
            account: invitation.account,
            feed: Some(drawn.feed),
            key: Some(request.key),
            token: Some(token),
            device: shortened(&request.device),
            app: shortened(&request.app),
            enrolled: now,
            revoked: None,
            lost: false,
            mark,
            received: now,
            receipt: None,
            applied: 0,
            contact: now,
            waiting: Waiting::default(),
            head: mark,
            head_sig: None,
        };
        install.receipt = Some(self.keys.sign_receipt(&install));
        tx.add_install(&install)?;
        Ok(install)
    }

    fn welcome(
        &self,
        tx: &mut dyn Tx,
        install: &Install,
        token: String,
        now: i64,
    ) -> Result<EnrolResponse> {
        let epoch = tx.epoch()?.ok_or(StoreError::NotFound { what: "epoch" })?;
        let readable = ReadableFeeds::load(tx, install)?;
        let scope = readable.scope(tx)?;
        Ok(EnrolResponse {
            v: PROTOCOL,
            install: install.install,
            token,
            account: install.account,
            name: readable.name,
            community: install.community,
            epoch,
            now,
            scope,
        })
    }
}
