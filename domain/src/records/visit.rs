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

/// One degree in the units of a [`Position`].
const DEGREE: f64 = 1e7;
/// No two places on earth are farther apart, in metres.
const FARTHEST: f64 = 20_037_508.0;

impl Position {
    /// A position as a device tells it: degrees, and metres of accuracy, which are rounded up.
    /// `None` where it is none on earth, or where the device does not know how accurate it is.
    pub fn of_degrees(
        (latitude, longitude): (f64, f64),
        accuracy: f64,
        source: PositionSource,
        mock: bool,
    ) -> Option<Self> {
        let position = Self {
            lat: rounded(latitude * DEGREE)?,
            lon: rounded(longitude * DEGREE)?,
            accuracy: rounded(accuracy.ceil())?,
            source,
            mock,
        };
        position.is_on_earth().then_some(position)
    }

    /// Latitude and longitude in degrees; they give the same position again.
    pub fn degrees(&self) -> (f64, f64) {
        (float(self.lat) / DEGREE, float(self.lon) / DEGREE)
    }

    /// The accuracy in metres.
    pub fn metres(&self) -> f64 {
        float(self.accuracy)
    }

    /// Whether there is such a place, known to within the size of the earth.
    pub fn is_on_earth(&self) -> bool {
        let within = |value, least: f64, most: f64| (least..=most).contains(&float(value));
        within(self.lat, -90.0 * DEGREE, 90.0 * DEGREE)
            && within(self.lon, -180.0 * DEGREE, 180.0 * DEGREE)
            && within(self.accuracy, 0.0, FARTHEST)
    }
}

/// The nearest whole number; `None` where it has more than 15 digits or is none.
fn rounded(value: f64) -> Option<i64> {
    // Through text, because a cast would make a number of whatever it is given.
    (value.abs() < 1e15).then(|| format!("{value:.0}").parse().ok()).flatten()
}

#[expect(clippy::cast_precision_loss, reason = "what is on earth stays far below 2^52")]
fn float(value: i64) -> f64 {
    value as f64
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

#[cfg(test)]
mod tests {
    use super::*;

    fn position(latitude: f64, longitude: f64, accuracy: f64) -> Option<Position> {
        Position::of_degrees((latitude, longitude), accuracy, PositionSource::Gnss, false)
    }

    #[test]
    fn v3_a_position_comes_back_from_degrees_as_it_was() {
        for (lat, lon) in [(399_042_001, 1_164_074_003), (-1, 1), (900_000_000, -1_800_000_000)] {
            let (source, mock) = (PositionSource::Gnss, false);
            let kept = Position { lat, lon, accuracy: 12, source, mock };
            let (latitude, longitude) = kept.degrees();
            assert_eq!(position(latitude, longitude, 11.2), Some(kept));
        }
    }

    #[test]
    fn v3_what_is_no_place_on_earth_is_no_position() {
        let nan = f64::NAN;
        for (latitude, longitude, accuracy) in [
            (90.000_000_1, 0.0, 5.0),
            (0.0, -180.1, 5.0),
            (nan, 0.0, 5.0),
            (0.0, f64::INFINITY, 5.0),
            (0.0, 1e300, 5.0),
            (0.0, 0.0, -1.0),
            (0.0, 0.0, nan),
            (0.0, 0.0, 1e9),
        ] {
            assert_eq!(position(latitude, longitude, accuracy), None);
        }
    }
}
