//! The SQL of the last time that somebody of a household was met.

use crate::error::Result;
use gridbook_domain::RecordId;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, named_params};

/// Returns when somebody of a household was last met. If a visit was amended, its last amendment
/// decides who was met and the original visit decides when.
pub(crate) fn last_met(conn: &Connection, household: RecordId) -> Result<Option<i64>> {
    let sql = include_str!("met.sql");
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(named_params! {":household": household.as_bytes()})?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        let at: Option<i64> = row.get("at")?;
        let Some(amends) = row.read("amends")? else {
            return Ok(last.max(at));
        };
        last = last.max(first_at(conn, amends)?.or(at));
    }
    Ok(last)
}

/// Returns when the original visit of a chain of amendments was made; `None` if this install does
/// not have it.
fn first_at(conn: &Connection, visit: RecordId) -> Result<Option<i64>> {
    // UNION, not UNION ALL, ends the recursion even if visits amend each other in a circle.
    let sql = include_str!("first_of_amended.sql");
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":visit": visit.as_bytes()}, |row| row.get("at"))?)
}
