//! Answers a sync: one push and one pull.

use super::journal::{Accepted, contradicts, keep_head};
use super::pull::{OutgoingPage, Pulled, pull};
use super::push::push;
use crate::Hub;
use crate::access::ReadableFeeds;
use crate::access::Token;
use crate::request::Refusal;
use gridbook_domain::Fields;
use gridbook_domain::chain;
use gridbook_domain::encoding::Hash;
use gridbook_domain::field::MAX_INTEGER;
use gridbook_domain::id::{EpochId, InstallId};
use gridbook_domain::op::MAX_BODY;
use gridbook_domain::role::Scope;
use gridbook_domain::trust::{head_message, verify};
use gridbook_domain::wire::{
    ChainHead, Directive, DirectiveKind, FailureCode, PROTOCOL, Receipt, SyncRequest, Waiting,
};
use gridbook_store::{Install, Result, StoreError, Tx};
use serde::Serialize;
use serde_json::Value;
use std::borrow::Cow;
use std::ops::ControlFlow;

/// How old the last contact may be before an idle sync writes it: a device that syncs every few
/// seconds must not cost disk writes.
const CONTACT: i64 = 60_000;

/// An outgoing [`gridbook_domain::wire::SyncResponse`].
#[derive(Serialize)]
struct SyncAnswer {
    v: u32,
    epoch: EpochId,
    now: i64,
    durable: ChainHead,
    safe: ChainHead,
    receipt: Receipt,
    #[serde(skip_serializing_if = "Option::is_none")]
    need: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fork: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    changed: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    need_photos: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    feeds: Vec<OutgoingPage>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    directives: Vec<Directive>,
}

impl Hub {
    /// Answers a sync. The body is decompressed and parsed only for a signed-in install.
    pub(crate) fn sync<'a>(
        &self,
        bearer: Option<&str>,
        body: impl Fn() -> std::result::Result<Cow<'a, [u8]>, Refusal>,
    ) -> std::result::Result<Vec<u8>, Refusal> {
        let token = token(bearer)?;
        let now = self.clock.now();
        let checked = self.store.read(|tx| -> std::result::Result<_, Refusal> {
            let install = signed_in(tx, &token)?;
            let request: SyncRequest = serde_json::from_slice(&body()?)?;
            if request.install != install.install {
                return Err(FailureCode::OtherInstall.into());
            }
            check_request(&install, &request)?;
            if must_write(&install, &request, now) {
                return Ok(ControlFlow::Continue((install, request)));
            }
            // A request that brings nothing is answered from the snapshot in which it was checked.
            let answer = self.answer(tx, &install, &Accepted::default(), &request, now)?;
            Ok(ControlFlow::Break(answer))
        })?;
        let answer = match checked {
            ControlFlow::Break(answer) => answer,
            ControlFlow::Continue((known, request)) => {
                let taken = self.store.write(|tx| self.take(tx, &known, &request, now))?;
                let (install, accepted) = taken;
                self.store.read(|tx| self.answer(tx, &install, &accepted, &request, now))?
            }
        };
        serde_json::to_vec(&answer).map_err(|error| StoreError::Json(error).into())
    }

    /// Returns the install that a bearer token belongs to.
    pub(crate) fn signed_in(&self, bearer: Option<&str>) -> std::result::Result<Install, Refusal> {
        let token = token(bearer)?;
        self.store.read(|tx| signed_in(tx, &token))
    }

    /// Journals and applies the push, and stores the install's own report.
    fn take(
        &self,
        tx: &mut dyn Tx,
        known: &Install,
        request: &SyncRequest,
        now: i64,
    ) -> Result<(Install, Accepted)> {
        let locked = tx.lock_install(known.community, known.install)?;
        let mut install = locked.ok_or(StoreError::NotFound { what: "install" })?;
        self.notice_loss(tx, &install, request, now)?;
        let accepted = push(tx, &self.keys, &mut install, &request.push, now)?;
        let head = head(request);
        if contradicts(tx, &install, head)? {
            keep_head(tx, &install, head, now)?;
        }
        if is_further(&install, request) {
            install.head = head;
            install.head_sig = Some(request.head.sig);
        }
        install.waiting = left_waiting(&install, request);
        install.app = shortened(&request.app);
        install.contact = now;
        tx.put_install(&install)?;
        Ok((install, accepted))
    }

    fn answer(
        &self,
        tx: &mut dyn Tx,
        install: &Install,
        accepted: &Accepted,
        request: &SyncRequest,
        now: i64,
    ) -> Result<SyncAnswer> {
        let epoch = tx.epoch()?.ok_or(StoreError::NotFound { what: "epoch" })?;
        let mut fork = accepted.fork;
        if contradicts(tx, install, head(request))? {
            fork = Some(fork.map_or(request.head.mseq, |first| first.min(request.head.mseq)));
        }
        let (mut scope, mut pulled) = (None, Pulled::default());
        if install.revoked.is_none() {
            let readable = ReadableFeeds::load(tx, install)?;
            // A version of grants means nothing in another history.
            if readable.grant_ver != request.grant_ver || epoch != request.epoch {
                scope = Some(readable.scope(tx)?);
            }
            pulled = pull(tx, &readable, &request.pull)?;
        }
        Ok(SyncAnswer {
            v: PROTOCOL,
            epoch,
            now,
            durable: install.mark,
            safe: nothing_safe(install.install),
            receipt: self.receipt(install),
            need: accepted.need,
            need_photos: Self::needed_photos(tx, install, request)?,
            fork,
            scope,
            changed: pulled.changed,
            feeds: pulled.pages,
            directives: directives(install, accepted),
        })
    }

    fn receipt(&self, install: &Install) -> Receipt {
        let ChainHead { mseq, chain } = install.mark;
        let received_at = install.received;
        let sig = install.receipt.unwrap_or_else(|| self.keys.sign_receipt(install));
        Receipt { mseq, chain, received_at, sig }
    }
}

fn token(bearer: Option<&str>) -> std::result::Result<Token, FailureCode> {
    bearer.and_then(Token::read).ok_or(FailureCode::SignIn)
}

fn signed_in(tx: &mut dyn Tx, token: &Token) -> std::result::Result<Install, Refusal> {
    let install = tx.install(token.community, token.install)?;
    let install = install.filter(|install| install.token == Some(token.hash));
    install.ok_or(FailureCode::SignIn.into())
}

/// Checks the signature under the head. A signature that was checked before is recognised by its
/// bytes.
fn check_request(install: &Install, request: &SyncRequest) -> std::result::Result<(), Refusal> {
    let head = request.head;
    if i64::try_from(head.mseq).map_or(true, |mseq| mseq > MAX_INTEGER) || too_many(request) {
        return Err(FailureCode::Malformed.into());
    }
    if install.head == self::head(request) && install.head_sig == Some(head.sig) {
        return Ok(());
    }
    let message = head_message(install.install, head.mseq, head.chain);
    let fits = install.key.is_some_and(|key| verify(&key, &message, &head.sig));
    if fits { Ok(()) } else { Err(FailureCode::Signature.into()) }
}

/// Returns whether a pending count is too large to store.
fn too_many(request: &SyncRequest) -> bool {
    let waiting = request.waiting;
    let most = MAX_INTEGER.unsigned_abs();
    [waiting.ops, waiting.photos, waiting.drafts].iter().any(|count| *count > most)
}

/// Returns the pending items of an install after this answer: it counted before it sent, so what
/// has arrived is subtracted.
fn left_waiting(install: &Install, request: &SyncRequest) -> Waiting {
    let arrived = request.push.iter().filter(|op| op.mseq <= install.mark.mseq).count() as u64;
    Waiting { ops: request.waiting.ops.saturating_sub(arrived), ..request.waiting }
}

/// Returns whether a sync has anything to write.
fn must_write(install: &Install, request: &SyncRequest, now: i64) -> bool {
    !request.push.is_empty()
        || request.receipt.is_some()
        || is_further(install, request)
        || is_behind(install, request)
        || install.waiting != request.waiting
        || install.app != shortened(&request.app)
        || now.saturating_sub(install.contact).unsigned_abs() >= CONTACT.unsigned_abs()
}

/// Returns the head before the first op: nothing is safe yet, because there is no archive to
/// restore ops from.
pub(crate) fn nothing_safe(install: InstallId) -> ChainHead {
    ChainHead { mseq: 0, chain: chain::start(install) }
}

fn head(request: &SyncRequest) -> ChainHead {
    ChainHead { mseq: request.head.mseq, chain: request.head.chain }
}

/// Returns whether a head is worth storing: it covers no less than the stored one. The head of a
/// device that was set back does not replace the proof of what it had signed before.
fn is_further(install: &Install, request: &SyncRequest) -> bool {
    let known = install.head == head(request) && install.head_sig == Some(request.head.sig);
    !known && request.head.mseq >= install.head.mseq
}

/// Returns whether a head is behind the journal or beside it: the device was set back or copied,
/// and its signature may be evidence.
fn is_behind(install: &Install, request: &SyncRequest) -> bool {
    request.head.mseq <= install.mark.mseq && head(request) != install.mark
}

/// Shortens the app's own name to a length that can be stored and shown.
pub(crate) fn shortened(app: &str) -> String {
    app.chars().filter(|c| !c.is_control()).take(80).collect()
}

fn directives(install: &Install, accepted: &Accepted) -> Vec<Directive> {
    let mut directives = Vec::new();
    if install.revoked.is_some() {
        directives.push(directive(DirectiveKind::Revoked, Fields::new()));
    }
    if install.lost {
        let wipe = directive(DirectiveKind::Wipe, Fields::new());
        directives.push(Directive { must: true, ..wipe });
    }
    if let Some(mseq) = accepted.too_large {
        let rest = [("mseq", Value::from(mseq)), ("max", Value::from(MAX_BODY))];
        let rest = rest.map(|(name, value)| (name.to_owned(), value));
        let kind = DirectiveKind::Other("op_too_large".to_owned());
        directives.push(directive(kind, rest.into_iter().collect()));
    }
    directives
}

fn directive(kind: DirectiveKind, rest: Fields) -> Directive {
    Directive { kind, must: false, feed: None, rest }
}
