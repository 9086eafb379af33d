//! Decides what to do with the hub's rows and pages: pure functions, tested by tables of cases.

use crate::db::Stamp;
use gridbook_domain::outcome::{Effect, FeedSeq};
use gridbook_domain::{FeedId, Version};

/// The content of a page's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Incoming {
    /// The record is in this feed at this version.
    Put(Version),
    /// The record has left this feed.
    Left,
}

/// The local state of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Local {
    /// The row, if there is one.
    pub row: Option<Stamp>,
    /// The version that this feed still counts of a record whose row came from another feed.
    pub moved: Option<Version>,
}

/// The change of the hub's row of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// None: the row is present already, or belongs to another feed.
    Nothing,
    /// The row becomes the hub's row.
    Put,
    /// The hub's row is removed.
    Remove,
}

/// A decision: the action, and the change of the feed's digest and memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub action: Action,
    /// The version this feed no longer counts.
    pub uncount: Option<Version>,
    /// The version this feed counts from now on.
    pub count: Option<Version>,
    /// The memory of a record that is in two feeds for a while.
    pub memory: Memory,
}

/// The memory of a record that moves from one feed to another. The feeds are pulled one after the
/// other, so for a while both count it: the one that has sent it, and the one that has not sent its
/// "left" yet. Rare: only when a record moves between two grids of one install.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// Nothing changes.
    Same,
    /// The other feed continues to count the version it had; what this feed had stored is removed.
    Keep(FeedId, Version),
    /// This feed counts the version although the row is another feed's.
    Own(Version),
    /// The version that this feed had stored is removed.
    Drop,
}

/// Decides what to do with a row of `feed`.
pub(crate) fn plan(feed: FeedId, local: Local, incoming: Incoming) -> Plan {
    match incoming {
        Incoming::Put(version) => put(feed, local, version),
        Incoming::Left => left(feed, local),
    }
}

fn put(feed: FeedId, local: Local, version: Version) -> Plan {
    let forget = if local.moved.is_some() { Memory::Drop } else { Memory::Same };
    let arrives =
        Plan { action: Action::Put, uncount: local.moved, count: Some(version), memory: forget };
    let Some(row) = local.row else { return arrives };
    match row.version {
        // An own record that the hub has not sent yet: the hub's row goes below the own parts.
        None => arrives,
        Some(held) if row.feed == feed && held == version => {
            Plan { action: Action::Nothing, uncount: None, count: None, memory: Memory::Same }
        }
        Some(held) if row.feed == feed => Plan { uncount: Some(held), ..arrives },
        // Another feed has sent a later version; this one has not sent "left" yet.
        Some(held) if held.n > version.n => {
            Plan { action: Action::Nothing, memory: Memory::Own(version), ..arrives }
        }
        // The record moved here; the other feed's "left" is still to come.
        Some(held) => Plan { memory: Memory::Keep(row.feed, held), ..arrives },
    }
}

fn left(feed: FeedId, local: Local) -> Plan {
    let nothing =
        Plan { action: Action::Nothing, uncount: None, count: None, memory: Memory::Same };
    if local.moved.is_some() {
        return Plan { uncount: local.moved, memory: Memory::Drop, ..nothing };
    }
    match local.row {
        Some(Stamp { feed: lives, version: Some(held), .. }) if lives == feed => {
            Plan { action: Action::Remove, uncount: Some(held), ..nothing }
        }
        _ => nothing,
    }
}

/// How a page fits the install's position in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageFit {
    /// It continues from the position.
    Next,
    /// The feed starts again: its rows are staged until the final page.
    Restart,
    /// It continues a restart.
    Staged,
    /// It does not fit.
    Stray,
}

/// The install's position in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FeedPosition {
    pub seq: u64,
    /// The number reached by a restart in progress.
    pub staged: Option<u64>,
    /// Whether the whole feed was requested.
    pub restart: bool,
}

/// Decides how a page that covers (from, to] fits.
pub(crate) fn fit(at: FeedPosition, from: u64, to: u64) -> PageFit {
    match at.staged {
        _ if to < from => PageFit::Stray,
        Some(staged) if from == staged && staged > 0 => PageFit::Staged,
        Some(_) if from == 0 => PageFit::Restart,
        Some(_) => PageFit::Stray,
        None if from == 0 && (at.seq > 0 || at.restart) => PageFit::Restart,
        None if at.restart => PageFit::Stray,
        // A page that begins earlier overlaps; its rows are current, so it does no harm.
        None if from <= at.seq && at.seq <= to => PageFit::Next,
        None => PageFit::Stray,
    }
}

/// How far this install has read a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedProgress {
    /// It does not read the feed.
    Never,
    /// Up to this change.
    To(u64),
    /// The feed is restarting; numbers do not compare until it has finished.
    Unsure,
}

/// Returns whether an own part with a known outcome leaves the overlay.
pub(crate) fn leaves(
    effect: &Effect,
    at: Option<FeedSeq>,
    progress: impl FnOnce(FeedId) -> FeedProgress,
) -> bool {
    match effect {
        // It may still take effect, so the worker's values stay readable.
        Effect::Held => false,
        // The hub's value is shown; the message stays with the op.
        Effect::Refused | Effect::Quarantined => true,
        Effect::Applied
        | Effect::Merged
        | Effect::Conflict
        | Effect::Duplicate
        | Effect::Other(_) => match at.map(|at| (progress(at.feed), at.seq)) {
            None | Some((FeedProgress::Never, _)) => true,
            Some((FeedProgress::To(seq), needed)) => seq >= needed,
            Some((FeedProgress::Unsure, _)) => false,
        },
    }
}
