//! The losing value of a merge: kept, shown, and free to be chosen.

use crate::class::Class;
use crate::code::codes;
use crate::field::{Field, Fields, Kind, Policy};
use crate::id::{AccountId, OpId, RecordId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

codes! {
    /// What became of a conflict.
    Settled {
        /// Nobody has looked yet.
        Open = "open" "待处理",
        /// The losing value was chosen after all: a patch of the record says so too.
        Chosen = "chosen" "已采用",
        /// The value that stands was confirmed.
        Dismissed = "dismissed" "已忽略",
    }
}

/// A value that lost against another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The class of the record it is about.
    pub class: Class,
    /// The record it is about.
    pub about: RecordId,
    /// The field.
    pub field: String,
    /// The value that stands; `null` where the field is empty.
    pub kept: Value,
    /// The value that lost; `null` where somebody cleared the field.
    pub lost: Value,
    /// Whose value lost.
    pub author: AccountId,
    /// The op that carried the losing value.
    pub op: OpId,
    /// What became of it.
    pub state: Settled,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Conflict`]. A device may change `state` only.
pub const FIELDS: &[Field] = &[
    Field::new("class", "类别", Kind::Code).merge(Policy::Stand),
    Field::new("about", "记录", Kind::Id).merge(Policy::Stand),
    Field::new("field", "字段", Kind::Text(64)).merge(Policy::Stand),
    Field::new("author", "填写人", Kind::Id).merge(Policy::Stand),
    Field::new("op", "操作", Kind::Id).merge(Policy::Stand),
    Field::new("state", "状态", Kind::Code),
];

/// The id of the conflict over `field` that part number `part` of `op` met: the same wherever it is
/// computed, so that applying twice keeps it once.
pub fn id(op: OpId, part: usize, field: &str) -> RecordId {
    let mut hash = Sha256::new();
    hash.update(b"gridbook conflict 1");
    hash.update(op.as_bytes());
    hash.update((part as u64).to_be_bytes());
    hash.update(field.as_bytes());
    let bytes: [u8; 32] = hash.finalize().into();
    let mut id = [0; 16];
    id.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    RecordId::from_random(id)
}
