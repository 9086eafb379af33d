//! The SQL of rows that have no table of their own.

use super::{Readable, Table};
use crate::error::{Error, Result};
use gridbook_domain::{AccountId, Class, FeedId, Fields, RecordId, Version};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};

/// Rows of classes this build has no table for.
pub(crate) struct ForeignRows;

impl Table for ForeignRows {
    fn put(&self, tx: &Transaction<'_>, row: &Readable) -> Result<()> {
        let sql = "INSERT INTO foreign_row (record, class, feed, version, by, at, unsettled, bytes)
            VALUES (:record, :class, :feed, :version, :by, :at, :unsettled, :bytes)
            ON CONFLICT (record) DO UPDATE SET class = excluded.class, feed = excluded.feed,
                version = excluded.version, by = excluded.by, at = excluded.at,
                unsettled = excluded.unsettled, bytes = excluded.bytes";
        tx.prepare_cached(sql)?.execute(named_params! {
            ":record": row.record.as_bytes(),
            ":class": row.class.as_str(),
            ":feed": row.feed.as_bytes(),
            ":version": row.version.map(|version| version.to_string()),
            ":by": row.by.as_ref().map(AccountId::as_bytes),
            ":at": row.at,
            ":unsettled": row.unsettled,
            ":bytes": fields_text(&row.fields)?,
        })?;
        Ok(())
    }

    fn get(&self, conn: &Connection, record: RecordId) -> Result<Option<Readable>> {
        let sql = "SELECT record, class, feed, version, by, at, unsettled, bytes
            FROM foreign_row WHERE record = :record";
        let mut statement = conn.prepare_cached(sql)?;
        let found = statement
            .query_row(named_params! {":record": record.as_bytes()}, |row| Ok(from_row(row)))
            .optional()?;
        found.transpose()
    }

    fn remove(&self, tx: &Transaction<'_>, record: RecordId) -> Result<()> {
        let sql = "DELETE FROM foreign_row WHERE record = :record";
        tx.prepare_cached(sql)?.execute(named_params! {":record": record.as_bytes()})?;
        Ok(())
    }

    fn of_feed(&self, conn: &Connection, feed: FeedId) -> Result<Vec<RecordId>> {
        Ok(foreign_of_feed(conn, feed)?.into_iter().map(|(_, record)| record).collect())
    }
}

/// The foreign rows of a feed, with their classes.
pub(super) fn foreign_of_feed(conn: &Connection, feed: FeedId) -> Result<Vec<(Class, RecordId)>> {
    let sql = "SELECT class, record FROM foreign_row WHERE feed = :feed";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":feed": feed.as_bytes()}, |row| {
        let class: String = row.get("class")?;
        Ok((Class::of(&class), RecordId::from_bytes(row.get("record")?)))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The foreign rows of a class.
pub(crate) fn foreign_of_class(conn: &Connection, class: &Class) -> Result<Vec<RecordId>> {
    let sql = "SELECT record FROM foreign_row WHERE class = :class";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":class": class.as_str()}, |row| {
        Ok(RecordId::from_bytes(row.get("record")?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What the hub said of a record that own parts cover.
pub(crate) fn hub_row(conn: &Connection, record: RecordId) -> Result<Option<Readable>> {
    let sql = "SELECT record, class, feed, version, by, at, 0 AS unsettled, fields AS bytes
        FROM hub_row WHERE record = :record";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(named_params! {":record": record.as_bytes()}, |row| Ok(from_row(row)))
        .optional()?;
    found.transpose()
}

/// Keeps what the hub said beside the covered row.
pub(crate) fn put_hub_row(tx: &Transaction<'_>, row: &Readable) -> Result<()> {
    let sql = "INSERT INTO hub_row (record, class, feed, version, by, at, fields)
        VALUES (:record, :class, :feed, :version, :by, :at, :fields)
        ON CONFLICT (record) DO UPDATE SET class = excluded.class, feed = excluded.feed,
            version = excluded.version, by = excluded.by, at = excluded.at,
            fields = excluded.fields";
    tx.prepare_cached(sql)?.execute(named_params! {
        ":record": row.record.as_bytes(),
        ":class": row.class.as_str(),
        ":feed": row.feed.as_bytes(),
        ":version": row.version.map(|version| version.to_string()),
        ":by": row.by.as_ref().map(AccountId::as_bytes),
        ":at": row.at,
        ":fields": fields_text(&row.fields)?,
    })?;
    Ok(())
}

/// Forgets what was kept beside a row: nothing covers it any more.
pub(crate) fn remove_hub_row(tx: &Transaction<'_>, record: RecordId) -> Result<()> {
    let sql = "DELETE FROM hub_row WHERE record = :record";
    tx.prepare_cached(sql)?.execute(named_params! {":record": record.as_bytes()})?;
    Ok(())
}

/// The build that opened the file last.
pub(crate) fn build(conn: &Connection) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT version FROM build WHERE id = 1")?;
    Ok(statement.query_row([], |row| row.get("version")).optional()?)
}

/// This build has opened the file.
pub(crate) fn set_build(tx: &Transaction<'_>, version: &str) -> Result<()> {
    let sql = "INSERT INTO build (id, version) VALUES (1, :version)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version";
    tx.prepare_cached(sql)?.execute(named_params! {":version": version})?;
    Ok(())
}

/// Fields as they are stored.
pub(crate) fn fields_text(fields: &Fields) -> Result<String> {
    serde_json::to_string(fields).map_err(|_| Error::Stored("record"))
}

/// Stored fields, read.
pub(crate) fn fields_of(text: &str) -> Result<Fields> {
    serde_json::from_str(text).map_err(|_| Error::Stored("record"))
}

/// A stored version, read.
pub(crate) fn version_of(text: Option<String>) -> Result<Option<Version>> {
    text.map(|text| text.parse().map_err(|_| Error::Stored("version"))).transpose()
}

fn from_row(row: &Row<'_>) -> Result<Readable> {
    let class: String = row.get("class")?;
    let by: Option<[u8; 16]> = row.get("by")?;
    let bytes: String = row.get("bytes")?;
    Ok(Readable {
        class: Class::of(&class),
        record: RecordId::from_bytes(row.get("record")?),
        feed: FeedId::from_bytes(row.get("feed")?),
        version: version_of(row.get("version")?)?,
        by: by.map(AccountId::from_bytes),
        at: row.get("at")?,
        unsettled: row.get("unsettled")?,
        fields: fields_of(&bytes)?,
    })
}
