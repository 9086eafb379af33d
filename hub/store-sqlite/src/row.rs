//! Columns that belong together.

use gridbook_domain::Version;
use gridbook_sqlite::Columns;

/// Reads the version in the columns `n` and `tag`.
pub(super) fn version(row: &Columns<'_, '_>) -> rusqlite::Result<Version> {
    Ok(Version { n: row.get("n")?, tag: row.read("tag")? })
}
