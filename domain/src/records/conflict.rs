//! Conflicts: the losing value of a merge is kept and shown, and can still be chosen.

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::Field;
use crate::id::{AccountId, OpId, RecordId};
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule, untitled};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

codes! {
    /// Whether and how a conflict was settled.
    Settled {
        /// Nobody has settled it yet.
        Open = "open" "待处理",
        /// The losing value was chosen; a patch of the record stores it.
        Chosen = "chosen" "已采用",
        /// The winning value was confirmed.
        Dismissed = "dismissed" "已忽略",
    }
}

record! {
    /// A value that lost against another one. A device may change only `state`.
    Conflict {
        /// The class of the record it is about.
        class: Class = Field::code::<Class>("类别").required().keep_existing(),
        /// The record it is about.
        about: RecordId = Field::id("记录").required().keep_existing(),
        /// The field.
        field: String = Field::text("字段", 64).required().keep_existing(),
        /// The author of the losing value.
        author: AccountId = Field::id("填写人").required().keep_existing(),
        /// The op that carried the losing value.
        op: OpId = Field::id("操作").required().keep_existing(),
        /// Whether and how it was settled.
        state: Settled = Field::code::<Settled>("状态").required(),
    } any_shape {
        /// The value that won; `null` if the field is empty.
        kept: Value,
        /// The value that lost; `null` if it was a clearing of the field.
        lost: Value,
    }
}

/// The class of conflicts.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Conflict,
    write: WritePolicy::Merge,
    fields: Conflict::FIELDS,
    about: None,
    title: untitled,
    check: any_content,
    rules: &[rule("I3", "a merge loses nothing of what either wrote")],
};

/// The fields of [`crate::Class::Conflict`].
pub const FIELDS: &[Field] = Conflict::FIELDS;

/// Returns the id of the conflict over `field` caused by part number `part` of `op`: always the
/// same, so that applying an op twice keeps one conflict.
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
