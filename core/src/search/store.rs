//! The SQL of the search index and of looking things up in it.

use super::gram::DOOR;
use super::query::Query;
use super::{Found, Matched};
use crate::database::typed::{code, pointer, text};
use crate::error::Result;
use crate::household::store::address_in;
use gridbook_domain::RecordId;
use gridbook_domain::field::Mask;
use gridbook_domain::person::Standing;
use gridbook_domain::text::masked;
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, named_params};
use std::collections::BTreeSet;

/// Brings the index of one row from what it was found by to what it is found by now.
pub(crate) fn index(
    tx: &Transaction<'_>,
    id: i64,
    before: &BTreeSet<String>,
    now: &BTreeSet<String>,
) -> Result<()> {
    for gone in before.difference(now) {
        let sql = "DELETE FROM gram WHERE g = :g AND id = :id";
        tx.prepare_cached(sql)?.execute(named_params! {":g": gone, ":id": id})?;
    }
    let sql = "INSERT OR IGNORE INTO gram (g, id) VALUES (:g, :id)";
    let mut insert = tx.prepare_cached(sql)?;
    for new in now.difference(before) {
        insert.execute(named_params! {":g": new, ":id": id})?;
    }
    Ok(())
}

/// The rows that something beginning with `prefix` leads to, each once, at most `limit`.
pub(super) fn beginning(conn: &Connection, prefix: &str, limit: u32) -> Result<Vec<i64>> {
    let sql = "SELECT DISTINCT id FROM gram WHERE g >= :from AND g < :to LIMIT :limit";
    let mut statement = conn.prepare_cached(sql)?;
    let to = format!("{prefix}{}", char::MAX);
    let key = named_params! {":from": prefix, ":to": to, ":limit": limit};
    let rows = statement.query_map(key, |row| row.get("id"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A person the index led to; `None` when a number that was typed further back is another one.
pub(super) fn person(
    conn: &Connection,
    id: i64,
    query: &Query,
    by: Matched,
) -> Result<Option<Found>> {
    let sql = "
        SELECT person.record, person.household, person.name, person.phone, person.document,
            person.standing, dwelling.building, dwelling.unit, dwelling.door, dwelling.address
        FROM person
        LEFT JOIN household ON household.record = person.household
        LEFT JOIN dwelling ON dwelling.record = household.dwelling
        WHERE person.id = :id";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let (phone, document) = (text(row, "phone")?, text(row, "document")?);
        let fits = |number: &str| super::gram::folded(number).ends_with(&query.text);
        if by == Matched::Number && !fits(&phone) && !fits(&document) {
            return Ok(None);
        }
        Ok(Some(Found::Person {
            person: RecordId::from_bytes(row.get("record")?),
            household: pointer(row, "household")?,
            name: text(row, "name")?,
            address: address_in(row)?,
            phone: masked(Mask::Phone, &phone),
            document: masked(Mask::Document, &document),
            standing: code(row, "standing", Standing::of)?.unwrap_or(Standing::Present),
            by,
        }))
    };
    Ok(statement.query_row(named_params! {":id": id}, read).optional()?.flatten())
}

/// The dwellings a text names: by their door and what stands before it, otherwise by their
/// building; in walking order.
pub(super) fn dwellings(conn: &Connection, query: &Query, limit: u32) -> Result<Vec<RecordId>> {
    let mut found = Vec::new();
    if let Some((door, before)) = query.door() {
        // A first look may turn up doors of other buildings only, so more are looked at.
        for id in beginning(conn, &format!("{DOOR}{door}"), limit.saturating_mul(50))? {
            found.extend(dwelling(conn, id, before, &query.words)?);
        }
    }
    if found.is_empty() && query.text.chars().count() > 1 && !query.words_only_generic() {
        found = in_building(conn, query, limit)?;
    }
    found.sort_by(|a: &(Vec<u8>, RecordId), b| a.0.cmp(&b.0));
    Ok(found.into_iter().map(|(_, record)| record).collect())
}

/// A dwelling the index led to, with its place, if the numbers and words before its door are its.
fn dwelling(
    conn: &Connection,
    id: i64,
    before: &[String],
    words: &[String],
) -> Result<Option<(Vec<u8>, RecordId)>> {
    let sql = "SELECT record, walk, building, unit, door, address FROM dwelling WHERE id = :id";
    let mut statement = conn.prepare_cached(sql)?;
    let read = |row: &Row<'_>| {
        let (building, unit) = (text(row, "building")?, text(row, "unit")?);
        let around = Query::read(&format!("{building} {unit} {}", text(row, "address")?));
        let mut numbers = around.numbers.iter();
        let in_order = before.iter().all(|number| numbers.any(|known| known == number));
        let named = words.iter().all(|word| around.text.contains(word));
        let found = (row.get("walk")?, RecordId::from_bytes(row.get("record")?));
        Ok((in_order && named).then_some(found))
    };
    Ok(statement.query_row(named_params! {":id": id}, read).optional()?.flatten())
}

/// The dwellings of the buildings or addresses that hold the text.
fn in_building(conn: &Connection, query: &Query, limit: u32) -> Result<Vec<(Vec<u8>, RecordId)>> {
    let sql = "SELECT record, walk FROM dwelling
        WHERE instr(lower(coalesce(building, '')), :text) = 1
            OR instr(lower(coalesce(address, '')), :text) > 0
        ORDER BY walk LIMIT :limit";
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":text": query.text, ":limit": limit};
    let rows = statement
        .query_map(key, |row| Ok((row.get("walk")?, RecordId::from_bytes(row.get("record")?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The households of a dwelling.
pub(super) fn at_dwelling(conn: &Connection, dwelling: RecordId) -> Result<Vec<(RecordId, Found)>> {
    let sql = "
        SELECT household.record, head.name AS head_name, dwelling.building, dwelling.unit,
            dwelling.door, dwelling.address
        FROM household JOIN dwelling ON dwelling.record = household.dwelling
        LEFT JOIN person AS head ON head.record = household.head
        WHERE household.dwelling = :dwelling ORDER BY household.record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":dwelling": dwelling.as_bytes()}, |row| {
        let household = RecordId::from_bytes(row.get("record")?);
        let head = text(row, "head_name")?;
        Ok((household, Found::Household { household, address: address_in(row)?, head }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the index holds nothing.
#[cfg(test)]
pub(super) fn is_empty(conn: &Connection) -> Result<bool> {
    let sql = "SELECT count(*) = 0 AS empty FROM gram";
    Ok(conn.query_row(sql, [], |row| row.get("empty"))?)
}
