//! Migrating, reading and what a column must hold.

use crate::{
    Columns, DatabaseFile, OpenError, ReadColumn as _, Settings, Transaction, migrate, schema,
};
use gridbook_domain::encoding::Bytes;
use gridbook_domain::{FeedId, Fields, RecordId, Version};
use rusqlite::{Connection, named_params};
use std::time::Duration;

const FIRST: &str = "CREATE TABLE a (x INTEGER) STRICT";
const SECOND: &str = "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 2";

fn settings() -> Settings {
    Settings {
        migrations: &[FIRST, SECOND],
        busy_wait: Duration::from_millis(10),
        statements: 16,
        idle_readers: 1,
        checkpoint_pages: 1_000,
        log_limit: 1024 * 1024,
    }
}

#[test]
fn migrations_run_once_each_and_in_order() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &[FIRST]).unwrap();
    connection.execute("INSERT INTO a VALUES (1)", []).unwrap();
    migrate(&mut connection, &[FIRST, SECOND]).unwrap();
    migrate(&mut connection, &[FIRST, SECOND]).unwrap();
    let row = connection.query_row("SELECT x, y FROM a", [], |row| Ok((row.get(0)?, row.get(1)?)));
    assert_eq!(row, Ok((1, 2)));
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let mut connection = Connection::open_in_memory().unwrap();
    assert!(migrate(&mut connection, &[FIRST, "no SQL"]).is_err());
    assert_eq!(schema::dump(&connection).unwrap(), "");
}

#[test]
fn a_file_of_a_newer_build_is_refused() {
    let mut connection = Connection::open_in_memory().unwrap();
    for found in [3, -1] {
        connection.pragma_update(None, "user_version", found).unwrap();
        let refused = migrate(&mut connection, &[FIRST, SECOND]).unwrap_err();
        assert!(matches!(refused, OpenError::NewerSchema { newest: 2, .. }), "{found}");
    }
    assert_eq!(schema::dump(&connection).unwrap(), "");
}

#[test]
fn a_reader_sees_a_snapshot_and_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let file = DatabaseFile::open(&folder.path().join("x.db"), settings()).unwrap();
    let count = |connection: &Connection| -> rusqlite::Result<i64> {
        connection.query_row("SELECT count(*) FROM a", [], |row| row.get(0))
    };
    let seen: rusqlite::Result<_> = file.read(|snapshot| {
        let before = count(snapshot)?;
        file.writer().execute("INSERT INTO a VALUES (1, 1)", [])?;
        assert!(snapshot.execute("INSERT INTO a VALUES (2, 2)", []).is_err());
        Ok((before, count(snapshot)?))
    });
    assert_eq!(seen, Ok((0, 0)));
    assert_eq!(file.read(|snapshot| count(snapshot)), Ok(1));
}

#[test]
fn a_schema_is_printed_by_table_and_tables_that_are_not_strict_are_named() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE b (x); CREATE TABLE a (x INTEGER) STRICT").unwrap();
    let found = schema::dump(&connection).unwrap();
    assert_eq!(found, "CREATE TABLE a (x INTEGER) STRICT;\n\nCREATE TABLE b (x);\n");
    assert_eq!(schema::loose_tables(&connection).unwrap(), ["b"]);
}

#[test]
fn what_the_domain_binds_is_read_as_it_was() {
    let connection = Connection::open_in_memory().unwrap();
    let columns = "record BLOB, none BLOB, n INTEGER, tag BLOB, version TEXT, fields TEXT";
    connection.execute_batch(&format!("CREATE TABLE t ({columns}) STRICT")).unwrap();
    let record = RecordId::from_bytes([7; 16]);
    let held = Version { n: 5, tag: Bytes([1; 6]) };
    let sql = "INSERT INTO t VALUES (:record, NULL, :n, :tag, :version, '{\"a\":1}')";
    let values = named_params! {
        ":record": record.as_bytes(),
        ":n": held.n,
        ":tag": held.tag.0,
        ":version": held.to_string(),
    };
    connection.execute(sql, values).unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        assert_eq!(row.read::<RecordId>("record")?, record);
        assert_eq!(row.read::<Option<FeedId>>("none")?, None);
        assert_eq!(Columns::of(row).version("n", "tag")?, Some(held));
        assert_eq!(row.read::<Option<Version>>("version")?, Some(held));
        assert_eq!(row.read::<Fields>("fields")?["a"], 1);
        assert!(row.read::<RecordId>("tag").is_err(), "6 bytes are no id");
        Ok(())
    };
    connection.query_row("SELECT * FROM t", [], read).unwrap();
}

#[test]
fn columns_are_read_by_name_in_any_order() {
    let connection = Connection::open_in_memory().unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        let columns = Columns::of(row);
        for name in ["a", "b", "c", "c", "a", "C", "b"] {
            let found: String = columns.get(name)?;
            assert_eq!(found, name.to_lowercase());
        }
        assert!(columns.get::<String>("d").is_err());
        columns.get::<String>("a")
    };
    let sql = "SELECT 'a' AS a, 'b' AS b, 'c' AS c";
    assert_eq!(connection.query_row(sql, [], read).unwrap(), "a");
}

#[test]
fn a_transaction_that_is_dropped_or_cannot_commit_leaves_the_connection_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let file = DatabaseFile::open(&folder.path().join("a.db"), settings()).unwrap();
    let mut writer = file.writer();
    let rows = |connection: &Connection| {
        let sql = "SELECT count(*) AS rows FROM a";
        connection.query_row(sql, [], |row| row.get::<_, i64>("rows")).unwrap()
    };
    let dropped = Transaction::writing(&mut writer).unwrap();
    dropped.execute("INSERT INTO a (x) VALUES (1)", []).unwrap();
    drop(dropped);
    assert_eq!(rows(&writer), 0);

    let refused = "CREATE TABLE b (x INTEGER REFERENCES c (x) DEFERRABLE INITIALLY DEFERRED);
        CREATE TABLE c (x INTEGER PRIMARY KEY)";
    writer.execute_batch(refused).unwrap();
    let refused = Transaction::writing(&mut writer).unwrap();
    refused.execute_batch("INSERT INTO a (x) VALUES (2); INSERT INTO b VALUES (9)").unwrap();
    assert!(refused.commit().is_err());
    assert_eq!(rows(&writer), 0);

    for n in 1..=2 {
        let kept = Transaction::writing(&mut writer).unwrap();
        kept.execute("INSERT INTO a (x) VALUES (3)", []).unwrap();
        kept.commit().unwrap();
        assert_eq!(rows(&writer), n);
    }
}
