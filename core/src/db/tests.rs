//! The file: its schema, what is refused, and what a failed COMMIT means.

use super::*;
use crate::testing::host;
use crate::{Book, BookError, DatabaseKey, Options};
use rusqlite::StatementStatus;
use std::fs;
use std::time::Instant;

fn options(folder: &Path) -> Options {
    Options { folder: folder.to_owned(), key: None }
}

/// The schema as SQLite tells it, one statement an object, by name.
fn schema(conn: &Connection) -> String {
    let sql = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
        ORDER BY tbl_name, type DESC, name";
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let all: Vec<String> = rows.map(|sql| format!("{};\n", sql.unwrap())).collect();
    format!(
        "-- Made from the migrations by a test; UPDATE_SCHEMA=1 makes it write this anew.\n\n{}",
        all.join("\n")
    )
}

#[test]
fn schema_sql_is_what_the_migrations_lead_to() {
    let mut conn = Connection::open_in_memory().unwrap();
    migrations::migrate(&mut conn, migrations::MIGRATIONS).unwrap();
    let (found, path) =
        (schema(&conn), concat!(env!("CARGO_MANIFEST_DIR"), "/src/database/schema.sql"));
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(path, &found).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), found);
}

#[test]
fn every_table_is_strict() {
    let mut conn = Connection::open_in_memory().unwrap();
    migrations::migrate(&mut conn, migrations::MIGRATIONS).unwrap();
    let sql = "SELECT count(*) FROM pragma_table_list
        WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'";
    let loose: i64 = conn.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(loose, 0);
}

#[test]
fn migrations_run_once_each_and_in_order() {
    let mut conn = Connection::open_in_memory().unwrap();
    let first = ["CREATE TABLE a (x INTEGER) STRICT"];
    migrations::migrate(&mut conn, &first).unwrap();
    conn.execute("INSERT INTO a VALUES (1)", []).unwrap();
    let both = [first[0], "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 2"];
    migrations::migrate(&mut conn, &both).unwrap();
    migrations::migrate(&mut conn, &both).unwrap();
    let row = conn.query_row("SELECT x, y FROM a", [], |row| Ok((row.get(0)?, row.get(1)?)));
    assert_eq!(row, Ok((1, 2)));
}

#[test]
fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let mut conn = Connection::open_in_memory().unwrap();
    let steps = ["CREATE TABLE a (x INTEGER) STRICT", "no SQL"];
    assert!(migrations::migrate(&mut conn, &steps).is_err());
    let sql = "SELECT count(*) FROM sqlite_schema";
    assert_eq!(conn.query_row(sql, [], |row| row.get::<_, i64>(0)), Ok(0));
}

#[test]
fn a_file_of_a_newer_app_is_refused_and_left_untouched() {
    let folder = tempfile::tempdir().unwrap();
    drop(Book::open(options(folder.path()), host(1)).unwrap());
    let path = folder.path().join("book.db");
    let conn = Connection::open(&path).unwrap();
    conn.pragma_update(None, "user_version", 999).unwrap();
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(conn);
    let before = fs::read(&path).unwrap();
    let found = Book::open(options(folder.path()), host(1)).map(|_| ());
    assert_eq!(found, Err(BookError::AppTooOld));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_file_that_is_no_database_is_told_of_and_never_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.db");
    fs::write(&path, vec![b'x'; 8192]).unwrap();
    let found = Book::open(options(folder.path()), host(1)).map(|_| ());
    assert_eq!(found, Err(BookError::Damaged));
    assert_eq!(fs::read(&path).unwrap(), vec![b'x'; 8192]);
}

#[test]
fn a_key_is_refused_by_name_and_no_file_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let options = Options { key: Some(DatabaseKey([7; 32])), ..options(folder.path()) };
    assert!(!format!("{options:?}").contains("7, 7"), "a key is never shown");
    let found = Book::open(options, host(1)).map(|_| ());
    assert_eq!(found, Err(BookError::EncryptionUnavailable));
    assert!(!folder.path().join("book.db").exists());
}

fn scratch(folder: &Path) -> Database {
    let database = Database::open(&folder.join("book.db")).unwrap();
    let make = |tx: &Transaction<'_>| Ok(tx.execute_batch("CREATE TABLE t (x INTEGER) STRICT")?);
    database.write(make, |_| Ok(false)).unwrap();
    database
}

fn insert(tx: &Transaction<'_>) -> Result<()> {
    tx.execute("INSERT INTO t VALUES (1)", [])?;
    Ok(())
}

fn count(conn: &Connection) -> Result<i64> {
    Ok(conn.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?)
}

#[test]
fn a_write_that_fails_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let database = scratch(folder.path());
    let failing = |tx: &Transaction<'_>| insert(tx).and(Err::<(), _>(Error::NotFound));
    assert!(database.write(failing, |_| Ok(true)).is_err());
    assert_eq!(database.read(count).unwrap(), 0);
}

#[test]
fn a_reader_sees_one_moment_and_cannot_write() {
    let folder = tempfile::tempdir().unwrap();
    let database = scratch(folder.path());
    let seen = database.read(|conn| {
        let before = count(conn)?;
        database.write(insert, |_| Ok(false))?;
        assert!(conn.execute("INSERT INTO t VALUES (2)", []).is_err());
        Ok((before, count(conn)?))
    });
    assert_eq!(seen.unwrap(), (0, 0));
    assert_eq!(database.read(count).unwrap(), 1);
}

#[test]
fn a_statement_is_planned_once_whatever_is_bound_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let planned_anew = |conn: &Connection| {
        let mut statement = conn.prepare("SELECT x FROM t LIMIT :most")?;
        for most in [1, 2, 3] {
            statement.query_map([most], |_| Ok(()))?.count();
        }
        Ok(statement.get_status(StatementStatus::RePrepare))
    };
    assert_eq!(scratch(folder.path()).read(planned_anew).unwrap(), 0);
}

#[test]
fn a_write_beside_a_held_one_is_busy_and_lands_once_that_is_through() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (scratch(folder.path()), Database::open(&folder.path().join("book.db")));
    let (two, begun) = (two.unwrap(), Instant::now());
    let held = one.write(|_| Ok(two.write(insert, |_| Ok(false))), |_| Ok(false)).unwrap();
    assert!(matches!(held, Err(Error::Busy)), "{held:?}");
    assert!(begun.elapsed() >= BUSY_WAIT);
    two.write(insert, |_| Ok(false)).unwrap();
    assert_eq!(one.read(count).unwrap(), 1);
}

#[test]
fn a_save_is_on_the_disk_with_full_sync_in_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let database = scratch(folder.path());
    let pragma = |name: &str| -> String {
        let value = |conn: &Connection| {
            let read = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
            Ok(conn.pragma_query_value(None, name, read)?)
        };
        format!("{:?}", database.write(|tx| value(tx), |_| Ok(false)).unwrap())
    };
    assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
    assert_eq!(pragma("synchronous"), "Integer(2)");
    assert_eq!(pragma("foreign_keys"), "Integer(1)");
}

#[test]
fn a_commit_that_ends_in_an_io_error_is_looked_up_before_it_is_told() {
    let failure = |code| rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
    assert!(is_unknown(&failure(rusqlite::ffi::SQLITE_IOERR_FSYNC)));
    assert!(is_unknown(&failure(rusqlite::ffi::SQLITE_FULL)));
    assert!(!is_unknown(&failure(rusqlite::ffi::SQLITE_CONSTRAINT)));
    assert!(!is_unknown(&failure(rusqlite::ffi::SQLITE_BUSY)));
    let folder = tempfile::tempdir().unwrap();
    let database = scratch(folder.path());
    let told = |code, landed: &dyn Fn(&Connection) -> Result<bool>| {
        let mut writer = lock(&database.writer);
        database.ended(&mut writer, 5, Err(failure(code)), landed)
    };
    let (io, full) = (rusqlite::ffi::SQLITE_IOERR, rusqlite::ffi::SQLITE_FULL);
    assert!(matches!(told(io, &|_| Ok(true)), Ok(5)), "it was there after all");
    assert!(matches!(told(io, &|_| Ok(false)), Err(Error::Unusable(_))));
    assert!(matches!(told(full, &|_| Ok(false)), Err(Error::StorageFull)));
    let unreadable = &|_: &Connection| Err(Error::CommitUnknown { ops: Vec::new() });
    assert!(matches!(told(io, unreadable), Err(Error::CommitUnknown { .. })));
}

#[test]
fn a_file_that_cannot_be_used_is_told_of_without_its_path_and_a_held_one_can_be_tried_again() {
    let failure = |code, words: &str| {
        let cause = rusqlite::ffi::Error::new(code);
        BookError::from(Error::from(rusqlite::Error::SqliteFailure(cause, Some(words.to_owned()))))
    };
    let told = failure(rusqlite::ffi::SQLITE_CANTOPEN, "unable to open /张伟/book.db");
    assert!(matches!(&told, BookError::Storage { trace } if !trace.contains("张伟")), "{told:?}");
    assert!(matches!(failure(rusqlite::ffi::SQLITE_READONLY, ""), BookError::Storage { .. }));
    let held = failure(rusqlite::ffi::SQLITE_BUSY_SNAPSHOT, "locked");
    assert!(held == BookError::Busy && held.can_retry());
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("book.db")).unwrap();
    let found = Book::open(options(folder.path()), host(1)).map(|_| ());
    assert!(matches!(found, Err(BookError::Storage { .. })), "{found:?}");
}
