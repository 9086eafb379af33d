//! What a supervisor or dispatcher decides, from the command line: where no console is at hand, and
//! for scripts.

use crate::admin::Answer;
use crate::failure::{Failure, While as _};
use crate::names;
use gridbook_domain::area::Level;
use gridbook_domain::id::RecordId;
use gridbook_domain::matter::State;
use gridbook_domain::outcome::Effect;
use gridbook_domain::visit::Verdict;
use gridbook_domain::{Class, Fields};
use gridbook_hub::store::Record;
use gridbook_hub::{Hub, NewPart};
use serde_json::{Value, json};

/// A verdict on a visit log; a returned one goes to its author's handheld with the reason.
pub fn review(
    hub: &Hub,
    visit: &str,
    verdict: &Verdict,
    reason: Option<&str>,
    by: &str,
) -> Result<Answer, Failure> {
    let log = find(hub, visit, &Class::Visit)?;
    let said = json!({"visit": log.record, "verdict": verdict});
    let patch = fields(said.clone(), [("reason", reason)]);
    let part = NewPart {
        class: Class::Review,
        record: hub.new_record().during("a new id")?,
        feed: log.feed,
        base: None,
        patch,
    };
    save(hub, &log, by, part)?;
    Ok(Answer { text: format!("{visit}  {}", verdict.label()), json: said })
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
    let patch = fields(json!({"state": to}), [("reason", reason), ("department", department)]);
    let part = NewPart {
        class: Class::Matter,
        record: found.record,
        feed: found.feed,
        base: Some(found.version),
        patch,
    };
    save(hub, &found, by, part)?;
    Ok(Answer {
        text: format!("{matter}  {}", to.label()),
        json: json!({"matter": found.record, "state": to}),
    })
}

/// A state by its word on the wire or on the screen.
fn state(word: &str) -> Result<State, Failure> {
    let known = State::of_label(word).unwrap_or_else(|| State::of(word));
    match known {
        State::Other(_) => {
            let words: Vec<_> = State::KNOWN.iter().map(State::as_str).collect();
            Err(Failure::new(format!("{word} is no state: {}", words.join(", "))))
        }
        known => Ok(known),
    }
}

/// A record of a class, in whichever community it lies.
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

/// Saves it as this account's; what the rules refuse is told in their words.
fn save(hub: &Hub, about: &Record, by: &str, part: NewPart) -> Result<(), Failure> {
    let author = names::account(hub, by)?;
    let saved = hub.save(about.community, author.account, vec![part]).during(by)?;
    match saved.outcome.parts.iter().find(|part| part.effect != Effect::Applied) {
        None => Ok(()),
        Some(part) => {
            let why = part.why.as_ref().map_or(part.effect.label(), |why| why.label());
            Err(Failure::new(format!("{by}: {why}")))
        }
    }
}

/// The fields of an object, and those of the others that are given.
fn fields<const N: usize>(value: Value, more: [(&str, Option<&str>); N]) -> Fields {
    let mut fields = match value {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    };
    let given = more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into())));
    fields.extend(given);
    fields
}
