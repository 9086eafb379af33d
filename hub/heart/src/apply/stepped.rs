//! Matters 事件: the hub validates every step (M3).

use super::{Apply, PartContext, PartResult};
use gridbook_domain::fields::{ReadFields as _, apply};
use gridbook_domain::matter::{Kind, State, check_step, may_begin};
use gridbook_domain::outcome::Why;
use gridbook_domain::{Fields, Part};
use gridbook_store::{Record, Result};
use serde_json::Value;

/// The fields that belong to a step and are replaced by the next one, so that no author's change of
/// them is lost.
const OF_A_STEP: &[&str] = &["state", "reason", "department"];

impl Apply<'_> {
    /// Applies a part of a matter.
    pub(super) fn step(
        &mut self,
        context: &PartContext<'_>,
        current: Option<&Record>,
    ) -> Result<PartResult> {
        let PartContext { author, part, .. } = *context;
        let Some(current) = current else { return self.report(context) };
        if part.patch.get("state").is_some_and(Value::is_null) {
            return Ok(PartResult::field(Why::BadField, &part.class, "state"));
        }
        let mut view = self.author_view(author, part, current)?;
        let from = state(&current.fields);
        match part.patch.text("state").map(State::from_code).filter(|to| *to != from) {
            Some(to) => {
                if let Err(why) = check_step(&from, &to, &author.role, &part.patch) {
                    return Ok(PartResult::refused(why));
                }
                OF_A_STEP.iter().for_each(|name| drop(view.concurrent.remove(*name)));
            }
            None if changes_a_step(part, current) => {
                return Ok(PartResult::refused(Why::IllegalStep));
            }
            None => {}
        }
        self.merge_seen(context, current, &view)
    }

    /// Creates a matter: reported, or settled on the spot (M1).
    fn report(&mut self, context: &PartContext<'_>) -> Result<PartResult> {
        let part = context.part;
        if part.base.is_some() || part.after.is_some() {
            return Ok(PartResult::held_for(part.record));
        }
        let mut fields = Fields::new();
        apply(&mut fields, &part.patch);
        if let Some(field) = part.class.missing_field(&fields) {
            return Ok(PartResult::field(Why::MissingField, &part.class, field));
        }
        let kind = Kind::from_code(fields.text_or_empty("kind"));
        let begins = state(&fields);
        if !may_begin(&kind, &begins) {
            return Ok(PartResult::refused(Why::IllegalStep));
        }
        fields.insert("state".to_owned(), Value::from(begins.as_str()));
        self.add(context, fields)
    }
}

/// Returns whether a part that takes no step would change the department or the reason, which only
/// a step may change.
fn changes_a_step(part: &Part, current: &Record) -> bool {
    let now = |name: &str| current.fields.get(name).unwrap_or(&Value::Null);
    OF_A_STEP.iter().any(|name| part.patch.get(*name).is_some_and(|new| new != now(name)))
}

fn state(fields: &Fields) -> State {
    fields.text("state").map_or(State::Reported, State::from_code)
}
