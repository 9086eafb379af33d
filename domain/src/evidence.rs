//! Evidence of a visit (V3), item by item, each with its reason. It proves nothing and blocks
//! nothing; it shows a supervisor what to check (防止走过场).

use crate::clock::{Occurred, Source};
use crate::code::codes;
use crate::visit::{PositionSource, Visit};

codes! {
    /// The rating of an item of evidence.
    Rating {
        /// Supports the visit.
        Good = "good" "可信",
        /// Raises a doubt.
        Doubt = "doubt" "存疑",
        /// The item is missing.
        Missing = "missing" "缺少",
    }
}

/// One item of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceItem {
    /// The item's name on the screen.
    pub label: &'static str,
    /// The rating.
    pub rating: Rating,
    /// The reason, in words for a supervisor.
    pub reason: String,
}

/// Facts around a visit that its record does not contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceContext<'a> {
    /// When it took place and how that was determined.
    pub occurred: &'a Occurred,
    /// When the hub received it, in milliseconds since 1970.
    pub received: i64,
    /// The number of its photos that are on the hub's disk.
    pub photos_here: usize,
}

/// A position with a larger error in metres does not distinguish one door from another.
const GOOD_ACCURACY: i64 = 100;
/// A text with fewer characters has hardly any content.
const SHORT_TEXT: usize = 8;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
/// A visit that arrives later than this was either far from a network or held back.
const LATE: i64 = 3 * DAY;

/// Returns the evidence of a visit, in the order a screen shows it.
pub fn evidence(visit: &Visit, around: &EvidenceContext<'_>) -> Vec<EvidenceItem> {
    vec![position(visit), photos(visit, around), time(around), arrival(around), text(visit)]
}

/// Returns the number of items that support the visit, and the number of all items.
pub fn score(items: &[EvidenceItem]) -> (usize, usize) {
    (items.iter().filter(|item| item.rating == Rating::Good).count(), items.len())
}

fn item(label: &'static str, rating: Rating, reason: impl Into<String>) -> EvidenceItem {
    EvidenceItem { label, rating, reason: reason.into() }
}

fn position(visit: &Visit) -> EvidenceItem {
    let Some(found) = &visit.position else {
        return item("定位", Rating::Missing, "没有定位，可能在室内或未授权");
    };
    let off = format!("误差约 {} 米", found.accuracy);
    match (&found.source, found.mock) {
        (_, true) => item("定位", Rating::Doubt, format!("系统提示为模拟定位，{off}")),
        (PositionSource::Manual, _) => item("定位", Rating::Doubt, "位置为手动选取"),
        _ if found.accuracy > GOOD_ACCURACY => {
            item("定位", Rating::Doubt, format!("{off}，分不清门栋"))
        }
        (source, _) => item("定位", Rating::Good, format!("{}定位，{off}", source.label())),
    }
}

fn photos(visit: &Visit, around: &EvidenceContext<'_>) -> EvidenceItem {
    let (named, here) = (visit.photos.len(), around.photos_here);
    match (named, here) {
        (0, _) => item("照片", Rating::Missing, "没有照片"),
        (named, here) if here < named => {
            item("照片", Rating::Doubt, format!("{named} 张，其中 {} 张还没有传到", named - here))
        }
        (named, _) => item("照片", Rating::Good, format!("{named} 张，已全部收到")),
    }
}

fn time(around: &EvidenceContext<'_>) -> EvidenceItem {
    let found = around.occurred;
    let off = span(found.plus_minus);
    match &found.source {
        Source::Hub => item("时间", Rating::Good, format!("与平台校时一致，误差不超过{off}")),
        Source::Corrected => {
            item("时间", Rating::Good, format!("本机时间已按平台校正，误差不超过{off}"))
        }
        Source::Wall => item("时间", Rating::Doubt, "只有本机时间，未与平台校对过"),
        Source::Doubtful | Source::Other(_) => {
            item("时间", Rating::Doubt, format!("本机时钟前后矛盾，可能相差{off}"))
        }
    }
}

fn arrival(around: &EvidenceContext<'_>) -> EvidenceItem {
    let after = around.received.saturating_sub(around.occurred.time).max(0);
    match after {
        after if after > LATE => {
            item("送达", Rating::Doubt, format!("走访后 {}才送达平台", span(after)))
        }
        after => item("送达", Rating::Good, format!("走访后 {}内送达平台", span(after))),
    }
}

fn text(visit: &Visit) -> EvidenceItem {
    match visit.content.trim().chars().count() {
        0 => item("内容", Rating::Missing, "没有写走访内容"),
        n if n < SHORT_TEXT => item("内容", Rating::Doubt, format!("只写了 {n} 个字")),
        n => item("内容", Rating::Good, format!("{n} 个字")),
    }
}

/// Formats a duration, rounded up: 30 秒, 5 分钟, 2 小时, 3 天.
fn span(ms: i64) -> String {
    let up = |unit: i64| ms.saturating_add(unit - 1) / unit;
    match ms {
        ms if ms < 60_000 => format!(" {} 秒", up(1_000).max(1)),
        ms if ms < HOUR => format!(" {} 分钟", up(60_000)),
        ms if ms < DAY => format!(" {} 小时", up(HOUR)),
        _ => format!(" {} 天", up(DAY)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::Fields;
    use crate::id::RecordId;
    use crate::visit::{Position, Purpose, VisitContact};

    fn visit() -> Visit {
        Visit {
            household: RecordId::from_bytes([1; 16]),
            purpose: Purpose::Care,
            met: VisitContact::Met,
            people: Vec::new(),
            content: "老人身体尚好，药已备足。".to_owned(),
            promise: String::new(),
            position: Some(Position {
                lat: 399_000_000,
                lon: 1_164_000_000,
                accuracy: 12,
                source: PositionSource::Gnss,
                mock: false,
            }),
            photos: vec![RecordId::from_bytes([2; 16])],
            amends: None,
            rest: Fields::new(),
        }
    }

    fn weights(visit: &Visit, occurred: &Occurred, received: i64, here: usize) -> Vec<Rating> {
        let around = EvidenceContext { occurred, received, photos_here: here };
        evidence(visit, &around).into_iter().map(|item| item.rating).collect()
    }

    fn certain() -> Occurred {
        Occurred { time: 0, plus_minus: 1_200, source: Source::Hub }
    }

    #[test]
    fn v3_a_visit_with_everything_is_believed() {
        let items = weights(&visit(), &certain(), HOUR, 1);
        assert_eq!(items, vec![Rating::Good; 5]);
    }

    #[test]
    fn v3_each_doubt_has_its_own_reason() {
        let mock = Position { mock: true, ..visit().position.unwrap() };
        let far = Position { accuracy: 900, ..visit().position.unwrap() };
        let doubtful = Occurred { source: Source::Doubtful, ..certain() };
        for (position, expected) in
            [(None, Rating::Missing), (Some(mock), Rating::Doubt), (Some(far), Rating::Doubt)]
        {
            let items = weights(&Visit { position, ..visit() }, &certain(), HOUR, 1);
            assert_eq!(items.first(), Some(&expected));
        }
        let (v, here) = (visit(), 1);
        assert_eq!(weights(&v, &certain(), HOUR, 0).get(1), Some(&Rating::Doubt));
        assert_eq!(weights(&v, &doubtful, HOUR, here).get(2), Some(&Rating::Doubt));
        assert_eq!(weights(&v, &certain(), 9 * DAY, here).get(3), Some(&Rating::Doubt));
        let silent = Visit { content: " ".to_owned(), ..visit() };
        assert_eq!(weights(&silent, &certain(), HOUR, here).get(4), Some(&Rating::Missing));
    }
}
