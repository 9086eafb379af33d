//! The steps of a matter (M3): which roles may take each, and what each requires.

use super::{Kind, State};
use crate::fields::{Fields, ReadFields as _};
use crate::role::Role;
use crate::text::is_blank;
use crate::why::Why;

/// The input a step requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// A reason.
    Reason,
    /// A department.
    Department,
}

/// One legal step of a matter, as data.
#[derive(Debug)]
pub struct Step {
    /// The state before the step.
    pub from: State,
    /// The state after the step.
    pub to: State,
    /// The roles that may take it.
    pub by: &'static [Role],
    /// The required input.
    pub needs: Needs,
    /// The label of the button that takes it.
    pub label: &'static str,
    /// The meaning of the step, in one sentence for the screen.
    pub hint: &'static str,
}

impl Step {
    /// Returns the step from one state to another; `None` if it is not legal.
    pub fn between(from: &State, to: &State) -> Option<&'static Self> {
        STEPS.iter().find(|step| step.from == *from && step.to == *to)
    }

    /// Returns the steps a role may take from a state, in the order of [`STEPS`].
    pub fn open(from: &State, role: &Role) -> impl Iterator<Item = &'static Self> {
        STEPS.iter().filter(move |step| step.from == *from && step.by.contains(role))
    }

    /// Returns the required input that a patch lacks; blank text counts as missing.
    pub fn missing_in(&self, patch: &Fields) -> Needs {
        self.missing(patch.text_or_empty("reason"), patch.text_or_empty("department"))
    }

    /// Returns the required input that is missing; blank text counts as missing.
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

/// Writes the table of steps, one line per step: states, roles, needs, label and hint.
macro_rules! steps {
    ($($from:ident => $to:ident, $by:ident, $needs:ident, $label:literal $hint:literal;)*) => {
        &[$(Step {
            from: State::$from,
            to: State::$to,
            by: $by,
            needs: Needs::$needs,
            label: $label,
            hint: $hint,
        },)*]
    };
}

/// Every legal step of a matter (M3), the ordinary one of each state first.
pub const STEPS: &[Step] = steps! {
    Reported => Accepted, CENTRE, Nothing, "受理" "认可上报，等待派遣。";
    Reported => Returned, CENTRE, Reason, "退回事件" "退给上报的网格员补充。";
    Reported => Closed, CENTRE, Reason, "直接办结" "不派遣，说明处理结果。";
    Returned => Reported, FIELD, Nothing, "办理" "";
    Accepted => Dispatched, CENTRE, Department, "派遣" "交给部门办理。";
    Accepted => Closed, CENTRE, Reason, "直接办结" "不派遣，说明处理结果。";
    Dispatched => Handling, DEPARTMENT, Nothing, "开始办理" "部门已接办。";
    Dispatched => Accepted, DEPARTMENT, Reason, "退回派遣" "不归本部门办理，说明原因。";
    Handling => Handled, DEPARTMENT, Nothing, "办理完毕" "请网格员到现场核查。";
    Handled => Verified, FIELD, Nothing, "核查通过" "现场已处理好。";
    Handled => Dispatched, FIELD, Reason, "重新办理" "没有处理好，说明原因。";
    Verified => Closed, CENTRE, Nothing, "办结" "核查通过，结束这件事。";
    Verified => Dispatched, CENTRE, Reason, "重新办理" "没有处理好，说明原因。";
};

/// Returns whether a new matter may begin in this state: reported, or settled on the spot (M1, M3).
pub fn may_begin(kind: &Kind, state: &State) -> bool {
    *state == State::Reported || (*state == State::Closed && *kind == Kind::General)
}

/// Checks a step (M3) against the role and the patch of the part.
///
/// # Errors
/// [`Why::IllegalStep`] if no such step exists, [`Why::NotYours`] if the role may not take it,
/// [`Why::MissingField`] if the reason or department is missing.
pub fn check_step(from: &State, to: &State, role: &Role, patch: &Fields) -> Result<(), Why> {
    let step = Step::between(from, to).ok_or(Why::IllegalStep)?;
    if !step.by.contains(role) {
        return Err(Why::NotYours);
    }
    match step.missing_in(patch) {
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
