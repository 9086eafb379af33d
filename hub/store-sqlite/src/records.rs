//! Statements over records and their history.

use super::row::version;
use super::{Param, SqliteTx};
use gridbook_domain::Class;
use gridbook_domain::id::{AreaId, FeedId, OpId, RecordId};
use gridbook_sqlite::Columns;
use gridbook_store::{Change, Left, Record, Records, Result};
use rusqlite::{Row, named_params};

/// Selects records of all communities in the order they came; a row keeps its number for life.
pub(super) const IN_ORDER: &str = include_str!("records/in_order.sql");

pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Record> {
    let row = &Columns::of(row);
    Ok(Record {
        community: row.read("community")?,
        record: row.read("record")?,
        class: row.read("class")?,
        feed: row.read("feed")?,
        seq: row.get("seq")?,
        version: version(row)?,
        by: row.read("by_account")?,
        at: row.get("at")?,
        fields: row.read("fields")?,
    })
}

fn change_from_row(row: &Row<'_>) -> rusqlite::Result<Change> {
    let row = &Columns::of(row);
    Ok(Change {
        community: row.read("community")?,
        record: row.read("record")?,
        version: version(row)?,
        op: row.read("op")?,
        part: row.get("part")?,
        install: row.read("install")?,
        author: row.read("author")?,
        before: row.read("before")?,
    })
}

impl SqliteTx<'_> {
    /// Runs a statement with the columns of a record that change, and the one that only a new
    /// record has.
    fn write_record(&self, sql: &str, record: &Record, new: Option<Param<'_>>) -> Result<()> {
        let fields = serde_json::to_string(&record.fields)?;
        let by = record.by.as_ref().map(|by| by.as_bytes());
        let values: [Param<'_>; 9] = [
            (":community", record.community.as_bytes()),
            (":record", record.record.as_bytes()),
            (":feed", record.feed.as_bytes()),
            (":seq", &record.seq),
            (":n", &record.version.n),
            (":tag", &record.version.tag.0),
            (":by_account", &by),
            (":at", &record.at),
            (":fields", &fields),
        ];
        let values: Vec<Param<'_>> = values.into_iter().chain(new).collect();
        self.run(sql, values.as_slice())?;
        Ok(())
    }
}

impl Records for SqliteTx<'_> {
    fn record(&mut self, community: AreaId, record: RecordId) -> Result<Option<Record>> {
        self.first(
            "SELECT community, record, class, feed, seq, n, tag, by_account, at, fields
                FROM record WHERE community = :community AND record = :record",
            named_params! { ":community": community.as_bytes(), ":record": record.as_bytes() },
            from_row,
        )
    }

    fn add_record(&mut self, record: &Record) -> Result<()> {
        let sql = include_str!("records/add_record.sql");
        self.write_record(sql, record, Some((":class", &record.class.as_str())))
    }

    fn put_record(&mut self, record: &Record) -> Result<()> {
        let sql = include_str!("records/put_record.sql");
        self.write_record(sql, record, None)
    }

    fn records_of(&mut self, community: AreaId, class: &Class) -> Result<Vec<Record>> {
        self.all(
            "SELECT community, record, class, feed, seq, n, tag, by_account, at, fields
                FROM record WHERE community = :community AND class = :class ORDER BY rowid",
            named_params! { ":community": community.as_bytes(), ":class": class.as_str() },
            from_row,
        )
    }

    fn count_of(&mut self, community: AreaId, class: &Class) -> Result<u64> {
        let found = self.first(
            "SELECT count(*) AS records FROM record
                WHERE community = :community AND class = :class",
            named_params! { ":community": community.as_bytes(), ":class": class.as_str() },
            |row| row.get("records"),
        )?;
        Ok(found.unwrap_or_default())
    }

    fn add_change(&mut self, change: &Change) -> Result<()> {
        self.run(
            "INSERT INTO change (community, record, n, tag, op, part, install, author, before)
                VALUES (:community, :record, :n, :tag, :op, :part, :install, :author, :before)",
            named_params! {
                ":community": change.community.as_bytes(),
                ":record": change.record.as_bytes(),
                ":n": change.version.n,
                ":tag": change.version.tag.0,
                ":op": change.op.as_bytes(),
                ":part": change.part,
                ":install": change.install.as_bytes(),
                ":author": change.author.as_bytes(),
                ":before": serde_json::to_string(&change.before)?,
            },
        )?;
        Ok(())
    }

    fn changes_after(
        &mut self,
        community: AreaId,
        record: RecordId,
        n: u64,
    ) -> Result<Vec<Change>> {
        self.all(
            "SELECT community, record, n, tag, op, part, install, author, before FROM change
                WHERE community = :community AND record = :record AND n > :n ORDER BY n",
            named_params! {
                ":community": community.as_bytes(),
                ":record": record.as_bytes(),
                ":n": n,
            },
            change_from_row,
        )
    }

    fn change(&mut self, community: AreaId, record: RecordId, n: u64) -> Result<Option<Change>> {
        self.first(
            "SELECT community, record, n, tag, op, part, install, author, before FROM change
                WHERE community = :community AND record = :record AND n = :n",
            named_params! {
                ":community": community.as_bytes(),
                ":record": record.as_bytes(),
                ":n": n,
            },
            change_from_row,
        )
    }

    fn change_by(
        &mut self,
        community: AreaId,
        record: RecordId,
        n: u64,
        op: OpId,
    ) -> Result<Option<Change>> {
        self.first(
            "SELECT community, record, n, tag, op, part, install, author, before FROM change
                WHERE community = :community AND record = :record AND n > :n AND op = :op
                ORDER BY n LIMIT 1",
            named_params! {
                ":community": community.as_bytes(),
                ":record": record.as_bytes(),
                ":n": n,
                ":op": op.as_bytes(),
            },
            change_from_row,
        )
    }

    fn put_left(&mut self, left: &Left) -> Result<()> {
        self.run(
            include_str!("records/put_left.sql"),
            named_params! {
                ":community": left.community.as_bytes(),
                ":feed": left.feed.as_bytes(),
                ":record": left.record.as_bytes(),
                ":seq": left.seq,
                ":class": left.class.as_str(),
                ":n": left.version.n,
                ":tag": left.version.tag.0,
            },
        )?;
        Ok(())
    }

    fn remove_left(&mut self, community: AreaId, feed: FeedId, record: RecordId) -> Result<()> {
        self.run(
            "DELETE FROM feed_left
                WHERE community = :community AND feed = :feed AND record = :record",
            named_params! {
                ":community": community.as_bytes(),
                ":feed": feed.as_bytes(),
                ":record": record.as_bytes(),
            },
        )?;
        Ok(())
    }

    fn has_left(&mut self, community: AreaId, feed: FeedId, record: RecordId) -> Result<bool> {
        let found = self.first(
            "SELECT seq FROM feed_left
                WHERE community = :community AND feed = :feed AND record = :record",
            named_params! {
                ":community": community.as_bytes(),
                ":feed": feed.as_bytes(),
                ":record": record.as_bytes(),
            },
            |row| row.get::<_, u64>("seq"),
        )?;
        Ok(found.is_some())
    }
}
