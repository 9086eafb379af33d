//! The SQL of visits.

use super::VisitLine;
use crate::db::{code, text};
use crate::error::Result;
use crate::features::address::address_in;
use gridbook_domain::RecordId;
use gridbook_domain::visit::{Purpose, Verdict, VisitContact};
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, named_params};

/// The columns of a line.
const LINE: &str = include_str!("line.sql");

/// Returns the visits of a household, newest first.
pub(crate) fn of_household(
    conn: &Connection,
    household: RecordId,
    limit: u32,
) -> Result<Vec<VisitLine>> {
    let key = named_params! {":household": household.as_bytes(), ":limit": limit};
    lines(conn, "WHERE visit.household = :household ORDER BY visit.at DESC LIMIT :limit", key)
}

/// Returns the visits from `from` to before `to`, newest first.
pub(super) fn of_day(conn: &Connection, from: i64, to: i64) -> Result<Vec<VisitLine>> {
    let key = named_params! {":from": from, ":to": to};
    lines(conn, "WHERE visit.at >= :from AND visit.at < :to ORDER BY visit.at DESC", key)
}

/// Returns the visits that amend this one, oldest first.
pub(super) fn amending(conn: &Connection, visit: RecordId) -> Result<Vec<VisitLine>> {
    let key = named_params! {":visit": visit.as_bytes()};
    lines(conn, "WHERE visit.amends = :visit ORDER BY visit.at, visit.record", key)
}

/// Returns one visit as a line.
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
        visit: row.read("record")?,
        household: row.read("household")?,
        address: address_in(row)?,
        purpose: Purpose::from_code(&text(row, "purpose")?),
        met: VisitContact::from_code(&text(row, "met")?),
        content: text(row, "content")?,
        photos: photos.and_then(|ids| u32::try_from(ids.len()).ok()).unwrap_or_default(),
        at: row.get("at")?,
        verdict: code(row, "verdict", Verdict::from_code)?,
        amends: row.read("amends")?,
        amended: row.get("amended")?,
        unsettled: row.get("unsettled")?,
    })
}

/// Returns the last amendment of a visit, or the visit itself.
pub(super) fn last_amendment(conn: &Connection, visit: RecordId) -> Result<RecordId> {
    // UNION, not UNION ALL, ends the recursion even if visits amend each other in a circle.
    let sql = include_str!("last_amendment.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let key = named_params! {":visit": visit.as_bytes()};
    let found = statement.query_row(key, |row| row.read("record")).optional()?;
    Ok(found.unwrap_or(visit))
}
