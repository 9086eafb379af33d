//! Parts of classes that are merged field by field: people, households, dwellings, conflicts,
//! classes that only the hub writes, and classes of newer builds.

use super::concurrent::{AuthorView, replaced};
use super::rules::too_big;
use super::{Apply, PartContext, PartResult};
use crate::feeds::{Origin, Write, Written};
use gridbook_domain::conflict::{self, Conflict, Settled};
use gridbook_domain::fields::{TypedRecord as _, apply};
use gridbook_domain::id::RecordId;
use gridbook_domain::merge::{Lost, Merge, merge};
use gridbook_domain::outcome::{Effect, FeedSeq, Why};
use gridbook_domain::{Class, Fields};
use gridbook_store::{Record, Result};

/// Conflicts are numbered behind the parts of their op, from here on.
const CONFLICT_PART: usize = 1 << 20;

impl Apply<'_> {
    /// Applies a part of a merged class.
    pub(super) fn merge(
        &mut self,
        context: &PartContext<'_>,
        current: Option<&Record>,
    ) -> Result<PartResult> {
        let PartContext { author, part, .. } = *context;
        if part.class == Class::Conflict
            && let Some(field) = part.patch.keys().find(|name| name.as_str() != "state")
        {
            return Ok(PartResult::field(Why::BadField, &part.class, field));
        }
        let Some(current) = current else { return self.create(context) };
        let view = self.author_view(author, part, current)?;
        self.merge_seen(context, current, &view)
    }

    /// Creates a record of a merged class.
    fn create(&mut self, context: &PartContext<'_>) -> Result<PartResult> {
        let part = context.part;
        if part.base.is_some() || part.after.is_some() {
            return Ok(PartResult::held_for(part.record));
        }
        if part.class == Class::Conflict {
            return Ok(PartResult::refused(Why::HubOnly));
        }
        let mut fields = Fields::new();
        apply(&mut fields, &part.patch);
        self.add(context, fields)
    }

    /// Writes a new record.
    pub(super) fn add(&mut self, context: &PartContext<'_>, fields: Fields) -> Result<PartResult> {
        let PartContext { part, origin, .. } = *context;
        let written = self.feeds.write(
            self.tx,
            Write {
                current: None,
                class: &part.class,
                record: part.record,
                feed: part.feed,
                fields,
                before: Fields::new(),
                origin,
                history: true,
            },
        )?;
        Ok(PartResult::applied(written).brought(part.record))
    }

    /// Merges a patch whose concurrent fields are known.
    pub(super) fn merge_seen(
        &mut self,
        context: &PartContext<'_>,
        current: &Record,
        view: &AuthorView,
    ) -> Result<PartResult> {
        let part = context.part;
        let merge = merge(&part.class, &current.fields, &part.patch, &view.concurrent);
        let mut fields = current.fields.clone();
        apply(&mut fields, &merge.patch);
        if too_big(&fields) {
            return Ok(PartResult::refused(Why::BadField));
        }
        let written = self.write_merged(context, current, &merge, fields)?;
        let kept = self.keep_lost(context, current, view, &merge)?;
        if !kept.is_empty() {
            let fields: Vec<&str> = merge.lost.iter().map(|lost| lost.field.as_str()).collect();
            let result = PartResult::effect(Effect::Conflict, written);
            return Ok(result.with_conflicts(&part.class, &fields, kept));
        }
        let effect = if view.others { Effect::Merged } else { Effect::Applied };
        Ok(PartResult::effect(effect, written))
    }

    /// Writes the merged record; if nothing changes, the record keeps its version.
    fn write_merged(
        &mut self,
        context: &PartContext<'_>,
        current: &Record,
        merge: &Merge,
        fields: Fields,
    ) -> Result<Written> {
        let PartContext { part, origin, .. } = *context;
        if merge.patch.is_empty() {
            let at = FeedSeq { feed: current.feed, seq: current.seq };
            return Ok(Written { version: current.version, at });
        }
        self.feeds.write(
            self.tx,
            Write {
                current: Some(current),
                class: &part.class,
                record: part.record,
                feed: current.feed,
                fields,
                before: replaced(&current.fields, &merge.patch),
                origin,
                history: true,
            },
        )
    }

    /// Stores every value that lost as a conflict, in the record's own feed.
    fn keep_lost(
        &mut self,
        context: &PartContext<'_>,
        current: &Record,
        view: &AuthorView,
        merge: &Merge,
    ) -> Result<Vec<RecordId>> {
        let origin = context.origin;
        let mut kept = Vec::new();
        for (number, lost) in merge.lost.iter().enumerate() {
            let id = conflict::id(origin.op, origin.part, &lost.field);
            let made = Origin { part: CONFLICT_PART * (origin.part + 1) + number, ..origin };
            self.feeds.write(
                self.tx,
                Write {
                    current: None,
                    class: &Class::Conflict,
                    record: id,
                    feed: current.feed,
                    fields: conflict_of(context, lost, view).to_fields()?,
                    before: Fields::new(),
                    origin: made,
                    history: true,
                },
            )?;
            kept.push(id);
        }
        Ok(kept)
    }
}

/// Creates the conflict record of a value that lost: its author, and the value that replaced it.
fn conflict_of(context: &PartContext<'_>, lost: &Lost, view: &AuthorView) -> Conflict {
    let PartContext { part, origin, .. } = *context;
    let theirs = view.concurrent.get(&lost.field).filter(|_| !lost.arriving);
    Conflict {
        class: part.class.clone(),
        about: part.record,
        field: lost.field.clone(),
        kept: lost.kept.clone(),
        lost: lost.lost.clone(),
        author: theirs.map_or(origin.author, |theirs| theirs.author),
        op: theirs.map_or(origin.op, |theirs| theirs.op),
        state: Settled::Open,
        rest: Fields::new(),
    }
}
