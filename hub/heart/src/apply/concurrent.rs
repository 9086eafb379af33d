//! Finds the changes that the author of a patch had not seen.
//!
//! An author saw the record as the hub had it at `base`, with the own ops since (`after` names the
//! last of them, which names the one before). A field was seen if its present value is one of
//! those; everything else is concurrent. With an unknown base, nothing counts as seen.

use super::{Apply, Author};
use gridbook_domain::id::{OpId, RecordId};
use gridbook_domain::merge::ConcurrentChange;
use gridbook_domain::{Body, Fields, Part, Version};
use gridbook_store::{Change, Record, Result};
use serde_json::Value;
use std::collections::BTreeMap;

/// How many own ops back a field is searched in the author's view. No author edits one record so
/// often between two contacts; a field beyond it counts as not seen, which loses nothing.
const FURTHEST: usize = 256;

/// The author's view of a record, as a merge needs it.
#[derive(Debug, Default)]
pub(super) struct AuthorView {
    /// The fields whose present value the author had not seen.
    pub concurrent: BTreeMap<String, ConcurrentChange>,
    /// Whether others changed the record since the author saw it.
    pub others: bool,
}

impl Apply<'_> {
    /// Determines which fields of the record the author of a part had not seen.
    pub(super) fn author_view(
        &mut self,
        author: &Author,
        part: &Part,
        current: &Record,
    ) -> Result<AuthorView> {
        if part.base == Some(current.version) {
            return Ok(AuthorView::default());
        }
        let base = part.base.filter(|base| base.n <= current.version.n);
        let known = self.known_base(part.record, base)?;
        let since = self.tx.changes_after(self.community, part.record, known)?;
        let others = since.iter().any(|change| author.own || change.install != author.install);
        if !others && part.base.is_none_or(|base| base.n == known) {
            return Ok(AuthorView::default());
        }
        let own = self.own_views(author, part)?;
        let mut concurrent = BTreeMap::new();
        for name in part.patch.keys() {
            if let Some(missed) = missed(name, current, &since, known, &own) {
                concurrent.insert(name.clone(), missed);
            }
        }
        Ok(AuthorView { concurrent, others: true })
    }

    /// Returns how many changes of the record the author had seen: all up to the base if this
    /// history has it, otherwise none.
    fn known_base(&mut self, record: RecordId, base: Option<Version>) -> Result<u64> {
        let Some(base) = base else { return Ok(0) };
        let change = self.tx.change(self.community, record, base.n)?;
        Ok(change.filter(|change| change.version == base).map_or(0, |change| change.version.n))
    }

    /// Returns, for each field of the patch, the values from the author's own unsettled ops, newest
    /// first.
    fn own_views(&mut self, author: &Author, part: &Part) -> Result<BTreeMap<String, Vec<Value>>> {
        let mut views: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        let mut after = part.after;
        for _ in 0..FURTHEST {
            let Some(op) = after else { break };
            let Some(before) = self.own_part(author, op, part.record)? else { break };
            for (name, value) in &before.patch {
                if part.patch.contains_key(name) {
                    views.entry(name.clone()).or_default().push(value.clone());
                }
            }
            after = before.after;
        }
        Ok(views)
    }

    /// Returns the part of an own op that changed the record.
    fn own_part(&mut self, author: &Author, op: OpId, record: RecordId) -> Result<Option<Part>> {
        let Some(known) = self.tx.known(self.community, op)? else { return Ok(None) };
        let Some(op) = self.tx.op_at(self.community, known.install, known.mseq)? else {
            return Ok(None);
        };
        let Ok(body) = Body::read(&op.body) else { return Ok(None) };
        if body.author != author.account {
            return Ok(None);
        }
        Ok(body.parts.into_iter().rfind(|part| part.record == record))
    }
}

/// Returns the concurrent change of a field, or `None` if the author had seen its present value.
fn missed(
    name: &str,
    current: &Record,
    since: &[Change],
    known: u64,
    own: &BTreeMap<String, Vec<Value>>,
) -> Option<ConcurrentChange> {
    let now = current.fields.get(name).unwrap_or(&Value::Null);
    let own = own.get(name).map(Vec::as_slice).unwrap_or_default();
    let at_base = value_at_base(name, now, since, known);
    if at_base == *now || own.contains(now) {
        return None;
    }
    let last = since.iter().rev().find(|change| touches(change, name))?;
    let base = own.first().cloned().unwrap_or(at_base);
    Some(ConcurrentChange { base, author: last.author, op: last.op })
}

/// Returns the value of a field at the base: the value before the first change since then, or the
/// present value if it was not changed. Before the first change of the record it is null.
fn value_at_base(name: &str, now: &Value, since: &[Change], known: u64) -> Value {
    if known == 0 {
        return Value::Null;
    }
    let first = since.iter().find_map(|change| change.before.get(name));
    first.unwrap_or(now).clone()
}

/// Returns whether a change set a field; the first change of a record set all its fields.
fn touches(change: &Change, name: &str) -> bool {
    change.version.n == 1 || change.before.contains_key(name)
}

/// The values that a patch replaces.
pub(super) fn replaced(fields: &Fields, patch: &Fields) -> Fields {
    let value = |name: &String| fields.get(name).cloned().unwrap_or(Value::Null);
    patch.keys().map(|name| (name.clone(), value(name))).collect()
}
