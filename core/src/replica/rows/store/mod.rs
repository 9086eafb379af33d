//! The SQL of rows outside the class tables.

pub(crate) mod foreign;
pub(crate) mod server_row;

use crate::db::LocalRow;
use crate::error::{Error, Result};
use gridbook_domain::Fields;
use gridbook_sqlite::Columns;
use rusqlite::Row;

/// Formats fields for storage.
pub(crate) fn fields_text(fields: &Fields) -> Result<String> {
    serde_json::to_string(fields).map_err(|_| Error::Stored("record"))
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<LocalRow> {
    let row = Columns::of(row);
    Ok(LocalRow {
        record: row.read("record")?,
        class: row.read("class")?,
        feed: row.read("feed")?,
        version: row.read("version")?,
        by: row.read("by")?,
        at: row.get("at")?,
        unsettled: row.get("unsettled")?,
        fields: row.read("fields")?,
    })
}
