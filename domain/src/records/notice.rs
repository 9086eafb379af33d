//! Notices 通知: messages to the owner of an install.

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::{Field, MAX_INTEGER};
use crate::fields::{Fields, ReadFields as _};
use crate::id::RecordId;
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule};

codes! {
    /// The kind of a notice.
    NoticeKind {
        /// A supervisor returned a visit.
        VisitReturned = "visit_returned" "日志被退回",
        /// The hub was set back to an older copy; a device writes this notice itself.
        HubSetBack = "hub_set_back" "平台恢复过",
    }
}

record! {
    /// A message to the owner of an install.
    Notice {
        /// The kind of news.
        kind: NoticeKind = Field::code::<NoticeKind>("通知类型").required(),
        /// The record it is about.
        about: RecordId = Field::id("记录").required(),
        /// The message to show to the owner.
        message as "words": String = Field::text("内容", 2000).required(),
        /// The name of the account that caused it.
        by: Option<String> = Field::text("来自", 60),
        /// When it was written, in milliseconds since 1970 by the hub's clock.
        time: i64 = Field::integer("时间", 0, MAX_INTEGER).required(),
    }
}

/// The class of notices.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Notice,
    write: WritePolicy::HubOnly,
    fields: Notice::FIELDS,
    about: None,
    title: |notice: &Fields| notice.text_or_empty("words").to_owned(),
    check: any_content,
    rules: &[rule("V3", "a returned log is told to its author")],
};
