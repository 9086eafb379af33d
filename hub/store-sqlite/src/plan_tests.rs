//! Every list, lookup and counter of the console walks an index: nothing is sorted, no table is
//! scanned. The statements are those of [`ROWS`], so a new description is held to its indexes
//! without a word here.

use super::lists::{Part, list, parts};
use super::scan::MergedQuery;
use super::statements::{Shown, counted, related, row};
use super::{SqliteStore, people};
use gridbook_domain::id::{AccountId, AreaId, RecordId};
use gridbook_domain::role::Role;
use gridbook_domain::visit::{Purpose, ReviewStatus};
use gridbook_store::{
    Condition, Conditions, Filter, IndexScope, ListQuery, ListRow, ListSpec, Lookup, Order,
    Partition, ROWS, Value, VisitFilter, VisitRow,
};
use rusqlite::{Connection, ToSql};
use std::collections::BTreeSet;

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

/// How the plan names the search of an index for one part of a list, bounded on both sides by the
/// key; the index alone answers it.
fn search(list: &ListSpec, (_, index): &Part) -> String {
    let grid = (index.scope == IndexScope::Grid).then_some("grid");
    let columns = ["community"].into_iter().chain(grid).chain(index.by.iter().copied());
    let columns: Vec<String> = columns.map(|column| format!("{column}=?")).collect();
    let (columns, key) = (columns.join(" AND "), format!("({},{})", list.order, list.record()));
    let name = index.name;
    format!("USING COVERING INDEX {name} ({columns} AND {key}>(?,?) AND {key}<(?,?))")
}

/// The entries of each part come from its index alone; they are merged in the order of the page,
/// and no row is read before it is looked up.
fn walks(db: &Connection, sql: &str, searches: &[String]) {
    let plan = plan(db, sql);
    let of_part = |line: &str| searches.iter().any(|search| line.ends_with(search));
    for search in searches {
        let wanted = searches.iter().filter(|other| *other == search).count();
        let found = plan.lines().filter(|line| line.ends_with(search)).count();
        assert_eq!(found, wanted, "{search}\nfor {sql}\nbut\n{plan}");
    }
    assert_eq!(plan.matches("MERGE (UNION ALL)").count(), searches.len() - 1, "{plan}");
    assert!(!plan.contains("TEMP B-TREE"), "{sql}\nsorts\n{plan}");
    let rest = plan.lines().filter(|line| line.starts_with("SEARCH") && !of_part(line));
    let mut rest = rest.filter(|line| !line.contains(" PRIMARY KEY (community=? AND "));
    assert_eq!(rest.next(), None, "{plan}");
    let mut scans = plan.lines().filter(|line| line.starts_with("SCAN"));
    assert!(scans.all(|line| line == "SCAN e" || line.starts_with("SCAN (subquery-")), "{plan}");
}

/// All statements of a query walk their indexes, whose names are returned.
fn all_statements(db: &Connection, query: &ListQuery<'_>) -> BTreeSet<&'static str> {
    let (found, parts) = (list(query).unwrap(), parts(query).unwrap());
    let searches: Vec<String> = parts.iter().map(|part| search(query.list, part)).collect();
    let merged = MergedQuery { list: &found, parts: &found.parts };
    for way in WAYS {
        walks(db, &merged.page(way), &searches);
        walks(db, &merged.end(way), &searches);
    }
    walks(db, &merged.count(), &searches);
    parts.iter().map(|(_, index)| index.name).collect()
}

/// One and several whole communities, one and several grids, and both together.
fn partitions() -> [Vec<Partition>; 5] {
    let place = |n: u8, grid: bool| Partition {
        community: AreaId::from_bytes([n; 16]),
        grid: grid.then_some(AreaId::from_bytes([100 + n; 16])),
    };
    [
        vec![place(1, false)],
        (1..=12).map(|n| place(n, false)).collect(),
        vec![place(1, true)],
        (1..=12).map(|n| place(n, true)).collect(),
        vec![place(1, true), place(2, false)],
    ]
}

/// The values that make a difference for a column: any, and the words that conditions of the list's
/// indexes name.
fn values(list: &ListSpec, column: &str) -> Vec<Value> {
    let mut words = vec!["another"];
    for only in list.indexes.iter().flat_map(|index| index.only) {
        words.extend(match only {
            Condition::Is(of, word) | Condition::IsNot(of, word) if *of == column => Some(*word),
            _ => None,
        });
    }
    words.into_iter().map(|word| Value::Text(word.to_owned())).collect()
}

/// Every combination of filters that a list has, each with every value that makes a difference.
fn conditions(list: &ListSpec) -> Vec<Conditions> {
    let split = list.split.iter().map(|column| (*column, Value::Int(0)));
    let mut all = vec![Conditions { equal: split.collect(), ..Conditions::default() }];
    for column in list.filters {
        let values = values(list, column);
        let with = |conditions: &Conditions, value: &Value| {
            let mut more = conditions.clone();
            more.equal.push((*column, value.clone()));
            more
        };
        let more: Vec<Conditions> = all
            .iter()
            .flat_map(|conditions| values.iter().map(move |value| with(conditions, value)))
            .collect();
        all.extend(more);
    }
    all
}

#[test]
fn every_list_walks_its_indexes_whatever_is_filtered_and_uses_each_of_them() {
    with_db(|db| {
        for list in ROWS.iter().flat_map(|rows| rows.lists) {
            let mut used = BTreeSet::new();
            for conditions in &conditions(list) {
                for partitions in &partitions() {
                    let query = ListQuery { list, partitions, conditions };
                    used.extend(all_statements(db, &query));
                }
            }
            let all: BTreeSet<&str> = list.indexes.iter().map(|index| index.name).collect();
            assert_eq!(used, all, "indexes of {}", list.table.name);
        }
    });
}

/// Checks which index reads a list of visits.
fn led(filter: &VisitFilter, expected: impl Fn(&Partition) -> &'static str) {
    for partitions in partitions() {
        let conditions = &filter.conditions();
        let query = ListQuery { list: VisitRow::LIST, partitions: &partitions, conditions };
        for (partition, index) in parts(&query).unwrap() {
            assert_eq!(index.name, expected(&partition), "{filter:?} {partition:?}");
        }
    }
}

#[test]
fn a_list_of_visits_is_led_by_what_leaves_least_to_look_at() {
    let all = VisitFilter::default();
    let approved = VisitFilter { standing: Some(ReviewStatus::Approved), ..all.clone() };
    let care = VisitFilter { purpose: Some(Purpose::Care), ..all.clone() };
    for filter in [&all, &approved, &care] {
        led(filter, |place| if place.grid.is_some() { "visit_row_grid" } else { "visit_row_all" });
    }
    let worker = Some(AccountId::from_bytes([3; 16]));
    let household = Some(RecordId::from_bytes([4; 16]));
    for standing in [ReviewStatus::Waiting, ReviewStatus::Returned, ReviewStatus::Amended] {
        let filter = VisitFilter { standing: Some(standing), ..all.clone() };
        led(&filter, |_| "visit_row_open");
        led(&VisitFilter { worker, ..filter }, |_| "visit_row_worker");
    }
    led(&VisitFilter { household, worker, ..all }, |_| "visit_row_household");
}

/// The lookups whose index does not hold their order: what they find is few, and sorted.
const SORTED: [&str; 1] = ["visit_row_amends"];

fn finds(db: &Connection, lookup: &Lookup) {
    let columns: Vec<String> = lookup.by.iter().map(|column| format!("{column}=?")).collect();
    let columns = columns.join(" AND ");
    let way = match lookup.index {
        Some(index) => format!("INDEX {index} ({columns}"),
        None => format!("PRIMARY KEY ({columns}"),
    };
    let sorted = lookup.index.is_some_and(|index| SORTED.contains(&index));
    let limits = [None, Some(1), Some(9)];
    for (within, limit) in limits.into_iter().flat_map(|limit| [(false, limit), (true, limit)]) {
        let sql = related(lookup, within, limit);
        let plan = plan(db, &sql);
        assert_eq!(plan.lines().filter(|line| line.contains(&way)).count(), 1, "{sql}\n{plan}");
        assert_eq!(plan.contains("TEMP B-TREE"), sorted, "{sql}\n{plan}");
        assert!(!plan.contains("SCAN"), "{sql}\n{plan}");
    }
}

#[test]
fn every_lookup_searches_its_index_by_all_that_is_given() {
    with_db(|db| ROWS.iter().flat_map(|rows| rows.lookups).for_each(|lookup| finds(db, lookup)));
}

#[test]
fn every_row_and_every_counter_is_looked_up_by_its_key() {
    with_db(|db| {
        for list in ROWS.iter().flat_map(|rows| rows.lists) {
            let shown = Shown::new(list.table, list.shown, list.joined.as_ref());
            let plan = plan(db, &row(list.table, &shown));
            let tables = 1 + usize::from(list.joined.is_some());
            let found = plan.matches("USING PRIMARY KEY (community=? AND ").count();
            assert!(found == tables && plan.lines().count() == tables, "{plan}");
        }
        for counters in ROWS.iter().flat_map(|rows| rows.counters) {
            let shown = Shown::new(counters.table, counters.shown, counters.joined.as_ref());
            for partitions in partitions() {
                let plan = plan(db, &counted(counters.table, &shown, &partitions).sql);
                let table = counters.table.name;
                for (grid, key) in [(true, "(community=? AND grid=?)"), (false, "(community=?)")] {
                    let wanted = partitions.iter().filter(|one| one.grid.is_some() == grid);
                    let search = format!("SEARCH {table} USING PRIMARY KEY {key}");
                    assert_eq!(plan.matches(&search).count(), wanted.count(), "{plan}");
                }
                assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
            }
        }
    });
}

/// Tables that are no rows of the console: a trait of their own reads and writes them.
const OWN_TRAIT: [&str; 22] = [
    "account",
    "area",
    "area_grant",
    "change",
    "deployment",
    "epoch",
    "feed",
    "feed_grant",
    "feed_left",
    "feed_log",
    "fork",
    "imported",
    "install",
    "invitation",
    "login",
    "login_failure",
    "op",
    "part",
    "photo",
    "record",
    "session",
    "view_state",
];

#[test]
fn every_table_and_every_index_of_rows_is_described() {
    with_db(|db| {
        let names = |sql: &str| -> BTreeSet<String> {
            let mut statement = db.prepare(sql).unwrap();
            let names = statement.query_map([], |row| row.get("name")).unwrap();
            names.map(Result::unwrap).collect()
        };
        let tables = ROWS.iter().flat_map(|rows| rows.tables).map(|table| table.name);
        let tables: BTreeSet<&str> = tables.collect();
        let known = tables.iter().chain(&OWN_TRAIT).map(|name| (*name).to_owned());
        let stored = "SELECT name FROM sqlite_schema WHERE type = 'table' \
             AND name NOT LIKE 'sqlite_%'";
        assert_eq!(names(stored), known.collect(), "tables, and those described in ROWS");
        let lists = ROWS.iter().flat_map(|rows| rows.lists).flat_map(|list| list.indexes);
        let lookups = ROWS.iter().flat_map(|rows| rows.lookups);
        let used = lists.map(|index| index.name);
        let used: BTreeSet<&str> = used.chain(lookups.filter_map(|lookup| lookup.index)).collect();
        for table in tables {
            let sql = format!(
                "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = '{table}' \
                 AND sql IS NOT NULL"
            );
            for index in names(&sql) {
                assert!(used.contains(index.as_str()), "{index} is used by nothing");
            }
        }
    });
}

#[test]
fn who_works_in_some_places_is_looked_up_by_community_and_by_grant() {
    with_db(|db| {
        for partitions in partitions() {
            let plan = plan(db, &people::working(&partitions, &Role::Worker).sql);
            let home = "SEARCH account USING COVERING INDEX account_home (community=? AND role=?)";
            let come = "SEARCH feed_grant USING COVERING INDEX feed_grant_come (feed_community=?";
            assert!(plan.contains(home) && plan.contains(come), "{plan}");
            assert!(!plan.contains("SCAN") && !plan.contains("TEMP B-TREE"), "{plan}");
            let grants = "SEARCH feed_grant USING PRIMARY KEY (community=? AND account=?)";
            let grid = partitions.iter().any(|one| one.grid.is_some());
            assert_eq!(plan.contains(grants), grid, "{plan}");
        }
    });
}
