//! Outcomes 处理结果: whether each part of an op took effect, with a message for its author.

use crate::class::{Class, WritePolicy};
use crate::clock::{OCCURRED, Occurred};
use crate::code::codes;
use crate::field::{Field, Kind, MAX_INTEGER, Shape};
use crate::id::{FeedId, RecordId};
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule, untitled};
use crate::version::Version;
use serde::{Deserialize, Serialize};

pub use crate::records::notice::{Notice, NoticeKind};
pub use crate::why::Why;

codes! {
    /// The effect of a part. A device shows an unknown effect as "received, see console".
    Effect {
        /// It took effect unchanged.
        Applied = "applied" "已生效",
        /// It took effect together with changes of others.
        Merged = "merged" "已合并",
        /// At least one value lost; it is kept as a conflict.
        Conflict = "conflict" "有冲突，两个值都已保留",
        /// It waits for something, such as the record it changes or a decision about the device.
        Held = "held" "等待处理",
        /// A rule forbids it; it is kept as evidence.
        Refused = "refused" "未采纳",
        /// The op was known already and has no second effect.
        Duplicate = "duplicate" "已收到过",
        /// It cannot be read; it is kept for inspection.
        Quarantined = "quarantined" "无法识别，已保留",
    }
}

/// The outcome of one part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartOutcome {
    /// The effect.
    pub effect: Effect,
    /// The reason, unless the part was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// The message for the author; a device shows it unchanged.
    #[serde(rename = "words", default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The record's version after the part; absent if the part had no effect.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<Version>,
    /// The position of that version in the feed. The install drops the part from its overlay once
    /// its cursor has passed this position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<FeedSeq>,
    /// The conflicts that the part caused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<RecordId>,
}

/// A position in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedSeq {
    /// The feed.
    pub feed: FeedId,
    /// The number of the change.
    pub seq: u64,
}

/// The shape of an outcome's parts. An op cannot have more parts than bytes.
const PARTS: Shape = Shape::List(Kind::Nested(&PART), crate::op::MAX_BODY);

/// The shape of a [`PartOutcome`].
const PART: Shape = Shape::Object(&[
    Field::code::<Effect>("结果").named("effect").required(),
    Field::code::<Why>("原因").named("why"),
    Field::text("说明", 2000).named("words"),
    Field::text("版本", 40).named("version"),
    Field::nested("位置", &FEED_SEQ).named("at"),
    Field::ids("冲突").named("conflicts"),
]);

/// The shape of a [`FeedSeq`].
const FEED_SEQ: Shape = Shape::Object(&[
    Field::id("数据流").named("feed").required(),
    Field::integer("序号", 0, MAX_INTEGER).named("seq").required(),
]);

record! {
    /// The outcome of an op. Its record id is the op's ([`RecordId::of_op`]); a quarantined op
    /// without an id gets one derived from install and `mseq`.
    Outcome {
        /// The op's number on its install.
        mseq: u64 = Field::integer("序号", 1, MAX_INTEGER).required(),
        /// When the op happened, as the hub decided; absent for an unreadable op.
        occurred: Option<Occurred> = Field::nested("发生时间", &OCCURRED),
        /// The outcomes of the parts, in the order of the body; one quarantined part for an
        /// unreadable op.
        parts: Vec<PartOutcome> = Field::nested("处理结果", &PARTS).required(),
    }
}

/// The class of outcomes.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Outcome,
    write: WritePolicy::HubOnly,
    fields: Outcome::FIELDS,
    about: None,
    title: untitled,
    check: any_content,
    rules: &[rule("M3", "an illegal step is refused and told to its author")],
};

/// The fields of [`crate::Class::Outcome`].
pub const FIELDS: &[Field] = Outcome::FIELDS;

/// The fields of [`crate::Class::Notice`].
pub const NOTICE_FIELDS: &[Field] = Notice::FIELDS;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Source;
    use crate::fields::{Fields, TypedRecord as _};
    use crate::id::OpId;

    #[test]
    fn what_the_hub_writes_has_the_declared_shape() {
        let record = RecordId::from_bytes([1; 16]);
        let part = PartOutcome {
            effect: Effect::Conflict,
            why: Some(Why::Later),
            message: Some(Why::Later.label().to_owned()),
            version: Some(Version::next(None, OpId::from_bytes([2; 16]), 0)),
            at: Some(FeedSeq { feed: FeedId::from_bytes([3; 16]), seq: 7 }),
            conflicts: vec![record],
        };
        let occurred = Occurred { time: -1, plus_minus: 5, source: Source::Wall };
        let (occurred, parts, rest) = (Some(occurred), vec![part], Fields::new());
        let outcome = Outcome { mseq: 1, occurred, parts, rest }.to_fields().unwrap();
        assert_eq!(Class::Outcome.wrong_field(&outcome), None);
        assert_eq!(Class::Outcome.check(&outcome), Ok(()));
    }
}
