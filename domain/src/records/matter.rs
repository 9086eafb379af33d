//! Matters 事件: what a worker reports, and the steps it takes until it is closed (M1–M7).

use crate::code::codes;
use crate::field::{Field, Fields, Kind as Shape, MAX_INTEGER};
use crate::id::{AreaId, RecordId};
use crate::outcome::Why;
use crate::role::Role;
use crate::text::is_blank;
use crate::visit::Position;
use serde::{Deserialize, Serialize};

codes! {
    /// The kind of a matter by its process (M1).
    Kind {
        /// Settled on the spot and registered.
        General = "general" "一般事件",
        /// Taken back to the community.
        Coordination = "coordination" "需协调事件",
        /// Reported at once, followed on the spot.
        Emergency = "emergency" "突发事件",
        /// Needs an approval.
        Approval = "approval" "需审批事件",
    }
}

codes! {
    /// The group of the routing table a matter belongs to (M2); its items are a deployment's data.
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
    /// How far a matter has come (M3).
    State {
        /// Reported, waiting to be accepted.
        Reported = "reported" "待受理",
        /// Accepted, waiting to be dispatched.
        Accepted = "accepted" "已受理",
        /// Sent back to the reporter with a reason.
        Returned = "returned" "已退回",
        /// Given to a department.
        Dispatched = "dispatched" "已派遣",
        /// The department is at work.
        Handling = "handling" "办理中",
        /// The department is done; the grid worker checks.
        Handled = "handled" "待核查",
        /// The grid worker has found it done.
        Verified = "verified" "已核查",
        /// Closed.
        Closed = "closed" "已办结",
    }
}

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Its kind.
    pub kind: Kind,
    /// Its group in the routing table.
    pub category: Category,
    /// What it is.
    pub content: String,
    /// The grid it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaId>,
    /// Where, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The household it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub household: Option<RecordId>,
    /// The visit it came up in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<RecordId>,
    /// The photos taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<RecordId>,
    /// How far it has come.
    #[serde(default = "reported")]
    pub state: State,
    /// The reason of the last step that needed one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// The department it was given to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub department: String,
    /// When the present state is due, in milliseconds since 1970; set by the hub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<i64>,
    /// What a newer build wrote and this one does not know.
    #[serde(flatten)]
    pub rest: Fields,
}

fn reported() -> State {
    State::Reported
}

/// The fields of [`crate::Class::Matter`].
pub const FIELDS: &[Field] = &[
    Field::new("kind", "事件性质", Shape::Code),
    Field::new("category", "事件类别", Shape::Code),
    Field::new("content", "事件描述", Shape::Text(10_000)),
    Field::new("area", "网格", Shape::Id),
    Field::new("place", "地点", Shape::Text(200)),
    Field::new("position", "定位", Shape::Nested),
    Field::new("household", "相关户", Shape::Id),
    Field::new("visit", "来源走访", Shape::Id),
    Field::new("photos", "照片", Shape::Ids),
    Field::new("state", "状态", Shape::Code),
    Field::new("reason", "说明", Shape::Text(2000)),
    Field::new("department", "承办部门", Shape::Text(60)),
    Field::new("due", "期限", Shape::Integer(0, MAX_INTEGER)),
];

/// The fields a matter cannot do without.
pub const REQUIRED: &[&str] = &["kind", "category", "content"];

/// What a step must bring along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A reason in words.
    Reason,
    /// The department it goes to.
    Department,
}

/// One legal step: from, to, who may take it, what it needs.
pub struct Step {
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// The roles that may take it.
    pub by: &'static [Role],
    /// What it must bring along.
    pub needs: Needs,
}

impl Step {
    /// The step that leads from one state to another; `None` where there is none.
    pub fn between(from: &State, to: &State) -> Option<&'static Self> {
        STEPS.iter().find(|step| step.from == *from && step.to == *to)
    }

    /// The steps a role may take from a state, in the order of [`STEPS`].
    pub fn open(from: &State, role: &Role) -> impl Iterator<Item = &'static Self> {
        STEPS.iter().filter(move |step| step.from == *from && step.by.contains(role))
    }

    /// What it needs and was not given, blanks being nothing.
    pub fn missing(&self, reason: &str, department: &str) -> Needs {
        let given = match self.needs {
            Needs::Nothing => return Needs::Nothing,
            Needs::Reason => reason,
            Needs::Department => department,
        };
        if is_blank(given) { self.needs } else { Needs::Nothing }
    }
}

const CENTRE: &[Role] = &[Role::Dispatcher, Role::Leader, Role::Supervisor];
const FIELD: &[Role] = &[Role::Worker, Role::Leader];
const DEPARTMENT: &[Role] = &[Role::Handler, Role::Dispatcher];

const fn step(from: State, to: State, by: &'static [Role], needs: Needs) -> Step {
    Step { from, to, by, needs }
}

/// The life of a matter (M3): every legal step.
pub const STEPS: &[Step] = &[
    step(State::Reported, State::Accepted, CENTRE, Needs::Nothing),
    step(State::Reported, State::Returned, CENTRE, Needs::Reason),
    step(State::Reported, State::Closed, CENTRE, Needs::Reason),
    step(State::Returned, State::Reported, FIELD, Needs::Nothing),
    step(State::Accepted, State::Dispatched, CENTRE, Needs::Department),
    step(State::Accepted, State::Closed, CENTRE, Needs::Reason),
    step(State::Dispatched, State::Handling, DEPARTMENT, Needs::Nothing),
    step(State::Dispatched, State::Accepted, DEPARTMENT, Needs::Reason),
    step(State::Handling, State::Handled, DEPARTMENT, Needs::Nothing),
    step(State::Handled, State::Verified, FIELD, Needs::Nothing),
    step(State::Handled, State::Dispatched, FIELD, Needs::Reason),
    step(State::Verified, State::Closed, CENTRE, Needs::Nothing),
    step(State::Verified, State::Dispatched, CENTRE, Needs::Reason),
];

/// Whether a new matter may begin in this state: reported, or settled on the spot (M1, M3).
pub fn may_begin(kind: &Kind, state: &State) -> bool {
    *state == State::Reported || (*state == State::Closed && *kind == Kind::General)
}

/// Checks a step (M3). `patch` is what the part brings along.
///
/// # Errors
/// [`Why::IllegalStep`] when no such step exists, [`Why::NotYours`] when the role may not take it,
/// [`Why::MissingField`] when it lacks its reason or department.
pub fn check_step(from: &State, to: &State, role: &Role, patch: &Fields) -> Result<(), Why> {
    let step = Step::between(from, to).ok_or(Why::IllegalStep)?;
    if !step.by.contains(role) {
        return Err(Why::NotYours);
    }
    let text = |name: &str| patch.get(name).and_then(|v| v.as_str()).unwrap_or_default();
    match step.missing(text("reason"), text("department")) {
        Needs::Nothing => Ok(()),
        Needs::Reason | Needs::Department => Err(Why::MissingField),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn patch(value: serde_json::Value) -> Fields {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn m3_every_state_is_reached_and_left_until_closed() {
        for state in State::KNOWN {
            let reached = *state == State::Reported || STEPS.iter().any(|s| s.to == *state);
            let left = *state == State::Closed || STEPS.iter().any(|s| s.from == *state);
            assert!(reached && left, "{state}");
        }
    }

    #[test]
    fn m3_a_return_needs_a_reason() {
        let (from, to) = (State::Reported, State::Returned);
        let no = patch(json!({"reason": "  "}));
        let yes = patch(json!({"reason": "地点不清"}));
        assert_eq!(check_step(&from, &to, &Role::Dispatcher, &no), Err(Why::MissingField));
        assert_eq!(check_step(&from, &to, &Role::Dispatcher, &yes), Ok(()));
        assert_eq!(check_step(&from, &to, &Role::Worker, &yes), Err(Why::NotYours));
    }

    #[test]
    fn m3_dispatching_needs_a_department_and_accepting_nothing() {
        let dispatch = Step::between(&State::Accepted, &State::Dispatched).unwrap();
        assert_eq!(dispatch.missing("地点不清", " "), Needs::Department);
        assert_eq!(dispatch.missing("", "城管办"), Needs::Nothing);
        let accept = Step::between(&State::Reported, &State::Accepted).unwrap();
        assert_eq!(accept.missing("", ""), Needs::Nothing);
    }

    #[test]
    fn m3_a_step_is_open_to_a_role_exactly_if_the_check_lets_it_through() {
        let patch = patch(json!({"reason": "地点不清", "department": "城管办"}));
        let pairs =
            State::KNOWN.iter().flat_map(|from| Role::KNOWN.iter().map(move |by| (from, by)));
        for (from, role) in pairs {
            let open: Vec<_> = Step::open(from, role).map(|step| &step.to).collect();
            for to in State::KNOWN {
                let checked = check_step(from, to, role, &patch).is_ok();
                assert_eq!(open.contains(&to), checked, "{from} to {to} by {role}");
            }
        }
    }

    #[test]
    fn m3_a_closed_matter_takes_no_step() {
        for to in State::KNOWN {
            let found = check_step(&State::Closed, to, &Role::Dispatcher, &Fields::new());
            assert_eq!(found, Err(Why::IllegalStep));
        }
    }

    #[test]
    fn m1_only_a_general_matter_is_settled_on_the_spot() {
        assert!(may_begin(&Kind::General, &State::Closed));
        assert!(!may_begin(&Kind::Emergency, &State::Closed));
        assert!(may_begin(&Kind::Emergency, &State::Reported));
    }
}
