//! The three-way merge, field by field, that the hub applies to people, households and dwellings.
//!
//! The merge uses no clock. It only matters whether the author had seen the value the hub has now.
//! If so, the patch applies. If not, the field's [`MergePolicy`] decides, and the value that loses
//! is returned, so that it is kept as a conflict.

use crate::class::Class;
use crate::field::MergePolicy;
use crate::fields::Fields;
use crate::id::{AccountId, OpId};
use serde_json::Value;
use std::collections::BTreeMap;

/// A change of a field that the author of a patch had not seen when writing it.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcurrentChange {
    /// The value the author saw; `null` if it was empty or is no longer known.
    pub base: Value,
    /// The author of the value the hub has now.
    pub author: AccountId,
    /// The op that carried it.
    pub op: OpId,
}

/// The result of a merge.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merge {
    /// The fields that really change; empty if the hub has all the values already.
    pub patch: Fields,
    /// The values that lost.
    pub lost: Vec<Lost>,
}

/// A value that lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    /// The field.
    pub field: String,
    /// The value that is kept; `null` for an empty field.
    pub kept: Value,
    /// The value that lost; `null` for an empty field.
    pub lost: Value,
    /// Whether the arriving value lost; otherwise the hub's value did.
    pub arriving: bool,
}

/// Merges `patch` into `current`. `concurrent` contains each field whose current value the author
/// had not seen; the author has seen all others.
pub fn merge(
    class: &Class,
    current: &Fields,
    patch: &Fields,
    concurrent: &BTreeMap<String, ConcurrentChange>,
) -> Merge {
    let mut merge = Merge::default();
    for (name, new) in patch {
        let now = current.get(name).unwrap_or(&Value::Null);
        if new == now {
            continue;
        }
        match (concurrent.get(name), policy(class, name)) {
            (None, _) | (Some(_), MergePolicy::LastArrival) => {
                merge.patch.insert(name.clone(), new.clone());
            }
            (Some(missed), MergePolicy::SetUnion) => {
                merge.patch.insert(name.clone(), joined(&missed.base, now, new));
            }
            (Some(_), MergePolicy::KeepExisting) => {}
        }
        if concurrent.contains_key(name) && policy(class, name) != MergePolicy::SetUnion {
            merge.lost.push(lost(class, name, now, new));
        }
    }
    merge
}

fn policy(class: &Class, field: &str) -> MergePolicy {
    class.field(field).map_or(MergePolicy::LastArrival, |field| field.merge)
}

fn lost(class: &Class, field: &str, now: &Value, new: &Value) -> Lost {
    let arriving = policy(class, field) == MergePolicy::KeepExisting;
    let (kept, lost) = if arriving { (now, new) } else { (new, now) };
    Lost { field: field.to_owned(), kept: kept.clone(), lost: lost.clone(), arriving }
}

/// Applies the author's additions and removals to the hub's set.
fn joined(base: &Value, now: &Value, new: &Value) -> Value {
    let set = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let (base, now, new) = (set(base), set(now), set(new));
    let mut joined: Vec<Value> =
        now.into_iter().filter(|v| new.contains(v) || !base.contains(v)).collect();
    joined.extend(new.into_iter().filter(|v| !base.contains(v)));
    joined.sort_by_key(ToString::to_string);
    joined.dedup();
    Value::Array(joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        value.as_object().cloned().unwrap()
    }

    fn concurrent(field: &str, base: Value) -> BTreeMap<String, ConcurrentChange> {
        let (author, op) = (AccountId::from_bytes([1; 16]), OpId::from_bytes([2; 16]));
        BTreeMap::from([(field.to_owned(), ConcurrentChange { base, author, op })])
    }

    fn lost_of(name: &str, kept: Value, lost: Value, arriving: bool) -> Vec<Lost> {
        vec![Lost { field: name.to_owned(), kept, lost, arriving }]
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of cases")]
    fn every_case_of_one_field() {
        let person = Class::Person;
        // (current, patch, concurrent, what changes, what lost)
        let none = BTreeMap::new();
        let cases = [
            (
                "seen",
                json!({"phone": "1"}),
                json!({"phone": "2"}),
                none.clone(),
                json!({"phone": "2"}),
                vec![],
            ),
            (
                "seen and cleared",
                json!({"phone": "1"}),
                json!({"phone": null}),
                none.clone(),
                json!({"phone": null}),
                vec![],
            ),
            (
                "both wrote the same",
                json!({"name": "王芳"}),
                json!({"name": "王芳"}),
                concurrent("name", json!("王方")),
                json!({}),
                vec![],
            ),
            (
                "what identifies stands",
                json!({"name": "王芳"}),
                json!({"name": "汪芳"}),
                concurrent("name", json!("王方")),
                json!({}),
                lost_of("name", json!("王芳"), json!("汪芳"), true),
            ),
            (
                "what changes often gives way",
                json!({"phone": "1"}),
                json!({"phone": "2"}),
                concurrent("phone", json!("0")),
                json!({"phone": "2"}),
                lost_of("phone", json!("2"), json!("1"), false),
            ),
            (
                "a field of a newer build gives way",
                json!({"mood": 1}),
                json!({"mood": 2}),
                concurrent("mood", json!(0)),
                json!({"mood": 2}),
                lost_of("mood", json!(2), json!(1), false),
            ),
            (
                "sets are joined",
                json!({"care": ["alone", "elderly"]}),
                json!({"care": ["disabled", "elderly"]}),
                concurrent("care", json!(["elderly", "ill"])),
                json!({"care": ["alone", "disabled", "elderly"]}),
                vec![],
            ),
            (
                "a removal is joined too",
                json!({"care": ["alone", "elderly"]}),
                json!({"care": []}),
                concurrent("care", json!(["elderly"])),
                json!({"care": ["alone"]}),
                vec![],
            ),
        ];
        for (what, current, patch, concurrent, changes, lost) in cases {
            let found = merge(&person, &fields(current), &fields(patch), &concurrent);
            assert_eq!(Value::Object(found.patch), changes, "{what}");
            assert_eq!(found.lost, lost, "{what}");
        }
    }
}
