//! Statements over the rows that imports remember.

use super::SqliteTx;
use gridbook_domain::id::AreaId;
use gridbook_sqlite::Columns;
use gridbook_store::{ImportedRow, Imports, Result};
use rusqlite::{Row, named_params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<ImportedRow> {
    let row = &Columns::of(row);
    Ok(ImportedRow {
        community: row.read("community")?,
        key: row.get("key")?,
        record: row.read("record")?,
        version: row.version("n", "tag")?,
        fields: row.read("fields")?,
    })
}

impl Imports for SqliteTx<'_> {
    fn imported(&mut self, community: AreaId) -> Result<Vec<ImportedRow>> {
        self.all(
            "SELECT community, key, record, n, tag, fields FROM imported
                WHERE community = :community ORDER BY key",
            named_params! { ":community": community.as_bytes() },
            from_row,
        )
    }

    fn put_imported(&mut self, row: &ImportedRow) -> Result<()> {
        self.run(
            include_str!("imports/put_imported.sql"),
            named_params! {
                ":community": row.community.as_bytes(),
                ":key": row.key,
                ":record": row.record.as_bytes(),
                ":n": row.version.map(|version| version.n),
                ":tag": row.version.map(|version| version.tag.0),
                ":fields": serde_json::to_string(&row.fields)?,
            },
        )?;
        Ok(())
    }
}
