//! Every list of the console walks an index: nothing is sorted, no table is scanned.

use super::coverage::{households, tallies};
use super::installs::by_contact;
use super::visits::Scope;
use super::walk::List;
use super::{SqliteStore, matters, visits};
use crate::store::{MatterFilter, Place, VisitFilter, Walk};
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::matter::State;
use gridbook_domain::visit::Standing;
use rusqlite::{Connection, ToSql};

const WAYS: [Walk; 2] = [Walk::Down, Walk::Up];

fn with_db(case: impl FnOnce(&Connection)) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("hub.db")).unwrap();
    case(&store.writer.lock().unwrap());
}

fn plan(db: &Connection, sql: &str) -> String {
    let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let nothing: &[(&str, &dyn ToSql)] = &[];
    let steps = statement.query_map(nothing, |row| row.get::<_, String>("detail")).unwrap();
    steps.map(|step| step.unwrap()).collect::<Vec<_>>().join("\n")
}

/// The entries come from this index, bounded on both sides by the key, in the order of the page.
fn walks(db: &Connection, sql: &str, index: &str, equal: &str, key: &str) {
    let plan = plan(db, sql);
    let search = format!("{index} ({equal} AND {key}>(?,?) AND {key}<(?,?))");
    assert!(plan.contains(&search), "no {search}\nfor {sql}\nbut\n{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{sql}\nsorts\n{plan}");
    let scans = plan.lines().filter(|line| line.starts_with("SCAN"));
    let scans: Vec<&str> = scans
        .filter(|line| !["SCAN e", "SCAN (subquery-"].iter().any(|own| line.starts_with(own)))
        .collect();
    assert!(scans.is_empty(), "{sql}\nscans\n{plan}");
}

fn all_statements(db: &Connection, list: &List, index: &str, equal: &str, key: &str) {
    for way in WAYS {
        walks(db, &list.page(way), index, equal, key);
        walks(db, &list.end(way), index, equal, key);
    }
    walks(db, &list.count(), index, equal, key);
}

fn place(grid: bool) -> Place {
    Place {
        community: AreaId::from_bytes([1; 16]),
        grid: grid.then_some(AreaId::from_bytes([2; 16])),
    }
}

#[test]
fn every_list_of_visit_logs_walks_its_index_and_sorts_nothing() {
    with_db(|db| {
        let key = "(at,visit)";
        let (all, worker) = (VisitFilter::default(), AccountId::from_bytes([3; 16]));
        let by_worker = VisitFilter { worker: Some(worker), ..all.clone() };
        let approved = VisitFilter { standing: Some(Standing::Approved), ..all.clone() };
        for filter in [&all, &approved] {
            let list = visits::list(place(false), filter);
            all_statements(db, &list, "PRIMARY KEY", "community=?", key);
            let list = visits::list(place(true), filter);
            let index = "COVERING INDEX visit_row_grid";
            all_statements(db, &list, index, "community=? AND grid=?", key);
        }
        for standing in [Standing::Waiting, Standing::Returned, Standing::Amended] {
            let filter = VisitFilter { standing: Some(standing), ..all.clone() };
            let list = visits::list(place(true), &filter);
            let index = "COVERING INDEX visit_row_open";
            all_statements(db, &list, index, "community=? AND standing=?", key);
        }
        for waiting in [None, Some(Standing::Waiting)] {
            let filter = VisitFilter { standing: waiting, ..by_worker.clone() };
            let list = visits::list(place(true), &filter);
            let index = "COVERING INDEX visit_row_worker";
            all_statements(db, &list, index, "community=? AND worker=?", key);
        }
        let household = Some(RecordId::from_bytes([4; 16]));
        let list = visits::list(place(true), &VisitFilter { household, ..all });
        let index = "COVERING INDEX visit_row_household";
        all_statements(db, &list, index, "community=? AND household=?", key);
        assert_eq!(Scope::ALL.len(), 5, "a new scope has its plan here");
    });
}

#[test]
fn every_list_of_matters_walks_its_index_and_sorts_nothing() {
    with_db(|db| {
        let key = "(sort,matter)";
        for state in [None, Some(State::Closed), Some(State::Reported)] {
            let filter = MatterFilter { state, due_before: Some(5), ..MatterFilter::default() };
            let list = matters::list(place(false), &filter);
            all_statements(db, &list, "PRIMARY KEY", "community=? AND closed=?", key);
            let list = matters::list(place(true), &filter);
            let equal = "community=? AND grid=? AND closed=?";
            all_statements(db, &list, "COVERING INDEX matter_row_grid", equal, key);
        }
    });
}

#[test]
fn households_and_handhelds_walk_their_indexes_and_counts_are_looked_up() {
    with_db(|db| {
        for way in WAYS {
            let (grid, key) = ("community=? AND grid=?", "(met,household)");
            walks(db, &households(true, way), "INDEX household_row_grid", grid, key);
            walks(db, &households(false, way), "INDEX household_row_met", "community=?", key);
            let key = "(contact,install)";
            walks(db, &by_contact(way), "INDEX install_contact", "community=?", key);
        }
        for (of_a_grid, search) in [(true, "(community=? AND grid=?)"), (false, "(community=?)")] {
            let plan = plan(db, tallies(of_a_grid));
            assert!(plan.contains(&format!("SEARCH tally USING PRIMARY KEY {search}")), "{plan}");
        }
    });
}
