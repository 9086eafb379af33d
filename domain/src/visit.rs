//! Visit logs 走访记录: append-only evidence of a visit (V1–V6).

use crate::code::codes;
use crate::field::{Field, Fields, Kind};
use crate::id::RecordId;
use serde::{Deserialize, Serialize};

codes! {
    /// What a visit was for (V2).
    Purpose {
        /// A routine visit.
        Routine = "routine" "日常走访",
        /// A visit to somebody who is cared for.
        Care = "care" "关爱探访",
        /// To check what the ledger says.
        Check = "check" "信息核查",
        /// To tell about a policy.
        Policy = "policy" "政策宣传",
        /// To settle a dispute.
        Mediation = "mediation" "矛盾调解",
        /// To follow up a matter.
        FollowUp = "follow_up" "事件回访",
        /// To ask how satisfied people are.
        Survey = "survey" "满意度调查",
    }
}

codes! {
    /// Who was met (V1). F10: "nobody home" does not count as a visit.
    Met {
        /// Somebody was met.
        Met = "met" "见面",
        /// Nobody was home.
        NobodyHome = "nobody_home" "无人在家",
        /// The door stayed shut, or the visit was refused.
        Refused = "refused" "拒访",
        /// The household has moved away.
        MovedAway = "moved_away" "已搬走",
    }
}

codes! {
    /// Where a position comes from (V3).
    PositionSource {
        /// Satellites.
        Gnss = "gnss" "卫星",
        /// Cell or wireless networks.
        Network = "network" "网络",
        /// Set on a map by hand.
        Manual = "manual" "手动",
    }
}

/// Where the device was, as it was captured (WGS-84).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Latitude in units of 1e-7 degree.
    pub lat: i64,
    /// Longitude in units of 1e-7 degree.
    pub lon: i64,
    /// The radius in metres within which it lies with 68 %.
    pub accuracy: i64,
    /// Where it comes from.
    pub source: PositionSource,
    /// Whether the system calls it simulated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mock: bool,
}

/// A visit log. When it took place is the op's `occurred`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The household visited.
    pub household: RecordId,
    /// What it was for.
    pub purpose: Purpose,
    /// Who was met.
    pub met: Met,
    /// The people met, where they are known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<RecordId>,
    /// What was said and seen.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
    /// Services promised (V4).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub promise: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The photos taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<RecordId>,
    /// The log this one amends (V5); both stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amends: Option<RecordId>,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Visit`].
pub const FIELDS: &[Field] = &[
    Field::new("household", "走访户", Kind::Id),
    Field::new("purpose", "走访目的", Kind::Code),
    Field::new("met", "见面情况", Kind::Code),
    Field::new("people", "见到的人", Kind::Ids),
    Field::new("content", "走访内容", Kind::Text(10_000)),
    Field::new("promise", "承诺事项", Kind::Text(2000)),
    Field::new("position", "定位", Kind::Nested),
    Field::new("photos", "照片", Kind::Ids),
    Field::new("amends", "更正", Kind::Id),
];

/// The fields a visit log cannot do without.
pub const REQUIRED: &[&str] = &["household", "purpose", "met"];

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
    /// Where the review of a visit log stands, as a list of logs shows it.
    Standing {
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

/// A supervisor's verdict; the newest of a log counts, all stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The visit log.
    pub visit: RecordId,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it was returned; in words meant for the author.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

/// The fields of [`crate::Class::Review`].
pub const REVIEW_FIELDS: &[Field] = &[
    Field::new("visit", "走访记录", Kind::Id),
    Field::new("verdict", "审阅结论", Kind::Code),
    Field::new("reason", "退回原因", Kind::Text(2000)),
];
