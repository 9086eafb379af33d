//! Parts of classes that are merged field by field: people, households, dwellings, conflicts, what
//! only the hub writes, and whatever a newer build brings.

use super::concurrent::{AuthorView, replaced};
use super::rules::too_big;
use super::{Apply, Author, PartResult};
use crate::feeds::{Origin, Write, Written};
use gridbook_domain::conflict::{self, Conflict, Settled};
use gridbook_domain::field::{apply, to_fields};
use gridbook_domain::id::RecordId;
use gridbook_domain::merge::{Lost, Merge, merge};
use gridbook_domain::outcome::{Effect, FeedSeq, Why};
use gridbook_domain::{Class, Fields, Part};
use gridbook_store::{Record, Result};

/// Conflicts take numbers of their own behind the parts of their op.
const CONFLICT_PART: usize = 1 << 20;

impl Apply<'_> {
    /// A part of a merged class.
    pub(super) fn merge(
        &mut self,
        author: &Author,
        part: &Part,
        current: Option<&Record>,
        origin: Origin,
    ) -> Result<PartResult> {
        if part.class == Class::Conflict
            && let Some(field) = part.patch.keys().find(|name| name.as_str() != "state")
        {
            return Ok(PartResult::field(Why::BadField, &part.class, field));
        }
        let Some(current) = current else { return self.create(part, origin) };
        let view = self.author_view(author, part, current)?;
        self.merge_seen(part, current, &view, origin)
    }

    /// A new record of a merged class.
    fn create(&mut self, part: &Part, origin: Origin) -> Result<PartResult> {
        if part.base.is_some() || part.after.is_some() {
            return Ok(PartResult::held_for(part.record));
        }
        if part.class == Class::Conflict {
            return Ok(PartResult::refused(Why::HubOnly));
        }
        let mut fields = Fields::new();
        apply(&mut fields, &part.patch);
        self.add(part, fields, origin)
    }

    /// Writes a record that was not there.
    pub(super) fn add(
        &mut self,
        part: &Part,
        fields: Fields,
        origin: Origin,
    ) -> Result<PartResult> {
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

    /// Merges a patch whose unseen fields are known.
    pub(super) fn merge_seen(
        &mut self,
        part: &Part,
        current: &Record,
        view: &AuthorView,
        origin: Origin,
    ) -> Result<PartResult> {
        let merge = merge(&part.class, &current.fields, &part.patch, &view.unseen);
        let mut fields = current.fields.clone();
        apply(&mut fields, &merge.patch);
        if too_big(&fields) {
            return Ok(PartResult::refused(Why::BadField));
        }
        let written = self.write_merged(part, current, &merge, fields, origin)?;
        let kept = self.keep_lost(part, current, view, &merge, origin)?;
        if !kept.is_empty() {
            let fields: Vec<&str> = merge.lost.iter().map(|lost| lost.field.as_str()).collect();
            let result = PartResult::effect(Effect::Conflict, written);
            return Ok(result.with_conflicts(&part.class, &fields, kept));
        }
        let effect = if view.others { Effect::Merged } else { Effect::Applied };
        Ok(PartResult::effect(effect, written))
    }

    /// Writes the merged record; when nothing really changes it stays at its version.
    fn write_merged(
        &mut self,
        part: &Part,
        current: &Record,
        merge: &Merge,
        fields: Fields,
        origin: Origin,
    ) -> Result<Written> {
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

    /// Keeps every value that lost, in the record's own feed.
    fn keep_lost(
        &mut self,
        part: &Part,
        current: &Record,
        view: &AuthorView,
        merge: &Merge,
        origin: Origin,
    ) -> Result<Vec<RecordId>> {
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
                    fields: to_fields(&told(part, lost, view, origin))?,
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

/// The conflict record of a value that lost: whose it was, and what stands instead.
fn told(part: &Part, lost: &Lost, view: &AuthorView, origin: Origin) -> Conflict {
    let theirs = view.unseen.get(&lost.field).filter(|_| !lost.arriving);
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
