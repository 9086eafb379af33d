//! A copy of the database as of one moment, beside processes that write.

use crate::error::database;
use gridbook_sqlite::DatabaseFile;
use gridbook_store::{Result, StoreError};
use rusqlite::Connection;
use rusqlite::backup::Backup;
use std::fs::OpenOptions;
use std::path::Path;
use std::time::Duration;

/// All pages in one step, so that they are of one snapshot.
const ALL_PAGES: i32 = i32::MAX;
/// How long to wait while another process recovers the file.
const PAUSE: Duration = Duration::from_millis(50);

/// Copies the database into a new file, readable only by its owner, and checks that the copy reads.
/// When this returns, the copy is on disk.
pub(crate) fn copy(file: &DatabaseFile, to: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(to)?;
    let from = file.connect().map_err(database)?;
    let mut copy = Connection::open(to).map_err(database)?;
    let backup = Backup::new(&from, &mut copy).map_err(database)?;
    backup.run_to_completion(ALL_PAGES, PAUSE, None).map_err(database)?;
    drop(backup);
    // One file, without a log beside it.
    copy.pragma_update(None, "journal_mode", "delete").map_err(database)?;
    let checked: String =
        copy.pragma_query_value(None, "quick_check", |row| row.get(0)).map_err(database)?;
    if checked != "ok" {
        return Err(StoreError::Stored { what: "database" });
    }
    drop(copy);
    Ok(made.sync_all()?)
}
