//! The rules every part passes before its class's own: who, where, what shape.

use super::{Apply, PartContext, PartResult};
use gridbook_domain::class::WritePolicy;
use gridbook_domain::encoding::Hash;
use gridbook_domain::field::Kind;
use gridbook_domain::id::RecordId;
use gridbook_domain::outcome::Why;
use gridbook_domain::text::is_blank;
use gridbook_domain::visit::Position;
use gridbook_domain::{Class, Fields, Part};
use gridbook_store::{Record, Result};
use serde_json::Value;

/// The most bytes the fields of one record may have, summed roughly: many patches with ever new
/// fields must not make a record that no page can carry.
const MAX_RECORD: usize = 256 * 1024;

impl Apply<'_> {
    /// Applies one part where no rule forbids it.
    pub(super) fn apply_part(&mut self, context: &PartContext<'_>) -> Result<PartResult> {
        let PartContext { author, part, origin, .. } = *context;
        if author.revoked {
            return Ok(PartResult::held(Why::Revoked));
        }
        if !author.own && origin.author != author.account {
            return Ok(PartResult::refused(Why::NotYours));
        }
        if part.class == Class::Void {
            return Ok(PartResult::void());
        }
        let conduct = part.class.write_policy();
        if conduct == WritePolicy::HubOnly && !author.own {
            return Ok(PartResult::refused(Why::HubOnly));
        }
        if let Some(field) = wrong_field(&part.class, &part.patch) {
            return Ok(PartResult::field(Why::BadField, &part.class, field));
        }
        let current = self.tx.record(self.community, part.record)?;
        if current.as_ref().is_some_and(|record| record.class != part.class) {
            return Ok(PartResult::refused(Why::Elsewhere));
        }
        if let Some(why) = self.forbidden(context, current.as_ref())? {
            return Ok(PartResult::held(why));
        }
        match conduct {
            WritePolicy::AppendOnly => self.write_once(context, current.as_ref()),
            WritePolicy::StateMachine => self.step(context, current.as_ref()),
            WritePolicy::Merge | WritePolicy::HubOnly => self.merge(context, current.as_ref()),
        }
    }

    /// Why the author may not write there, or not about the log it is about: who has no grant for
    /// a log neither judges nor amends it.
    fn forbidden(
        &mut self,
        context: &PartContext<'_>,
        current: Option<&Record>,
    ) -> Result<Option<Why>> {
        let why = self.out_of_reach(context, current)?;
        let about = about(context.part);
        let Some(log) = about.filter(|_| why.is_none() && !context.author.own) else {
            return Ok(why);
        };
        match self.tx.record(self.community, log)? {
            None => Ok(None),
            found => self.out_of_reach(context, found.as_ref()),
        }
    }

    /// Why a record, or a new one in the part's feed, is none the author may write about. Decided
    /// by the version of the grants the op was made under, never by time.
    fn out_of_reach(
        &mut self,
        context: &PartContext<'_>,
        current: Option<&Record>,
    ) -> Result<Option<Why>> {
        let PartContext { author, grant_ver, part, .. } = *context;
        let feed = current.map_or(part.feed, |record| record.feed);
        if author.own {
            let here = self.feeds.feed(self.tx, feed)?.is_some();
            return Ok((!here).then_some(Why::Elsewhere));
        }
        let mut grant = author.grant(feed, grant_ver);
        // The record moved on after the op was made: the grant for where it was still counts.
        if grant.is_none()
            && feed != part.feed
            && let Some(record) = current
            && self.tx.has_left(self.community, part.feed, record.record)?
        {
            grant = author.grant(part.feed, grant_ver);
        }
        match grant {
            None => Ok(Some(Why::NoGrant)),
            Some(grant) if grant.feed_community != self.community => Ok(Some(Why::Elsewhere)),
            Some(_) => Ok(None),
        }
    }
}

/// The visit log a part is about: the one it judges, or amends.
pub(super) fn about(part: &Part) -> Option<RecordId> {
    let field = match part.class {
        Class::Review => "visit",
        Class::Visit => "amends",
        _ => return None,
    };
    RecordId::parse(part.patch.get(field)?.as_str()?).ok()
}

/// The first field whose value has another shape than this build knows of it. A field or class it
/// does not know passes.
fn wrong_field<'a>(class: &Class, patch: &'a Fields) -> Option<&'a str> {
    let wrong = |(name, value): &(&String, &Value)| {
        class.field(name).is_some_and(|field| !field.accepts(value) || !reads(field.kind, value))
            || is_hash(name) && class == &Class::Photo && !hash_reads(value)
            || class == &Class::Matter && name.as_str() == "due" && !value.is_null()
    };
    patch.iter().find(wrong).map(|(name, _)| name.as_str())
}

/// Whether a nested value reads as what its field holds; positions are all there is of them in
/// what a device writes.
fn reads(kind: Kind, value: &Value) -> bool {
    !matches!(kind, Kind::Nested(_))
        || value.is_null()
        || serde_json::from_value::<Position>(value.clone()).is_ok()
}

fn is_hash(name: &str) -> bool {
    matches!(name, "sha256" | "thumb_sha256")
}

fn hash_reads(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| Hash::parse(text).is_ok())
}

/// The first of the required fields that is missing.
pub(super) fn missing(required: &[&'static str], fields: &Fields) -> Option<&'static str> {
    let given = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !is_blank(text),
        Some(_) => true,
    };
    required.iter().find(|name| !given(name)).copied()
}

/// Whether a record would grow beyond what a page can carry.
pub(super) fn too_big(fields: &Fields) -> bool {
    weight(fields) > MAX_RECORD
}

fn weight(fields: &Fields) -> usize {
    fields.iter().map(|(name, value)| name.len() + value_weight(value) + 6).sum()
}

fn value_weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 16,
        Value::String(text) => text.len() + 2,
        Value::Array(values) => values.iter().map(|value| value_weight(value) + 1).sum(),
        Value::Object(fields) => weight(fields),
    }
}
