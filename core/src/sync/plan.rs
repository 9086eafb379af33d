//! What to do with what the hub sends: pure decisions, each a table of cases in the tests.

use crate::db::Stamp;
use gridbook_domain::outcome::{Effect, FeedSeq};
use gridbook_domain::{FeedId, Version};

/// What a page's row says of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Incoming {
    /// It is in this feed at this version.
    Put(Version),
    /// It has left this feed.
    Left,
}

/// What is known of the record here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Local {
    /// The row, if there is one.
    pub row: Option<Stamp>,
    /// The version this feed still counts of a record that another feed has brought.
    pub moved: Option<Version>,
}

/// What to do with the hub's row of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Nothing: it is here already, or is not ours to remove.
    Nothing,
    /// It becomes the hub's row.
    Put,
    /// The hub's row goes.
    Remove,
}

/// A decision: the action, and how the feed's digest and memory change with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub action: Action,
    /// The version this feed no longer counts.
    pub uncount: Option<Version>,
    /// The version this feed counts from now on.
    pub count: Option<Version>,
    /// What is to be remembered of a record that lives in two feeds for a while.
    pub memory: Memory,
}

/// What is remembered of a record while it moves from one feed to another. The feeds are pulled one
/// after the other, so for a while both count it: the one that has brought it, and the one whose
/// "left" is still to come. Rare: only moves between grids of one phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Memory {
    /// Nothing changes.
    Same,
    /// This other feed goes on counting the version it had; what this one had kept is let go.
    Keep(FeedId, Version),
    /// This feed counts the version although the row is another feed's.
    Own(Version),
    /// What this feed had kept is let go.
    Drop,
}

/// Decides what a row of `feed` means.
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
        // Own and not yet at the hub: the hub's row goes below it.
        None => arrives,
        Some(held) if row.feed == feed && held == version => {
            Plan { action: Action::Nothing, uncount: None, count: None, memory: Memory::Same }
        }
        Some(held) if row.feed == feed => Plan { uncount: Some(held), ..arrives },
        // Another feed brought a later version already: this one only has not said "left" yet.
        Some(held) if held.n > version.n => {
            Plan { action: Action::Nothing, memory: Memory::Own(version), ..arrives }
        }
        // It moved here; the other feed's "left" is still to come.
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

/// How a page fits where the phone stands in the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageFit {
    /// It goes on from there.
    Next,
    /// The feed begins anew: its rows are staged until the final page.
    Restart,
    /// It goes on with a restart.
    Staged,
    /// It does not fit.
    Stray,
}

/// Where the phone stands in a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FeedPosition {
    pub seq: u64,
    /// Where a restart stands.
    pub staged: Option<u64>,
    /// The whole feed was asked for.
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
        // A page that reaches back overlaps; its rows are current ones, so it does no harm.
        None if from <= at.seq && at.seq <= to => PageFit::Next,
        None => PageFit::Stray,
    }
}

/// How far this phone has read a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedProgress {
    /// It does not read it.
    Never,
    /// Up to this change.
    To(u64),
    /// The feed is restarting; numbers do not compare until it has.
    Unsure,
}

/// Whether an own part whose outcome is known leaves the overlay.
pub(crate) fn leaves(
    effect: &Effect,
    at: Option<FeedSeq>,
    progress: impl FnOnce(FeedId) -> FeedProgress,
) -> bool {
    match effect {
        // It may still take effect: what the worker wrote stays readable.
        Effect::Held => false,
        // The hub's value shows; the words stay with the op.
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
