//! The content of a row about a person, without every value that the ledger has better.

use super::ledger::text;
use crate::matching::plan::Person;
use crate::read::values::{is_sound_document, is_sound_phone};
use gridbook_domain::Fields;
use gridbook_domain::document::citizen;
use gridbook_domain::person::Care;
use serde_json::Value;
use std::collections::BTreeSet;

/// The fields to compare, and what was left out.
#[derive(Debug)]
pub(super) struct Doubts {
    pub said: Fields,
    pub doubts: Vec<Doubt>,
}

/// A value that contradicts the document number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    Birth,
    Sex,
}

impl Person {
    /// Returns what the workbook says of a person, where the ledger has this and the workbook said
    /// that before.
    pub(super) fn worth(&self, living: Option<&Fields>, before: Option<&Fields>) -> Doubts {
        let mut said = self.said.clone();
        if let Some(living) = living {
            said.retain(|name, _| {
                !self.weak.iter().any(|weak| weak == name) || !is_better(living, name)
            });
        }
        let doubts = self.contradictions(living, &mut said);
        if let Some(care) = self.care(living, before) {
            said.insert("care".to_owned(), care);
        }
        Doubts { said, doubts }
    }

    /// Removes a birth and a sex that the number in the ledger says otherwise, unless the row has a
    /// number of its own.
    fn contradictions(&self, living: Option<&Fields>, said: &mut Fields) -> Vec<Doubt> {
        let known = living.and_then(|living| text(living, "document"));
        let known = known.and_then(|number| citizen(number).ok());
        let Some(known) = known.filter(|_| self.document.is_none()) else { return Vec::new() };
        let mut doubts = Vec::new();
        for (name, right, doubt) in [
            ("birth", known.birth.to_string(), Doubt::Birth),
            ("sex", known.sex.as_str().to_owned(), Doubt::Sex),
        ] {
            if text(said, name).is_some_and(|said| said != right) {
                said.remove(name);
                doubts.push(doubt);
            }
        }
        doubts
    }

    /// The care groups: all of them where a row names them all, else those of before with the ones
    /// it adds or denies.
    fn care(&self, living: Option<&Fields>, before: Option<&Fields>) -> Option<Value> {
        let said = &self.care;
        if !said.whole && said.yes.is_empty() && said.no.is_empty() {
            return None;
        }
        let mut groups = said.yes.clone();
        if !said.whole {
            let known = before.or(living).and_then(|fields| fields.get("care"));
            let known = known.and_then(Value::as_array).into_iter().flatten();
            groups.extend(known.filter_map(Value::as_str).map(Care::from_code));
        }
        groups.retain(|group| !said.no.contains(group) || said.yes.contains(group));
        let codes: BTreeSet<String> =
            groups.iter().map(|group| group.as_str().to_owned()).collect();
        let codes: Vec<Value> = codes.into_iter().map(Value::String).collect();
        Some(if codes.is_empty() { Value::Null } else { Value::Array(codes) })
    }
}

/// Whether the ledger has a sound value, which a doubtful one must not replace.
fn is_better(living: &Fields, name: &str) -> bool {
    let document = text(living, "document").filter(|number| is_sound_document(number));
    match name {
        "document" => document.is_some(),
        "document_kind" => text(living, "document").is_some(),
        "phone" => text(living, "phone").is_some_and(is_sound_phone),
        _ => false,
    }
}
