//! Decisions of a supervisor or dispatcher from the command line: where no console is at hand, and
//! for scripts.

use crate::answer::Answer;
use crate::failure::{Failure, While as _};
use crate::names;
use gridbook_domain::Class;
use gridbook_domain::area::Level;
use gridbook_domain::id::RecordId;
use gridbook_domain::matter::State;
use gridbook_domain::visit::Verdict;
use gridbook_hub::{Decision, Hub};
use gridbook_store::Record;
use serde_json::json;

/// A verdict on a visit log; a returned one goes to its author's device with the reason.
pub fn review(
    hub: &Hub,
    visit: &str,
    verdict: &Verdict,
    reason: Option<&str>,
    by: &str,
) -> Result<Answer, Failure> {
    let log = find(hub, visit, &Class::Visit)?;
    let reason = reason.unwrap_or_default().to_owned();
    let decision = Decision::Review { verdict: verdict.clone(), reason, seen: None };
    decide(hub, &log, by, &decision)?;
    Ok(Answer {
        text: format!("{visit}  {}", verdict.label()),
        json: json!({"visit": log.record, "verdict": verdict}),
    })
}

/// One step of a matter (M3).
pub fn step(
    hub: &Hub,
    matter: &str,
    to: &str,
    reason: Option<&str>,
    department: Option<&str>,
    by: &str,
) -> Result<Answer, Failure> {
    let found = find(hub, matter, &Class::Matter)?;
    let to = state(to)?;
    let (reason, department) = (reason.unwrap_or_default(), department.unwrap_or_default());
    let decision = Decision::Step {
        to: to.clone(),
        reason: reason.to_owned(),
        department: department.to_owned(),
        seen: Some(found.version),
    };
    decide(hub, &found, by, &decision)?;
    Ok(Answer {
        text: format!("{matter}  {}", to.label()),
        json: json!({"matter": found.record, "state": to}),
    })
}

/// A state by its word on the wire or on the screen.
fn state(word: &str) -> Result<State, Failure> {
    let known = State::from_label(word).unwrap_or_else(|| State::from_code(word));
    match known {
        State::Other(_) => {
            let words: Vec<_> = State::KNOWN.iter().map(State::as_str).collect();
            Err(Failure::new(format!("{word} is no state: {}", words.join(", "))))
        }
        known => Ok(known),
    }
}

/// Returns a record of a class, in any community.
fn find(hub: &Hub, id: &str, class: &Class) -> Result<Record, Failure> {
    let record = RecordId::parse(id).during(id)?;
    let areas = hub.areas().during("reading the areas")?;
    for area in areas.iter().filter(|area| area.level == Level::Community) {
        let found = hub.record(area.area, record).during(id)?;
        if let Some(found) = found.filter(|found| found.class == *class) {
            return Ok(found);
        }
    }
    Err(Failure::new(format!("there is no {} {id}", class.as_str())))
}

/// Takes it as this account's; a refusal is reported in the words of the rule.
fn decide(hub: &Hub, about: &Record, by: &str, decision: &Decision) -> Result<(), Failure> {
    let author = names::account(hub, by)?;
    let about = (about.community, about.record);
    hub.decide(author.account, about, decision).map_err(|why| Failure::new(format!("{by}: {why}")))
}
