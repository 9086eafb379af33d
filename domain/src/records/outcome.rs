//! What became of an op, part by part, in words its author understands.

use crate::clock::Occurred;
use crate::code::codes;
use crate::field::{Field, Fields, Kind};
use crate::id::{FeedId, RecordId};
use crate::version::Version;
use serde::{Deserialize, Serialize};

codes! {
    /// What became of a part. A phone that meets an unknown outcome says "received, see console".
    Effect {
        /// It took effect as it was.
        Applied = "applied" "已生效",
        /// It took effect together with changes of others.
        Merged = "merged" "已合并",
        /// At least one value lost; it is kept as a conflict.
        Conflict = "conflict" "有冲突，两个值都已保留",
        /// It waits for something, such as the record it changes, or a decision about the device.
        Held = "held" "等待处理",
        /// A rule forbids it; it is kept as evidence.
        Refused = "refused" "未采纳",
        /// The op was known already; it has no second effect.
        Duplicate = "duplicate" "已收到过",
        /// It cannot be read; it is kept and looked at.
        Quarantined = "quarantined" "无法识别，已保留",
    }
}

codes! {
    /// Why a part did not simply take effect; the screen's word tells the author what to do.
    Why {
        /// A field has another shape than the class allows.
        BadField = "bad_field" "有一项内容的格式不对，请在记录里改正后重新提交",
        /// A required field is missing.
        MissingField = "missing_field" "缺少必填内容，请补充后重新提交",
        /// The class is append-only: a correction is a new record.
        AppendOnly = "append_only" "已提交的记录不能修改，请用更正",
        /// The log was amended before: the last amendment is what may be amended (V5).
        AlreadyAmended = "already_amended" "这条日志已经更正过，请在最新的更正上再更正",
        /// A class only the hub writes.
        HubOnly = "hub_only" "这类记录只能由平台修改",
        /// The matter cannot take this step now (M3).
        IllegalStep = "illegal_step" "事件当前的状态不能这样办理，请先看最新进展",
        /// The role may not take this step.
        NotYours = "not_yours" "这一步不由您办理",
        /// The author had no grant for the feed.
        NoGrant = "no_grant" "不在您负责的网格内，已保留并转督导员处理",
        /// The record the part changes is not here (yet).
        NoRecord = "no_record" "要修改的记录平台还没有收到，收到后自动处理",
        /// The install was revoked.
        Revoked = "revoked" "此设备已停用，内容已保留，请联系管理员",
        /// The op cannot be read.
        Unreadable = "unreadable" "内容无法识别，已原样保留，请联系管理员",
        /// The record belongs to another class or community.
        Elsewhere = "elsewhere" "记录已移到别的社区，已保留并转交",
        /// Applying failed for now; the hub tries again by itself.
        Later = "later" "平台稍后自动处理",
    }
}

/// What became of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOutcome {
    /// What became of it.
    pub effect: Effect,
    /// Why, unless it was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// What the author is told; the phone shows it as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// The record's version after it; absent when it had no effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// Where that version stands in the feed: the part leaves the phone's overlay once the cursor
    /// has passed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FeedSeq>,
    /// The conflicts it left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<RecordId>,
}

/// A place in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedSeq {
    /// The feed.
    pub feed: FeedId,
    /// The number of the change.
    pub seq: u64,
}

/// What became of an op: the fields of [`crate::Class::Outcome`]. Its record id is the op's
/// ([`RecordId::of_op`]); a quarantined op that has none gets an id derived from install and
/// `mseq`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The op's number on its install.
    pub mseq: u64,
    /// When it happened, as the hub decided; absent for an unreadable op.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred: Option<Occurred>,
    /// Part by part, in the order of the body; a single quarantined part for an unreadable one.
    pub parts: Vec<PartOutcome>,
    /// What a newer hub wrote and this build does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

codes! {
    /// What a notice is about.
    NoticeKind {
        /// A supervisor returned a visit log.
        VisitReturned = "visit_returned" "日志被退回",
    }
}

/// A message to the owner of an install: the fields of [`crate::Class::Notice`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// The record it is about.
    pub about: RecordId,
    /// What the owner is told.
    pub words: String,
    /// Who caused it, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When, in milliseconds since 1970, the hub's clock.
    pub time: i64,
    /// What a newer hub wrote and this build does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Outcome`].
pub const FIELDS: &[Field] = &[
    Field::new("mseq", "序号", Kind::Integer(1, crate::field::MAX_INTEGER)),
    Field::new("occurred", "发生时间", Kind::Nested),
    Field::new("parts", "处理结果", Kind::Nested),
];

/// The fields of [`crate::Class::Notice`].
pub const NOTICE_FIELDS: &[Field] = &[
    Field::new("kind", "通知类型", Kind::Code),
    Field::new("about", "记录", Kind::Id),
    Field::new("words", "内容", Kind::Text(2000)),
    Field::new("by", "来自", Kind::Text(60)),
    Field::new("time", "时间", Kind::Integer(0, crate::field::MAX_INTEGER)),
];
