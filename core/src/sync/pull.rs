//! Applies the hub's pages, scopes and outcomes, always in the caller's transaction.

use super::plan::{
    self, Action, FeedPosition, FeedProgress, Incoming, Local, Memory, PageFit, Plan,
};
use super::set_back::SeenDecisions;
use crate::db::{LocalRow, Stamp, WriteTx};
use crate::error::{Error, Result};
use crate::host::TraceEvent;
use crate::replica::feeds::{Feed, store};
use crate::replica::{ops, overlay, rows};
use gridbook_domain::digest::Digest;
use gridbook_domain::fields::TypedRecord as _;
use gridbook_domain::outcome::{Effect, Outcome, PartOutcome};
use gridbook_domain::role::Scope;
use gridbook_domain::wire::{Page, Row};
use gridbook_domain::{Class, FeedId, OpId, RecordId, Version};
use std::collections::{HashMap, HashSet};

/// The number of rows from which a page that more pages follow counts as bulk: a first pull, or a
/// feed that is read again. The log is copied back with the last page, not with the next save.
const BULK_ROWS: usize = 500;

/// The effect of a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PageEnd {
    pub rows: u64,
    /// Whether the feed has more pages.
    pub more: bool,
    /// Whether the cursor moved.
    pub moved: bool,
}

/// Applies a page: its rows and its cursor are stored together.
pub(crate) fn page(w: &WriteTx<'_>, page: Page) -> Result<PageEnd> {
    // A feed that is not (or no longer) granted, or whose pull a directive stopped.
    let Some(mut feed) = store::feed(w, page.feed)? else { return Ok(PageEnd::default()) };
    if feed.stopped.is_some() {
        return Ok(PageEnd::default());
    }
    let before = (feed.cursor.clone(), feed.staged.clone());
    let staged = feed.staged.as_ref().map(|(_, seq)| *seq);
    let at = FeedPosition { seq: feed.seq, staged, restart: feed.restart };
    let rows = u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
    let (to, head) = (page.to, page.head);
    let more = to < head;
    if more && page.rows.len() >= BULK_ROWS {
        w.touch_in_bulk();
    }
    match plan::fit(at, page.from, page.to) {
        PageFit::Stray => return Err(Error::NotTheHub { what: "a page that does not follow" }),
        PageFit::Next => next(w, &mut feed, page)?,
        PageFit::Restart => {
            store::clear_staged_rows(w, feed.feed)?;
            stage(w, &mut feed, page)?;
        }
        PageFit::Staged => stage(w, &mut feed, page)?,
    }
    store::set_feed(w, &feed)?;
    let again = feed.restart && feed.staged.is_none();
    let restart = feed.restart || feed.staged.is_some();
    w.trace(TraceEvent::PageApplied { feed: feed.feed, rows, to, head, restart });
    let moved = before != (feed.cursor, feed.staged) || again;
    Ok(PageEnd { rows, more: more || again, moved })
}

fn next(w: &WriteTx<'_>, feed: &mut Feed, page: Page) -> Result<()> {
    let mut applier = PageApplier::new(w, feed.feed, feed.digest)?;
    for row in page.rows {
        applier.apply(row)?;
    }
    feed.digest = applier.digest;
    arrive(feed, page.to, page.cursor, page.head);
    close(feed, page.closed)?;
    compare(feed, page.digest);
    Ok(())
}

fn arrive(feed: &mut Feed, to: u64, cursor: String, head: u64) {
    feed.seq = to;
    feed.cursor = Some(cursor);
    feed.head = head;
}

fn close(feed: &mut Feed, closed: Option<Vec<FeedId>>) -> Result<()> {
    if let Some(successors) = closed {
        let text = serde_json::to_string(&successors).map_err(|_| Error::Stored("feed"))?;
        feed.successors = Some(text);
    }
    Ok(())
}

/// Compares the digests on a final page. A first mismatch requests the whole feed again; a repeated
/// one raises an alarm instead of looping.
fn compare(feed: &mut Feed, digest: Option<Digest>) {
    let Some(digest) = digest else { return };
    if digest == feed.digest {
        feed.mismatches = 0;
        return;
    }
    feed.mismatches += 1;
    feed.restart = feed.mismatches == 1;
}

/// Stages a page of a restarting feed; the final one replaces the feed's rows.
fn stage(w: &WriteTx<'_>, feed: &mut Feed, page: Page) -> Result<()> {
    for row in &page.rows {
        store::stage_row(w, feed.feed, row)?;
    }
    feed.head = page.head;
    feed.staged = Some((page.cursor.clone(), page.to));
    if page.to >= page.head {
        swap(w, feed)?;
        arrive(feed, page.to, page.cursor, page.head);
        compare(feed, page.digest);
    }
    close(feed, page.closed)
}

/// Replaces the feed's rows by the staged ones, never deleting first.
fn swap(w: &WriteTx<'_>, feed: &mut Feed) -> Result<()> {
    store::clear_moved(w, feed.feed)?;
    let held = rows::of_feed(w, feed.feed)?;
    let seen = SeenDecisions::of(w, &held)?;
    let mut applier = PageApplier::new(w, feed.feed, Digest::default())?;
    applier.replaces = true;
    for (class, record) in held {
        if !store::is_row_staged(w, feed.feed, record)? {
            applier.gone(&class, record)?;
        }
    }
    // The remaining old rows are replaced below; the digest counts only the staged rows.
    applier.digest = Digest::default();
    let mut digest = Digest::default();
    store::each_staged_row(w, feed.feed, |row| {
        digest.add(row.record, row.version);
        applier.apply(row)
    })?;
    store::clear_staged_rows(w, feed.feed)?;
    // After a mismatch it is this install that was wrong.
    if feed.mismatches == 0 {
        seen.report_lost(w)?;
    }
    feed.digest = digest;
    feed.staged = None;
    feed.restart = false;
    feed.restarts += 1;
    Ok(())
}

/// Applies the rows of one feed.
struct PageApplier<'a> {
    w: &'a WriteTx<'a>,
    feed: FeedId,
    digest: Digest,
    covered: HashSet<RecordId>,
    moved: HashMap<RecordId, Version>,
    /// Whether a row replaces one of the same version.
    replaces: bool,
}

impl<'a> PageApplier<'a> {
    fn new(w: &'a WriteTx<'a>, feed: FeedId, digest: Digest) -> Result<Self> {
        let covered = ops::store::covered(w)?;
        let moved = store::moved(w, feed)?;
        Ok(Self { w, feed, digest, covered, moved, replaces: false })
    }

    fn apply(&mut self, row: Row) -> Result<()> {
        let local = self.local(&row.class, row.record)?;
        let incoming = if row.left { Incoming::Left } else { Incoming::Put(row.version) };
        let plan = plan::plan(self.feed, local, incoming);
        self.count(&row, &plan)?;
        let held = |stamp: Stamp| stamp.feed == self.feed && stamp.version == Some(row.version);
        match plan.action {
            Action::Nothing if self.replaces && local.row.is_some_and(held) => self.put(row),
            Action::Nothing => Ok(()),
            Action::Put => self.put(row),
            Action::Remove => release(self.w, &row.class, row.record),
        }
    }

    /// Removes a record that is no longer in the feed although no row reported it.
    fn gone(&mut self, class: &Class, record: RecordId) -> Result<()> {
        let local = self.local(class, record)?;
        match plan::plan(self.feed, local, Incoming::Left).action {
            Action::Remove => release(self.w, class, record),
            Action::Nothing | Action::Put => Ok(()),
        }
    }

    fn local(&self, class: &Class, record: RecordId) -> Result<Local> {
        let row = rows::stamp(self.w, class, record)?;
        Ok(Local { row, moved: self.moved.get(&record).copied() })
    }

    fn count(&mut self, row: &Row, plan: &Plan) -> Result<()> {
        let record = row.record;
        if let Some(version) = plan.uncount {
            self.digest.remove(record, version);
        }
        if let Some(version) = plan.count {
            self.digest.add(record, version);
        }
        match plan.memory {
            Memory::Same => Ok(()),
            Memory::Keep(feed, version) => {
                if self.moved.remove(&record).is_some() {
                    store::remove_moved(self.w, self.feed, record)?;
                }
                store::put_moved(self.w, feed, record, version, None)
            }
            Memory::Own(version) => {
                self.moved.insert(record, version);
                store::put_moved(self.w, self.feed, record, version, Some(row))
            }
            Memory::Drop => {
                self.moved.remove(&record);
                store::remove_moved(self.w, self.feed, record)
            }
        }
    }

    fn put(&self, row: Row) -> Result<()> {
        let local = local_row(self.feed, row);
        if self.covered.contains(&local.record) {
            let class = local.class.clone();
            overlay::set_server_row(self.w, &class, local.record, Some(local))?;
            return Ok(());
        }
        rows::put(self.w, &local)?;
        if local.class == Class::Outcome { outcome(self.w, local) } else { Ok(()) }
    }
}

fn local_row(feed: FeedId, row: Row) -> LocalRow {
    LocalRow {
        class: row.class,
        record: row.record,
        feed,
        version: Some(row.version),
        by: row.by,
        at: row.at,
        unsettled: false,
        fields: row.fields,
    }
}

/// Removes a record from its feed; another feed may have sent it before.
fn release(w: &WriteTx<'_>, class: &Class, record: RecordId) -> Result<()> {
    let elsewhere = store::take_moved(w, record)?;
    overlay::set_server_row(w, class, record, elsewhere.map(|(feed, row)| local_row(feed, row)))
}

/// Stores the outcome of an own op. One that cannot be read is kept, and shown as received.
fn outcome(w: &WriteTx<'_>, row: LocalRow) -> Result<()> {
    let Ok(outcome) = Outcome::from_fields(row.fields) else { return Ok(()) };
    let saved = match ops::store::find(w, OpId::of_record(row.record))? {
        Some((saved, _)) => Some(saved),
        // An unreadable op has no id; its number identifies it.
        None => ops::store::find_number(w, outcome.mseq)?,
    };
    let Some(saved) = saved else { return Ok(()) };
    if let Some(occurred) = outcome.occurred {
        ops::store::set_time(w, saved, occurred.time)?;
    }
    let parts = ops::store::records_of(w, saved)?.len();
    for place in 0..parts {
        if let Some(part) = part_outcome(&outcome.parts, place) {
            ops::store::set_outcome(w, saved, place, part)?;
        }
    }
    w.touch(&Class::Outcome);
    Ok(())
}

/// Returns the outcome of a part. A single quarantined part applies to all parts of an unreadable
/// op.
fn part_outcome(parts: &[PartOutcome], place: usize) -> Option<&PartOutcome> {
    match parts {
        [all] if all.effect == Effect::Quarantined => Some(all),
        parts => parts.get(place),
    }
}

/// Removes from the overlay the own parts with a known outcome that their feed has passed.
pub(crate) fn settle(w: &WriteTx<'_>, feeds: &[Feed]) -> Result<()> {
    let feeds: HashMap<FeedId, FeedProgress> =
        feeds.iter().map(|feed| (feed.feed, progress(feed))).collect();
    let of = |feed| feeds.get(&feed).copied().unwrap_or(FeedProgress::Never);
    let mut rebuild = Vec::new();
    for part in ops::store::answered(w)? {
        if plan::leaves(&part.effect, part.at, of) {
            ops::store::settle(w, part.saved, part.part)?;
            rebuild.push((part.class, part.record));
        }
    }
    for (class, record) in rebuild {
        overlay::rebuild(w, &class, record)?;
    }
    Ok(())
}

fn progress(feed: &Feed) -> FeedProgress {
    if feed.restart || feed.staged.is_some() {
        FeedProgress::Unsure
    } else {
        FeedProgress::To(feed.seq)
    }
}

/// Applies a new scope: records outside of it are no longer readable, and own parts in feeds that
/// are new in it become readable again.
pub(crate) fn scope(w: &WriteTx<'_>, scope: &Scope) -> Result<()> {
    let before: HashSet<FeedId> = store::feeds(w)?.iter().map(|feed| feed.feed).collect();
    let gone = store::put_scope(w, scope)?;
    for feed in gone {
        for (class, record) in rows::of_feed(w, feed)? {
            release(w, &class, record)?;
        }
    }
    for grant in scope.feeds.iter().filter(|grant| !before.contains(&grant.feed)) {
        for (class, record) in ops::store::covered_in(w, grant.feed)? {
            overlay::rebuild(w, &class, record)?;
        }
    }
    Ok(())
}
