//! Statements over photos.

use super::SqliteTx;
use gridbook_domain::encoding::Hash;
use gridbook_domain::id::{AreaId, InstallId};
use gridbook_sqlite::ReadColumn as _;
use gridbook_store::{PhotoRow, Photos, Result};
use rusqlite::{Row, named_params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<PhotoRow> {
    Ok(PhotoRow {
        community: row.read("community")?,
        sha256: row.read("sha256")?,
        size: row.get("size")?,
        durable: row.get("durable")?,
        install: row.read("install")?,
    })
}

impl Photos for SqliteTx<'_> {
    fn photo(&mut self, community: AreaId, sha256: Hash) -> Result<Option<PhotoRow>> {
        self.first(
            "SELECT community, sha256, size, durable, install FROM photo
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
                ":install": photo.install.as_ref().map(InstallId::as_bytes),
            },
        )?;
        Ok(())
    }

    fn photos_after(&mut self, after: Option<(AreaId, Hash)>, limit: u64) -> Result<Vec<PhotoRow>> {
        // An empty key sorts before every other.
        let community = after.as_ref().map_or(&[][..], |(community, _)| community.as_bytes());
        let sha256 = after.as_ref().map_or(&[][..], |(_, sha256)| &sha256.0);
        self.all(
            include_str!("photos/photos_after.sql"),
            named_params! { ":community": community, ":sha256": sha256, ":limit": limit },
            from_row,
        )
    }

    fn missing_photos(
        &mut self,
        community: AreaId,
        install: InstallId,
        limit: u64,
    ) -> Result<Vec<Hash>> {
        self.all(
            "SELECT sha256 FROM photo
                WHERE community = :community AND install = :install AND durable IS NULL
                LIMIT :limit",
            named_params! {
                ":community": community.as_bytes(),
                ":install": install.as_bytes(),
                ":limit": limit,
            },
            |row| row.read("sha256"),
        )
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
