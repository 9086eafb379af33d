//! The messages between phone and hub, protocol version 1.
//!
//! JSON, compressed with zstd (a frame names its own dictionary, so one can be added later). Ids,
//! hashes and keys are base64url; times are milliseconds since 1970; integers stay below 2^53.
//! Readers ignore members they do not know. `docs/protocol.md` says when which is sent.

use crate::class::Class;
use crate::clock::Reading;
use crate::code::codes;
use crate::digest::Digest;
use crate::encoding::{Hash, PublicKey, Signature};
use crate::fields::Fields;
use crate::id::{AccountId, AreaId, EpochId, FeedId, InstallId, RecordId};
use crate::role::Scope;
use crate::version::Version;
use serde::{Deserialize, Serialize};

/// The protocol version this build speaks.
pub const PROTOCOL: u32 = 1;
/// `POST`: a handheld enrols; [`EnrolRequest`] and [`EnrolResponse`].
pub const ENROL_PATH: &str = "/v1/enrol";
/// `POST`: push and pull; [`SyncRequest`] and [`SyncResponse`].
pub const SYNC_PATH: &str = "/v1/sync";
/// `GET` asks what the hub has of a photo, `POST ?offset=N&size=S` sends a step; both answer with
/// [`PhotoProgress`]. The SHA-256 of the bytes follows, in base64url.
pub const PHOTO_PATH: &str = "/v1/photos/";
/// The most bytes a request or response may have once unpacked.
pub const MAX_MESSAGE: usize = 8 * 1024 * 1024;
/// The most bytes of a request as it arrives, packed.
pub const MAX_PACKED: usize = 2 * 1024 * 1024;

/// A place in an install's history: the op number and the chain there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The op's number; 0 stands before the first.
    pub mseq: u64,
    /// The chain at that op.
    pub chain: Hash,
}

/// Asks to enrol. Asking again with the same code and key gives the same install, so a lost answer
/// costs nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The protocol version.
    pub v: u32,
    /// The one-time code of the invitation.
    pub code: String,
    /// The device's public key.
    pub key: PublicKey,
    /// [`crate::trust::enrol_message`] signed with it.
    pub sig: Signature,
    /// The app and its version, such as `gridbook-core/0.1.0`.
    pub app: String,
    /// The model of the device, for the list of handhelds.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub device: String,
}

/// What a new install is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolResponse {
    /// The protocol version.
    pub v: u32,
    /// The install: this database file, for life.
    pub install: InstallId,
    /// What later requests show as `Authorization: Bearer …`.
    pub token: String,
    /// The worker it belongs to.
    pub account: AccountId,
    /// The worker's name.
    pub name: String,
    /// The home community, for life.
    pub community: AreaId,
    /// The hub's history.
    pub epoch: EpochId,
    /// The hub's clock.
    pub now: i64,
    /// What it may see.
    pub scope: Scope,
}

/// One push and one pull.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The protocol version.
    pub v: u32,
    /// The install.
    pub install: InstallId,
    /// The app and its version.
    pub app: String,
    /// The hub's history as the phone knows it.
    pub epoch: EpochId,
    /// The version of the grants the phone knows.
    pub grant_ver: u64,
    /// The last op the phone has staged, signed.
    pub head: Head,
    /// What still waits on the phone after this request, for the console.
    pub waiting: Waiting,
    /// The device's clocks when it sent this, to show how far off they are.
    pub clock: Reading,
    /// The staged ops from the last durable one on, as many as the batch holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub push: Vec<Envelope>,
    /// Where the phone stands.
    pub pull: Pull,
    /// The ids of the zstd dictionaries the phone holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dicts: Vec<u32>,
    /// What a newer phone says and this build does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The last op a phone has staged, signed with its key ([`crate::trust::head_message`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The op's number.
    pub mseq: u64,
    /// The chain there.
    pub chain: Hash,
    /// The signature.
    pub sig: Signature,
}

/// What waits on a phone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Ops that are not durable on the hub.
    pub ops: u64,
    /// Photos that are not durable on the hub.
    pub photos: u64,
    /// Drafts that were not submitted.
    pub drafts: u64,
}

/// How an op travels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Its number on this install, gapless from 1.
    pub mseq: u64,
    /// The chain after it.
    pub chain: Hash,
    /// Exactly the bytes of the body; text that holds no readable op is journaled all the same.
    pub body: String,
}

/// The cursors of a phone in its feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pull {
    /// Only the hash of its cursors ([`cursor_hash`]): when nothing is new this is all it takes.
    Hash(Hash),
    /// Its cursors; a feed it names no cursor for is pulled from the beginning.
    Feeds(Vec<Cursor>),
    /// Nothing: only push.
    Nothing,
}

/// The cursor of a phone in one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The feed.
    pub feed: FeedId,
    /// What the hub gave with the last page; opaque.
    pub cursor: String,
    /// The number of the last change it holds, readable.
    pub seq: u64,
}

/// What the hub says to a sync.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncResponse {
    /// The protocol version.
    pub v: u32,
    /// The hub's history.
    pub epoch: EpochId,
    /// The hub's clock.
    pub now: i64,
    /// Up to where the install's ops are on the hub's disk.
    pub durable: ChainHead,
    /// Up to where every restore inside the operator's window brings them back.
    pub safe: ChainHead,
    /// The hub's word for `durable`, signed ([`crate::trust::receipt_message`]).
    pub receipt: Receipt,
    /// The op number the hub needs next, when the push left a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<u64>,
    /// The first op that arrived with other bytes than before, or whose chain does not fit: it is
    /// kept as evidence, and the phone must go on as a successor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork: Option<u64>,
    /// What the phone may see, when its grants have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Something has changed and the phone sent only a hash: ask again with cursors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// What changed, by feed; quiet feeds are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<Page>,
    /// What the hub wants the phone to do; unknown ones are ignored unless marked `must`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive>,
    /// What a newer hub says and this build does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The hub's receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The op up to which everything was received.
    pub mseq: u64,
    /// The chain there.
    pub chain: Hash,
    /// When that op was received, the hub's clock.
    pub received_at: i64,
    /// The hub's signature.
    pub sig: Signature,
}

/// A stretch of one feed: the current version of everything that changed in (from, to].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The feed.
    pub feed: FeedId,
    /// The change it begins after. 0 although the phone was further: the phone's cursor is unknown
    /// to this history, and what it holds is to be replaced once the final page has come.
    pub from: u64,
    /// The last change it covers.
    pub to: u64,
    /// The cursor to send next.
    pub cursor: String,
    /// The records.
    pub rows: Vec<Row>,
    /// The number of the feed's last change, and how many records it has: for a progress bar.
    pub head: u64,
    /// Count and sum of the feed at `to`, on the final page only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// The feed ends here; these go on. Its id is never used again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Vec<FeedId>>,
}

/// One record as the hub has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its class.
    pub class: Class,
    /// The record.
    pub record: RecordId,
    /// Its version.
    pub version: Version,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// When that happened, as the hub decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// Its fields; empty when it has left the feed.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// It has left this feed, for another one or for good.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left: bool,
}

/// Something the hub wants the phone to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directive {
    /// What.
    pub kind: DirectiveKind,
    /// A phone that does not know it stops pulling the feed it names (or all).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must: bool,
    /// The feed it is about; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<FeedId>,
    /// What else it says.
    #[serde(flatten)]
    pub rest: Fields,
}

codes! {
    /// What a hub may want of a phone.
    DirectiveKind {
        /// The install was revoked: it may go on recording and pushing, it receives nothing more.
        Revoked = "revoked" "此设备已停用",
        /// Wipe what is readable once all ops are durable: the phone was reported lost.
        Wipe = "wipe" "清除本机数据",
    }
}

/// What the hub has of a photo's bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoProgress {
    /// How many bytes it has: where to go on.
    pub offset: u64,
    /// Whether it has them all, and they are on its disk and have the right hash.
    pub durable: bool,
}

/// The body of every answer that is not 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What went wrong, for programs.
    pub code: FailureCode,
    /// What went wrong, for people.
    pub words: String,
}

codes! {
    /// Why the hub answers with an error; these are for transport and sign-in only.
    FailureCode {
        /// The token is unknown or has expired: the operator is asked. Ops stay on the phone.
        SignIn = "sign_in" "平台不认得此设备的登录，请联系管理员",
        /// The request is for another install than the token's.
        OtherInstall = "other_install" "登录与设备不符",
        /// The invitation's code is unknown, used or expired.
        Invitation = "invitation" "邀请码无效、已使用或已过期",
        /// The request cannot be read.
        Malformed = "malformed" "请求无法识别",
        /// The request is too large: halve the batch.
        TooLarge = "too_large" "请求太大",
        /// A signature does not fit.
        Signature = "signature" "签名不符",
        /// A photo's bytes do not fit what was announced; the upload starts anew.
        PhotoBytes = "photo_bytes" "照片内容与登记的不符",
        /// There is nothing here.
        NotFound = "not_found" "没有这个地址",
        /// The hub is busy: try again later.
        Busy = "busy" "平台忙，稍后自动重试",
        /// A fault of the hub: try again later.
        Internal = "internal" "平台出错，稍后自动重试",
    }
}

/// The hash of a set of cursors, in the order of the feeds' ids: both sides compute it, the phone
/// from its own cursors, the hub from the heads of the feeds the install may read.
pub fn cursor_hash(grant_ver: u64, mut cursors: Vec<Cursor>) -> Hash {
    use sha2::{Digest as _, Sha256};
    cursors.sort_by_key(|cursor| cursor.feed);
    let mut hash = Sha256::new();
    hash.update(b"gridbook cursors 1");
    hash.update(grant_ver.to_be_bytes());
    for cursor in cursors {
        hash.update(cursor.feed.as_bytes());
        hash.update(cursor.seq.to_be_bytes());
        hash.update((cursor.cursor.len() as u64).to_be_bytes());
        hash.update(cursor.cursor.as_bytes());
    }
    crate::encoding::Bytes(hash.finalize().into())
}
