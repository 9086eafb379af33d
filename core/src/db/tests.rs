//! The file: its schema, what is refused, and what a failed COMMIT means.

use super::database::{BUSY_WAIT, Database, is_unknown};
use super::migrations::MIGRATIONS;
use super::tx::{ReadTx, WriteTx};
use crate::error::{Error, Result};
use crate::testing::host;
use crate::{Book, BookError, DatabaseKey, Options};
use gridbook_sqlite::{migrate, schema};
use rusqlite::{Connection, StatementStatus};
use std::fs;
use std::path::Path;
use std::time::Instant;

fn options(folder: &Path) -> Options {
    Options { folder: folder.to_owned(), key: None }
}

/// The schema the migrations lead to.
fn migrated() -> Connection {
    let mut conn = Connection::open_in_memory().unwrap();
    migrate(&mut conn, MIGRATIONS).unwrap();
    conn
}

#[test]
fn schema_sql_is_what_the_migrations_lead_to() {
    let note = "-- Made from the migrations by a test; UPDATE_SCHEMA=1 makes it write this anew.";
    let found = format!("{note}\n\n{}", schema::dump(&migrated()).unwrap());
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.sql");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        fs::write(path, &found).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), found);
}

#[test]
fn every_table_is_strict() {
    assert_eq!(schema::loose_tables(&migrated()).unwrap().len(), 0);
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

/// A database of one table of its own.
struct Scratch(Database);

impl Scratch {
    fn open(folder: &Path) -> Self {
        Self(Database::open(&folder.join("book.db"), &[]).unwrap())
    }

    fn write<T>(
        &self,
        work: impl FnOnce(&WriteTx<'_>) -> Result<T>,
        landed: impl FnOnce(&Connection) -> Result<bool>,
    ) -> Result<T> {
        Ok(self.0.write(&host(1), work, |conn, _| landed(conn))?.0)
    }

    fn read<T>(&self, work: impl FnOnce(&ReadTx<'_>) -> Result<T>) -> Result<T> {
        self.0.read(work)
    }
}

fn scratch(folder: &Path) -> Scratch {
    let database = Scratch::open(folder);
    let make = |tx: &WriteTx<'_>| Ok(tx.execute_batch("CREATE TABLE t (x INTEGER) STRICT")?);
    database.write(make, |_| Ok(false)).unwrap();
    database
}

fn insert(tx: &WriteTx<'_>) -> Result<()> {
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
    let failing = |tx: &WriteTx<'_>| insert(tx).and(Err::<(), _>(Error::NotFound));
    assert!(database.write(failing, |_| Ok(true)).is_err());
    assert_eq!(database.read(|tx| count(tx)).unwrap(), 0);
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
    assert_eq!(database.read(|tx| count(tx)).unwrap(), 1);
}

#[test]
fn a_statement_is_planned_once_whatever_is_bound_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let planned_anew = |conn: &ReadTx<'_>| {
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
    let (one, two) = (scratch(folder.path()), Scratch::open(folder.path()));
    let begun = Instant::now();
    let held = one.write(|_| Ok(two.write(insert, |_| Ok(false))), |_| Ok(false)).unwrap();
    assert!(matches!(held, Err(Error::Busy)), "{held:?}");
    assert!(begun.elapsed() >= BUSY_WAIT);
    two.write(insert, |_| Ok(false)).unwrap();
    assert_eq!(one.read(|tx| count(tx)).unwrap(), 1);
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
fn the_log_is_copied_back_early_again_after_a_bulk_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let database = scratch(folder.path());
    let pages = |tx: &WriteTx<'_>| -> Result<u32> {
        Ok(tx.pragma_query_value(None, "wal_autocheckpoint", |row| row.get(0))?)
    };
    let bulk = |tx: &WriteTx<'_>| {
        tx.touch_in_bulk();
        insert(tx)
    };
    assert_eq!(database.write(pages, |_| Ok(false)).unwrap(), 1_000);
    database.write(bulk, |_| Ok(false)).unwrap();
    assert_eq!(database.write(pages, |_| Ok(false)).unwrap(), 1_000);
    assert_eq!(database.read(|tx| count(tx)).unwrap(), 1);
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
        let mut writer = database.0.writer();
        let ended = database.0.after_commit(&mut writer, Err(failure(code)), landed);
        ended.map(|()| 5)
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
