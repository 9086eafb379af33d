//! The rows the console reads, and the same rows rebuilt from the records.

use super::open;
use crate::FakeClock;
use rusqlite::Connection;
use rusqlite::backup::Progress;
use std::fs;
use std::path::Path;
use std::sync::Arc;

const TABLES: [&str; 8] = [
    "visit_row",
    "visit_review",
    "matter_row",
    "matter_step",
    "household_row",
    "household_head",
    "tally",
    "coverage",
];

/// Returns every row the console reads of the hub in `folder`, and the rows that a copy of it in
/// `rebuilt` makes from the records when it opens, as after an upgrade.
pub fn rows_and_rebuilt_rows(folder: &Path, rebuilt: &Path) -> (Vec<String>, Vec<String>) {
    let keys = rebuilt.join("keys");
    fs::create_dir_all(&keys).unwrap();
    for key in fs::read_dir(folder.join("keys")).unwrap() {
        let key = key.unwrap();
        fs::copy(key.path(), keys.join(key.file_name())).unwrap();
    }
    let db = Connection::open(folder.join("hub.db")).unwrap();
    db.backup("main", rebuilt.join("hub.db"), None::<fn(Progress)>).unwrap();
    let copy = Connection::open(rebuilt.join("hub.db")).unwrap();
    copy.execute_batch("UPDATE view_state SET shape = 0").unwrap();
    drop(open(rebuilt, &Arc::new(FakeClock::new(0)), 1));
    (console_rows(&db), console_rows(&copy))
}

/// Returns every row the console reads, as text. Counters that count nothing are left out.
pub fn console_rows(db: &Connection) -> Vec<String> {
    let mut found = Vec::new();
    for table in TABLES {
        let keys = match table {
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
