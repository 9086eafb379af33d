//! The version of a record that an import had seen, field by field.
//!
//! The hub compares a patch with what its author had seen, and a record's version right after the
//! previous import is what the import had seen; but not of every field. If a worker corrected a
//! phone number and the next workbook changed the workplace, that import's own version already
//! holds the correction, which no clerk ever saw: the workbook still has the old number. When the
//! clerk then edits the number, the correction has to be kept as a conflict all the same. So for
//! each field in which record and workbook part ways, the import goes on remembering the version
//! before they did, and a patch of that field is sent with that base, in a part of its own.

use super::changes::Change;
use gridbook_domain::field::MergePolicy;
use gridbook_domain::{Class, Fields, Version};
use gridbook_hub::NewPart;
use gridbook_store::Record;
use serde_json::Value;
use std::collections::BTreeMap;

/// The remembered field that names older bases; no record has a field of this name.
const BASES: &str = "@base";

/// The fields whose base is not the record's version after the previous import.
type Bases = BTreeMap<String, Option<Version>>;

/// The parts that send a change of a record the hub has, and what to remember of it.
pub(crate) fn rebase(change: &Change, now: &Record) -> (Vec<NewPart>, Fields) {
    let mut bases = older_bases(&change.before);
    bases.extend(change.unseen.iter().map(|name| ((*name).to_owned(), None)));
    let mut patches: BTreeMap<Option<Version>, Fields> = BTreeMap::new();
    for (name, value) in &change.patch {
        let base = bases.get(name).copied().unwrap_or(change.base);
        let value = joined(change, now, name, value);
        patches.entry(base).or_default().insert(name.clone(), value);
    }
    // The newest view first, so that the part that says most is ruled on as it stands.
    let parts = patches.into_iter().rev().map(|(base, patch)| part(change, base, patch)).collect();
    (parts, remembered(change, now, &bases))
}

fn part(change: &Change, base: Option<Version>, patch: Fields) -> NewPart {
    let (class, record, feed) = (change.class.clone(), change.record, change.feed);
    NewPart { class, record, feed, base, patch }
}

fn older_bases(before: &Fields) -> Bases {
    let bases = before.get(BASES).and_then(Value::as_object);
    let known = bases
        .into_iter()
        .flatten()
        .filter_map(|(name, version)| Some((name.clone(), version.as_str()?.parse().ok())));
    known.collect()
}

/// A set's additions and removals by the workbook, done to the set as it is now.
fn joined(change: &Change, now: &Record, name: &str, new: &Value) -> Value {
    if policy(&change.class, name) != MergePolicy::SetUnion {
        return new.clone();
    }
    let set = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (before, new) = (set(change.before.get(name)), set(Some(new)));
    let mut joined = set(now.fields.get(name));
    joined.retain(|value| new.contains(value) || !before.contains(value));
    joined.extend(new.into_iter().filter(|value| !before.contains(value)));
    joined.sort_by_key(ToString::to_string);
    joined.dedup();
    if joined.is_empty() { Value::Null } else { Value::Array(joined) }
}

/// Returns the fields of the workbook to remember, with the older bases of the fields in which the
/// record differs.
fn remembered(change: &Change, now: &Record, bases: &Bases) -> Fields {
    let mut fields = change.fields.clone();
    fields.remove(BASES);
    let older = |name: &String| {
        let base = bases.get(name).copied().unwrap_or(change.base);
        base.map(|version| version.to_string()).unwrap_or_default()
    };
    let apart: serde_json::Map<String, Value> = fields
        .keys()
        .chain(change.patch.keys())
        .filter(|name| !name.starts_with('@') && is_apart(change, now, name))
        .map(|name| (name.clone(), Value::String(older(name))))
        .collect();
    if !apart.is_empty() {
        fields.insert(BASES.to_owned(), Value::Object(apart));
    }
    fields
}

/// Whether record and workbook will differ in a field after this change.
fn is_apart(change: &Change, now: &Record, name: &str) -> bool {
    let value = |fields: &Fields| fields.get(name).cloned().unwrap_or(Value::Null);
    let (is, says) = (value(&now.fields), value(&change.fields));
    let corrected = is != value(&change.before);
    match (change.patch.contains_key(name), policy(&change.class, name)) {
        (false, MergePolicy::SetUnion)
        | (true, MergePolicy::LastArrival | MergePolicy::SetUnion) => false,
        (false, _) => corrected && is != says,
        // What identifies a person stands against the workbook.
        (true, MergePolicy::KeepExisting) => corrected && is != says,
    }
}

fn policy(class: &Class, name: &str) -> MergePolicy {
    class.field(name).map_or(MergePolicy::LastArrival, |field| field.merge)
}
