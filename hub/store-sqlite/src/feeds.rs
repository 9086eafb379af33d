//! Statements over feeds.

use super::row::version;
use super::{Param, SqliteTx, database};
use gridbook_domain::digest::Digest;
use gridbook_domain::encoding::Bytes;
use gridbook_domain::id::{AreaId, FeedId};
use gridbook_domain::role::FeedKind;
use gridbook_sqlite::Columns;
use gridbook_store::{Feed, Feeds, PageRow, Result, Short};
use rusqlite::types::FromSqlError;
use rusqlite::{Row, named_params};

fn from_row(row: &Row<'_>) -> rusqlite::Result<Feed> {
    let row = &Columns::of(row);
    let closed: Option<String> = row.get("closed")?;
    let closed = closed.map(|ids| serde_json::from_str(&ids)).transpose();
    Ok(Feed {
        community: row.read("community")?,
        feed: row.read("feed")?,
        kind: FeedKind::from_code(&row.get::<String>("kind")?),
        area: row.read("area")?,
        seq: row.get("seq")?,
        chain: row.read("chain")?,
        // The sum is 64 bits without a sign; SQLite keeps the same bits with one.
        digest: Digest { count: row.get("count")?, sum: row.get::<i64>("sum")?.cast_unsigned() },
        closed: closed.map_err(FromSqlError::other)?,
    })
}

fn page_row(row: &Row<'_>) -> rusqlite::Result<PageRow> {
    let row = &Columns::of(row);
    Ok(PageRow {
        seq: row.get("seq")?,
        record: row.read("record")?,
        class: row.get("class")?,
        version: version(row)?,
        by: row.read("by_account")?,
        at: row.get("at")?,
        fields: row.get("fields")?,
    })
}

impl SqliteTx<'_> {
    /// Runs a statement with the columns of a feed that change, and those that only a new one has.
    fn write_feed(&self, sql: &str, feed: &Feed, new: &[Param<'_>]) -> Result<()> {
        let closed = feed.closed.as_ref().map(serde_json::to_string).transpose()?;
        let values: [Param<'_>; 7] = [
            (":community", feed.community.as_bytes()),
            (":feed", feed.feed.as_bytes()),
            (":seq", &feed.seq),
            (":chain", &feed.chain.0),
            (":count", &feed.digest.count),
            (":sum", &feed.digest.sum.cast_signed()),
            (":closed", &closed),
        ];
        self.run(sql, [&values, new].concat().as_slice())?;
        Ok(())
    }
}

impl Feeds for SqliteTx<'_> {
    fn add_feed(&mut self, feed: &Feed) -> Result<()> {
        let sql = "INSERT INTO feed (community, feed, kind, area, seq, chain, count, sum, closed)
            VALUES (:community, :feed, :kind, :area, :seq, :chain, :count, :sum, :closed)";
        let area = feed.area.as_ref().map(|area| area.as_bytes());
        self.write_feed(sql, feed, &[(":kind", &feed.kind.as_str()), (":area", &area)])
    }

    fn feed(&mut self, community: AreaId, feed: FeedId) -> Result<Option<Feed>> {
        self.first(
            "SELECT community, feed, kind, area, seq, chain, count, sum, closed FROM feed
                WHERE community = :community AND feed = :feed",
            named_params! { ":community": community.as_bytes(), ":feed": feed.as_bytes() },
            from_row,
        )
    }

    /// Needs no lock of its own: SQLite has one writer, whose transaction is the lock.
    fn lock_feed(&mut self, community: AreaId, feed: FeedId) -> Result<Option<Feed>> {
        self.feed(community, feed)
    }

    fn put_feed(&mut self, feed: &Feed) -> Result<()> {
        let sql = "UPDATE feed
            SET seq = :seq, chain = :chain, count = :count, sum = :sum, closed = :closed
            WHERE community = :community AND feed = :feed";
        self.write_feed(sql, feed, &[])
    }

    fn feeds_of_area(&mut self, community: AreaId, area: AreaId) -> Result<Vec<Feed>> {
        self.all(
            "SELECT community, feed, kind, area, seq, chain, count, sum, closed FROM feed
                WHERE community = :community AND area = :area ORDER BY kind, feed",
            named_params! { ":community": community.as_bytes(), ":area": area.as_bytes() },
            from_row,
        )
    }

    fn log_feed(&mut self, community: AreaId, feed: FeedId, seq: u64, chain: Short) -> Result<()> {
        self.run(
            "INSERT INTO feed_log (community, feed, seq, chain)
                VALUES (:community, :feed, :seq, :chain)",
            named_params! {
                ":community": community.as_bytes(),
                ":feed": feed.as_bytes(),
                ":seq": seq,
                ":chain": chain.0,
            },
        )?;
        Ok(())
    }

    fn chain_at(&mut self, community: AreaId, feed: FeedId, seq: u64) -> Result<Option<Short>> {
        self.first(
            "SELECT chain FROM feed_log
                WHERE community = :community AND feed = :feed AND seq = :seq",
            named_params! {
                ":community": community.as_bytes(),
                ":feed": feed.as_bytes(),
                ":seq": seq,
            },
            |row| row.get::<_, [u8; 12]>("chain").map(Bytes),
        )
    }

    fn page(
        &mut self,
        community: AreaId,
        feed: FeedId,
        from: u64,
        take: &mut dyn FnMut(PageRow) -> Result<bool>,
    ) -> Result<()> {
        let params = named_params! {
            ":community": community.as_bytes(),
            ":feed": feed.as_bytes(),
            ":from": from,
        };
        let mut statement =
            self.db.prepare_cached(include_str!("feeds/page.sql")).map_err(database)?;
        let mut rows = statement.query(params).map_err(database)?;
        let mut given = 0;
        while let Some(row) = rows.next().map_err(database)? {
            given += 1;
            if !take(page_row(row).map_err(database)?)? {
                break;
            }
        }
        drop(rows);
        self.counters.add(&statement, given);
        Ok(())
    }
}
