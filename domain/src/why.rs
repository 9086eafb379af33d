//! Reasons why a part of an op did not simply take effect, or why a record is invalid.

use crate::code::codes;

codes! {
    /// Why a part did not simply take effect; the label explains to the author what to do.
    Why {
        /// A field's value has the wrong shape.
        BadField = "bad_field" "有一项内容的格式不对，请在记录里改正后重新提交",
        /// A required field is missing.
        MissingField = "missing_field" "缺少必填内容，请补充后重新提交",
        /// The class is append-only: a correction is a new record.
        AppendOnly = "append_only" "已提交的记录不能修改，请用更正",
        /// The visit was amended before; only its last amendment may be amended (V5).
        AlreadyAmended = "already_amended" "这条日志已经更正过，请在最新的更正上再更正",
        /// Only the hub writes the class.
        HubOnly = "hub_only" "这类记录只能由平台修改",
        /// The matter cannot take this step in its current state (M3).
        IllegalStep = "illegal_step" "事件当前的状态不能这样办理，请先看最新进展",
        /// The role may not take this step.
        NotYours = "not_yours" "这一步不由您办理",
        /// The author had no grant for the feed.
        NoGrant = "no_grant" "不在您负责的网格内，已保留并转督导员处理",
        /// The hub does not have the record that the part changes (yet).
        NoRecord = "no_record" "要修改的记录平台还没有收到，收到后自动处理",
        /// The install was revoked.
        Revoked = "revoked" "此设备已停用，内容已保留，请联系管理员",
        /// The op cannot be read.
        Unreadable = "unreadable" "内容无法识别，已原样保留，请联系管理员",
        /// The record belongs to another class or community.
        Elsewhere = "elsewhere" "记录已移到别的社区，已保留并转交",
        /// Applying failed for now; the hub retries by itself.
        Later = "later" "平台稍后自动处理",
    }
}
