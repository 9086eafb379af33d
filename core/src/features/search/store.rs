//! The SQL of the search index and of queries on it.

use super::gram::{self, DOOR};
use super::query::Query;
use super::{Found, Matched};
use crate::db::{WriteTx, code, text};
use crate::error::Result;
use crate::features::address::address_in;
use gridbook_domain::RecordId;
use gridbook_domain::field::Mask;
use gridbook_domain::person::RegistrationStatus;
use gridbook_domain::text::masked;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params};
use std::collections::BTreeSet;

/// The last row of each class up to which the index is complete.
struct IndexProgress {
    person: i64,
    dwelling: i64,
}

fn progress(conn: &Connection) -> Result<IndexProgress> {
    let sql = "SELECT person, dwelling FROM gram_mark WHERE id = 1";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        Ok(IndexProgress { person: row.get("person")?, dwelling: row.get("dwelling")? })
    };
    Ok(statement.query_row([], read)?)
}

/// Returns whether the index holds this row of a person; otherwise it is indexed later.
pub(crate) fn has_person(conn: &Connection, id: i64) -> Result<bool> {
    Ok(id <= progress(conn)?.person)
}

/// Returns whether the index holds this row of a dwelling; otherwise it is indexed later.
pub(crate) fn has_dwelling(conn: &Connection, id: i64) -> Result<bool> {
    Ok(id <= progress(conn)?.dwelling)
}

/// Replaces the old index entries of an indexed row by its new ones.
pub(crate) fn index(
    tx: &WriteTx<'_>,
    id: i64,
    before: &BTreeSet<String>,
    now: &BTreeSet<String>,
) -> Result<()> {
    for gone in before.difference(now) {
        let sql = "DELETE FROM gram WHERE g = :g AND id = :id";
        tx.prepare_cached(sql)?.execute(named_params! {":g": gone, ":id": id})?;
    }
    let new = now.difference(before).map(|gram| (gram.clone(), id));
    insert(tx, new.collect())
}

fn insert(tx: &WriteTx<'_>, grams: Vec<(String, i64)>) -> Result<()> {
    let sql = "INSERT OR IGNORE INTO gram (g, id) VALUES (:g, :id)";
    let mut statement = tx.prepare_cached(sql)?;
    for (gram, id) in grams {
        statement.execute(named_params! {":g": gram, ":id": id})?;
    }
    Ok(())
}

/// Returns whether there are new rows to index.
pub(super) fn is_behind(conn: &Connection) -> Result<bool> {
    let sql = "SELECT coalesce((SELECT max(id) FROM person), 0) > person
            OR coalesce((SELECT max(id) FROM dwelling), 0) > dwelling AS behind
        FROM gram_mark WHERE id = 1";
    Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get("behind"))?)
}

/// Indexes at most `most` new rows of each class, sorted, so that the index is written once from
/// beginning to end.
pub(super) fn catch_up(tx: &WriteTx<'_>, most: u32) -> Result<()> {
    tx.touch_in_bulk();
    let before = progress(tx)?;
    let (mut grams, person) = new_people(tx, before.person, most)?;
    let (doors, dwelling) = new_dwellings(tx, before.dwelling, most)?;
    grams.extend(doors);
    grams.sort_unstable();
    insert(tx, grams)?;
    let sql = "UPDATE gram_mark SET person = :person, dwelling = :dwelling WHERE id = 1";
    let key = named_params! {":person": person, ":dwelling": dwelling};
    tx.prepare_cached(sql)?.execute(key)?;
    Ok(())
}

type Grams = Vec<(String, i64)>;

fn new_people(tx: &WriteTx<'_>, mark: i64, most: u32) -> Result<(Grams, i64)> {
    let sql = "SELECT id, name, document, phone FROM person
        WHERE id > :mark ORDER BY id LIMIT :most";
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":mark": mark, ":most": most})?;
    let (mut grams, mut last) = (Vec::new(), mark);
    while let Some(row) = rows.next()? {
        last = row.get("id")?;
        let column = |name: &str| row.get::<_, Option<String>>(name);
        let (name, document, phone) = (column("name")?, column("document")?, column("phone")?);
        let found_by = gram::of_person(name.as_deref(), document.as_deref(), phone.as_deref());
        grams.extend(found_by.into_iter().map(|gram| (gram, last)));
    }
    Ok((grams, last))
}

fn new_dwellings(tx: &WriteTx<'_>, mark: i64, most: u32) -> Result<(Grams, i64)> {
    let sql = "SELECT id, door FROM dwelling WHERE id > :mark ORDER BY id LIMIT :most";
    let mut statement = tx.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":mark": mark, ":most": most})?;
    let (mut grams, mut last) = (Vec::new(), mark);
    while let Some(row) = rows.next()? {
        last = row.get("id")?;
        let door: Option<String> = row.get("door")?;
        let found_by = gram::of_dwelling(door.as_deref());
        grams.extend(found_by.into_iter().map(|gram| (gram, last)));
    }
    Ok((grams, last))
}

/// Returns the rows that have an index entry beginning with `prefix`, each once, at most `limit`.
pub(super) fn beginning(conn: &Connection, prefix: &str, limit: u32) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT id FROM gram WHERE g >= :from AND g < :to LIMIT :limit";
    let mut statement = conn.prepare_cached(sql)?;
    let to = format!("{prefix}{}", char::MAX);
    let key = named_params! {":from": prefix, ":to": to, ":limit": limit};
    let rows = statement.query_map(key, |row| row.get("id"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Reads an indexed person; `None` if the query is a number in full and neither of the person's
/// numbers ends with it.
pub(super) fn person(
    conn: &Connection,
    id: i64,
    query: &Query,
    by: Matched,
) -> Result<Option<Found>> {
    let sql = include_str!("person.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let (phone, document) = (text(row, "phone")?, text(row, "document")?);
        let fits = |number: &str| gram::folded(number).ends_with(&query.text);
        if by == Matched::Number && !fits(&phone) && !fits(&document) {
            return Ok(None);
        }
        Ok(Some(Found::Person {
            person: row.read("record")?,
            household: row.read("household")?,
            name: text(row, "name")?,
            address: address_in(row)?,
            phone: masked(Mask::Phone, &phone),
            document: masked(Mask::Document, &document),
            standing: code(row, "standing", RegistrationStatus::from_code)?
                .unwrap_or(RegistrationStatus::Present),
            by,
        }))
    };
    Ok(statement.query_row(named_params! {":id": id}, read).optional()?.flatten())
}

/// Returns the dwellings that a query names by door and by the words before it, in walking order.
pub(super) fn by_door(conn: &Connection, query: &Query, limit: u32) -> Result<Vec<RecordId>> {
    let Some((door, before)) = query.door() else { return Ok(Vec::new()) };
    let mut found: Vec<(Vec<u8>, RecordId)> = Vec::new();
    // The first matches may all be doors of other buildings, so more rows are read than the limit.
    for id in beginning(conn, &format!("{DOOR}{door}"), limit.saturating_mul(50))? {
        found.extend(dwelling(conn, id, before, &query.words)?);
    }
    found.sort();
    Ok(found.into_iter().map(|(_, record)| record).collect())
}

/// Reads an indexed dwelling with its place, if the numbers and words before the door match it.
fn dwelling(
    conn: &Connection,
    id: i64,
    before: &[String],
    words: &[String],
) -> Result<Option<(Vec<u8>, RecordId)>> {
    let sql = "SELECT record, walk, building, unit, door, address FROM dwelling WHERE id = :id";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let found = (row.get("walk")?, row.read("record")?);
        if before.is_empty() && words.is_empty() {
            return Ok(Some(found));
        }
        let (building, unit) = (text(row, "building")?, text(row, "unit")?);
        let around = Query::read(&format!("{building} {unit} {}", text(row, "address")?));
        let mut numbers = around.numbers.iter();
        let in_order = before.iter().all(|number| numbers.any(|known| known == number));
        let named = words.iter().all(|word| around.text.contains(word));
        Ok((in_order && named).then_some(found))
    };
    Ok(statement.query_row(named_params! {":id": id}, read).optional()?.flatten())
}

/// Returns the dwellings whose building begins with the query or whose address contains it, in
/// walking order.
pub(super) fn by_building(conn: &Connection, query: &Query, limit: u32) -> Result<Vec<RecordId>> {
    let sql = include_str!("by_building.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":text": query.text, ":limit": limit};
    let rows = statement.query_map(key, |row| row.read("record"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns the households of a dwelling.
pub(super) fn at_dwelling(conn: &Connection, dwelling: RecordId) -> Result<Vec<Found>> {
    let sql = include_str!("at_dwelling.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":dwelling": dwelling.as_bytes()}, |row| {
        Ok(Found::Household {
            household: row.read("record")?,
            address: address_in(row)?,
            head: text(row, "head_name")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Returns whether the index is empty.
#[cfg(test)]
pub(super) fn is_empty(conn: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) = 0 AS empty FROM gram";
    Ok(conn.query_row(sql, [], |row| row.get("empty"))?)
}

/// Returns whether the index holds no person.
#[cfg(test)]
pub(super) fn is_empty_of_people(conn: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) = 0 AS empty FROM gram WHERE g NOT LIKE '@%'";
    Ok(conn.query_row(sql, [], |row| row.get("empty"))?)
}
