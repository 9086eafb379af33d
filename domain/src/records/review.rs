//! Reviews 审阅: a supervisor's verdict on a visit; append-only.

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::Field;
use crate::id::RecordId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule, untitled};

codes! {
    /// A supervisor's verdict on a visit.
    Verdict {
        /// The visit is approved.
        Approved = "approved" "已通过",
        /// The visit is returned to its author, with a reason.
        Returned = "returned" "已退回",
    }
}

codes! {
    /// The review status of a visit, as a list shows it.
    ReviewStatus {
        /// Nobody has reviewed it.
        Waiting = "waiting" "待审",
        /// The newest verdict approved it.
        Approved = "approved" "已通过",
        /// The newest verdict returned it.
        Returned = "returned" "已退回",
        /// Another visit amends it (V5), and counts in its place.
        Amended = "amended" "已更正",
    }
}

impl Verdict {
    /// Returns whether the verdict requires a reason.
    pub fn needs_reason(&self) -> bool {
        *self == Self::Returned
    }
}

record! {
    /// A supervisor's verdict. The newest of a visit counts; all are kept.
    Review {
        /// The visit.
        visit: RecordId = Field::id("走访记录").required().refers_to(&Class::Visit),
        /// The verdict.
        verdict: Verdict = Field::code::<Verdict>("审阅结论").required(),
        /// Why the visit was returned, in words for its author.
        reason: String = Field::text("退回原因", 2000),
    }
}

/// The class of reviews.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Review,
    write: WritePolicy::AppendOnly,
    fields: Review::FIELDS,
    about: Some("visit"),
    title: untitled,
    check: any_content,
    rules: &[rule("V3", "a verdict is a record of its own; all stay")],
};
