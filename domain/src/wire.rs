//! The messages between install and hub, protocol version 1.
//!
//! JSON, compressed with zstd (a frame names its own dictionary, so one can be added later). Ids,
//! hashes and keys are base64url; times are milliseconds since 1970; integers are below 2^53.
//! Readers ignore unknown members. `docs/protocol.md` describes when each message is sent.

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
/// `POST`: enrols an install; [`EnrolRequest`] and [`EnrolResponse`].
pub const ENROL_PATH: &str = "/v1/enrol";
/// `POST`: push and pull; [`SyncRequest`] and [`SyncResponse`].
pub const SYNC_PATH: &str = "/v1/sync";
/// `GET` asks how much of a photo the hub has, `POST ?offset=N&size=S` sends a step; both answer
/// with [`PhotoProgress`]. The SHA-256 of the bytes follows, in base64url.
pub const PHOTO_PATH: &str = "/v1/photos/";
/// The maximum size of a request or response in bytes, uncompressed.
pub const MAX_MESSAGE: usize = 8 * 1024 * 1024;
/// The maximum size of a request in bytes, compressed.
pub const MAX_PACKED: usize = 2 * 1024 * 1024;

/// A position in an install's history: an op's number and the chain at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The op's number; 0 is the position before the first.
    pub mseq: u64,
    /// The chain at that op.
    pub chain: Hash,
}

/// A request to enrol. Repeating it with the same code and key returns the same install, so a lost
/// response does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The protocol version.
    pub v: u32,
    /// The one-time code of the invitation.
    pub code: String,
    /// The device's public key.
    pub key: PublicKey,
    /// The signature of [`crate::trust::enrol_message`] with that key.
    pub sig: Signature,
    /// The app and its version, such as `gridbook-core/0.1.0`.
    pub app: String,
    /// The model of the device, for the console's list of devices.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub device: String,
}

/// The credentials and scope of a new install.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolResponse {
    /// The protocol version.
    pub v: u32,
    /// The install's id, for the life of its database.
    pub install: InstallId,
    /// The token for the header `Authorization: Bearer …` of later requests.
    pub token: String,
    /// The account of the worker it belongs to.
    pub account: AccountId,
    /// The worker's name.
    pub name: String,
    /// The home community, for life.
    pub community: AreaId,
    /// The id of the hub's history.
    pub epoch: EpochId,
    /// The hub's clock.
    pub now: i64,
    /// The feeds it may read.
    pub scope: Scope,
}

/// A request that pushes ops and pulls feeds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The protocol version.
    pub v: u32,
    /// The install.
    pub install: InstallId,
    /// The app and its version.
    pub app: String,
    /// The id of the hub's history, as the install knows it.
    pub epoch: EpochId,
    /// The version of the grants that the install knows.
    pub grant_ver: u64,
    /// The last op that the install has staged, signed.
    pub head: Head,
    /// The counts of what will still wait on the install after this request, for the console.
    pub waiting: Waiting,
    /// The device's clocks at the moment of sending, which shows how far off they are.
    pub clock: Reading,
    /// The staged ops after the last durable one, as many as fit into a batch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub push: Vec<Envelope>,
    /// The last receipt, if the hub acknowledges fewer ops than it states: it proves that the hub
    /// lost a part of its history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
    /// The install's cursors.
    pub pull: Pull,
    /// The ids of the zstd dictionaries that the install has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dicts: Vec<u32>,
    /// Members that a newer install sends and this build does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The last op an install has staged, signed with its key ([`crate::trust::head_message`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The op's number.
    pub mseq: u64,
    /// The chain there.
    pub chain: Hash,
    /// The signature.
    pub sig: Signature,
}

/// The counts of what waits on an install.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Ops that are not durable on the hub.
    pub ops: u64,
    /// Photos that are not durable on the hub.
    pub photos: u64,
    /// Drafts that are not submitted.
    pub drafts: u64,
}

/// An op as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Its number on this install, from 1 without gaps.
    pub mseq: u64,
    /// The chain after it.
    pub chain: Hash,
    /// Exactly the bytes of the body; the hub journals even a text that is not a readable op.
    pub body: String,
}

/// The cursors of an install in its feeds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pull {
    /// Only the hash of the cursors ([`cursor_hash`]), which suffices if nothing is new.
    Hash(Hash),
    /// The cursors; a feed without one is pulled from the beginning.
    Feeds(Vec<Cursor>),
    /// No pull: only push.
    Nothing,
}

/// The cursor of an install in one feed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The feed.
    pub feed: FeedId,
    /// The opaque cursor that the hub sent with the last page.
    pub cursor: String,
    /// The number of the last change that the install has, in readable form.
    pub seq: u64,
}

/// The hub's response to a sync.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SyncResponse {
    /// The protocol version.
    pub v: u32,
    /// The id of the hub's history.
    pub epoch: EpochId,
    /// The hub's clock.
    pub now: i64,
    /// The last of the install's ops that is on the hub's disk; so are all before it.
    pub durable: ChainHead,
    /// The last op that every restore within the operator's window brings back, with all before it.
    pub safe: ChainHead,
    /// The hub's signed statement of `durable` ([`crate::trust::receipt_message`]).
    pub receipt: Receipt,
    /// The op number that the hub needs next, if the push left a gap.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<u64>,
    /// The files of photos that the hub needs, although the install may count them as durable: it
    /// has lost them, and the install offers them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub need_photos: Vec<Hash>,
    /// The first op that arrived with other bytes than before, or whose chain does not match. It is
    /// kept as evidence, and the install must continue as a successor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fork: Option<u64>,
    /// The feeds that the install may read, if its grants have changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Whether something has changed although the install sent only a hash: send the cursors.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub changed: bool,
    /// The changes by feed; feeds without changes are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feeds: Vec<Page>,
    /// Instructions to the install; unknown ones are ignored unless marked `must`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub directives: Vec<Directive>,
    /// Members that a newer hub sends and this build does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The hub's receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The last op received; all before it were received too.
    pub mseq: u64,
    /// The chain there.
    pub chain: Hash,
    /// When that op was received, by the hub's clock.
    pub received_at: i64,
    /// The hub's signature.
    pub sig: Signature,
}

/// A section of one feed: the current version of every record that changed in (from, to].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// The feed.
    pub feed: FeedId,
    /// The number of the change before the page. If it is 0 although the install was further, the
    /// hub does not know the install's cursor, and the final page replaces what the install has of
    /// the feed.
    pub from: u64,
    /// The last change it covers.
    pub to: u64,
    /// The cursor to send next.
    pub cursor: String,
    /// The records.
    pub rows: Vec<Row>,
    /// The number of the feed's last change, for a progress bar.
    pub head: u64,
    /// The digest of the feed at `to`, only on the final page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// The feeds that replace this one, if it ends here. Its id is never used again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<Vec<FeedId>>,
}

/// A record as the hub has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its class.
    pub class: Class,
    /// The record.
    pub record: RecordId,
    /// Its version.
    pub version: Version,
    /// The author of the last change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// When that change happened, as the hub decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<i64>,
    /// Its fields; empty if it has left the feed.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// Whether it has left this feed, for another one or for good.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left: bool,
}

/// An instruction of the hub to an install.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Directive {
    /// The kind.
    pub kind: DirectiveKind,
    /// Whether an install that does not know the kind must stop pulling the feed it names (or all).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must: bool,
    /// The feed it applies to; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<FeedId>,
    /// Further members.
    #[serde(flatten)]
    pub rest: Fields,
}

codes! {
    /// The kind of an instruction.
    DirectiveKind {
        /// The install was revoked: it may go on recording and pushing, but receives nothing more.
        Revoked = "revoked" "此设备已停用",
        /// The device was reported lost: wipe all readable data once all ops are durable.
        Wipe = "wipe" "清除本机数据",
    }
}

/// How much of a photo the hub has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoProgress {
    /// The number of bytes it has, where the upload continues.
    pub offset: u64,
    /// Whether all bytes are on its disk with the right hash.
    pub durable: bool,
}

/// The body of every response other than 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The error as a code, for programs.
    pub code: FailureCode,
    /// The error as a message, for people.
    #[serde(rename = "words")]
    pub message: String,
}

codes! {
    /// The code of an error; only of transport and sign-in.
    FailureCode {
        /// The token is unknown or has expired; only the operator can help. Ops stay on the device.
        SignIn = "sign_in" "平台不认得此设备的登录，请联系管理员",
        /// The request is for another install than the token's.
        OtherInstall = "other_install" "登录与设备不符",
        /// The invitation's code is unknown, used or expired.
        Invitation = "invitation" "邀请码无效、已使用或已过期",
        /// The request cannot be read.
        Malformed = "malformed" "请求无法识别",
        /// The request is too large: halve the batch.
        TooLarge = "too_large" "请求太大",
        /// A signature is invalid.
        Signature = "signature" "签名不符",
        /// A photo's bytes do not match the announcement; the upload starts again.
        PhotoBytes = "photo_bytes" "照片内容与登记的不符",
        /// The address does not exist.
        NotFound = "not_found" "没有这个地址",
        /// The hub is busy; retry later.
        Busy = "busy" "平台忙，稍后自动重试",
        /// A bug or failure of the hub; retry later.
        Internal = "internal" "平台出错，稍后自动重试",
    }
}

/// Returns the hash of a set of cursors, in the order of the feeds' ids. The install computes it
/// from its own cursors, the hub from the heads of the feeds that the install may read.
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
