//! The rows of the console.

use crate::*;
use gridbook_domain::encoding::{Bytes, PublicKey};
use gridbook_domain::matter::{Category, Kind, State};
use gridbook_domain::role::{FeedKind, Role};
use gridbook_domain::visit::{Purpose, ReviewStatus, VisitContact};
use gridbook_domain::wire::{ChainHead, Waiting};
use gridbook_domain::{AccountId, AreaId, FeedId, InstallId, RecordId};

const HERE: AreaId = AreaId::from_bytes([1; 16]);
const THERE: AreaId = AreaId::from_bytes([2; 16]);
const NOWHERE: AreaId = AreaId::from_bytes([7; 16]);
const GRID: AreaId = AreaId::from_bytes([3; 16]);
const OTHER_GRID: AreaId = AreaId::from_bytes([4; 16]);
const WORKER: AccountId = AccountId::from_bytes([5; 16]);
const OTHER: AccountId = AccountId::from_bytes([6; 16]);

const COMMUNITY: Partition = Partition { community: HERE, grid: None };
const ONE_GRID: Partition = Partition { community: HERE, grid: Some(GRID) };

/// An id whose order is that of the numbers.
fn record(n: u64) -> RecordId {
    let mut id = [0; 16];
    id[8..].copy_from_slice(&n.to_be_bytes());
    RecordId::from_bytes(id)
}

fn number(id: RecordId) -> u64 {
    u64::from_be_bytes(id.as_bytes()[8..].try_into().unwrap())
}

fn visit(n: u64, at: i64) -> VisitRow {
    VisitRow {
        community: HERE,
        visit: record(n),
        grid: if n.is_multiple_of(2) { GRID } else { OTHER_GRID },
        at,
        worker: if n.is_multiple_of(3) { WORKER } else { OTHER },
        household: record(1000 + n % 4),
        home: None,
        door: String::new(),
        purpose: if n.is_multiple_of(5) { Purpose::Care } else { Purpose::Routine },
        met: if n.is_multiple_of(4) { VisitContact::NobodyHome } else { VisitContact::Met },
        standing: if n.is_multiple_of(6) { ReviewStatus::Waiting } else { ReviewStatus::Approved },
        amended_by: None,
        amends: None,
        photos: n,
        summary: format!("第{n}条"),
    }
}

fn matter(n: u64, state: State, due: Option<i64>) -> MatterRow {
    MatterRow {
        community: HERE,
        matter: record(n),
        grid: if n.is_multiple_of(2) { GRID } else { OTHER_GRID },
        at: 7,
        reporter: if n.is_multiple_of(3) { WORKER } else { OTHER },
        kind: Kind::General,
        category: if n.is_multiple_of(5) { Category::Safety } else { Category::Municipal },
        state,
        entered: 100 + i64::try_from(n).unwrap(),
        due,
        close_by: due.map(|due| due + 5),
        department: if n.is_multiple_of(2) { "城管办".to_owned() } else { String::new() },
        place: "东门".to_owned(),
        photos: 2,
        summary: "路灯不亮".to_owned(),
    }
}

fn household(n: u64, last_met: Option<i64>) -> HouseholdRow {
    HouseholdRow {
        community: HERE,
        household: record(n),
        grid: if n.is_multiple_of(2) { GRID } else { OTHER_GRID },
        dwelling: Some(record(n + 500)),
        head: Some(record(n % 2 + 700)),
        door: format!("3号楼{n}"),
        last_met,
    }
}

fn put_visits(store: &dyn Store, rows: &[VisitRow]) {
    store.write(|tx| rows.iter().try_for_each(|row| tx.put(row))).unwrap();
}

/// The numbers of all logs that match, page by page of `limit`, following what was given up.
fn read_all(
    store: &dyn Store,
    partitions: &[Partition],
    filter: &VisitFilter,
    order: Order,
    limit: u64,
) -> Vec<u64> {
    let (mut numbers, mut from) = (Vec::new(), None);
    loop {
        let args = PageArgs { from, order, limit };
        let found = store.read(|tx| tx.list::<VisitRow>(partitions, filter, args)).unwrap();
        numbers.extend(found.rows.iter().map(|row| number(row.visit)));
        let last = found.rows.last().map(|row| PageKey { at: row.at, record: row.visit });
        from = match (found.resume_after, last) {
            (Some(key), _) => Some(key),
            (None, Some(last)) if found.rows.len() as u64 == limit => Some(last),
            (None, _) => return numbers,
        };
    }
}

fn sample() -> Vec<VisitRow> {
    // Several at one moment, so that the id decides.
    (1..=60).map(|n| visit(n, i64::try_from(n / 7).unwrap() * 1000)).collect()
}

pub(super) fn a_row_of_a_visit_log_reads_back_and_is_written_in_place(store: &dyn Store) {
    let row = VisitRow { amends: Some(record(9)), ..visit(1, 50) };
    put_visits(store, std::slice::from_ref(&row));
    assert_eq!(store.read(|tx| tx.row::<VisitRow>(HERE, record(1))).unwrap(), Some(row.clone()));
    assert_eq!(store.read(|tx| tx.row::<VisitRow>(THERE, record(1))).unwrap(), None);
    assert_eq!(store.read(|tx| tx.amending(HERE, record(9))).unwrap(), [record(1)]);
    // Another moment is another place in every list, not a second row.
    let (standing, amended_by) = (ReviewStatus::Amended, Some(record(3)));
    let moved = VisitRow { at: -4, standing, amended_by, ..row };
    put_visits(store, std::slice::from_ref(&moved));
    let all = VisitFilter::default();
    for place in [COMMUNITY, Partition { grid: Some(OTHER_GRID), ..COMMUNITY }] {
        let args = PageArgs { limit: 9, ..PageArgs::default() };
        let found = store.read(|tx| tx.list::<VisitRow>(&[place], &all, args)).unwrap();
        assert_eq!(found, Page { rows: vec![moved.clone()], resume_after: None });
    }
    store.write(|tx| tx.remove::<VisitRow>(HERE, record(1))).unwrap();
    assert_eq!(store.read(|tx| tx.row::<VisitRow>(HERE, record(1))).unwrap(), None);
}

pub(super) fn every_filter_and_walk_gives_what_matches_once_and_in_order(store: &dyn Store) {
    // Several communities, whose logs happened at the same moments.
    let there = |n: u64| VisitRow { community: THERE, ..visit(n + 100, 1000) };
    let rows: Vec<VisitRow> = sample().into_iter().chain((1..=9).map(there)).collect();
    put_visits(store, &rows);
    put_visits(store, &[VisitRow { community: NOWHERE, ..visit(99, 3000) }]);
    let all = VisitFilter::default();
    let filters = [
        all.clone(),
        VisitFilter { worker: Some(WORKER), ..all.clone() },
        VisitFilter { purpose: Some(Purpose::Care), ..all.clone() },
        VisitFilter { met: Some(VisitContact::NobodyHome), ..all.clone() },
        VisitFilter { standing: Some(ReviewStatus::Waiting), ..all.clone() },
        VisitFilter { standing: Some(ReviewStatus::Approved), ..all.clone() },
        VisitFilter { standing: Some(ReviewStatus::Returned), ..all.clone() },
        VisitFilter { household: Some(record(1001)), ..all.clone() },
        VisitFilter { since: Some(2000), until: Some(5000), ..all.clone() },
        VisitFilter {
            worker: Some(WORKER),
            since: Some(1000),
            met: Some(VisitContact::Met),
            standing: Some(ReviewStatus::Waiting),
            household: Some(record(1002)),
            ..all
        },
    ];
    for filter in &filters {
        for partitions in partitions() {
            let mut expected: Vec<&VisitRow> = rows
                .iter()
                .filter(|row| partitions.iter().any(|place| matches(row, *place, filter)))
                .collect();
            expected.sort_by_key(|row| (row.at, row.visit));
            let mut expected: Vec<u64> = expected.iter().map(|row| number(row.visit)).collect();
            let read_all = |order, limit| read_all(store, &partitions, filter, order, limit);
            assert_eq!(read_all(Order::Asc, 4), expected, "{filter:?} {partitions:?}");
            let counted =
                |most| store.read(|tx| tx.count::<VisitRow>(&partitions, filter, most)).unwrap();
            let rows = expected.len() as u64;
            assert_eq!(counted(1000), Count { rows, more: false }, "{filter:?}");
            assert_eq!(counted(1), Count { rows: rows.min(1), more: rows > 0 });
            expected.reverse();
            assert_eq!(read_all(Order::Desc, 7), expected, "{filter:?} {partitions:?}");
        }
    }
}

/// Lists over none, one and several partitions, more too than one statement takes.
fn partitions() -> [Vec<Partition>; 7] {
    let other = Partition { grid: Some(OTHER_GRID), ..COMMUNITY };
    let there = Partition { community: THERE, ..COMMUNITY };
    let grid_there = Partition { community: THERE, ..ONE_GRID };
    let empty =
        |n: u64| Partition { community: AreaId::from_bytes(*record(n).as_bytes()), grid: None };
    [
        vec![],
        vec![COMMUNITY],
        vec![ONE_GRID],
        vec![ONE_GRID, other],
        vec![there, ONE_GRID],
        vec![grid_there, COMMUNITY],
        [vec![COMMUNITY], (5000..5900).map(empty).collect(), vec![there]].concat(),
    ]
}

fn matches(row: &VisitRow, place: Partition, filter: &VisitFilter) -> bool {
    row.community == place.community
        && place.grid.is_none_or(|grid| row.grid == grid)
        && filter.worker.is_none_or(|worker| row.worker == worker)
        && filter.since.is_none_or(|since| row.at >= since)
        && filter.until.is_none_or(|until| row.at < until)
        && filter.purpose.as_ref().is_none_or(|purpose| row.purpose == *purpose)
        && filter.met.as_ref().is_none_or(|met| row.met == *met)
        && filter.standing.as_ref().is_none_or(|standing| row.standing == *standing)
        && filter.household.is_none_or(|household| row.household == household)
}

pub(super) fn a_filter_that_hits_hardly_anything_gives_up_and_can_go_on(store: &dyn Store) {
    let many = SCAN_LIMIT + 300;
    let rare = |n| n == 2 || n == many - 3;
    let row = |n| {
        let met = if rare(n) { VisitContact::Refused } else { VisitContact::Met };
        VisitRow { met, grid: GRID, ..visit(n, i64::try_from(n).unwrap()) }
    };
    put_visits(store, &(1..=many).map(row).collect::<Vec<_>>());
    let filter = VisitFilter { met: Some(VisitContact::Refused), ..VisitFilter::default() };
    let args = PageArgs { limit: 50, ..PageArgs::default() };
    // Places without a log cost no looking.
    let far = Partition { community: THERE, ..COMMUNITY };
    for partitions in [vec![COMMUNITY], vec![ONE_GRID], vec![ONE_GRID, far]] {
        let found = store.read(|tx| tx.list::<VisitRow>(&partitions, &filter, args)).unwrap();
        assert_eq!(found.rows.len(), 1, "the newer one lies within reach");
        let at = i64::try_from(many - SCAN_LIMIT + 1).unwrap();
        assert_eq!(found.resume_after.map(|key| key.at), Some(at), "exactly so many were seen");
        assert_eq!(read_all(store, &partitions, &filter, Order::Desc, 50), [many - 3, 2]);
        assert_eq!(read_all(store, &partitions, &filter, Order::Asc, 50), [2, many - 3]);
        let count = |filter, most| {
            store.read(|tx| tx.count::<VisitRow>(&partitions, filter, most)).unwrap()
        };
        assert_eq!(count(&filter, 99), Count { rows: 1, more: true });
        // Without a filter nothing is passed over, so nothing is given up.
        let all = VisitFilter::default();
        assert_eq!(count(&all, many + 9), Count { rows: many, more: false });
    }
}

pub(super) fn open_matters_stand_by_their_deadline_and_closed_ones_by_their_close(
    store: &dyn Store,
) {
    let rows = [
        matter(1, State::Reported, Some(900)),
        matter(2, State::Handling, Some(300)),
        matter(3, State::Returned, None),
        matter(4, State::Closed, None),
        matter(5, State::Closed, None),
        matter(6, State::Dispatched, Some(300)),
    ];
    store.write(|tx| rows.iter().try_for_each(|row| tx.put(row))).unwrap();
    let all = MatterFilter::default();
    let numbers = |place, filter: &MatterFilter, order, from| {
        let args = PageArgs { from, order, limit: 4 };
        let found = store.read(|tx| tx.list::<MatterRow>(&[place], filter, args)).unwrap();
        found.rows.iter().map(|row| number(row.matter)).collect::<Vec<_>>()
    };
    assert_eq!(numbers(COMMUNITY, &all, Order::Asc, None), [2, 6, 1, 3]);
    assert_eq!(numbers(ONE_GRID, &all, Order::Asc, None), [2, 6]);
    let key = |at, n| Some(PageKey { at, record: record(n) });
    assert_eq!(numbers(COMMUNITY, &all, Order::Asc, key(900, 1)), [3]);
    assert_eq!(numbers(COMMUNITY, &all, Order::Desc, key(NEVER_DUE, 3)), [1, 6, 2]);
    let closed = MatterFilter { state: Some(State::Closed), ..all.clone() };
    assert_eq!(numbers(COMMUNITY, &closed, Order::Desc, None), [5, 4]);
    assert_eq!(numbers(COMMUNITY, &closed, Order::Desc, key(105, 5)), [4]);
    let due = MatterFilter { due_before: Some(900), ..all.clone() };
    assert_eq!(numbers(COMMUNITY, &due, Order::Asc, None), [2, 6]);
    let none = MatterFilter { due_before: Some(900), ..closed };
    assert_eq!(numbers(COMMUNITY, &none, Order::Asc, None), [0; 0]);
    let narrow = [
        (MatterFilter { state: Some(State::Handling), ..all.clone() }, vec![2]),
        (MatterFilter { category: Some(Category::Municipal), ..all.clone() }, vec![2, 6, 1, 3]),
        (MatterFilter { reporter: Some(WORKER), ..all.clone() }, vec![6, 3]),
        (MatterFilter { department: Some("城管办".to_owned()), ..all }, vec![2, 6]),
    ];
    for (filter, expected) in narrow {
        assert_eq!(numbers(COMMUNITY, &filter, Order::Asc, None), expected, "{filter:?}");
        let count = store.read(|tx| tx.count::<MatterRow>(&[COMMUNITY], &filter, 9)).unwrap();
        assert_eq!(count, Count { rows: expected.len() as u64, more: false });
    }
}

pub(super) fn a_matter_moves_in_the_list_and_keeps_its_steps_until_it_goes(store: &dyn Store) {
    let open = matter(1, State::Reported, Some(900));
    let closed = matter(1, State::Closed, None);
    let step = |n, state| MatterStep { n, state, at: 5, by: WORKER, words: "已派".to_owned() };
    let steps = [step(1, Some(State::Reported)), step(2, None)];
    store
        .write(|tx| -> Result<_> {
            tx.put(&open)?;
            assert_eq!(tx.row::<MatterRow>(HERE, record(1))?, Some(open.clone()));
            tx.put(&closed)?;
            assert_eq!(tx.row::<MatterRow>(HERE, record(1))?, Some(closed.clone()));
            let args = PageArgs { limit: 9, ..PageArgs::default() };
            assert!(
                tx.list::<MatterRow>(&[COMMUNITY], &MatterFilter::default(), args)?.rows.is_empty()
            );
            steps.iter().rev().try_for_each(|step| tx.add_matter_step(HERE, record(1), step))?;
            assert_eq!(tx.matter_steps(HERE, record(1))?, steps);
            Ok(())
        })
        .unwrap();
    assert!(store.write(|tx| tx.add_matter_step(HERE, record(1), &steps[0])).is_err());
    store.write(|tx| tx.remove::<MatterRow>(HERE, record(1))).unwrap();
    let left = store.read(|tx| -> Result<_> {
        Ok((tx.row::<MatterRow>(HERE, record(1))?, tx.matter_steps(HERE, record(1))?))
    });
    assert_eq!(left.unwrap(), (None, vec![]));
}

pub(super) fn households_stand_by_when_they_were_met_and_give_visit_logs_their_door(
    store: &dyn Store,
) {
    let rows = [household(1000, Some(50)), household(1001, None), household(1002, None)];
    store
        .write(|tx| -> Result<_> {
            tx.put(&household(1000, Some(20)))?;
            rows.iter().try_for_each(|row| tx.put(row))?;
            tx.put(&visit(4, 9))
        })
        .unwrap();
    let numbers = |place, from| {
        let args = PageArgs { from, order: Order::Asc, limit: 9 };
        let found = store.read(|tx| tx.list::<HouseholdRow>(&[place], &(), args)).unwrap();
        found.rows.iter().map(|row| number(row.household)).collect::<Vec<_>>()
    };
    assert_eq!(numbers(COMMUNITY, None), [1001, 1002, 1000]);
    assert_eq!(numbers(ONE_GRID, None), [1002, 1000]);
    assert_eq!(numbers(COMMUNITY, Some(PageKey { at: 0, record: record(1001) })), [1002, 1000]);
    store
        .write(|tx| -> Result<_> {
            assert_eq!(tx.row::<HouseholdRow>(HERE, record(1000))?, Some(rows[0].clone()));
            let seen = tx.row::<VisitRow>(HERE, record(4))?.unwrap();
            assert_eq!((seen.home, seen.door.as_str()), (Some(GRID), "3号楼1000"));
            assert_eq!(tx.households_of(HERE, record(1501))?, [record(1001)]);
            assert_eq!(tx.headed_by(HERE, record(700))?, [record(1000), record(1002)]);
            tx.remove::<HouseholdRow>(HERE, record(1000))?;
            assert_eq!(tx.headed_by(HERE, record(700))?, [record(1002)]);
            assert_eq!(tx.row::<VisitRow>(HERE, record(4))?.unwrap().door, "");
            tx.add_head(HERE, record(1), record(9))?;
            tx.add_head(HERE, record(1), record(8))?;
            tx.add_head(HERE, record(1), record(8))?;
            assert_eq!(tx.head_of(HERE, record(1))?, Some(record(8)));
            tx.remove_head(HERE, record(1), record(8))?;
            assert_eq!(tx.head_of(HERE, record(1))?, Some(record(9)));
            assert_eq!(tx.head_of(HERE, record(2))?, None);
            Ok(())
        })
        .unwrap();
}

pub(super) fn meetings_leave_out_what_was_amended_and_who_was_not_met(store: &dyn Store) {
    let home = record(1000);
    let row = |n, at, standing, met| VisitRow { household: home, standing, met, ..visit(n, at) };
    put_visits(
        store,
        &[
            row(1, 10, ReviewStatus::Waiting, VisitContact::Met),
            row(2, 20, ReviewStatus::Amended, VisitContact::Met),
            row(3, 30, ReviewStatus::Approved, VisitContact::NobodyHome),
            row(4, 40, ReviewStatus::Returned, VisitContact::Met),
            row(5, 50, ReviewStatus::Approved, VisitContact::Met),
        ],
    );
    let met = |within, limit| store.read(|tx| tx.meetings(HERE, home, within, limit));
    assert_eq!(met((i64::MIN, i64::MAX), 9).unwrap(), [50, 40, 10]);
    assert_eq!(met((10, 50), 9).unwrap(), [40, 10]);
    assert_eq!(met((0, 60), 1).unwrap(), [50]);
}

pub(super) fn reviews_keep_the_order_they_came_in(store: &dyn Store) {
    store
        .write(|tx| -> Result<_> {
            for review in [7, 3, 5] {
                tx.add_review(HERE, record(1), record(review))?;
            }
            tx.add_review(THERE, record(1), record(9))
        })
        .unwrap();
    let found = store.read(|tx| tx.reviews_of(HERE, record(1))).unwrap();
    assert_eq!(found, [record(7), record(3), record(5)]);
}

pub(super) fn counts_add_up_over_the_grids_of_a_community_and_no_further(store: &dyn Store) {
    let by = Counted { households: 3, visits: 5, visits_waiting: 4, ..Counted::default() };
    let less = Counted { visits_waiting: -1, matters_open: 2, reviews: 1, ..Counted::default() };
    store
        .write(|tx| -> Result<_> {
            tx.bump_tally(HERE, GRID, by)?;
            tx.bump_tally(HERE, GRID, less)?;
            tx.bump_tally(HERE, OTHER_GRID, by)?;
            tx.bump_tally(THERE, GRID, by)?;
            tx.bump_coverage(HERE, GRID, 202_611, (2, 5))?;
            tx.bump_coverage(HERE, GRID, 202_611, (-1, 1))?;
            tx.bump_coverage(HERE, GRID, 202_612, (9, 9))?;
            Ok(())
        })
        .unwrap();
    let (here, grid) = store
        .read(|tx| -> Result<_> { Ok((tx.tally(&[COMMUNITY])?, tx.tally(&[ONE_GRID])?)) })
        .unwrap();
    assert_eq!((here.visits_waiting, here.households, here.reviews), (7, 6, 1));
    assert_eq!((grid.visits_waiting, grid.visits, grid.matters_open), (3, 5, 2));
    let nothing = Partition { community: THERE, grid: Some(OTHER_GRID) };
    assert_eq!(store.read(|tx| tx.tally(&[nothing])).unwrap(), Tally::default());
    let found = store.read(|tx| tx.coverage(&[COMMUNITY], 202_611)).unwrap();
    let quiet = Coverage { grid: OTHER_GRID, households: 3, met: 0, visits: 0 };
    let busy = Coverage { grid: GRID, households: 3, met: 1, visits: 6 };
    assert_eq!(found, [busy, quiet]);
}

pub(super) fn handhelds_stand_by_their_last_contact_without_the_hubs_own(store: &dyn Store) {
    let key = Some(Bytes([7; 33]));
    let all = [
        install(1, WORKER, 30, key),
        install(2, WORKER, 10, key),
        install(3, WORKER, 20, None),
        install(4, OTHER, 10, key),
        Install { community: THERE, ..install(9, WORKER, 5, key) },
    ];
    store
        .write(|tx| -> Result<_> {
            tx.put_feed_grant(&grant(WORKER, (HERE, GRID), None))?;
            tx.put_feed_grant(&grant(OTHER, (HERE, GRID), Some(2)))?;
            tx.put_feed_grant(&grant(OTHER, (HERE, OTHER_GRID), None))?;
            all.iter().try_for_each(|one| tx.add_install(one))
        })
        .unwrap();
    let numbers = |partitions: &[Partition], from, order, limit| {
        let args = PageArgs { from, order, limit };
        let found = store.read(|tx| tx.list::<Install>(partitions, &(), args)).unwrap();
        found.rows.iter().map(|one| one.install.as_bytes()[0]).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&[COMMUNITY], None, Order::Asc, 9), [2, 4, 1]);
    assert_eq!(numbers(&[COMMUNITY], None, Order::Desc, 2), [1, 4]);
    let from = Some(PageKey { at: 10, record: RecordId::from_bytes([2; 16]) });
    assert_eq!(numbers(&[COMMUNITY], from, Order::Asc, 9), [4, 1]);
    let there = Partition { community: THERE, grid: None };
    assert_eq!(numbers(&[COMMUNITY, there], None, Order::Asc, 9), [9, 2, 4, 1]);
    // Of a grid those of who has it now.
    assert_eq!(numbers(&[ONE_GRID], None, Order::Asc, 9), [2, 1]);
    assert_eq!(numbers(&[ONE_GRID, there], None, Order::Asc, 9), [9, 2, 1]);
    let other = Partition { grid: Some(OTHER_GRID), ..COMMUNITY };
    assert_eq!(numbers(&[ONE_GRID, other], None, Order::Asc, 9), [2, 4, 1]);
    assert_eq!(numbers(&[other], None, Order::Asc, 9), [4]);
}

fn account_id(n: u8) -> AccountId {
    AccountId::from_bytes([n; 16])
}

/// A grant of somebody at home [`HERE`], for a grid of a community.
fn grant(
    account: AccountId,
    (feed_community, area): (AreaId, AreaId),
    until_ver: Option<u64>,
) -> FeedGrantRow {
    FeedGrantRow {
        community: HERE,
        account,
        feed: FeedId::from_bytes(*area.as_bytes()),
        feed_community,
        kind: FeedKind::Grid,
        area,
        from_ver: 1,
        until_ver,
    }
}

fn install(n: u8, account: AccountId, contact: i64, key: Option<PublicKey>) -> Install {
    Install {
        community: HERE,
        install: InstallId::from_bytes([n; 16]),
        account,
        feed: None,
        key,
        token: None,
        device: String::new(),
        app: String::new(),
        enrolled: 1,
        revoked: None,
        lost: false,
        mark: ChainHead { mseq: 0, chain: Bytes([0; 32]) },
        received: 1,
        receipt: None,
        applied: 0,
        contact,
        waiting: Waiting::default(),
        head: ChainHead { mseq: 0, chain: Bytes([0; 32]) },
        head_sig: None,
    }
}

pub(super) fn the_shape_of_the_rows_is_noted_and_clearing_leaves_none(store: &dyn Store) {
    let state = ProjectionState { version: 3, offset_minutes: 480, upto: Some(7) };
    let whole = ProjectionState { upto: None, ..state };
    store
        .write(|tx| -> Result<_> {
            assert_eq!(tx.projection_state()?, None);
            tx.put_projection_state(state)?;
            assert_eq!(tx.projection_state()?, Some(state));
            tx.put_projection_state(whole)?;
            tx.put(&visit(1, 1))?;
            tx.put(&matter(1, State::Reported, None))?;
            tx.put(&household(1, None))?;
            tx.add_review(HERE, record(1), record(2))?;
            tx.bump_tally(HERE, GRID, Counted { visits: 1, ..Counted::default() })?;
            tx.clear_rows()?;
            assert_eq!(tx.projection_state()?, Some(whole));
            assert_eq!(tx.row::<VisitRow>(HERE, record(1))?, None);
            assert_eq!(tx.row::<MatterRow>(HERE, record(1))?, None);
            assert_eq!(tx.row::<HouseholdRow>(HERE, record(1))?, None);
            assert!(tx.reviews_of(HERE, record(1))?.is_empty());
            assert_eq!(tx.tally(&[COMMUNITY])?, Tally::default());
            Ok(())
        })
        .unwrap();
}

/// Returns the query statistics of one call.
fn stats_of<T>(store: &dyn Store, work: impl FnMut(&mut dyn Tx) -> Result<T>) -> QueryStats {
    let before = store.query_stats();
    store.read(work).unwrap();
    store.query_stats().since(before)
}

/// Returns the query statistics of the calls that the console's pages make.
fn all_stats(store: &dyn Store) -> Vec<(String, QueryStats)> {
    let all = VisitFilter::default();
    let filters = [
        all.clone(),
        VisitFilter { worker: Some(WORKER), ..all.clone() },
        VisitFilter { standing: Some(ReviewStatus::Waiting), ..all.clone() },
        VisitFilter { household: Some(record(1002)), met: Some(VisitContact::Met), ..all.clone() },
        VisitFilter { since: Some(100), until: Some(200), ..all },
    ];
    let mut all_stats = Vec::new();
    for (at, order) in [(150, Order::Desc), (150, Order::Asc)] {
        let from = Some(PageKey { at, record: record(150) });
        let args = PageArgs { from, order, limit: 20 };
        for place in [COMMUNITY, ONE_GRID] {
            for filter in &filters {
                let page = stats_of(store, |tx| tx.list::<VisitRow>(&[place], filter, args));
                let count = stats_of(store, |tx| tx.count::<VisitRow>(&[place], filter, 20));
                all_stats.push((format!("{filter:?} {place:?} {order:?}"), page));
                all_stats.push((format!("count of {filter:?} {place:?}"), count));
            }
            let open = MatterFilter { reporter: Some(WORKER), ..MatterFilter::default() };
            let closed = MatterFilter { state: Some(State::Closed), ..MatterFilter::default() };
            for filter in [&open, &closed] {
                let page = stats_of(store, |tx| tx.list::<MatterRow>(&[place], filter, args));
                all_stats.push((format!("{filter:?} {place:?} {order:?}"), page));
            }
            let homes = stats_of(store, |tx| tx.list::<HouseholdRow>(&[place], &(), args));
            all_stats.push((format!("homes {place:?} {order:?}"), homes));
            all_stats.push((format!("tally {place:?}"), stats_of(store, |tx| tx.tally(&[place]))));
        }
    }
    let month = stats_of(store, |tx| tx.coverage(&[COMMUNITY], 202_611));
    all_stats.push(("coverage".to_owned(), month));
    all_stats.extend(upkeep(store));
    all_stats
}

/// Makes the calls of a record's change on the rows.
fn upkeep(store: &dyn Store) -> Vec<(String, QueryStats)> {
    let log = VisitRow { amends: Some(record(1)), ..visit(100, 100) };
    type Call<'a> = Box<dyn FnMut(&mut dyn Tx) -> Result<()> + 'a>;
    let mut calls: Vec<(&str, Call<'_>)> = vec![
        ("visit row", Box::new(|tx| tx.row::<VisitRow>(HERE, record(120)).map(drop))),
        ("amending", Box::new(|tx| tx.amending(HERE, record(120)).map(drop))),
        ("meetings", Box::new(|tx| tx.meetings(HERE, record(1002), (0, 90), 1).map(drop))),
        ("reviews", Box::new(|tx| tx.reviews_of(HERE, record(120)).map(drop))),
        ("matter row", Box::new(|tx| tx.row::<MatterRow>(HERE, record(120)).map(drop))),
        ("steps", Box::new(|tx| tx.matter_steps(HERE, record(120)).map(drop))),
        ("household", Box::new(|tx| tx.row::<HouseholdRow>(HERE, record(2120)).map(drop))),
        ("in a dwelling", Box::new(|tx| tx.households_of(HERE, record(2620)).map(drop))),
        ("under a head", Box::new(|tx| tx.headed_by(HERE, record(99)).map(drop))),
        ("head", Box::new(|tx| tx.head_of(HERE, record(2120)).map(drop))),
        ("put a log", Box::new(move |tx| tx.put(&log))),
        ("put a matter", Box::new(|tx| tx.put(&matter(100, State::Handled, None)))),
        ("put a home", Box::new(|tx| tx.put(&household(2100, Some(9))))),
        ("count", Box::new(|tx| tx.bump_tally(HERE, GRID, Counted::default()))),
        ("cover", Box::new(|tx| tx.bump_coverage(HERE, GRID, 202_611, (0, 0)))),
    ];
    let mut all_stats = Vec::new();
    for (name, call) in &mut calls {
        // Once more than is measured: what it writes is there already then.
        store.write(call.as_mut()).unwrap();
        let before = store.query_stats();
        store.write(call.as_mut()).unwrap();
        all_stats.push(((*name).to_owned(), store.query_stats().since(before)));
    }
    all_stats
}

pub(super) fn a_page_takes_the_same_steps_however_many_rows_are_stored(store: &dyn Store) {
    // A multiple of everything the samples alternate by.
    let fill = |from: u64, to: u64| {
        store
            .write(|tx| -> Result<_> {
                for n in from..to {
                    let at = i64::try_from(n).unwrap();
                    tx.put(&visit(n, at))?;
                    let state = if n % 4 < 2 { State::Closed } else { State::Reported };
                    tx.put(&MatterRow { entered: at, ..matter(n, state, Some(at)) })?;
                    tx.put(&household(2000 + n, Some(at)))?;
                    tx.bump_tally(HERE, GRID, Counted { visits: 1, ..Counted::default() })?;
                    tx.bump_coverage(HERE, GRID, 202_611, (1, 1))?;
                }
                Ok(())
            })
            .unwrap();
    };
    fill(1, 601);
    all_stats(store);
    let few = all_stats(store);
    fill(601, 6001);
    let many = all_stats(store);
    assert!(few.iter().all(|(_, effort)| effort.steps > 0 && effort.statements <= 2));
    for (few, many) in few.iter().zip(&many) {
        assert_eq!(few, many);
    }
}

pub(super) fn of_a_whole_community_all_work_and_of_a_grid_those_who_have_it(store: &dyn Store) {
    let account = |n: u8, community, role| Account {
        account: account_id(n),
        community,
        name: format!("{n}"),
        role,
        grant_ver: 1,
        created: 1,
    };
    store
        .write(|tx| -> Result<_> {
            for n in 1..=4 {
                tx.add_account(&account(n, HERE, Role::Worker))?;
            }
            tx.add_account(&account(8, HERE, Role::Leader))?;
            tx.add_account(&account(9, THERE, Role::Worker))?;
            tx.put_feed_grant(&grant(account_id(1), (HERE, GRID), None))?;
            tx.put_feed_grant(&grant(account_id(2), (HERE, GRID), Some(2)))?;
            tx.put_feed_grant(&grant(account_id(3), (THERE, NOWHERE), None))?;
            tx.put_feed_grant(&grant(account_id(8), (HERE, GRID), None))
        })
        .unwrap();
    let working = |partitions: &[Partition]| {
        let found = store.read(|tx| tx.accounts_working(partitions, &Role::Worker)).unwrap();
        let mut found: Vec<_> = found.iter().map(|one| one.account.as_bytes()[0]).collect();
        found.sort_unstable();
        found
    };
    let there = Partition { community: THERE, grid: None };
    assert_eq!(working(&[]), [0; 0]);
    assert_eq!(working(&[COMMUNITY]), [1, 2, 3, 4]);
    assert_eq!(working(&[COMMUNITY, there]), [1, 2, 3, 4, 9]);
    assert_eq!(working(&[there]), [3, 9], "also who is at home elsewhere");
    assert_eq!(working(&[ONE_GRID]), [1]);
    assert_eq!(working(&[ONE_GRID, there]), [1, 3, 9]);
    let quiet = Partition { community: THERE, grid: Some(OTHER_GRID) };
    assert_eq!(working(&[quiet]), [0; 0]);
    let beyond = Partition { community: THERE, grid: Some(NOWHERE) };
    assert_eq!(working(&[ONE_GRID, beyond]), [1, 3], "also a grid of another community");
}
