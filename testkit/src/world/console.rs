//! The rows the console reads say what the records say: the same as rows built anew from them.

use crate::{Centre, Dice, TrueTime};
use gridbook_hub::{Hub, HubOptions};
use gridbook_store_sqlite::SqliteStore;
use rusqlite::Connection;
use rusqlite::backup::Progress;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const TABLES: &[&str] = &[
    "visit_row",
    "visit_review",
    "matter_row",
    "matter_step",
    "household_row",
    "household_head",
    "tally",
    "coverage",
];

/// Checks the rows of a hub against those a copy of it builds when it opens as after an upgrade.
pub fn rows_are_true(centre: &Centre, anew: &Path, who: &str) {
    let (db, keys) = (centre.db(), anew.join("keys"));
    fs::create_dir_all(&keys).unwrap();
    for key in fs::read_dir(centre.folder().join("keys")).unwrap() {
        let key = key.unwrap();
        fs::copy(key.path(), keys.join(key.file_name())).unwrap();
    }
    db.backup("main", anew.join("hub.db"), None::<fn(Progress)>).unwrap();
    let copy = Connection::open(anew.join("hub.db")).unwrap();
    copy.execute_batch("UPDATE view_state SET shape = 0").unwrap();
    let (clock, random) = (Arc::new(TrueTime::new(0)), Arc::new(Dice::new(1)));
    let store = Box::new(SqliteStore::open_folder(anew).unwrap());
    drop(Hub::open(HubOptions { store, folder: anew.to_owned(), clock, random }).unwrap());
    let (found, expected) = (rows(&db), rows(&copy));
    for (row, new) in found.iter().zip(&expected) {
        assert_eq!(row, new, "{who}: a row of the console");
    }
    assert_eq!(found.len(), expected.len(), "{who}: rows of the console");
    drop(copy);
    fs::remove_dir_all(anew).unwrap();
}

/// Every row, as text. Counters are left out where they count nothing.
fn rows(db: &Connection) -> Vec<String> {
    let mut found = Vec::new();
    for table in TABLES {
        let keys = match *table {
            "tally" => 2,
            "coverage" => 3,
            _ => 0,
        };
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2, 3")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values = (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap()));
            let values: Vec<String> = values.collect();
            if keys == 0 || values.iter().skip(keys).any(|count| count != "Integer(0)") {
                found.push(format!("{table}: {}", values.join(", ")));
            }
        }
    }
    found
}
