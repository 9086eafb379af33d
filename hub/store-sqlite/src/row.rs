//! Columns that belong together.

use gridbook_domain::Version;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::Row;

/// Reads the version in the columns `n` and `tag`.
pub(super) fn version(row: &Row<'_>) -> rusqlite::Result<Version> {
    Ok(Version { n: row.get("n")?, tag: row.read("tag")? })
}
