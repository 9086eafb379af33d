//! Statements over photos.

use super::SqliteTx;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::AreaId;
use gridbook_sqlite::ReadColumn as _;
use gridbook_store::{PhotoRow, Photos, Result};
use rusqlite::{Row, named_params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<PhotoRow> {
    Ok(PhotoRow {
        community: row.read("community")?,
        sha256: row.read("sha256")?,
        size: row.get("size")?,
        durable: row.get("durable")?,
    })
}

impl Photos for SqliteTx<'_> {
    fn photo(&mut self, community: AreaId, sha256: Hash) -> Result<Option<PhotoRow>> {
        self.first(
            "SELECT community, sha256, size, durable FROM photo
                WHERE community = :community AND sha256 = :sha256",
            named_params! { ":community": community.as_bytes(), ":sha256": sha256.0 },
            from_row,
        )
    }

    fn put_photo(&mut self, photo: &PhotoRow) -> Result<()> {
        self.run(
            include_str!("photos/put_photo.sql"),
            named_params! {
                ":community": photo.community.as_bytes(),
                ":sha256": photo.sha256.0,
                ":size": photo.size,
                ":durable": photo.durable,
            },
        )?;
        Ok(())
    }

    fn photo_count(&mut self, community: AreaId) -> Result<(u64, u64)> {
        let found = self.first(
            "SELECT count(*) AS announced, count(durable) AS durable FROM photo
                WHERE community = :community",
            named_params! { ":community": community.as_bytes() },
            |row| Ok((row.get("announced")?, row.get("durable")?)),
        )?;
        Ok(found.unwrap_or_default())
    }
}
