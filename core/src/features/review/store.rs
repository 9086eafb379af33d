//! The SQL of verdicts on visit logs.

use super::ReviewLine;
use crate::database::typed::{Typed, plain_table, typed_table};
use crate::error::Result;
use gridbook_domain::visit::{REVIEW_FIELDS, Verdict};
use gridbook_domain::{Class, RecordId};
use rusqlite::{Connection, named_params};

pub(crate) static REVIEW: Typed =
    typed_table!(Class::Review, REVIEW_FIELDS, "review", [visit verdict reason]);

plain_table! {
    /// Verdicts on visit logs.
    Reviews = REVIEW
}

/// The verdicts on a visit log, newest first.
pub(crate) fn of_visit(conn: &Connection, visit: RecordId) -> Result<Vec<ReviewLine>> {
    let sql = "SELECT record, verdict, reason, at FROM review
        WHERE visit = :visit ORDER BY at DESC, record";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(named_params! {":visit": visit.as_bytes()}, |row| {
        let verdict: Option<String> = row.get("verdict")?;
        Ok(ReviewLine {
            review: RecordId::from_bytes(row.get("record")?),
            verdict: Verdict::of(&verdict.unwrap_or_default()),
            reason: row.get::<_, Option<String>>("reason")?.unwrap_or_default(),
            at: row.get("at")?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
