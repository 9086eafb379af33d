//! Publicity events 宣传活动: append-only records of what was made known to how many (V7).

use crate::class::{Class, WritePolicy};
use crate::field::Field;
use crate::fields::{Fields, ReadFields as _};
use crate::id::RecordId;
use crate::position::{POSITION, Position};
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule};

/// The most people or leaflets that one event counts.
pub const MAX_COUNT: i64 = 1_000_000;

record! {
    /// A publicity event. When it took place is the op's `occurred`.
    Publicity {
        /// The subject, such as 防范电信诈骗.
        subject: String = Field::text("宣传内容", 200).required(),
        /// The place.
        place: String = Field::text("地点", 200).required(),
        /// The number of people who asked.
        asked: Option<i64> = Field::integer("咨询人数", 0, MAX_COUNT),
        /// The number of leaflets handed out.
        leaflets: Option<i64> = Field::integer("发放资料", 0, MAX_COUNT),
        /// A remark.
        note: Option<String> = Field::text("备注", 2000),
        /// The position of the device.
        position: Option<Position> = Field::nested("定位", &POSITION),
        /// The photos taken.
        photos: Vec<RecordId> = Field::ids("照片").refers_to(&Class::Photo),
    }
}

/// A publicity event.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Publicity,
    write: WritePolicy::AppendOnly,
    fields: Publicity::FIELDS,
    about: None,
    title: |event: &Fields| event.text_or_empty("subject").to_owned(),
    check: any_content,
    rules: &[rule("V7", "a record of its own with its numbers; no visit")],
};

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn event(more: Value) -> Fields {
        let mut event = json!({"subject": "防范电信诈骗", "place": "3号楼前广场"});
        event.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        event.as_object().cloned().unwrap()
    }

    #[test]
    fn v7_an_event_says_what_and_where_and_counts_nobody_below_zero() {
        let class = Class::Publicity;
        assert_eq!(
            (class.check(&event(json!({}))), class.missing_field(&event(json!({})))),
            (Ok(()), None)
        );
        assert_eq!(class.missing_field(&event(json!({"place": " "}))), Some("place"));
        assert_eq!(class.missing_field(&event(json!({"subject": null}))), Some("subject"));
        assert_eq!(class.wrong_field(&event(json!({"asked": 200, "leaflets": 3500}))), None);
        assert_eq!(class.wrong_field(&event(json!({"asked": -1}))), Some("asked"));
        assert_eq!(class.wrong_field(&event(json!({"leaflets": 1.5}))), Some("leaflets"));
    }
}
