//! The SQL of visit logs.

use super::VisitLine;
use crate::database::typed::{Typed, code, plain_table, pointer, text, typed_table};
use crate::error::Result;
use crate::household::store::address_in;
use gridbook_domain::visit::{self, Met, Purpose, Verdict};
use gridbook_domain::{Class, RecordId};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, named_params};

pub(crate) static VISIT: Typed = typed_table!(
    Class::Visit,
    visit::FIELDS,
    "visit",
    [household purpose met people content promise position photos amends]
);

plain_table! {
    /// Visit logs.
    Visits = VISIT
}

/// What a line of a list is read from.
const LINE: &str = "
    SELECT visit.record, visit.household, visit.purpose, visit.met, visit.content, visit.photos,
        visit.at, visit.amends, visit.unsettled, dwelling.building, dwelling.unit, dwelling.door,
        dwelling.address,
        (SELECT verdict FROM review WHERE review.visit = visit.record
            ORDER BY review.at DESC LIMIT 1) AS verdict,
        EXISTS (SELECT 1 FROM visit AS later WHERE later.amends = visit.record) AS amended
    FROM visit
    LEFT JOIN household ON household.record = visit.household
    LEFT JOIN dwelling ON dwelling.record = household.dwelling
    ";

/// The visits of a household, newest first.
pub(super) fn of_household(
    conn: &Connection,
    household: RecordId,
    limit: u32,
) -> Result<Vec<VisitLine>> {
    let key = named_params! {":household": household.as_bytes(), ":limit": limit};
    lines(conn, "WHERE visit.household = :household ORDER BY visit.at DESC LIMIT :limit", key)
}

/// The visits from `from` to before `to`, newest first.
pub(super) fn of_day(conn: &Connection, from: i64, to: i64) -> Result<Vec<VisitLine>> {
    let key = named_params! {":from": from, ":to": to};
    lines(conn, "WHERE visit.at >= :from AND visit.at < :to ORDER BY visit.at DESC", key)
}

/// The logs that amend this one, oldest first.
pub(super) fn amending(conn: &Connection, visit: RecordId) -> Result<Vec<VisitLine>> {
    let key = named_params! {":visit": visit.as_bytes()};
    lines(conn, "WHERE visit.amends = :visit ORDER BY visit.at, visit.record", key)
}

/// One log as a line.
pub(super) fn one(conn: &Connection, visit: RecordId) -> Result<Option<VisitLine>> {
    let key = named_params! {":visit": visit.as_bytes()};
    Ok(lines(conn, "WHERE visit.record = :visit", key)?.pop())
}

fn lines(conn: &Connection, which: &str, key: &[(&str, &dyn ToSql)]) -> Result<Vec<VisitLine>> {
    let mut statement = conn.prepare_cached(&format!("{LINE} {which}"))?;
    let rows = statement.query_map(key, line)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn line(row: &Row<'_>) -> rusqlite::Result<VisitLine> {
    let photos: Option<Vec<String>> = serde_json::from_str(&text(row, "photos")?).ok();
    Ok(VisitLine {
        visit: RecordId::from_bytes(row.get("record")?),
        household: pointer(row, "household")?,
        address: address_in(row)?,
        purpose: Purpose::of(&text(row, "purpose")?),
        met: Met::of(&text(row, "met")?),
        content: text(row, "content")?,
        photos: photos.and_then(|ids| u32::try_from(ids.len()).ok()).unwrap_or_default(),
        at: row.get("at")?,
        verdict: code(row, "verdict", Verdict::of)?,
        amends: pointer(row, "amends")?,
        amended: row.get("amended")?,
        unsettled: row.get("unsettled")?,
    })
}

/// When somebody was met in a household last. Of an amended log the last amendment says who was met
/// and the first log says when.
pub(crate) fn last_met(conn: &Connection, household: RecordId) -> Result<Option<i64>> {
    let sql = "SELECT at, amends FROM visit
        WHERE household = :household AND met = 'met' AND NOT EXISTS (
            SELECT 1 FROM visit AS later WHERE later.amends = visit.record)
        ORDER BY at DESC";
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":household": household.as_bytes()})?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let at: Option<i64> = row.get("at")?;
        let Some(amends) = pointer(row, "amends")? else {
            return Ok(last.max(at));
        };
        last = last.max(first_at(conn, amends)?.or(at));
    }
    Ok(last)
}

/// The log that counts of those a log begins: its last amendment, or itself.
pub(super) fn last_amendment(conn: &Connection, visit: RecordId) -> Result<RecordId> {
    // UNION, not UNION ALL: logs that amend each other in a circle end it.
    let sql = "WITH RECURSIVE later (record) AS (
            VALUES (:visit) UNION
            SELECT visit.record FROM visit JOIN later ON visit.amends = later.record)
        SELECT visit.record FROM visit JOIN later ON visit.record = later.record
        WHERE NOT EXISTS (SELECT 1 FROM visit AS next WHERE next.amends = visit.record)
        ORDER BY visit.at DESC, visit.record DESC LIMIT 1";
    let mut statement = conn.prepare_cached(sql)?;
    let found = statement
        .query_row(named_params! {":visit": visit.as_bytes()}, |row| row.get("record"))
        .optional()?;
    Ok(found.map_or(visit, RecordId::from_bytes))
}

/// When the first log of a row of amendments was made; `None` when it is not on this phone.
fn first_at(conn: &Connection, visit: RecordId) -> Result<Option<i64>> {
    // UNION, not UNION ALL: logs that amend each other in a circle end it.
    let sql = "WITH RECURSIVE earlier (record) AS (
            VALUES (:visit) UNION
            SELECT visit.amends FROM visit JOIN earlier ON visit.record = earlier.record
            WHERE visit.amends IS NOT NULL)
        SELECT min(visit.at) AS at FROM visit JOIN earlier ON visit.record = earlier.record";
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":visit": visit.as_bytes()}, |row| row.get("at"))?)
}
