//! What only the embedded store promises: its schema, its files, its pragmas.

use super::migrations::MIGRATIONS;
use super::scan::MergedQuery;
use super::*;
use gridbook_domain::AreaId;
use gridbook_sqlite::schema;
use gridbook_store::StoreError;
use gridbook_store::{
    Conditions, ListQuery, ListRow, Order, PageArgs, Partition, VisitFilter, VisitRow,
};
use rusqlite::Connection;
use std::path::PathBuf;

fn fresh() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hub.db");
    (folder, path)
}

#[test]
fn schema_sql_tells_the_truth() {
    let (_folder, path) = fresh();
    drop(SqliteStore::open(&path).unwrap());
    let found = schema::dump(&Connection::open(&path).unwrap()).unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/schema.sql");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(file, &found).unwrap();
    }
    let written = std::fs::read_to_string(file).unwrap();
    assert_eq!(found, written, "UPDATE_SCHEMA=1 makes this test write it");
}

#[test]
fn every_table_that_grows_is_strict_and_begins_its_keys_with_the_community() {
    const SMALL: &[&str] =
        &["deployment", "epoch", "area", "account", "view_state", "login", "login_failure"];
    let (_folder, path) = fresh();
    drop(SqliteStore::open(&path).unwrap());
    let db = Connection::open(&path).unwrap();
    let sql = "SELECT t.name AS name, t.strict AS strict, i.name AS key, c.name AS first \
         FROM pragma_table_list t JOIN pragma_index_list(t.name) i ON i.\"unique\" = 1 \
         JOIN pragma_index_info(i.name) c ON c.seqno = 0 \
         WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite_%'";
    let mut statement = db.prepare(sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut checked = 0;
    while let Some(row) = rows.next().unwrap() {
        let name: String = row.get("name").unwrap();
        assert!(row.get::<_, bool>("strict").unwrap(), "{name} is not strict");
        if !SMALL.contains(&name.as_str()) {
            let (key, first): (String, String) =
                (row.get("key").unwrap(), row.get("first").unwrap());
            assert_eq!(first, "community", "{key} of {name}");
            checked += 1;
        }
    }
    assert!(checked >= 15, "{checked}");
}

/// The schema after the newest.
fn newer() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap() + 1
}

#[test]
fn a_file_of_a_newer_build_is_refused_and_left_as_it_is() {
    let (_folder, path) = fresh();
    drop(SqliteStore::open(&path).unwrap());
    let db = Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", newer()).unwrap();
    drop(db);
    let found = SqliteStore::open(&path).err();
    assert!(matches!(found, Some(StoreError::Newer { found, known }) if found == known + 1));
    let db = Connection::open(&path).unwrap();
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, newer());
}

#[test]
fn a_commit_is_on_disk_when_it_returns() {
    let (_folder, path) = fresh();
    let store = SqliteStore::open(&path).unwrap();
    let writer = store.file.writer();
    let mode: String = writer.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    let sync: i64 = writer.pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
    assert_eq!((mode.as_str(), sync), ("wal", 2));
}

#[test]
fn a_page_walks_its_index_without_sorting() {
    let (_folder, path) = fresh();
    let store = SqliteStore::open(&path).unwrap();
    let db = store.file.writer();
    let sql = format!("EXPLAIN QUERY PLAN {}", include_str!("feeds/page.sql"));
    let mut statement = db.prepare(&sql).unwrap();
    let params =
        rusqlite::named_params! { ":community": [0u8; 16], ":feed": [0u8; 16], ":from": 0 };
    let steps = statement.query_map(params, |row| row.get::<_, String>("detail")).unwrap();
    let plan = steps.map(|step| step.unwrap()).collect::<Vec<_>>().join("\n");
    assert!(plan.contains("record_page") && plan.contains("feed_left_page"), "{plan}");
    assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{plan}");
}

#[test]
fn a_statement_is_prepared_once_however_its_limit_changes() {
    let (_folder, path) = fresh();
    let store = SqliteStore::open(&path).unwrap();
    let db = store.file.writer();
    let mut statement = db
        .prepare("SELECT visit FROM visit_row WHERE community = :community LIMIT :limit")
        .unwrap();
    for limit in 1..5 {
        let params = rusqlite::named_params! { ":community": [0u8; 16], ":limit": limit };
        let found = statement.query_map(params, |row| row.get::<_, [u8; 16]>("visit")).unwrap();
        assert_eq!(found.count(), 0);
    }
    assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
}

#[test]
fn rows_of_lists_survive_the_schema_that_looks_them_up_by_their_id() {
    let (_folder, path) = fresh();
    let db = Connection::open(&path).unwrap();
    for migration in MIGRATIONS.iter().take(3) {
        db.execute_batch(migration).unwrap();
    }
    db.pragma_update(None, "user_version", 3).unwrap();
    db.execute_batch(
        "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 99)
         INSERT INTO visit_row SELECT zeroblob(16), n % 7, unhex(printf('%032x', n)),
            zeroblob(16), zeroblob(16), zeroblob(16), 'care', 'met', 'waiting', NULL, NULL, n,
            '第' || n || '条' FROM n;
         INSERT INTO matter_row VALUES (zeroblob(16), 0, 5, x'00000000000000000000000000000001',
            zeroblob(16), 3, zeroblob(16), 'general', 'safety', 'reported', 4, 5, 6, '城管办',
            '东门', 2, '路灯不亮')",
    )
    .unwrap();
    let told = |table: &str, columns: &str, db: &Connection| -> String {
        let sql = format!(
            "SELECT count(*) || group_concat(concat_ws('|', {columns}) ORDER BY {columns}) AS told \
             FROM {table}"
        );
        db.query_row(&sql, [], |row| row.get("told")).unwrap()
    };
    let both = |db: &Connection| {
        let visits = "hex(visit), at, hex(community), hex(grid), hex(worker), hex(household), \
             purpose, met, standing, photos, summary";
        let matters = "hex(matter), closed, sort, hex(community), hex(grid), at, hex(reporter), \
             kind, category, state, entered, due, close_by, department, place, photos, summary";
        (told("visit_row", visits, db), told("matter_row", matters, db))
    };
    let before = both(&db);
    assert!(before.0.starts_with("99") && before.1.ends_with("路灯不亮"), "{before:?}");
    drop(db);
    drop(SqliteStore::open(&path).unwrap());
    assert_eq!(both(&Connection::open(&path).unwrap()), before);
}

#[test]
fn a_statement_over_very_many_places_is_not_kept() {
    let (_folder, path) = fresh();
    let store = SqliteStore::open(&path).unwrap();
    let kept = |count: u128| {
        let place =
            |n: u128| Partition { community: AreaId::from_bytes(n.to_be_bytes()), grid: None };
        let partitions: Vec<Partition> = (0..count).map(place).collect();
        let query = ListQuery {
            list: VisitRow::LIST,
            partitions: &partitions,
            conditions: &Conditions::default(),
        };
        let list = lists::list(&query).unwrap();
        let page = MergedQuery { list: &list, parts: &list.parts }.page(Order::Desc);
        let args = PageArgs { limit: 9, ..PageArgs::default() };
        let asked: &dyn Store = &store;
        asked.write(|tx| tx.list::<VisitRow>(&partitions, &VisitFilter::default(), args)).unwrap();
        let writer = store.file.writer();
        writer.prepare_cached(&page).unwrap().get_status(StatementStatus::Run) > 0
    };
    assert!(kept(12));
    assert!(!kept(400));
}
