//! Reviews 审阅: a supervisor's verdict on a visit log; append-only.

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::Field;
use crate::id::RecordId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule, untitled};

codes! {
    /// What a supervisor decided about a visit log.
    Verdict {
        /// It is good.
        Approved = "approved" "已通过",
        /// It goes back to its author, with a reason.
        Returned = "returned" "已退回",
    }
}

codes! {
    /// The state of the review of a visit log, as a list of logs shows it.
    ReviewStatus {
        /// Nobody has reviewed it.
        Waiting = "waiting" "待审",
        /// The newest verdict approved it.
        Approved = "approved" "已通过",
        /// The newest verdict returned it.
        Returned = "returned" "已退回",
        /// Another log amends it (V5): that one counts now.
        Amended = "amended" "已更正",
    }
}

impl Verdict {
    /// Returns whether somebody who gives it must say why.
    pub fn needs_reason(&self) -> bool {
        *self == Self::Returned
    }
}

record! {
    /// A supervisor's verdict; the newest of a log counts, all stay.
    Review {
        /// The visit log.
        visit: RecordId = Field::id("走访记录").required().refers_to(&Class::Visit),
        /// The verdict.
        verdict: Verdict = Field::code::<Verdict>("审阅结论").required(),
        /// Why it was returned; in words meant for the author.
        reason: String = Field::text("退回原因", 2000),
    }
}

/// A review.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Review,
    write: WritePolicy::AppendOnly,
    fields: Review::FIELDS,
    about: Some("visit"),
    title: untitled,
    check: any_content,
    rules: &[rule("V3", "a verdict is a record of its own; all stay")],
};
