//! The planner's tables: every case of a row, of a page, and of a part that may leave the overlay.

use super::plan::*;
use crate::db::Stamp;
use gridbook_domain::outcome::{Effect, FeedSeq};
use gridbook_domain::{FeedId, OpId, Version};

const A: FeedId = FeedId::from_bytes([1; 16]);
const B: FeedId = FeedId::from_bytes([2; 16]);

fn versions() -> [Version; 3] {
    let op = |n| OpId::from_bytes([n; 16]);
    let one = Version::next(None, op(1), 0);
    let two = Version::next(Some(one), op(2), 0);
    [one, two, Version::next(Some(two), op(3), 0)]
}

fn row(feed: FeedId, version: Option<Version>) -> Option<Stamp> {
    Some(Stamp { feed, version, unsettled: version.is_none() })
}

#[test]
fn every_row_of_feed_a() {
    use Action::{Nothing, Put, Remove};
    use Memory::{Drop, Keep, Own, Same};
    let [v1, v2, v3] = versions();
    let (put, left) = (Incoming::Put(v2), Incoming::Left);
    // what, (row here, what A still counts), incoming → action, no longer counted, counted, memory
    let cases = [
        ("new", (None, None), put, (Put, None, Some(v2), Same)),
        ("own, not yet at the hub", (row(A, None), None), put, (Put, None, Some(v2), Same)),
        ("own, saved for another feed", (row(B, None), None), put, (Put, None, Some(v2), Same)),
        ("changed", (row(A, Some(v1)), None), put, (Put, Some(v1), Some(v2), Same)),
        ("known", (row(A, Some(v2)), None), put, (Nothing, None, None, Same)),
        (
            "a rewound hub counts lower, and is believed",
            (row(A, Some(v3)), None),
            put,
            (Put, Some(v3), Some(v2), Same),
        ),
        (
            "moved here before B let it go",
            (row(B, Some(v1)), None),
            put,
            (Put, None, Some(v2), Keep(B, v1)),
        ),
        (
            "moved here and back: what A had kept is let go",
            (row(B, Some(v1)), Some(v1)),
            put,
            (Put, Some(v1), Some(v2), Keep(B, v1)),
        ),
        (
            "B has brought a later one already",
            (row(B, Some(v3)), None),
            put,
            (Nothing, None, Some(v2), Own(v2)),
        ),
        (
            "and A counted an earlier one of it",
            (row(B, Some(v3)), Some(v1)),
            put,
            (Nothing, Some(v1), Some(v2), Own(v2)),
        ),
        ("left", (row(A, Some(v1)), None), left, (Remove, Some(v1), None, Same)),
        ("left, long gone", (None, None), left, (Nothing, None, None, Same)),
        ("left, lives in B", (row(B, Some(v2)), None), left, (Nothing, None, None, Same)),
        (
            "left, and B has brought it",
            (row(B, Some(v2)), Some(v1)),
            left,
            (Nothing, Some(v1), None, Drop),
        ),
        ("left, own and not at the hub", (row(A, None), None), left, (Nothing, None, None, Same)),
    ];
    for (what, (row, moved), incoming, (action, uncount, count, memory)) in cases {
        let found = plan(A, Local { row, moved }, incoming);
        assert_eq!(found, Plan { action, uncount, count, memory }, "{what}");
    }
}

#[test]
fn every_page() {
    use PageFit::{Next, Restart, Staged, Stray};
    let at = |seq| FeedPosition { seq, staged: None, restart: false };
    let asked = |seq| FeedPosition { restart: true, ..at(seq) };
    let staged = |staged| FeedPosition { seq: 100, staged: Some(staged), restart: false };
    let cases = [
        ("the first", at(0), (0, 10), Next),
        ("an empty feed", at(0), (0, 0), Next),
        ("the next", at(10), (10, 20), Next),
        ("one that reaches back", at(10), (5, 20), Next),
        ("one that ends before", at(10), (5, 8), Stray),
        ("one that skips", at(10), (15, 20), Stray),
        ("one that runs backwards", at(10), (10, 5), Stray),
        ("the beginning although we were further", at(10), (0, 5), Restart),
        ("what was asked for anew", asked(10), (0, 5), Restart),
        ("an empty feed asked for anew", asked(0), (0, 0), Restart),
        ("not what was asked for", asked(10), (10, 12), Stray),
        ("a restart goes on", staged(5), (5, 9), Staged),
        ("a restart begins anew", staged(5), (0, 9), Restart),
        ("a restart that had brought nothing yet", staged(0), (0, 9), Restart),
        ("not where the restart stands", staged(5), (7, 9), Stray),
    ];
    for (what, at, (from, to), found) in cases {
        assert_eq!(fit(at, from, to), found, "{what}");
    }
}

#[test]
fn every_part_that_may_leave_the_overlay() {
    let at = Some(FeedSeq { feed: A, seq: 7 });
    let cases = [
        ("its row has come", Effect::Applied, at, FeedProgress::To(7), true),
        ("its row is still to come", Effect::Applied, at, FeedProgress::To(6), false),
        ("merged, to come", Effect::Merged, at, FeedProgress::To(6), false),
        ("conflict, passed", Effect::Conflict, at, FeedProgress::To(8), true),
        ("the feed is being read anew", Effect::Applied, at, FeedProgress::Unsure, false),
        ("a feed we do not read", Effect::Applied, at, FeedProgress::Never, true),
        ("it changed nothing", Effect::Merged, None, FeedProgress::Never, true),
        ("a duplicate without a place", Effect::Duplicate, None, FeedProgress::Never, true),
        ("an effect of a newer hub", Effect::Other("new".into()), at, FeedProgress::To(6), false),
        ("held", Effect::Held, at, FeedProgress::To(9), false),
        ("refused", Effect::Refused, None, FeedProgress::Never, true),
        ("quarantined", Effect::Quarantined, None, FeedProgress::Never, true),
    ];
    for (what, effect, at, progress, found) in cases {
        assert_eq!(leaves(&effect, at, |_| progress), found, "{what}");
    }
}
