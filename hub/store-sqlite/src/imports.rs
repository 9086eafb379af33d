//! Statements over what imports remember.

use super::SqliteTx;
use super::row::{Int, Json, bytes_or_none, id, text};
use gridbook_domain::Version;
use gridbook_domain::id::AreaId;
use gridbook_store::{ImportedRow, Imports, Result};
use rusqlite::{Row, named_params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<ImportedRow> {
    let n: Option<Int> = row.get("n")?;
    let tag = bytes_or_none(row, "tag")?;
    Ok(ImportedRow {
        community: id(row, "community")?,
        key: text(row, "key")?,
        record: id(row, "record")?,
        version: n.zip(tag).map(|(n, tag)| Version { n: n.0, tag }),
        fields: row.get::<_, Json>("fields")?.0,
    })
}

impl Imports for SqliteTx<'_> {
    fn imported(&mut self, community: AreaId) -> Result<Vec<ImportedRow>> {
        self.all(
            "SELECT community, key, record, n, tag, fields FROM imported \
             WHERE community = :community ORDER BY key",
            named_params! { ":community": community.as_bytes() },
            from_row,
        )
    }

    fn put_imported(&mut self, row: &ImportedRow) -> Result<()> {
        self.run(
            "INSERT INTO imported (community, key, record, n, tag, fields) \
             VALUES (:community, :key, :record, :n, :tag, :fields) \
             ON CONFLICT (community, key) DO UPDATE \
             SET record = excluded.record, n = excluded.n, tag = excluded.tag, \
                 fields = excluded.fields",
            named_params! {
                ":community": row.community.as_bytes(),
                ":key": row.key,
                ":record": row.record.as_bytes(),
                ":n": row.version.map(|version| Int(version.n)),
                ":tag": row.version.map(|version| version.tag.0),
                ":fields": serde_json::to_string(&row.fields)?,
            },
        )?;
        Ok(())
    }
}
