//! The SQL of when somebody was met in a household last.

use crate::error::Result;
use gridbook_domain::RecordId;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, named_params};

/// When somebody was met in a household last. Of an amended log the last amendment says who was met
/// and the first log says when.
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

/// When the first log of a row of amendments was made; `None` when it is not on this phone.
fn first_at(conn: &Connection, visit: RecordId) -> Result<Option<i64>> {
    // UNION, not UNION ALL: logs that amend each other in a circle end it.
    let sql = include_str!("first_of_amended.sql");
    let mut statement = conn.prepare_cached(sql)?;
    Ok(statement.query_row(named_params! {":visit": visit.as_bytes()}, |row| row.get("at"))?)
}
