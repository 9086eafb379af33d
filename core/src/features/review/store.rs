//! The SQL of verdicts on visits.

use super::ReviewLine;
use crate::db::text;
use crate::error::Result;
use gridbook_domain::RecordId;
use gridbook_domain::visit::Verdict;
use gridbook_sqlite::ReadColumn as _;
use rusqlite::{Connection, named_params};

/// Returns the verdicts on a visit, newest first.
pub(crate) fn of_visit(conn: &Connection, visit: RecordId) -> Result<Vec<ReviewLine>> {
    let sql = "SELECT record, verdict, reason, at FROM review
        WHERE visit = :visit ORDER BY at DESC, record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":visit": visit.as_bytes()}, |row| {
        Ok(ReviewLine {
            review: row.read("record")?,
            verdict: Verdict::from_code(&text(row, "verdict")?),
            reason: text(row, "reason")?,
            at: row.get("at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
