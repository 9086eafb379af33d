//! Visits 走访记录: append-only evidence of a call at a household (V1–V6).

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::id::RecordId;
use crate::position::POSITION;
use crate::record::record;
use crate::spec::{ClassSpec, Violation, rule, untitled};
use crate::text::is_blank;
use crate::why::Why;

pub use crate::position::{Position, PositionSource};
pub use crate::records::review::{Review, ReviewStatus, Verdict};

codes! {
    /// The purpose of a visit (V2).
    Purpose {
        /// A routine visit.
        Routine = "routine" "日常走访",
        /// A visit to somebody in a care group.
        Care = "care" "关爱探访",
        /// Checking the data in the ledger.
        Check = "check" "信息核查",
        /// Informing about a policy.
        Policy = "policy" "政策宣传",
        /// Settling a dispute.
        Mediation = "mediation" "矛盾调解",
        /// Following up a matter.
        FollowUp = "follow_up" "事件回访",
        /// Asking how satisfied people are.
        Survey = "survey" "满意度调查",
    }
}

codes! {
    /// Whether somebody was met (V1). F10: "nobody home" does not count as a visit.
    VisitContact {
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

record! {
    /// A visit. The op's `occurred` says when it took place.
    Visit {
        /// The household visited.
        household: RecordId = Field::id("走访户").required().refers_to(&Class::Household),
        /// The purpose.
        purpose: Purpose = Field::code::<Purpose>("走访目的").required(),
        /// Whether somebody was met.
        met: VisitContact = Field::code::<VisitContact>("见面情况").required(),
        /// The people met, if known.
        people: Vec<RecordId> = Field::ids("见到的人").refers_to(&Class::Person),
        /// The content of the talk and what was seen.
        content: String = Field::text("走访内容", 10_000),
        /// Services promised (V4).
        promise: String = Field::text("承诺事项", 2000),
        /// The device's position.
        position: Option<Position> = Field::nested("定位", &POSITION),
        /// The photos taken.
        photos: Vec<RecordId> = Field::ids("照片").refers_to(&Class::Photo),
        /// The visit that this one amends (V5); both are kept.
        amends: Option<RecordId> = Field::id("更正").refers_to(&Class::Visit),
    }
}

/// The class of visits.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Visit,
    write: WritePolicy::AppendOnly,
    fields: Visit::FIELDS,
    about: Some("amends"),
    title: untitled,
    check,
    rules: &[
        rule("V1", "`check`: who was met and what was said; the op's `occurred` is the time"),
        rule("V2", "`Purpose`"),
        rule("V3", "`position` and `photos`, weighed by `evidence`"),
        rule("V5", "append-only; `amends` names the log that is amended"),
    ],
};

/// Checks the content of a visit (V1): required if somebody was met or refused to talk; no people
/// met if nobody was home.
fn check(log: &Fields) -> Result<(), Violation> {
    let met = log.code::<VisitContact>("met");
    if is_blank(log.text_or_empty("content"))
        && matches!(met, Some(VisitContact::Met | VisitContact::Refused))
    {
        return Err(Violation { field: "content", why: Why::MissingField });
    }
    if met == Some(VisitContact::NobodyHome) && log.items("people").len() > 0 {
        return Err(Violation { field: "people", why: Why::BadField });
    }
    Ok(())
}

/// The fields of [`crate::Class::Visit`].
pub const FIELDS: &[Field] = Visit::FIELDS;

/// The fields of [`crate::Class::Review`].
pub const REVIEW_FIELDS: &[Field] = Review::FIELDS;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn log(met: &str, rest: Value) -> Fields {
        let id = RecordId::from_bytes([1; 16]);
        let log = json!({"household": id, "purpose": "care", "met": met});
        let mut log = log.as_object().cloned().unwrap();
        log.extend(rest.as_object().cloned().unwrap());
        log
    }

    fn fault(met: &str, rest: Value) -> Option<(&'static str, Why)> {
        Class::Visit.check(&log(met, rest)).err().map(|found| (found.field, found.why))
    }

    #[test]
    fn v1_who_was_met_or_refused_has_something_to_say() {
        let missing = Some(("content", Why::MissingField));
        for met in ["met", "refused"] {
            assert_eq!(fault(met, json!({"content": " \u{3000}\u{200b}"})), missing);
            assert_eq!(fault(met, json!({})), missing);
            assert_eq!(fault(met, json!({"content": "都好"})), None);
        }
        for met in ["nobody_home", "moved_away", "asleep"] {
            assert_eq!(fault(met, json!({})), None, "{met}");
        }
    }

    #[test]
    fn v1_where_nobody_was_home_nobody_was_met() {
        let people = json!({"people": [RecordId::from_bytes([2; 16])]});
        assert_eq!(fault("nobody_home", people.clone()), Some(("people", Why::BadField)));
        assert_eq!(fault("nobody_home", json!({"people": []})), None);
        assert_eq!(fault("moved_away", people), None);
    }

    #[test]
    fn v1_a_log_says_where_why_and_who_was_met() {
        for name in ["household", "purpose", "met"] {
            let mut log = log("nobody_home", json!({}));
            log.remove(name);
            let found = Class::Visit.check(&log).unwrap_err();
            assert_eq!((found.field, found.why), (name, Why::MissingField));
        }
    }

    #[test]
    fn a_log_reads_back_as_it_was_written_with_what_it_does_not_know() {
        let fields = log("met", json!({"content": "都好", "weather": "雨"}));
        let read: Visit = serde_json::from_value(Value::Object(fields.clone())).unwrap();
        assert_eq!((read.content.as_str(), read.amends), ("都好", None));
        assert_eq!(read.rest.text("weather"), Some("雨"));
        assert_eq!(serde_json::to_value(&read).unwrap(), Value::Object(fields.clone()));
        let without = fields.into_iter().filter(|(name, _)| name != "met").collect();
        assert!(serde_json::from_value::<Visit>(Value::Object(without)).is_err());
    }
}
