//! Matters 事件: what a worker reports, and the steps until it is closed (M1–M7).

mod steps;

pub use steps::{Needs, STEPS, Step, check_step, may_begin};

use crate::class::{Class, WritePolicy};
use crate::code::codes;
use crate::field::{Field, MAX_INTEGER};
use crate::fields::{Fields, ReadFields as _};
use crate::id::{AreaId, RecordId};
use crate::position::{POSITION, Position};
use crate::record::record;
use crate::spec::{ClassSpec, any_content, rule};

/// The maximum number of characters of a reason.
pub const MOST_REASON: usize = 2000;
/// The maximum number of characters of a department's name.
pub const MOST_DEPARTMENT: usize = 60;
/// The maximum number of characters of a title.
const TITLE: usize = 30;

codes! {
    /// The kind of a matter, which decides its process (M1).
    Kind {
        /// Settled on the spot and registered.
        General = "general" "一般事件",
        /// Referred to the community for coordination.
        Coordination = "coordination" "需协调事件",
        /// Reported at once and followed on the spot.
        Emergency = "emergency" "突发事件",
        /// Needs an approval.
        Approval = "approval" "需审批事件",
    }
}

codes! {
    /// The group of a matter in the routing table (M2); the items of a group are a deployment's
    /// data.
    Category {
        /// Street order.
        StreetOrder = "street_order" "街面秩序",
        /// Sanitation.
        Sanitation = "sanitation" "市容环卫",
        /// Environment.
        Environment = "environment" "环境保护",
        /// Food and drugs.
        FoodDrugs = "food_drugs" "食品药品",
        /// Safety.
        Safety = "safety" "安全生产",
        /// Municipal works.
        Municipal = "municipal" "市政设施",
        /// Greening.
        Greening = "greening" "园林绿化",
        /// Building sites.
        BuildingSite = "building_site" "建筑工地",
        /// Public security.
        PublicSecurity = "public_security" "社会治安",
        /// Disputes.
        Dispute = "dispute" "矛盾纠纷",
        /// Residential compounds.
        Compound = "compound" "小区管理",
        /// Markets.
        Market = "market" "市场秩序",
    }
}

codes! {
    /// The state of a matter (M3).
    State {
        /// Reported, waiting to be accepted.
        Reported = "reported" "待受理",
        /// Accepted, waiting to be dispatched.
        Accepted = "accepted" "已受理",
        /// Sent back to the reporter with a reason.
        Returned = "returned" "已退回",
        /// Assigned to a department.
        Dispatched = "dispatched" "已派遣",
        /// The department is at work.
        Handling = "handling" "办理中",
        /// Done by the department; the grid worker checks the result.
        Handled = "handled" "待核查",
        /// Confirmed by the grid worker.
        Verified = "verified" "已核查",
        /// Closed.
        Closed = "closed" "已办结",
    } absent = Reported
}

record! {
    /// A matter.
    Matter {
        /// Its kind.
        kind: Kind = Field::code::<Kind>("事件性质").required(),
        /// Its group in the routing table.
        category: Category = Field::code::<Category>("事件类别").required(),
        /// A description.
        content: String = Field::text("事件描述", 10_000).required(),
        /// The grid it is in.
        area: Option<AreaId> = Field::id("网格").refers_to(&Class::Area),
        /// The place in words.
        place: String = Field::text("地点", 200),
        /// The place as a position.
        position: Option<Position> = Field::nested("定位", &POSITION),
        /// The household it concerns, if any.
        household: Option<RecordId> = Field::id("相关户").refers_to(&Class::Household),
        /// The visit in which it came up, if any.
        visit: Option<RecordId> = Field::id("来源走访").refers_to(&Class::Visit),
        /// The photos taken.
        photos: Vec<RecordId> = Field::ids("照片").refers_to(&Class::Photo),
        /// The current state; absent means reported.
        state: State = Field::code::<State>("状态"),
        /// The reason of the last step that needed one.
        reason: String = Field::text("说明", MOST_REASON),
        /// The department it was assigned to.
        department: String = Field::text("承办部门", MOST_DEPARTMENT),
        /// When the current state is due, in milliseconds since 1970.
        due: Option<i64> = Field::integer("期限", 0, MAX_INTEGER).by_hub(),
    }
}

/// The class of matters.
pub const SPEC: ClassSpec = ClassSpec {
    class: Class::Matter,
    write: WritePolicy::StateMachine,
    fields: Matter::FIELDS,
    about: None,
    title: |matter: &Fields| matter.text_or_empty("content").chars().take(TITLE).collect(),
    check: any_content,
    rules: &[
        rule("M1", "`Kind`; `may_begin`: only a general matter is settled on the spot"),
        rule("M2", "`Category`; the items of a group are to come"),
        rule("M3", "`STEPS` and `check_step`"),
        rule("M4", "`due`, which only the hub sets, by `deadline`"),
    ],
};

/// The fields of [`crate::Class::Matter`].
pub const FIELDS: &[Field] = Matter::FIELDS;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_matter_without_a_state_is_reported_and_writes_it() {
        let fields = json!({"kind": "general", "category": "safety", "content": "路灯不亮"});
        let read: Matter = serde_json::from_value(fields.clone()).unwrap();
        assert_eq!((&read.state, read.due), (&State::Reported, None));
        let mut expected = fields;
        expected["state"] = json!("reported");
        assert_eq!(serde_json::to_value(&read).unwrap(), expected);
        let lacks = json!({"kind": "general", "category": "safety"});
        assert!(serde_json::from_value::<Matter>(lacks).is_err());
    }
}
