//! Every list of the console walks an index: nothing is sorted, no table is scanned.

use super::coverage::{months, tallies};
use super::fragment::SqlFragment;
use super::installs::by_contact;
use super::scan::{List, MergedQuery};
use super::{SqliteStore, coverage, matters, people, visits};
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::matter::{Category, State};
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Purpose, ReviewStatus};
use gridbook_store::{MatterFilter, Order, Partition, VisitFilter};
use rusqlite::{Connection, ToSql};

const WAYS: [Order; 2] = [Order::Desc, Order::Asc];

fn with_db(case: impl FnOnce(&Connection)) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("hub.db")).unwrap();
    case(&store.file.writer());
}

fn plan(db: &Connection, sql: &str) -> String {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nothing: &[(&str, &dyn ToSql)] = &[];
    let steps = statement.query_map(nothing, |row| row.get::<_, String>("detail")).unwrap();
    steps.map(|step| step.unwrap()).collect::<Vec<_>>().join("\n")
}

/// The entries of each of so many parts come from this index alone, bounded on both sides by the
/// key; they are merged in the order of the page, and no row is read before it is looked up.
fn walks(db: &Connection, sql: &str, parts: usize, index: &str, key: &str) {
    let plan = plan(db, sql);
    let search = format!("USING COVERING INDEX {index} AND {key}>(?,?) AND {key}<(?,?))");
    let found = plan.lines().filter(|line| line.ends_with(&search)).count();
    assert_eq!(found, parts, "{search}\nfor {sql}\nbut\n{plan}");
    assert_eq!(plan.matches("MERGE (UNION ALL)").count(), parts - 1, "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{sql}\nsorts\n{plan}");
    let rest = plan.lines().filter(|line| line.starts_with("SEARCH") && !line.ends_with(&search));
    let mut rest = rest.filter(|line| !line.contains(" PRIMARY KEY (community=? AND "));
    assert_eq!(rest.next(), None, "{plan}");
    let mut scans = plan.lines().filter(|line| line.starts_with("SCAN"));
    assert!(scans.all(|line| line == "SCAN e" || line.starts_with("SCAN (subquery-")), "{plan}");
}

fn all_statements(db: &Connection, list: &List, index: &str, key: &str) {
    let (merged, parts) = (MergedQuery { list, parts: &list.parts }, list.parts.len());
    for way in WAYS {
        walks(db, &merged.page(way), parts, index, key);
        walks(db, &merged.end(way), parts, index, key);
    }
    walks(db, &merged.count(), parts, index, key);
}

/// Lists over one and over several whole communities, and over one and several grids.
fn partitions(grid: bool) -> [Vec<Partition>; 2] {
    let place = |n: u8| Partition {
        community: AreaId::from_bytes([n; 16]),
        grid: grid.then_some(AreaId::from_bytes([100 + n; 16])),
    };
    [vec![place(1)], (1..=12).map(place).collect()]
}

#[test]
fn every_list_of_visit_logs_walks_its_index_and_sorts_nothing() {
    with_db(|db| {
        let key = "(at,visit)";
        let all = VisitFilter::default();
        let approved = VisitFilter { standing: Some(ReviewStatus::Approved), ..all.clone() };
        let care = VisitFilter { purpose: Some(Purpose::Care), ..all.clone() };
        for filter in [&all, &approved, &care] {
            for partitions in partitions(false) {
                let list = visits::list(&partitions, filter);
                all_statements(db, &list, "visit_row_all (community=?", key);
            }
            for partitions in partitions(true) {
                let list = visits::list(&partitions, filter);
                all_statements(db, &list, "visit_row_grid (community=? AND grid=?", key);
            }
        }
        let worker = Some(AccountId::from_bytes([3; 16]));
        let household = Some(RecordId::from_bytes([4; 16]));
        for partitions in partitions(false).into_iter().chain(partitions(true)) {
            for standing in [ReviewStatus::Waiting, ReviewStatus::Returned, ReviewStatus::Amended] {
                let filter = VisitFilter { standing: Some(standing), ..all.clone() };
                let list = visits::list(&partitions, &filter);
                all_statements(db, &list, "visit_row_open (community=? AND standing=?", key);
                let list = visits::list(&partitions, &VisitFilter { worker, ..filter });
                all_statements(db, &list, "visit_row_worker (community=? AND worker=?", key);
            }
            let list = visits::list(&partitions, &VisitFilter { household, worker, ..all.clone() });
            all_statements(db, &list, "visit_row_household (community=? AND household=?", key);
        }
    });
}

#[test]
fn every_list_of_matters_walks_its_index_and_sorts_nothing() {
    with_db(|db| {
        let key = "(sort,matter)";
        for state in [None, Some(State::Closed), Some(State::Reported)] {
            let category = Some(Category::Safety);
            let filter =
                MatterFilter { state, category, due_before: Some(5), ..MatterFilter::default() };
            for partitions in partitions(false) {
                let list = matters::list(&partitions, &filter);
                all_statements(db, &list, "matter_row_all (community=? AND closed=?", key);
            }
            for partitions in partitions(true) {
                let list = matters::list(&partitions, &filter);
                let index = "matter_row_grid (community=? AND grid=? AND closed=?";
                all_statements(db, &list, index, key);
            }
        }
    });
}

#[test]
fn households_and_handhelds_walk_their_indexes_and_counts_are_looked_up() {
    with_db(|db| {
        for (grid, index) in [
            (true, "household_row_grid (community=? AND grid=?"),
            (false, "household_row_met (community=?"),
        ] {
            for partitions in partitions(grid) {
                all_statements(db, &coverage::list(&partitions), index, "(met,household)");
                let (list, key) = (by_contact(&partitions), "(contact,install)");
                all_statements(db, &list, "install_contact (community=?", key);
            }
            let [one, _] = partitions(grid);
            let place = SqlFragment::place(0, one[0]).sql;
            let search = if grid { "(community=? AND grid=?)" } else { "(community=?)" };
            for sql in [tallies(&place), months(&place)] {
                let plan = plan(db, &sql);
                assert!(
                    plan.contains(&format!("SEARCH tally USING PRIMARY KEY {search}")),
                    "{plan}"
                );
                assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
    });
}

#[test]
fn who_works_in_some_places_is_looked_up_by_community_and_by_grant() {
    with_db(|db| {
        for partitions in partitions(false).into_iter().chain(partitions(true)) {
            let plan = plan(db, &people::working(&partitions, &Role::Worker).sql);
            let home = "SEARCH account USING COVERING INDEX account_home (community=? AND role=?)";
            let come = "SEARCH feed_grant USING COVERING INDEX feed_grant_come (feed_community=?";
            assert!(plan.contains(home) && plan.contains(come), "{plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
            let grants = "SEARCH feed_grant USING PRIMARY KEY (community=? AND account=?)";
            assert_eq!(plan.contains(grants), partitions[0].grid.is_some(), "{plan}");
        }
    });
}
