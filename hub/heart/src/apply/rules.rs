//! The rules that every part passes before those of its class: author, feed and shape.

use super::{Apply, PartContext, PartResult};
use crate::access::may;
use gridbook_domain::class::WritePolicy;
use gridbook_domain::outcome::Why;
use gridbook_domain::role::Action;
use gridbook_domain::{Class, Fields};
use gridbook_store::{Record, Result};
use serde_json::Value;

/// The most bytes the fields of one record may have, summed roughly. Many patches that each add
/// fields must not make a record too large for a page.
const MAX_RECORD: usize = 256 * 1024;

impl Apply<'_> {
    /// Applies one part unless a rule forbids it.
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
        let policy = part.class.write_policy();
        if policy == WritePolicy::HubOnly && !author.own {
            return Ok(PartResult::refused(Why::HubOnly));
        }
        if let Some(field) = part.class.wrong_field(&part.patch) {
            return Ok(PartResult::field(Why::BadField, &part.class, field));
        }
        let current = self.tx.record(self.community, part.record)?;
        if current.as_ref().is_some_and(|record| record.class != part.class) {
            return Ok(PartResult::refused(Why::Elsewhere));
        }
        if let Some(why) = self.forbidden(context, current.as_ref())? {
            return Ok(PartResult::held(why));
        }
        match policy {
            WritePolicy::AppendOnly => self.write_once(context, current.as_ref()),
            WritePolicy::StateMachine => self.step(context, current.as_ref()),
            WritePolicy::Merge | WritePolicy::HubOnly => self.merge(context, current.as_ref()),
        }
    }

    /// Returns why the author may not write to the record, or not about the visit that the part is
    /// about: without a grant for a visit an author can neither review nor amend it.
    fn forbidden(
        &mut self,
        context: &PartContext<'_>,
        current: Option<&Record>,
    ) -> Result<Option<Why>> {
        let why = self.out_of_reach(context, current)?;
        let about = context.part.class.about(&context.part.patch);
        let Some(log) = about.filter(|_| why.is_none() && !context.author.own) else {
            return Ok(why);
        };
        match self.tx.record(self.community, log)? {
            None => Ok(None),
            found => self.out_of_reach(context, found.as_ref()),
        }
    }

    /// Returns why a record, or a new one in the part's feed, is outside the author's grants.
    /// Decided by the version of the grants that the op was made under, never by time.
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
            Some(grant) if !may(&author.role, Action::Push, &grant.kind) => Ok(Some(Why::NoGrant)),
            Some(grant) if grant.feed_community != self.community => Ok(Some(Why::Elsewhere)),
            Some(_) => Ok(None),
        }
    }
}

/// Returns whether a record would grow beyond what a page can carry.
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
